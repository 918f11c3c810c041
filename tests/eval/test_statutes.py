"""Questions and answers of statutes: read, scored, compared; on invented ones."""

import json
import lzma
from pathlib import Path

import pytest

from corpus.articles import Article
from corpus.errors import SourceError
from corpus.segment import get_segmenter
from eval.statutes import (
    Question,
    bm25_searchers,
    evaluate_statutes,
    format_statutes,
    load_questions,
)

LAW = "中华人民共和国民法典"
ARTICLES = [
    Article(LAW, "1", "现行", "借来的钱到期应当归还。"),
    Article(LAW, "2", "现行", "感情破裂的可以离婚。"),
    Article(LAW, "3", "现行", "喝醉的人不得开车。"),
]
QUESTIONS = [
    Question("1", "借来的钱不还怎么办", frozenset({f"{LAW}#1"})),
    Question("2", "感情破裂", frozenset({f"{LAW}#2", f"{LAW}#9"})),
    Question("3", "谁都没有说过", frozenset({f"{LAW}#3"})),
]


def test_searchers_are_scored_beside_the_first_one() -> None:
    worst = {"nothing": lambda _: [f"{LAW}#8"]}
    searchers = {**worst, **bm25_searchers(ARTICLES, get_segmenter())}
    report = evaluate_statutes(QUESTIONS, searchers, articles=[one.key for one in ARTICLES])
    nothing, by_words, by_pairs = report.rows
    assert (report.questions, report.articles, report.unanswerable) == (3, 3, 1)
    assert nothing.mrr.mean == 0
    assert nothing.mrr_gain is None
    assert by_words.recall.mean == by_pairs.recall.mean == pytest.approx(2.5 / 3)
    assert by_words.mrr.mean >= 2 / 3
    assert by_words.mrr_gain is not None
    assert "BM25 words" in format_statutes(report)


def test_twice_as_good_is_a_ratio_of_two() -> None:
    searchers = {
        "half": lambda text: [f"{LAW}#1"] if "钱" in text else [],
        "more": lambda text: [f"{LAW}#{1 if '钱' in text else 2}"],
    }
    row = evaluate_statutes(QUESTIONS[:2], searchers, articles=[]).rows[1]
    assert row.mrr_ratio is not None
    assert row.mrr_ratio.mean == pytest.approx(2)


def test_questions_are_read_by_the_canonical_names_of_laws(tmp_path: Path) -> None:
    path = tmp_path / "queries.jsonl.xz"
    row = {
        "query_id": 7,
        "问题": "酒后开车怎么办？",
        "match_name": ["刑法第一百三十三条之一", "某某奇怪的规定第三条"],
    }
    path.write_bytes(lzma.compress(json.dumps(row).encode()))
    (question,) = load_questions(path)
    assert question.answers == {"中华人民共和国刑法#133-1", "某某奇怪的规定第三条"}
    path.write_bytes(lzma.compress(b'{"query_id": 7}'))
    with pytest.raises(SourceError):
        load_questions(path)
