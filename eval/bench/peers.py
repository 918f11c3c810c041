"""leian beside what it is built from: one corpus, one run, four ways to search it.

bm25s and Tantivy rank by BM25 over the words of the whole text, FAISS by the trained encoder's
document vectors, leian by its five lists and their sum. The build of each holds all it needs
(parsing, cutting, training, writing); the encoder, which two of them need, is made once and counted
for both. A query is timed from its text to a list of ids, in this process, one at a time; reading
documents and explaining hits, which only leian does, is not in it.
"""

import gc
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from corpus.errors import InputError
from corpus.segment import Segmenter, bigrams, words
from embeddings.base import DocumentView, Encoder
from embeddings.faiss_index import FaissIndex
from embeddings.train import Training, train
from embeddings.views import query_of
from eval.bench.load import percentile
from eval.bench.memory import PeakMemory, tree_bytes
from eval.datasets import RankCase, RankQuery
from eval.measures import parse_measure, score
from eval.rank import case_facts, case_view, own_rows
from eval.runs import Pools, Qrels
from eval.significance import Interval, bootstrap
from indexer.backends.bm25 import K1, B
from indexer.backends.local import LocalIndexAdmin
from indexer.manifest import SCHEMA_VERSION
from indexer.ranking import rank_candidates, word_weights
from indexer.types import (
    AllOf,
    CaseDocument,
    CaseIndex,
    Clause,
    KeywordField,
    Manifest,
    Match,
    Nearest,
    NoneOf,
    Query,
    Rank,
    TextField,
    VectorField,
    Weighted,
)

__all__ = ["PEERS", "PeerReport", "bench_peers", "format_peers"]

PEERS: Final = ("bm25s", "Tantivy", "FAISS", "leian")
_LEARNED: Final = ("FAISS", "leian")  # peers that use the encoder
_QUERY_LENGTH: Final = 1500
_TOP: Final = 100
_LIST: Final = 400  # hits of each list that leian sums, as in the search
_MOST_BIGRAMS: Final = 160  # likewise
_MEGA: Final = 1_000_000
_POOL_MEASURES = (parse_measure("nDCG@10"), parse_measure("MAP"))
_WHOLE_MEASURE = parse_measure("R@100")


@dataclass(frozen=True, slots=True)
class PeerReport:
    """One way to search: quality with intervals, seconds to build, bytes, milliseconds a query.

    ``memory`` is by how much the process grew at most while the peer was built and asked.
    """

    name: str
    ndcg: Interval
    map: Interval
    recall: Interval
    build_seconds: float
    memory: int
    p50: float
    p95: float


class _Search(Protocol):
    def __call__(
        self, text: str, *, only: Sequence[str] | None, without: Sequence[str]
    ) -> Sequence[str]:
        """Return up to 100 ids, best first: of the pool ``only``, or of all but ``without``."""
        ...


@dataclass(frozen=True, slots=True)
class _Encoded:
    views: Sequence[DocumentView]
    trained: Training
    seconds: float


@dataclass(slots=True)
class _Material:
    cases: Sequence[RankCase]
    left_out: frozenset[str]  # the queries' own judgments: no encoder is trained on them
    segmenter: Segmenter
    encoded: _Encoded | None = None


def bench_peers(
    cases: Sequence[RankCase],
    queries: Sequence[RankQuery],
    *,
    pools: Pools,
    qrels: Qrels,
    segmenter: Segmenter,
    peers: Sequence[str] = PEERS,
    progress: Callable[[str], None] | None = None,
) -> Iterator[PeerReport]:
    """Yield what each peer reaches and costs on the queries that have a pool and labels.

    A query's own judgment takes no part in training, nor in that query's whole-corpus ranking.
    """
    asked = [query for query in queries if query.id in pools and query.id in qrels]
    own = {query.id: [cases[row].id for row in own_rows(query, cases)] for query in asked}
    material = _Material(cases, frozenset().union(*map(frozenset, own.values())), segmenter)
    segmenter.cut("准备")  # the dictionary is loaded before any clock runs
    for name in peers:
        if progress is not None:
            progress(name)
        yield _bench(name, material, asked, own, pools, qrels)


