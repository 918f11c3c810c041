"""The contract of `leian divergence`, end to end on invented judgments."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import InputError, SourceError
from search_api.cli import main
from search_api.consistency.confirmed import Label
from search_api.consistency.corpus_file import load_labels, load_readings
from search_api.consistency.divergence import find_confirmed, find_divergences
from search_api.consistency.report import to_builtins
from tests.search_api.consistency.factories import DENY, SILENT, SUPPORT, write_corpus

TAILS = [f"另，货物编号{n}的包装{w}完好。" for n, w in enumerate("甲乙丙丁戊己庚辛壬癸子丑")]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    stances = [SUPPORT, DENY, SILENT]
    write_corpus(path, [stances[n % 3] + TAILS[n] for n in range(12)])
    return path


def labels() -> list[Label]:
    table = [("support", "仍属消费者"), ("deny", "不属于为生活需要的消费者"), ("not_reached", "")]
    return [Label(f"j{n}", *table[n % 3]) for n in range(9)]


def test_labels_teach_the_question(corpus: Path) -> None:
    readings = load_readings(corpus)
    texts = {r.id: r.text for r in readings}
    (one,) = to_builtins(find_confirmed(readings, labels(), topic="知假买假"))
    sides = {c["id"]: p["stance"] for p in one["positions"] for c in p["cases"]}
    assert (sides["j9"], sides["j10"], sides.get("j11")) == ("support", "deny", None)
    for position in one["positions"]:
        for case in position["cases"]:
            assert texts[case["id"]][case["start"] : case["end"]] == case["quote"]


def test_too_few_labels_are_refused(corpus: Path) -> None:
    with pytest.raises(InputError, match="label at least"):
        find_confirmed(load_readings(corpus), labels()[:2])


def test_nothing_to_find_is_an_empty_list(tmp_path: Path) -> None:
    write_corpus(tmp_path / "c.jsonl", [SILENT + tail for tail in TAILS])
    assert find_divergences(load_readings(tmp_path / "c.jsonl")) == []
    assert find_divergences([]) == []


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('{"id": "a"}', "needs id and text"),
        ("[1]", "must be a JSON object"),
        ("{", "no JSON"),
    ],
)
def test_bad_rows_are_named(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(row, encoding="utf-8")
    with pytest.raises(SourceError, match=f"bad.jsonl:1: .*{message}"):
        load_readings(path)


def test_an_unknown_stance_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    path.write_text('{"id": "a", "issue_stance": "maybe"}', encoding="utf-8")
    with pytest.raises(SourceError, match="'maybe'"):
        load_labels(path)


def test_the_command_writes_the_contract(corpus: Path, tmp_path: Path) -> None:
    gold, out = tmp_path / "gold.jsonl", tmp_path / "out.json"
    rows = [{"id": x.id, "issue_stance": x.stance, "issue_quote": x.quote} for x in labels()]
    gold.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    arguments = ["divergence", "--corpus", str(corpus), "--out", str(out), "--labels", str(gold)]
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    found: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))
    assert set(found[0]) == {"question", "positions", "level", "evidence"}
    case = found[0]["positions"][0]["cases"][0]
    assert set(case) == {"id", "quote", "start", "end", "confidence", "excluded"}
