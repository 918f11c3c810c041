import gzip
import json
import lzma
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import InputError, SourceError
from corpus.models import SectionKind
from corpus.segment import get_segmenter
from eval.bm25 import Bm25
from eval.datasets import RankCase, RankQuery, load_cases, load_queries
from eval.rank import rank_corpus
from indexer.backends.bm25 import idf, term_score
from tests.embeddings.small_corpus import views

SEGMENTER = get_segmenter("rjieba")
QUERIES = [
    RankQuery("theft", "李四深夜翻窗进入超市，偷走手机和现金。"),
    RankQuery("loan", "李四向甲公司借款，出具借条，到期未归还本金和利息。"),
]


def cases(count: int = 240) -> list[RankCase]:
    return [
        RankCase(
            view.id,
            view.text,
            facts=view.sections[SectionKind.FINDINGS],
            reasoning=view.sections[SectionKind.REASONING],
        )
        for view in views(count)
    ]


def cause_of(document: str) -> int:
    return int(document.removeprefix("case-")) % 3  # theft, driving, loan in turn


def test_a_whole_corpus_is_ranked_by_all_signals() -> None:
    run = rank_corpus(cases(), QUERIES, segmenter=SEGMENTER, top=20)
    assert list(run) == ["theft", "loan"]
    for query, cause in (("theft", 0), ("loan", 2)):
        assert len(run[query]) == 20
        assert {cause_of(document) for document in list(run[query])[:10]} == {cause}


def test_top_beyond_what_the_lists_found_goes_on_by_words() -> None:
    run = rank_corpus(cases(230), QUERIES[:1], segmenter=SEGMENTER, top=230)
    scores = list(run["theft"].values())
    assert len(scores) == 230
    assert scores == sorted(scores, reverse=True)


def test_pools_are_ranked_whole_and_queries_without_one_left_out() -> None:
    pools = {"theft": ["case-0001", "case-0000", "case-0002", "case-0003"]}
    run = rank_corpus(cases(), QUERIES, segmenter=SEGMENTER, pools=pools)
    assert list(run) == ["theft"]
    assert set(run["theft"]) == set(pools["theft"])
    assert {cause_of(document) for document in list(run["theft"])[:2]} == {0}


def test_a_pool_member_that_is_not_in_the_corpus_is_named() -> None:
    with pytest.raises(InputError, match="case-9999"):
        rank_corpus(
            cases(), QUERIES, segmenter=SEGMENTER, pools={"theft": ["case-9999"]}, signals=["words"]
        )


def test_a_small_corpus_is_ranked_by_words_alone() -> None:
    said: list[str] = []
    run = rank_corpus(cases(12), QUERIES, segmenter=SEGMENTER, progress=said.append)
    assert cause_of(next(iter(run["loan"]))) == 2
    assert any("语料太小" in line for line in said)


@pytest.mark.parametrize("signals", [["words"], ["bigrams"], ["facts_words", "case_vector"]])
def test_an_ablation_uses_the_named_signals(signals: list[str]) -> None:
    run = rank_corpus(cases(), QUERIES, segmenter=SEGMENTER, signals=signals, top=5)
    assert {cause_of(document) for document in run["theft"]} == {0}


def test_unknown_signals_are_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match="facts_words"):
        rank_corpus(cases(3), QUERIES, segmenter=SEGMENTER, signals=["magic"])


def test_a_querys_own_judgment_is_not_an_answer() -> None:
    some = cases()
    facts = some[0].facts
    queries = [RankQuery("case-0003", some[3].facts), RankQuery("copy", facts)]
    run = rank_corpus(some, queries, segmenter=SEGMENTER, signals=["words"], top=50)
    assert "case-0003" not in run["case-0003"]
    assert "case-0000" not in run["copy"]
    assert (
        "case-0000" in rank_corpus(some, QUERIES, segmenter=SEGMENTER, signals=["words"])["theft"]
    )


def test_a_row_with_text_only_is_parsed() -> None:
    bare = [replace(case, facts="", reasoning="") for case in cases()]
    run = rank_corpus(bare, QUERIES, segmenter=SEGMENTER, signals=["facts_words"], top=5)
    assert {cause_of(document) for document in run["loan"]} == {2}


def test_bm25_is_the_formula_of_the_backends() -> None:
    index = Bm25([["a", "b", "a"], ["b", "c"], []])
    average = 5 / 3
    expected = 2.0 * idf(3, 1) * term_score(2, 3, average) + idf(3, 2) * term_score(1, 3, average)
    assert index.scores({"a": 2.0, "b": 1.0, "zz": 9.0})[0] == pytest.approx(expected, rel=1e-5)
    assert index.scores({"zz": 1.0}).tolist() == [0, 0, 0]


# ---------------------------------------------------------------- files


def test_only_what_may_be_known_is_read(tmp_path: Path) -> None:
    row = {"id": 7, "text": "正文", "facts": None, "title": "张三盗窃案", "charges": ["盗窃罪"]}
    content = (json.dumps(row, ensure_ascii=False) + "\n\n").encode()
    packed = {"c.jsonl": content, "c.jsonl.xz": lzma.compress(content)}
    packed["c.jsonl.gz"] = gzip.compress(content)
    for name, data in packed.items():
        (tmp_path / name).write_bytes(data)
        assert load_cases(tmp_path / name) == [RankCase("7", "正文")]
        assert load_queries(tmp_path / name) == [RankQuery("7", "正文")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"id": "1"}', "needs a JSON object with id and text"),
        ('{"id": "1", "text', "needs a JSON object"),
        ("[1]", "needs a JSON object"),
        ('{"id": "1", "text": "a"}\n{"id": "1", "text": "b"}', "twice"),
    ],
)
def test_a_bad_row_is_named_with_its_line(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match=said):
        load_queries(path)


def test_a_damaged_archive_is_an_error_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl.xz"
    path.write_bytes(b"not xz at all")
    with pytest.raises(SourceError, match=r"bad\.jsonl\.xz"):
        load_cases(path)