def _bench(
    name: str,
    material: _Material,
    asked: Sequence[RankQuery],
    own: Mapping[str, Sequence[str]],
    pools: Pools,
    qrels: Qrels,
) -> PeerReport:
    gc.collect()
    before = tree_bytes(os.getpid())
    milliseconds: list[float] = []
    pooled: list[list[float]] = []
    recalls: list[float] = []
    with ExitStack() as stack:
        peak = stack.enter_context(PeakMemory())
        shared = 0.0 if material.encoded is None else material.encoded.seconds
        started = time.perf_counter()
        search = stack.enter_context(_BUILD[name](material))
        built = time.perf_counter() - started + (shared if name in _LEARNED else 0.0)
        for query in asked:
            text, grades = query.text[:_QUERY_LENGTH], qrels[query.id]
            order = search(text, only=pools[query.id], without=())
            pooled.append([score(one, order, grades) or 0.0 for one in _POOL_MEASURES])
            begun = time.perf_counter()
            order = search(text, only=None, without=own[query.id])
            milliseconds.append((time.perf_counter() - begun) * 1000)
            if (recall := score(_WHOLE_MEASURE, order, grades)) is not None:
                recalls.append(recall)
    ndcg, average = (bootstrap([row[place] for row in pooled]) for place in (0, 1))
    return PeerReport(
        name,
        ndcg,
        average,
        bootstrap(recalls),
        build_seconds=built,
        memory=max(0, peak.peak_bytes - before),
        p50=percentile(milliseconds, 0.5),
        p95=percentile(milliseconds, 0.95),
    )


# ------------------------------------------------------------------------------ the peers


@contextmanager
def _bm25s(material: _Material) -> Iterator[_Search]:
    import bm25s  # a tool for developers: in the extra dev

    ids = [case.id for case in material.cases]
    rows = {document: row for row, document in enumerate(ids)}
    index = bm25s.BM25(k1=K1, b=B)
    index.index(
        [words(case.text, material.segmenter) for case in material.cases], show_progress=False
    )

    def search(text: str, *, only: Sequence[str] | None, without: Sequence[str]) -> list[str]:
        known = [token for token in words(text, material.segmenter) if token in index.vocab_dict]
        scores = index.get_scores(known) if known else np.zeros(len(ids), dtype=np.float32)
        if only is not None:
            return sorted(only, key=lambda one: (-scores[rows[one]], one))[:_TOP]
        scores[[rows[document] for document in without]] = -1
        best = np.argpartition(-scores, min(_TOP, len(ids) - 1))[:_TOP]
        return [ids[row] for row in best[np.argsort(-scores[best], kind="stable")]]

    yield search


@contextmanager
def _tantivy(material: _Material) -> Iterator[_Search]:
    def documents() -> Iterator[CaseDocument]:
        for case in material.cases:
            tokens = {TextField.FULL: words(case.text, material.segmenter)}
            yield CaseDocument(case.id, tokens, {KeywordField.SOURCE_ID: (case.id,)})

    with _index(documents(), dim=0) as index:

        def search(text: str, *, only: Sequence[str] | None, without: Sequence[str]) -> list[str]:
            rank = Weighted(TextField.FULL, word_weights(words(text, material.segmenter)))
            hits = index.search([Query(rank, _where(only, without), limit=_TOP)])[0].hits
            return [hit.id for hit in hits]

        yield search


@contextmanager
def _faiss(material: _Material) -> Iterator[_Search]:
    encoded = _encode(material)
    views, trained = encoded.views, encoded.trained
    index = FaissIndex(trained.encoder.dim)
    index.add(trained.ids, trained.cases)
    rest = [view for view in views if view.id in material.left_out]
    if rest:
        index.add([view.id for view in rest], trained.encoder.encode_documents(rest))
    everything = index.ids()

    def search(text: str, *, only: Sequence[str] | None, without: Sequence[str]) -> list[str]:
        vector = trained.encoder.encode_queries([text])
        allowed = frozenset(only) if only is not None else None
        if allowed is None and without:
            allowed = everything - frozenset(without)
        return [document for document, _ in index.search(vector, k=_TOP, allowed=allowed)[0]]

    yield search


