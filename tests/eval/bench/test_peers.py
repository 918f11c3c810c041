"""The peers on an invented corpus: each searches the same documents, leian is one of them."""

import pytest

from corpus.segment import get_segmenter
from eval.bench.peers import PEERS, bench_peers, format_peers
from eval.runs import Pools, Qrels
from tests.eval.test_rank import QUERIES, cases, cause_of


@pytest.fixture(scope="module")
def judged() -> tuple[Pools, Qrels]:
    pools = {query.id: [f"case-{number:04d}" for number in range(30)] for query in QUERIES}
    right = {"theft": 0, "loan": 2}
    qrels = {
        query: {one: 3 for one in pool if cause_of(one) == right[query]}
        for query, pool in pools.items()
    }
    return pools, qrels


@pytest.mark.parametrize(
    "peers", [("bm25s", "Tantivy"), pytest.param(PEERS, marks=pytest.mark.slow)]
)
def test_each_peer_finds_what_is_plain(judged: tuple[Pools, Qrels], peers: tuple[str, ...]) -> None:
    pytest.importorskip("bm25s")
    pools, qrels = judged
    seen: list[str] = []
    reports = list(
        bench_peers(
            cases(),
            QUERIES,
            pools=pools,
            qrels=qrels,
            segmenter=get_segmenter("rjieba"),
            peers=peers,
            progress=seen.append,
        )
    )
    assert seen == list(peers) == [one.name for one in reports]
    for one in reports:
        assert one.ndcg.mean > 0.9, one
        assert one.map.mean > 0.9
        assert one.build_seconds > 0
        assert one.p95 >= one.p50 > 0
    assert len(list(format_peers(reports))) == len(peers) + 2
