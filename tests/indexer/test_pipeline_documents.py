import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from corpus.models import (
    CaseNumber,
    CaseReference,
    CaseType,
    Citation,
    Court,
    Judgment,
    Kind,
    Outcome,
    PanelMember,
    Party,
    Section,
    SectionKind,
)
from corpus.segment import bigrams, get_segmenter, words
from indexer.pipeline import case_document, case_number_key, keywords_of
from indexer.pipeline.documents import RESULTS, authority_of, tokens_of
from indexer.types import KeywordField, TextField

SEGMENTER = get_segmenter("rjieba")
PARTS = {
    SectionKind.PARTIES: "原告：张三。被告：甲公司。",
    SectionKind.CLAIMS: "原告诉称：请求判令归还借款。",
    SectionKind.LOWER_COURT: "一审法院查明：款项已经交付。",
    SectionKind.FINDINGS: "经审理查明：双方签订借款合同。",
    SectionKind.REASONING: "本院认为，借贷关系合法有效。",
    SectionKind.DISPOSITION: "判决如下：被告归还借款。",
}


def _judgment(parts: Mapping[SectionKind, str] = PARTS, **changes: Any) -> Judgment:
    sections = []
    text = ""
    for kind, part in parts.items():
        sections.append(Section(kind, len(text), len(text) + len(part)))
        text += part + "\n"
    plain = Judgment(
        id="a",
        kind=Kind.JUDGMENT,
        title="张三与甲公司借款合同纠纷一案民事判决书",
        text=text,
        case_type=CaseType.CIVIL,
        document_type="判决书",
        procedure="一审",
        sections=tuple(sections),
    )
    return replace(plain, **changes)


@pytest.mark.parametrize(
    ("field", "kinds"),
    [
        (TextField.FACTS, (SectionKind.CLAIMS, SectionKind.FINDINGS)),
        (TextField.REASONING, (SectionKind.REASONING,)),
        (TextField.FULL, tuple(PARTS)),
    ],
)
def test_sections_take_their_share_of_the_tokens(
    field: TextField, kinds: tuple[SectionKind, ...]
) -> None:
    expected = [word for kind in kinds for word in words(PARTS[kind], SEGMENTER)]
    assert tokens_of(_judgment(), SEGMENTER)[field] == expected


def test_title_and_bigrams() -> None:
    judgment = _judgment()
    found = tokens_of(judgment, SEGMENTER)
    assert found[TextField.TITLE] == words(judgment.title, SEGMENTER)
    assert found[TextField.BIGRAMS] == bigrams(judgment.text)


def test_what_the_lower_court_found_stands_in_for_missing_findings() -> None:
    parts: dict[SectionKind, str] = {
        k: v for k, v in PARTS.items() if k is not SectionKind.FINDINGS
    }
    facts = tokens_of(_judgment(parts), SEGMENTER)[TextField.FACTS]
    assert "交付" in facts
    assert "交付" not in tokens_of(_judgment(), SEGMENTER)[TextField.FACTS]


def test_offsets_hold_in_full_width_text() -> None:
    parts = {SectionKind.PARTIES: "ＡＢＣ公司１２３", SectionKind.REASONING: "合同有效"}
    assert tokens_of(_judgment(parts), SEGMENTER)[TextField.REASONING] == ["合同", "有效"]


COURT = Court("长沙市岳麓区人民法院", "湖南省长沙市岳麓区人民法院", "湘0104", "基层", "湖南省")


def _cited(law: str, article: str | None) -> Citation:
    return Citation(law, article, None, None, 0, 1)


CODE = "中华人民共和国民法典"
OLD = "中华人民共和国合同法"
VALUES: list[tuple[dict[str, Any], KeywordField, tuple[str, ...]]] = [
    ({}, KeywordField.KIND, ("judgment",)),
    ({}, KeywordField.CASE_TYPE, ("民事",)),
    ({"causes": ("某纠纷",)}, KeywordField.CAUSE, ("某纠纷",)),
    ({"causes": ("盗窃",), "cause_nodes": ("盗窃罪",)}, KeywordField.CAUSE, ("盗窃罪",)),
    ({"court": COURT}, KeywordField.COURT, ("湖南省长沙市岳麓区人民法院",)),
    ({"court": Court("某法院")}, KeywordField.COURT, ("某法院",)),
    ({"court": COURT}, KeywordField.LEVEL, ("基层",)),
    ({"court": COURT}, KeywordField.PROVINCE, ("湖南省",)),
    ({"court": COURT}, KeywordField.AUTHORITY, ("基层",)),
    ({"outcome": Outcome("partly")}, KeywordField.RESULT, ("部分支持",)),
    ({"outcome": Outcome()}, KeywordField.RESULT, ()),
    ({"date": dt.date(2021, 3, 1)}, KeywordField.YEAR, ("2021",)),
    ({"citations": (_cited(CODE, "680"), _cited(CODE, "680"))}, KeywordField.STATUTE,
     (f"{CODE}#680",)),
    ({"citations": (_cited(CODE, None),)}, KeywordField.LAW, (CODE,)),
    ({"panel": (PanelMember("李四", "审判长"), PanelMember("王五", "书记员"))},
     KeywordField.JUDGE, ("李四",)),
    ({"parties": (Party("张三", "原告", "自然人"), Party("张三", "反诉被告", "自然人"))},
     KeywordField.PARTY, ("张三",)),
    ({"entry_number": "2024-01-2-103-006"}, KeywordField.CASE_NUMBER, ("2024-01-2-103-006",)),
    ({"guiding_number": 24}, KeywordField.CASE_NUMBER, ("指导性案例24号",)),
    ({"case_references": (CaseReference("指导案例24号", "cited", 0, 1),)},
     KeywordField.REFERENCE, ("指导性案例24号",)),
    ({"case_references": (CaseReference("2024-01-2-103-006", "cited", 0, 1),)},
     KeywordField.REFERENCE, ("2024-01-2-103-006",)),
    ({"source": "本院", "source_id": "7"}, KeywordField.SOURCE_ID, ("7",)),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "field", "expected"), VALUES)
