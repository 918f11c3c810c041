import json
import re
from importlib.resources import files

import jsonschema
import pytest

from corpus.courts import (
    court_by_code,
    court_candidates,
    find_court,
    province_of_code,
    trim_court_name,
)

SCHEMA = {
    "type": "object",
    "required": ["comment", "courts"],
    "properties": {
        "courts": {
            "type": "array",
            "minItems": 3500,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "level", "province", "superior", "high_court", "code"],
                "properties": {
                    "name": {"type": "string", "pattern": "法院"},
                    "level": {"enum": ["最高", "高级", "中级", "基层"]},
                    "province": {"type": ["string", "null"]},
                    "superior": {"type": ["string", "null"]},
                    "high_court": {"type": ["string", "null"]},
                    "kind": {"type": "string"},
                    "code": {"type": ["string", "null"], "pattern": r"^(最高法|[一-鿿]\d{0,4})$"},
                    "code_note": {"type": "string"},
                    "aliases": {"type": "array", "items": {"type": "string"}},
                },
            },
        }
    },
}


@pytest.fixture(scope="module")
def courts() -> list[dict[str, str]]:
    data = json.loads(files("corpus.data").joinpath("courts.json").read_text("utf-8"))
    jsonschema.validate(data, SCHEMA)
    rows: list[dict[str, str]] = data["courts"]
    return rows


def test_names_and_codes_are_unique(courts: list[dict[str, str]]) -> None:
    names = [c["name"] for c in courts]
    codes = [c["code"] for c in courts if c["code"]]
    assert len(set(names)) == len(names)
    assert len(set(codes)) == len(codes)
    assert len(codes) > 2300


def test_each_court_without_a_code_says_why(courts: list[dict[str, str]]) -> None:
    assert all(c["code"] or c["code_note"] for c in courts)


def test_a_code_has_the_length_of_its_level_and_the_character_of_its_province(
    courts: list[dict[str, str]],
) -> None:
    digits = {"高级": 0, "中级": 2, "基层": 4}
    for court in courts:
        code = court["code"]
        if code and court["level"] != "最高":
            assert len(re.sub(r"\D", "", code)) == digits[court["level"]], court["name"]
            assert province_of_code(code) == court["province"], court["name"]


def test_superiors_are_in_the_table(courts: list[dict[str, str]]) -> None:
    names = {c["name"] for c in courts}
    assert not [c["name"] for c in courts if c["superior"] and c["superior"] not in names]


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("湖南省长沙市芙蓉区人民法院", "长沙市芙蓉区人民法院"),
        ("长沙市芙蓉区人民法院", "长沙市芙蓉区人民法院"),
        ("四川省三台县人民法院", "三台县人民法院"),
        ("成都市中级人民法院", "四川省成都市中级人民法院"),
        ("中华人民共和国最高人民法院", "最高人民法院"),
        ("湖南省宁乡县人民法院", "宁乡市人民法院"),  # a county that became a city
        ("广东省增城市人民法院", "广州市增城区人民法院"),  # a city that became a district
        ("四川省郫县人民法院", "成都市郫都区人民法院"),  # renamed
        ("北京金融法院", "北京金融法院"),
    ],
)
def test_a_printed_name_means_one_court(printed: str, canonical: str) -> None:
    court = find_court(printed)
    assert court is not None
    assert court.name == canonical


def test_two_courts_of_one_name_stay_unresolved_until_the_code_decides() -> None:
    assert len(court_candidates("城关区人民法院")) > 1
    assert find_court("城关区人民法院") is None
    court = find_court("城关区人民法院", code="甘0102")
    assert court is not None
    assert court.name == "兰州市城关区人民法院"


@pytest.mark.parametrize("name", ["某某人民法院", "湖南省某县人民法院", "法院", ""])
def test_an_unknown_name_is_not_guessed(name: str) -> None:
    assert find_court(name) is None


@pytest.mark.parametrize(
    ("code", "name", "level"),
    [
        ("最高法", "最高人民法院", "最高"),
        ("湘", "湖南省高级人民法院", "高级"),
        ("湘01", "湖南省长沙市中级人民法院", "中级"),
        ("沪0115", "上海市浦东新区人民法院", "基层"),
        ("京73", "北京知识产权法院", "中级"),
    ],
)
def test_a_code_means_one_court(code: str, name: str, level: str) -> None:
    court = court_by_code(code)
    assert court is not None
    assert (court.name, court.level) == (name, level)


def test_the_fourteen_intermediate_courts_of_hunan() -> None:
    for digits in (*range(1, 14), 31):
        court = court_by_code(f"湘{digits:02d}")
        assert court is not None
        assert (court.level, court.province) == ("中级", "湖南省")
        assert court.superior == "湖南省高级人民法院"


def test_words_of_the_sentence_are_cut_off() -> None:
    assert trim_court_name("撤销湖南省高级人民法院") == "湖南省高级人民法院"
    assert trim_court_name("某某法院") == "某某法院"
