"""Statutes for a situation: loading, idempotence, rejects, ranking by words and by citations."""

import json
import lzma
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from corpus.articles import Article, BadRow, read_articles
from corpus.errors import MismatchError, MissingStateError, QueryError, SourceError
from corpus.segment import get_segmenter
from indexer.statute_index import rank_articles
from indexer.types import Hit
from search_api.cli import cli
from search_api.rest import create_app
from tests.search_api.application import SmallApplication

CODE = "中华人民共和国民法典"
# Written for the tests: numbers are real, the words are not those of the law.
_ROWS: list[dict[str, object]] = [
    {"law": CODE, "no": 675, "sub": 0, "text": "甲类规则：借来的钱应当按说好的日子归还。"},
    {"law": CODE, "no": 680, "sub": 0, "text": "乙类规则：高得离谱的利率不受保护。"},
    {"law": CODE, "article": "第一千零七十九条", "text": "丙类规则：感情破裂的可以离婚。"},
    {"law": "刑法", "no": 133, "sub": 1, "text": "丁类规则：喝醉后在道路上开车。"},
]


def _write(path: Path, rows: Sequence[object]) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_rows_that_are_no_articles_are_told_apart_from_bad_ones(tmp_path: Path) -> None:
    rows = [
        {"law": CODE, "dates": []},
        {"law": CODE, "no": 1, "text": " "},
        {"law": CODE, "text": "没有条号。"},
        {"law": CODE, "no": 1, "version": "去年", "text": "好。"},
        "[1]",
        '{"law": "半行',
    ]
    found = list(read_articles(_write(tmp_path / "bad.jsonl", rows)))
    assert [isinstance(one, BadRow) and one.skipped for one in found] == [True] + [False] * 5
    assert all(isinstance(one, BadRow) for one in found)


def test_numbers_editions_and_names_are_made_canonical(tmp_path: Path) -> None:
    rows = [*_ROWS, {"law": CODE, "no": 1, "text": "旧文。", "version": "2021-01-01"}]
    found = [
        one for one in read_articles(_write(tmp_path / "a.jsonl", rows)) if isinstance(one, Article)
    ]
    assert [one.key.partition("共和国")[2] for one in found] == [
        "民法典#675",
        "民法典#680",
        "民法典#1079",
        "刑法#133-1",
        "民法典#1",
    ]
    assert [one.edition for one in found] == ["现行"] * 4 + ["2021-01-01"]