@contextmanager
def _leian(material: _Material) -> Iterator[_Search]:
    encoded = _encode(material)
    views, trained = encoded.views, encoded.trained
    encoder = trained.encoder
    rows = {document: row for row, document in enumerate(trained.ids)}

    def documents() -> Iterator[CaseDocument]:
        for case, view in zip(material.cases, views, strict=True):
            row = rows.get(case.id)
            yield CaseDocument(
                case.id,
                {
                    TextField.FULL: words(case.text, material.segmenter),
                    TextField.FACTS: words(case.facts or case_facts(view), material.segmenter),
                    TextField.BIGRAMS: bigrams(case.text),
                },
                {KeywordField.SOURCE_ID: (case.id,)},
                vectors={
                    VectorField.FACTS: encoder.encode_queries([query_of(view)])[0]
                    if row is None
                    else trained.facts[row],
                    VectorField.CASE: encoder.encode_documents([view])[0]
                    if row is None
                    else trained.cases[row],
                },
            )

    with _index(documents(), dim=encoder.dim) as index:

        def search(text: str, *, only: Sequence[str] | None, without: Sequence[str]) -> list[str]:
            where = _where(only, without)
            lists = _lists(text, encoder, material.segmenter)
            pages = index.search([Query(rank, where, limit=_LIST) for rank in lists.values()])
            found = {name: page.hits for name, page in zip(lists, pages, strict=True)}
            return [one.id for one in rank_candidates(found)[:_TOP]]

        yield search


def _lists(text: str, encoder: Encoder, segmenter: Segmenter) -> dict[str, Rank]:
    weights = word_weights(words(text, segmenter))
    pairs = word_weights(bigrams(text))
    heaviest = sorted(pairs, key=lambda pair: (-pairs[pair], pair))[:_MOST_BIGRAMS]
    vector = encoder.encode_queries([text])[0]
    return {
        "words": Weighted(TextField.FULL, weights),
        "facts_words": Weighted(TextField.FACTS, weights),
        "bigrams": Weighted(TextField.BIGRAMS, {pair: pairs[pair] for pair in heaviest}),
        "facts_vector": Nearest(VectorField.FACTS, vector),
        "case_vector": Nearest(VectorField.CASE, vector),
    }


def _where(only: Sequence[str] | None, without: Sequence[str]) -> Clause:
    if only is not None:
        return Match(KeywordField.SOURCE_ID, tuple(only))
    return NoneOf((Match(KeywordField.SOURCE_ID, tuple(without)),)) if without else AllOf()


def _encode(material: _Material) -> _Encoded:
    """Return the parsed views and the encoder trained on them, made at the first call."""
    if material.encoded is not None:
        return material.encoded
    started = time.perf_counter()
    views = [case_view(case) for case in material.cases]
    seen = [view for view in views if view.id not in material.left_out]
    trained = train(seen, segmenter=material.segmenter)
    if trained is None:
        raise InputError("这批文书太少，训练不了编码器：至少要二百件写有事实和理由的文书")
    material.encoded = _Encoded(views, trained, time.perf_counter() - started)
    return material.encoded


@contextmanager
def _index(documents: Iterator[CaseDocument], *, dim: int) -> Iterator[CaseIndex]:
    with tempfile.TemporaryDirectory() as folder:
        admin = LocalIndexAdmin(Path(folder))
        manifest = Manifest("bench", SCHEMA_VERSION, "", "", dim, "")
        index = admin.create(manifest)
        index.write(documents)
        index.close()
        admin.finish(manifest)
        index = admin.open("bench")
        try:
            yield index
        finally:
            index.close()


_BUILD: Final[Mapping[str, Callable[[_Material], AbstractContextManager[_Search]]]] = {
    "bm25s": _bm25s,
    "Tantivy": _tantivy,
    "FAISS": _faiss,
    "leian": _leian,
}


def format_peers(reports: Iterable[PeerReport]) -> Iterator[str]:
    """Yield the lines of a Markdown table, one a peer as it is measured."""
    yield "| | nDCG@10 pool | MAP pool | R@100 whole | build s | memory MB | p50 ms | p95 ms |"
    yield "|---|---|---|---|---|---|---|---|"
    for one in reports:
        yield (
            f"| {one.name} | {_shown(one.ndcg)} | {_shown(one.map)} | {_shown(one.recall)} "
            f"| {one.build_seconds:.0f} | {one.memory / _MEGA:.0f} "
            f"| {one.p50:.1f} | {one.p95:.1f} |"
        )


def _shown(value: Interval) -> str:
    return f"{value.mean:.3f} [{value.low:.3f}, {value.high:.3f}]"
