import datetime as dt

import pytest

from corpus.citations import find_citations
from corpus.models import Section, SectionKind
from corpus.statutes import short_name

Row = tuple[str, str | None, int | None, int | None]


def _rows(text: str) -> list[Row]:
    found = find_citations(text)
    return [(short_name(c.law), c.article, c.paragraph, c.item) for c in found]


CRIMINAL_EXPLANATION = "最高人民法院关于适用《中华人民共和国刑事诉讼法》的解释"
CIVIL_EXPLANATION = "最高人民法院关于适用《中华人民共和国民事诉讼法》的解释"

ACCEPTED: list[tuple[str, list[Row]]] = [
    ("依照《中华人民共和国刑法》第二百六十四条之规定", [("刑法", "264", None, None)]),
    ("《中华人民共和国刑法》第一百三十三条之一第一款第（二）项", [("刑法", "133-1", 1, 2)]),
    (
        "第六十七条第一、三款前有《刑法》第六十七条第一、三款",
        [("刑法", "67", 1, None), ("刑法", "67", 3, None)],
    ),
    (
        "《刑法》第二十五条第一款、第二百六十四条，第五十二条",
        [("刑法", "25", 1, None), ("刑法", "264", None, None), ("刑法", "52", None, None)],
    ),
    (
        "《民法典》第七条至第九条",
        [("民法典", "7", None, None), ("民法典", "8", None, None), ("民法典", "9", None, None)],
    ),
    (
        "依照刑法第264条、第52、53条之规定",
        [("刑法", "264", None, None), ("刑法", "52", None, None), ("刑法", "53", None, None)],
    ),
    (
        "《中华人民共和国民事诉讼法》第 24\n条、20 条",
        [("民事诉讼法", "24", None, None), ("民事诉讼法", "20", None, None)],
    ),
    ("《民法典》第２４条", [("民法典", "24", None, None)]),
    (
        "《中华人民共和国行政诉讼法》第八十九条第一款第（一）项、第二款",
        [("行政诉讼法", "89", 1, 1), ("行政诉讼法", "89", 2, None)],
    ),
    (
        "《行政诉讼法》第七十条第（一）、（四）项",
        [("行政诉讼法", "70", None, 1), ("行政诉讼法", "70", None, 4)],
    ),
    ("《中华人民共和国刑法》第六十七第三款", [("刑法", "67", 3, None)]),
    (
        "《中华人民共和国民法典》（以下简称民法典）施行后，民法典第十条",
        [("民法典", None, None, None), ("民法典", "10", None, None)],
    ),
    (
        "《刑法》第一百三十三条，《最高人民法院关于适用〈中华人民共和国刑事诉讼法〉的解释》第一条",
        [("刑法", "133", None, None), (CRIMINAL_EXPLANATION, "1", None, None)],
    ),
    (
        "《中华人民共和国民事诉讼法》第六十四条、《最高人民法院关于适用的解释》第九十条",
        [("民事诉讼法", "64", None, None), (CIVIL_EXPLANATION, "90", None, None)],
    ),
    (
        "《最高人民法院关于适用《中华人民共和国民事诉讼法》的解释》第九十条",
        [(CIVIL_EXPLANATION, "90", None, None)],
    ),
    ("《食品安全法》规定了责任，依照该法第一百四十八条第二款", [("食品安全法", "148", 2, None)]),
    ("《某市物业管理办法》第三条", [("某市物业管理办法", "3", None, None)]),
    (
        "《某部〈关于某事的意见〉》第三条",
        [("某部关于某事的意见", "3", None, None)],
    ),
    (
        "《甲解释》（法释〔2015〕1号，根据《乙决定》（法释〔2020〕20号）修正）第15条",
        [("甲解释", "15", None, None)],
    ),
]


@pytest.mark.parametrize(("text", "rows"), ACCEPTED)
def test_citations(text: str, rows: list[Row]) -> None:
    assert _rows(text) == rows


@pytest.mark.parametrize(
    "text",
    [
        "根据《购房合同》第三条、第四条的约定",
        "双方签订的合同第三条约定",
        "第三条路可走",
        "《民法典》出版后，公司章程第五条另有约定",
        "《某某证明》第一条",
        "第一，第二，第三",
        "",
    ],
)
def test_what_is_no_article_of_a_law(text: str) -> None:
    assert [row for row in _rows(text) if row[1] is not None] == []


def test_the_span_holds_the_law_where_it_is_named_and_the_article_alone_after_that() -> None:
    text = "依照《刑法》第二百六十四条、第五十二条之规定"
    spans = [text[c.start : c.end] for c in find_citations(text)]
    assert spans == ["《刑法》第二百六十四条", "第五十二条"]


def test_section_and_standing() -> None:
    text = "理由。依照《中华人民共和国合同法》第五十二条判决"
    section = Section(SectionKind.BASIS, 3, len(text))
    found = find_citations(text, sections=(section,), date=dt.date(2022, 1, 1))
    assert [(c.section, c.status) for c in found] == [(SectionKind.BASIS, "已废止")]
    assert find_citations(text)[0].status is None