def test_values_for_filters(
    changes: dict[str, Any], field: KeywordField, expected: tuple[str, ...]
) -> None:
    assert keywords_of(_judgment(**changes)).get(field, ()) == expected


def test_a_cause_is_found_under_all_that_stand_above_it() -> None:
    path = keywords_of(_judgment(cause_nodes=("民间借贷纠纷",)))[KeywordField.CAUSE_PATH]
    assert path[0] == "民间借贷纠纷"
    assert "借款合同纠纷" in path
    assert len(path) > 2


def test_an_article_of_an_old_law_is_found_under_the_code_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pairs = {(OLD, "206"): ((CODE, "675"),), (CODE, "675"): ((OLD, "206"),)}
    monkeypatch.setattr("indexer.pipeline.documents.crosswalk", lambda *one: pairs.get(one, ()))
    found = keywords_of(_judgment(citations=(_cited(OLD, "206"),)))
    assert found[KeywordField.STATUTE] == (f"{OLD}#206", f"{CODE}#675")
    assert found[KeywordField.LAW] == (OLD,)
    new = keywords_of(_judgment(citations=(_cited(CODE, "675"),)))
    assert new[KeywordField.STATUTE] == (f"{CODE}#675",)


def test_two_spellings_of_a_case_number_have_one_key() -> None:
    number = CaseNumber("（2021）湘0104民初7号", 2021, "湘0104", "民初", "7")
    own = _judgment(case_number=number)
    other = _judgment(case_references=(CaseReference("(2021) 湘0104民初7号", "related", 0, 1),))
    key = (case_number_key(number),)
    assert keywords_of(own)[KeywordField.CASE_NUMBER] == key
    assert keywords_of(other)[KeywordField.REFERENCE] == key


def test_a_library_entry_is_known_by_the_numbers_of_its_instances() -> None:
    parts = {SectionKind.INDEX: "一审：长沙市岳麓区人民法院（2021）湘0104民初7号民事判决。"}
    entry = keywords_of(_judgment(parts, kind=Kind.LIBRARY_ENTRY))
    number = CaseNumber("（2021）湘0104民初7号", 2021, "湘0104", "民初", "7")
    assert entry[KeywordField.CASE_NUMBER] == (case_number_key(number),)
    assert entry[KeywordField.AUTHORITY] == ("入库案例",)


@pytest.mark.parametrize(
    ("kind", "level", "expected"),
    [
        (Kind.GUIDING_CASE, "基层", "指导性案例"),
        (Kind.LIBRARY_ENTRY, None, "入库案例"),
        (Kind.JUDGMENT, "最高", "最高人民法院"),
        (Kind.JUDGMENT, "中级", "中级"),
        (Kind.JUDGMENT, None, "未知"),
    ],
)
def test_authority_is_from_kind_and_court_only(
    kind: Kind, level: str | None, expected: str
) -> None:
    assert authority_of(_judgment(kind=kind, court=Court("某法院", level=level))) == expected
    assert authority_of(_judgment(kind=Kind.JUDGMENT)) == "未知"


def test_every_result_of_the_contract_has_a_word() -> None:
    assert set(RESULTS) == {
        "granted", "partly", "dismissed", "withdrawn", "remanded", "affirmed", "reversed",
        "mediated", "other",
    }  # fmt: skip


def test_a_case_document_carries_id_date_and_no_empty_value() -> None:
    document = case_document(_judgment(date=dt.date(2021, 3, 1)), SEGMENTER)
    assert (document.id, document.date) == ("a", dt.date(2021, 3, 1))
    assert all(value for values in document.keywords.values() for value in values)
