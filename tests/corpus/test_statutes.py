import datetime as dt

import pytest

from corpus.statutes import canonical_law, crosswalk, law_ending_at, normalise_reference, status

STATE = "中华人民共和国"


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("民法典", STATE + "民法典"),
        ("《中华人民共和国民法典》", STATE + "民法典"),
        ("中华人民共和国行政诉讼法（2017修正）", STATE + "行政诉讼法"),
        ("民诉法", STATE + "民事诉讼法"),
        ("中国人民共和国食品安全法", STATE + "食品安全法"),
        (
            "关于办理盗窃刑事案件适用法律若干问题的解释",
            "最高人民法院、最高人民检察院关于办理盗窃刑事案件适用法律若干问题的解释",
        ),
        (
            "最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释",
            "最高人民法院关于适用《中华人民共和国民事诉讼法》的解释",
        ),
        ("商品房买卖合同", None),
        ("公司章程", None),
        ("", None),
    ],
)
def test_names_of_laws(printed: str, name: str | None) -> None:
    assert canonical_law(printed) == name


@pytest.mark.parametrize(
    ("typed", "reference"),
    [
        ("民法典680", (STATE + "民法典", "680")),
        ("《合同法》第五十二条", (STATE + "合同法", "52")),
        ("刑法264条", (STATE + "刑法", "264")),
        ("刑法第133条之一", (STATE + "刑法", "133-1")),
        ("刑法第六十七条第一款", (STATE + "刑法", "67")),
        ("民法典", (STATE + "民法典", None)),
        ("某法第一条", None),
        ("随便什么", None),
        ("", None),
    ],
)
def test_typed_references(typed: str, reference: tuple[str, str | None] | None) -> None:
    assert normalise_reference(typed) == reference


@pytest.mark.parametrize(
    ("law", "article", "day", "standing"),
    [
        ("合同法", "52", "2016-01-01", "现行有效"),
        ("合同法", "52", "2020-12-31", "现行有效"),
        ("合同法", "52", "2021-01-01", "已废止"),
        ("民法典", "1", "2020-12-31", "尚未生效"),
        ("民法典", "1261", "2022-01-01", "查无此条"),
        ("刑法", "133-1", "2011-04-30", "尚未生效"),
        ("刑法", "133-1", "2011-05-01", "现行有效"),
        ("刑法", "133-9", "2011-05-01", "查无此条"),
        ("刑法", "500", "2012-01-01", "查无此条"),
        ("行政诉讼法", "100", "2012-01-01", "尚未生效"),
        ("民事诉讼法", "269", "2009-01-01", "已修订"),
        ("刑事诉讼法", None, "2020-01-01", "现行有效"),
    ],
)
def test_standing_on_a_day(law: str, article: str | None, day: str, standing: str) -> None:
    assert status(STATE + law, article, dt.date.fromisoformat(day)) == standing


def test_an_unknown_law_has_no_standing() -> None:
    assert status("某某办法", "1", dt.date(2020, 1, 1)) is None


def test_the_longest_name_before_an_offset_wins() -> None:
    text = "依照民事诉讼法第六十四条"
    assert law_ending_at(text, text.index("第")) == (2, STATE + "民事诉讼法")
    assert law_ending_at("合同第三条", 2) is None


def test_crosswalk_leads_both_ways() -> None:
    code = STATE + "民法典"
    assert (code, "577") in crosswalk(STATE + "合同法", "107")
    assert (STATE + "合同法", "107") in crosswalk(code, "577")
    assert crosswalk(code, "1260") == ()
