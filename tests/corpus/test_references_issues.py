import pytest

from corpus.case_number import parse_case_number
from corpus.issues import find_issues
from corpus.models import Section, SectionKind
from corpus.references import find_case_references

REFERENCES = [
    ("参照指导案例24号处理", [("指导性案例24号", "cited")]),
    ("最高人民法院第24号指导性案例", [("指导性案例24号", "cited")]),
    ("入库编号2023-16-2-103-001的案例", [("2023-16-2-103-001", "cited")]),
    ("编号12023-16-2-103-001不是", []),
    (
        "不服某县人民法院（2018）湘0102民初12号民事判决，提起上诉",
        [("（2018）湘0102民初12号", "lower_instance")],
    ),
    ("另案（2017）湘0103民初9号尚未审结", [("（2017）湘0103民初9号", "related")]),
    ("本院（2019）湘01民终1号民事判决", []),
    ("没有别的案件", []),
]


@pytest.mark.parametrize(("text", "expected"), REFERENCES)
def test_other_cases(text: str, expected: list[tuple[str, str]]) -> None:
    own = parse_case_number("（2019）湘01民终1号")
    found = find_case_references(text, sections=(), own=own)
    assert [(r.text, r.kind) for r in found] == expected
    assert all(0 <= r.start < r.end <= len(text) for r in found)


ISSUES = [
    (
        "本案争议焦点为：一、合同是否有效；二、货款数额如何认定。",
        ["合同是否有效", "货款数额如何认定"],
    ),
    ("本案的争议焦点是涉案产品是否符合食品安全标准。", ["涉案产品是否符合食品安全标准"]),
    ("争议焦点有二：1、借款是否交付？2、利息如何计算？", ["借款是否交付？", "利息如何计算？"]),
    ("双方围绕争议焦点进行了辩论。", []),
    ("本案没有焦点", []),
]


@pytest.mark.parametrize(("text", "expected"), ISSUES)
def test_issues_are_verbatim(text: str, expected: list[str]) -> None:
    found = find_issues(text, sections=())
    assert [i.text for i in found] == expected
    assert all(text[i.start : i.end] == i.text for i in found)


def test_issues_of_the_court_below_do_not_count_beside_own_ones() -> None:
    below, own = "一审争议焦点为：合同是否成立。", "二审争议焦点为：货款是否付清。"
    sections = (Section(SectionKind.LOWER_COURT, 0, len(below)),)
    assert [i.text for i in find_issues(below + own, sections=sections)] == ["货款是否付清"]
    assert [i.text for i in find_issues(below, sections=sections)] == ["合同是否成立"]


def test_a_case_whose_suspension_is_revoked_is_another_case() -> None:
    own = parse_case_number("（2019）湘0102刑初5号")
    text = "撤销某县人民法院（2018）湘0103刑初7号刑事判决书中的缓刑部分"
    section = Section(SectionKind.DISPOSITION, 0, len(text))
    assert [r.kind for r in find_case_references(text, sections=(section,), own=own)] == ["related"]
