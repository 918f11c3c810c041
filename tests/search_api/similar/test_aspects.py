"""Each aspect reads its own part of a hit; what differs is said in words."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from corpus.models import Judgment, RawDocument, SectionKind
from corpus.parse import parse_judgment
from search_api.similar.aspects import Side, aspects_of, make_side
from search_api.similar.elements import differences, elements_of, stated_circumstances
from search_api.similar.types import Aspect
from tests.search_api.corpus import raw_documents

LOAN = "中华人民共和国民法典#675"
OLD_LOAN = "中华人民共和国合同法#206"  # became 民法典 675
APPEAL = "中华人民共和国民事诉讼法#170"


@pytest.fixture(scope="module")
def hit() -> Judgment:
    return parse_judgment(raw_documents()[0])


def side(
    facts: str = "被告因经营周转向原告借款，出具借条一张",
    *,
    issues: str = "逾期利息应否支持",
    statutes: Sequence[str] = (LOAN, APPEAL),
) -> Side:
    return make_side(
        facts=facts,
        issues=issues,
        statutes=statutes,
        terms=lambda text: dict.fromkeys(
            (word for word in ("经营周转", "借条", "逾期利息", "翻墙") if word in text), 2.0
        ),
        rarity=lambda articles: dict.fromkeys(articles, 3.0),
    )


def scores(side: Side, judgment: Judgment) -> list[float | None]:
    return [aspect.score for aspect in aspects_of(side, judgment)]


def test_facts_issues_and_law_are_scored(hit: Judgment) -> None:
    facts, issues, law = aspects_of(side(), hit)
    assert [facts.name, issues.name, law.name] == ["facts", "issues", "law"]
    assert facts.score == issues.score == 1.0
    assert law.score == pytest.approx(1 / 1.1)  # the procedural article counts a tenth
    assert law.differences == ()
    assert hit.text[law.aligned[0].start : law.aligned[0].end].endswith("第六百七十五条")


def test_spans_say_the_same_on_both_sides(hit: Judgment) -> None:
    mine = side()
    for aspect, text in zip(aspects_of(mine, hit), (mine.facts, mine.issues), strict=False):
        assert aspect.aligned
        for one in aspect.aligned:
            assert one.query_start is not None
            length = one.end - one.start
            assert text[one.query_start : one.query_start + length] == hit.text[one.start : one.end]


@pytest.mark.parametrize(
    ("kinds", "changed"),
    [
        ((SectionKind.FINDINGS, SectionKind.CLAIMS, SectionKind.EVIDENCE), "facts"),
        ((SectionKind.REASONING,), "issues"),
    ],
)
def test_a_section_taken_away_changes_its_own_aspect_only(
    hit: Judgment, kinds: tuple[SectionKind, ...], changed: str
) -> None:
    without = replace(hit, sections=tuple(one for one in hit.sections if one.kind not in kinds))
    for before, after in zip(aspects_of(side(), hit), aspects_of(side(), without), strict=True):
        assert (after == before) == (before.name != changed)
    assert Aspect(changed, None) in aspects_of(side(), without)


def test_nothing_to_compare_is_no_score(hit: Judgment) -> None:
    assert scores(side("", issues="", statutes=()), hit) == [None, None, None]
    plain = side("被告因经营周转向原告借款", issues="", statutes=())
    assert scores(plain, hit) == [1.0, None, None]
    asked = side("被告因经营周转借款。逾期利息应否支持？", issues="", statutes=())
    assert scores(asked, hit)[1] == 1.0


def test_the_article_that_took_a_rule_over_is_the_same(hit: Judgment) -> None:
    assert scores(side(statutes=[OLD_LOAN]), hit)[2] == 1.0


def test_a_telling_article_that_is_missing_is_named(hit: Judgment) -> None:
    law = aspects_of(side(statutes=["中华人民共和国民法典#1079", APPEAL]), hit)[2]
    assert law.score == 0.0
    assert law.differences == ("该案未引用《民法典》第 1079 条",)


def test_vectors_count_half_of_facts(hit: Judgment) -> None:
    assert aspects_of(side(), hit, meaning=0.5)[0].score == 0.75
    assert aspects_of(side(), hit, meaning=-0.5)[0].score == 0.5


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ("骗取5万元", "骗取200,000元", ["最大金额：本案 5 万元，该案 20 万元"]),
        ("骗取8000元", "骗取8500元", []),
        ("骗取8000元", "没有说明数额", []),
        (
            "含量185mg/100ml",
            "含量90毫克/100毫升",
            ["酒精含量：本案 185 mg/100ml，该案 90 mg/100ml"],
        ),
        ("贩卖海洛因50.5克", "贩卖冰毒3克", ["毒品数量：本案 50.5 克，该案 3 克"]),
        ("盗窃黄金50克", "盗窃黄金3克", []),
        ("致一人轻伤", "致其当场死亡", ["伤害后果：本案轻伤，该案死亡"]),
        ("持刀入户", "持刀抢劫", ["本案入户，该案未述及"]),
        ("骑车离开", "肇事后逃逸", ["该案逃逸，本案未述及"]),
    ],
)
def test_elements_that_differ_are_told(mine: str, theirs: str, expected: list[str]) -> None:
    assert list(differences(elements_of(mine), elements_of(theirs))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("主动投案并取得谅解", ("自首", "取得谅解")),
        ("不构成自首", ()),
        ("未取得被害人谅解", ()),
        ("系累犯，在共同犯罪中系从犯", ("累犯", "从犯")),
    ],
)
def test_circumstances_that_are_stated(text: str, expected: tuple[str, ...]) -> None:
    assert stated_circumstances(text) == expected


def test_any_text_can_be_compared() -> None:
    bare = parse_judgment(RawDocument(text=raw_documents()[0].text[:60] * 2, path="x"))
    assert len(aspects_of(side(), bare)) == 3