def test_a_file_cut_in_half_gives_what_it_holds(tmp_path: Path) -> None:
    whole = lzma.compress(json.dumps(_ROWS[0]).encode() * 3)
    (tmp_path / "cut.jsonl.xz").write_bytes(whole[: len(whole) // 2])
    found = list(read_articles(tmp_path / "cut.jsonl.xz"))
    assert isinstance(found[-1], BadRow)
    assert "无法读出" in found[-1].reason
    (tmp_path / "catalog.json").write_text("{}")
    (skipped,) = read_articles(tmp_path / "catalog.json")
    assert isinstance(skipped, BadRow)
    assert skipped.skipped


def test_loading_twice_writes_nothing(own_application: SmallApplication, tmp_path: Path) -> None:
    path = _write(tmp_path / "a.jsonl", [*_ROWS, _ROWS[0], {**_ROWS[1], "text": "另一种说法。"}])
    first = own_application.statutes.load([path])
    assert (first.read, first.added, first.repeated, len(first.rejected)) == (6, 4, 1, 1)
    assert first.articles == 4
    again = own_application.statutes.load([path])
    assert (again.added, again.replaced, again.unchanged) == (0, 0, 4)
    assert again.generation == first.generation
    changed = own_application.statutes.load(
        [_write(tmp_path / "b.jsonl", [{**_ROWS[1], "text": "改过的规则。"}])]
    )
    assert (changed.replaced, changed.articles) == (1, 4)
    assert changed.generation != first.generation
    assert own_application.statutes.search("改过的规则").hits[0].article == "680"


def test_the_newest_edition_is_searched(own_application: SmallApplication, tmp_path: Path) -> None:
    law = "某某示例条例"
    rows = [
        {"law": law, "version": day, "no": 1, "text": f"{word}的规则。"}
        for day, word in (("2010-01-01", "陈旧"), ("2020-01-01", "崭新"), (None, "无日期"))
    ]
    statutes = own_application.statutes
    statutes.load([_write(tmp_path / "a.jsonl", rows)])
    (hit,) = statutes.search("规则").hits
    assert (hit.text, hit.edition, hit.status) == ("崭新的规则。", "2020-01-01", None)


def test_what_courts_cite_comes_up_without_a_word_in_common(
    own_application: SmallApplication, tmp_path: Path
) -> None:
    statutes = own_application.statutes
    statutes.load([_write(tmp_path / "a.jsonl", _ROWS)])
    hits = statutes.search("秘密窃取他人财物").hits
    assert hits == ()
    rows = [*_ROWS, {"law": "刑法", "no": 264, "text": "戊类规则。"}]
    statutes.load([_write(tmp_path / "b.jsonl", rows)])
    (hit,) = statutes.search("秘密窃取他人财物").hits
    assert (hit.article, hit.said, hit.cited, hit.status) == ("264", 0.0, 1.0, "现行有效")
    assert hit.cases
    assert statutes.search("借钱按说好的日子归还", laws=["刑法"]).hits == ()


def test_it_says_what_to_do_without_texts(
    own_application: SmallApplication, empty_application: SmallApplication, tmp_path: Path
) -> None:
    for application in (own_application, empty_application):
        with pytest.raises(MissingStateError, match="--load"):
            application.statutes.search("借款")
        with pytest.raises(MissingStateError, match="--load"):
            application.statutes.reindex()
    with pytest.raises(SourceError, match="不存在"):
        own_application.statutes.load([tmp_path / "nowhere"])
    empty_application.statutes.load([_write(tmp_path / "a.jsonl", _ROWS)])
    found = empty_application.statutes.search("醉酒开车")
    assert found.hits[0].article == "133-1"
    assert "尚未入库" in found.notes[0]
    with pytest.raises(QueryError):
        empty_application.statutes.search(" ")
    empty_application.statutes._segmenter = get_segmenter("jieba")
    with pytest.raises(MismatchError, match="--reindex"):
        empty_application.statutes.search("借款")


def test_over_http(own_application: SmallApplication, tmp_path: Path) -> None:
    with TestClient(create_app(own_application)) as client:
        assert client.get("/api/v1/statutes?text=借款").status_code == 503
        own_application.statutes.load([_write(tmp_path / "a.jsonl", _ROWS)])
        found = client.get("/api/v1/statutes", params={"text": "感情破裂", "limit": 1}).json()
        assert [hit["article"] for hit in found["hits"]] == ["1079"]
        assert client.get("/api/v1/statutes?text=").status_code == 400


def test_on_the_command_line(tmp_path: Path) -> None:
    home = ["--home", str(tmp_path / "home")]
    path = _write(tmp_path / "a.jsonl", _ROWS)
    loaded = CliRunner().invoke(cli, ["statutes", "--load", str(path), *home])
    assert loaded.exit_code == 0, loaded.output
    assert "新增 4" in loaded.output
    found = CliRunner().invoke(cli, ["statutes", "喝醉后开车", *home])
    assert "第133条之1" in found.output


def test_repealed_laws_and_strangers_come_after() -> None:
    said = [Hit("甲法#1", 2.0), Hit("乙法#1", 2.0), Hit("丙法#1", 1.0)]
    ranked = rank_articles(
        said,
        (),
        voters=[(1.0, "案一", ["丁法#1"])],
        counts={"丁法#1": 4},
        repealed=frozenset({"甲法"}),
    )
    assert [one.key for one in ranked] == ["乙法#1", "甲法#1", "丙法#1", "丁法#1"]
    assert ranked[-1].cases == ("案一",)
    assert ranked[1].repealed


def test_a_law_that_courts_apply_comes_first_among_equals() -> None:
    said = [Hit("甲规定#1", 2.0), Hit("乙法#1", 2.0)]
    ranked = rank_articles(said, (), used={"乙法": 1.0})
    assert [(one.key, one.used) for one in ranked] == [("乙法#1", 1.0), ("甲规定#1", 0.0)]
