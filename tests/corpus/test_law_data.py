"""The law's facts: schemas hold, and the facts fit each other."""

import datetime as dt
import json
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from corpus.models import CaseType
from corpus.statutes import canonical_law, known_laws, law_at
from corpus.taxonomy import ancestors, node, nodes_of, subtree


def _load(name: str) -> Any:
    return json.loads(resources.files("corpus").joinpath("data", name).read_text("utf-8"))


@pytest.mark.parametrize("name", ["statutes", "statutes_crosswalk", "causes"])
def test_data_fit_their_schema(name: str) -> None:
    schema = _load(f"schemas/{name}.schema.json")
    Draft202012Validator.check_schema(schema)
    errors = [e.message for e in Draft202012Validator(schema).iter_errors(_load(f"{name}.json"))]
    assert errors == []


def test_each_law_is_found_by_its_own_name() -> None:
    lost = [name for name in known_laws() if canonical_law(name) is None]
    assert lost == []


def test_versions_stand_in_order_and_dates_are_days() -> None:
    for law in known_laws().values():
        days = [v.start for v in law.versions if v.start is not None]
        assert days == sorted(days), law.name


def test_repealed_civil_statutes_point_to_the_code() -> None:
    day = dt.date(2021, 1, 1)
    repealed = [law for law in known_laws().values() if law.replaced_by]
    assert len(repealed) == 9
    assert all(law.repealed == day for law in repealed)


def test_crosswalk_pairs_exist_in_their_laws() -> None:
    code = known_laws()["中华人民共和国民法典"].versions[-1].last
    for pair in _load("statutes_crosswalk.json")["pairs"]:
        law = known_laws()[f"中华人民共和国{pair['law']}"]
        last = law_at(law.name, dt.date(2020, 12, 31))
        assert last is not None
        assert 1 <= int(pair["article"]) <= last.last, pair
        assert all(1 <= int(article) <= code for article in pair["code"]), pair


def test_parents_aliases_and_renamed_causes_exist() -> None:
    data = _load("causes.json")
    nodes = {row["node"] for row in data["nodes"]}
    assert len(nodes) == len(data["nodes"])
    assert all(parent in nodes for row in data["nodes"] for parent in row["parents"])
    assert all(old in nodes and new in nodes for old, new in data["renamed"])
    assert all(new in nodes for _, new in data["aliases"])


def test_every_cause_hangs_below_its_case_type() -> None:
    for case_type in CaseType:
        if case_type is CaseType.OTHER:
            continue
        below = subtree(case_type)
        assert all(n.node in below for n in nodes_of(case_type))


def test_the_ten_chapters_of_the_criminal_code() -> None:
    chapters = [n.name for n in nodes_of(CaseType.CRIMINAL) if n.parents == ("刑事",)]
    assert {
        "危害国家安全罪",
        "危害公共安全罪",
        "破坏社会主义市场经济秩序罪",
        "侵犯公民人身权利、民主权利罪",
        "侵犯财产罪",
        "妨害社会管理秩序罪",
        "危害国防利益罪",
        "贪污贿赂罪",
        "渎职罪",
        "军人违反职责罪",
    } <= set(chapters)


@pytest.mark.parametrize(
    ("charge", "chapter"),
    [
        ("盗窃罪", "侵犯财产罪"),
        ("危险驾驶罪", "危害公共安全罪"),
        ("诈骗罪", "侵犯财产罪"),
        ("合同诈骗罪", "破坏社会主义市场经济秩序罪"),
        ("袭警罪", "妨害社会管理秩序罪"),
        ("受贿罪", "贪污贿赂罪"),
        ("玩忽职守罪", "渎职罪"),
        ("走私、贩卖、运输、制造毒品罪", "妨害社会管理秩序罪"),
        ("帮助信息网络犯罪活动罪", "妨害社会管理秩序罪"),
        ("故意伤害罪", "侵犯公民人身权利、民主权利罪"),
    ],
)
def test_charges_stand_in_their_chapter(charge: str, chapter: str) -> None:
    assert node(charge) is not None
    assert chapter in ancestors(charge)
