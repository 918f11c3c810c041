import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from eval.extraction import FieldScore, Miss, format_scores, score_head

ENTRY = {
    "type": "object",
    "additionalProperties": False,
    "required": ["source", "field", "reason"],
    "oneOf": [{"required": ["id"]}, {"required": ["ids"]}],
    "properties": {
        "source": {"enum": ["openlaw", "spc", "drug_rulings", "wenshu_admin", "lecard"]},
        "id": {"type": "string"},
        "ids": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "field": {"type": "string"},
        "reason": {"type": "string", "minLength": 10},
        # facts only: a number, a court, a date, a type; never a person
        "value": {
            "type": "string",
            "pattern": r"^(无|（\d{4}）.*号(之一)?|.*人民法院|\d{4}-\d{2}-\d{2}|.{2,3}书|民事"
            r"|[一二再]审|(申请|抗诉)再审审查)$",
        },
        "spans": {
            "type": "array",
            "items": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
        },
    },
}


def test_corrections_name_no_person() -> None:
    data = json.loads(files("eval.extraction").joinpath("corrections.json").read_text("utf-8"))
    schema = {"properties": {"corrections": {"type": "array", "items": ENTRY}}}
    jsonschema.validate(data, schema)
    assert len(data["corrections"]) > 100


def test_single_values_are_scored_by_accuracy() -> None:
    score = FieldScore("court")
    score.add(Miss("s", "1", "甲", "甲"), right=True)
    score.add(Miss("s", "2", "甲", "乙"), right=False)
    assert score.score == 0.5
    assert [m.row_id for m in score.misses] == ["2"]


def test_sets_are_scored_by_f1_over_all_rows() -> None:
    score = FieldScore("parties", "F1")
    score.add_sets(["甲", "乙"], ["甲", "丙"], "s", "1")
    score.add_sets(["甲"], ["甲"], "s", "2")
    assert (score.right, score.missed, score.spurious) == (2, 1, 1)
    assert score.score == pytest.approx(2 / 3)


def test_nothing_to_find_is_no_failure() -> None:
    assert FieldScore("parties", "F1").score == 1.0


def test_the_table_shows_the_misses_to_look_at() -> None:
    score = FieldScore("court")
    score.add(Miss("openlaw", "7", "甲", "乙"), right=False)
    assert "label '甲', parser '乙'" in format_scores([score], misses=1)
    assert "label" not in format_scores([score])


BARS = {
    "court": 0.995, "case_number": 0.995, "document_type": 0.995, "procedure": 0.995,
    "case_type": 0.995, "date": 0.995, "presiding": 0.98, "panel": 0.98, "clerk": 0.98,
    "plaintiff side": 0.98, "defendant side": 0.98, "core starts": 0.985, "boundaries": 0.96,
}  # fmt: skip


@pytest.mark.data
def test_the_bars_on_the_shared_labels(shared_data: Path) -> None:
    sources = ("openlaw", "spc", "drug_rulings", "wenshu_admin")
    scores = {s.field: s.score for s in score_head(shared_data, sources=sources, step=2)}
    assert {f: s for f, s in scores.items() if s < BARS.get(f, 0)} == {}
