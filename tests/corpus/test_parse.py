import datetime as dt
from itertools import pairwise

import pytest

from corpus import parse_judgment
from corpus.codec import from_json, to_json
from corpus.errors import ParseError
from corpus.models import CaseType, Judgment, Kind, RawDocument, SectionKind
from tests.corpus import texts


def parse(text: str, **fields: str) -> Judgment:
    return parse_judgment(RawDocument(text=text, path="test", source="test", fields=fields))


@pytest.fixture(scope="module")
def civil() -> Judgment:
    return parse(texts.CIVIL)


@pytest.fixture(scope="module")
def appeal() -> Judgment:
    return parse(texts.APPEAL)


@pytest.fixture(scope="module")
def criminal() -> Judgment:
    return parse(texts.CRIMINAL)


def test_the_head_of_a_civil_judgment(civil: Judgment) -> None:
    assert civil.court is not None
    assert civil.court.name == "湖南省长沙市芙蓉区人民法院"
    assert (civil.court.canonical, civil.court.code, civil.court.level, civil.court.province) == (
        "长沙市芙蓉区人民法院", "湘0102", "基层", "湖南省",
    )  # fmt: skip
    assert civil.case_number is not None
    assert civil.case_number.text == "（2020）湘0102民初1234号"
    assert (civil.case_type, civil.document_type, civil.procedure) == (
        CaseType.CIVIL, "判决书", "一审",
    )  # fmt: skip
    assert civil.date == dt.date(2020, 5, 6)
    assert civil.warnings == ()


def test_parties_with_their_representatives(civil: Judgment) -> None:
    plaintiff, defendant = civil.parties
    assert (plaintiff.name, plaintiff.role, plaintiff.kind) == ("张三", "原告", "自然人")
    assert [(r.name, r.role, r.firm) for r in plaintiff.representatives] == [
        ("李律", "委托诉讼代理人", "湖南某甲律师事务所")
    ]
    assert (defendant.name, defendant.kind) == ("长沙乙商贸有限公司", "法人")
    assert [(r.name, r.role) for r in defendant.representatives] == [("王五", "法定代表人")]
    assert not plaintiff.anonymised


def test_the_panel_in_the_documents_order(civil: Judgment) -> None:
    assert [(m.name, m.role) for m in civil.panel] == [
        ("赵六", "审判长"), ("钱七", "审判员"), ("孙小八", "人民陪审员"), ("周九", "书记员"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        (SectionKind.TITLE, "湖南省长沙市芙蓉区人民法院"),
        (SectionKind.CASE_NUMBER, "（2020）湘0102民初1234号"),
        (SectionKind.PARTIES, "原告：张三"),
        (SectionKind.PROCEDURE, "原告张三与被告"),
        (SectionKind.CLAIMS, "张三向本院提出诉讼请求"),
        (SectionKind.DEFENSES, "长沙乙商贸有限公司辩称"),
        (SectionKind.FINDINGS, "经审理查明"),
        (SectionKind.EVIDENCE, "上述事实，有收据"),
        (SectionKind.REASONING, "本院认为，张三购买"),
        (SectionKind.BASIS, "综上，依照"),
        (SectionKind.DISPOSITION, "一、被告长沙乙商贸有限公司于"),
        (SectionKind.COSTS, "案件受理费50元"),
        (SectionKind.NOTICE, "如不服本判决"),
        (SectionKind.SIGNATURE, "审 判 长"),
        (SectionKind.ANNEX, "附：相关法律条文"),
    ],
)
def test_each_section_starts_where_it_should(
    civil: Judgment, kind: SectionKind, start: str
) -> None:
    section = next(s for s in civil.sections if s.kind is kind)
    assert civil.text[section.start : section.end].startswith(start)


def test_an_appeal_does_not_take_the_lower_courts_reasoning_for_its_own(appeal: Judgment) -> None:
    assert appeal.procedure == "二审"
    assert appeal.section(SectionKind.REASONING).startswith("本院认为，一审法院认定事实清楚")
    assert appeal.section(SectionKind.DISPOSITION) == "驳回上诉，维持原判。"
    assert "一审法院认为，食品已过期" in appeal.section(SectionKind.LOWER_COURT)
    assert appeal.section(SectionKind.FINDINGS).startswith("本院二审查明")


def test_a_role_keeps_what_the_party_was_before(appeal: Judgment) -> None:
    assert [(p.role, p.name) for p in appeal.parties] == [
        ("上诉人（原审被告）", "长沙乙商贸有限公司"),
        ("被上诉人（原审原告）", "张三"),
    ]


def test_a_criminal_judgment_on_one_line(criminal: Judgment) -> None:
    assert criminal.title == "张某某盗窃罪一审刑事判决书"
    assert [(p.role, p.name, p.kind, p.anonymised) for p in criminal.parties] == [
        ("公诉机关", "长沙市天心区人民检察院", "检察院", False),
        ("被告人", "张某某", "自然人", True),
        ("被告人", "于四", "自然人", False),
    ]
    assert criminal.parties[1].representatives[0].firm == "湖南某甲律师事务所"
    assert [m.name for m in criminal.panel] == ["赵六", "钱七", "孙八", "周九"]
    assert criminal.section(SectionKind.CLAIMS).startswith("公诉机关指控")
    assert criminal.section(SectionKind.REASONING).startswith("本院认为，被告人张某某、于四以非法")
    assert criminal.section(SectionKind.BASIS).startswith("依照《中华人民共和国刑法》")
    assert criminal.section(SectionKind.DISPOSITION).startswith("一、被告人张某某犯盗窃罪")


def test_a_title_printed_before_the_court_is_no_part_of_it() -> None:
    text = texts.CRIMINAL.replace("刑事判决书 湖南省", "刑事判决书湖南省", 1)
    court = parse(text).court
    assert court is not None
    assert court.name == "湖南省长沙市天心区人民法院"


def test_a_library_entry() -> None:
    entry = parse(texts.LIBRARY, title="张某诉某公司买卖合同纠纷案")
    assert (entry.kind, entry.entry_number) == (Kind.LIBRARY_ENTRY, "2023-07-2-084-001")
    assert entry.id == "library-2023-07-2-084-001"
    assert entry.case_type is CaseType.CIVIL
    assert entry.court is not None
    assert entry.court.canonical == "湖南省长沙市中级人民法院"
    assert entry.case_number is not None
    assert entry.case_number.text == "（2020）湘01民终77号"
    assert entry.date == dt.date(2020, 9, 1)
    assert entry.section(SectionKind.GIST) == "货物不合格的，买受人可以请求退款。"
    assert entry.section(SectionKind.FINDINGS).startswith("张某诉称")


def test_a_guiding_case() -> None:
    case = parse_judgment(RawDocument(text=texts.GUIDING, path="test", kind=Kind.GUIDING_CASE))
    assert (case.id, case.guiding_number) == ("guiding-999", 999)
    assert case.publish_date == dt.date(2021, 12, 1)
    assert case.date == dt.date(2020, 5, 6)
    assert case.section(SectionKind.KEYWORDS) == "民事/买卖合同"
    assert case.section(SectionKind.INDEX).startswith("《中华人民共和国民法典》")


def test_an_export_that_runs_on_into_the_next_entry_is_read_to_its_end_and_says_so() -> None:
    second = texts.LIBRARY.replace("2023-07-2-084-001", "2024-07-2-084-002")
    second = second.replace("张某", "李某").replace("第582条", "第583条")
    judgment = parse_judgment(RawDocument(text=f"{texts.LIBRARY}\n12\n{second}", path="a"))
    first = parse_judgment(RawDocument(text=texts.LIBRARY, path="a"))
    assert judgment.entry_number == "2023-07-2-084-001"
    assert judgment.sections == first.sections
    assert judgment.citations == first.citations
    assert "2024-07-2-084-002" in judgment.text
    assert any("2024-07-2-084-002" in warning for warning in judgment.warnings)


@pytest.mark.parametrize("mark", ["案 关键词", "案 关键词\n"])
def test_keywords_on_the_line_of_the_title(mark: str) -> None:
    text = texts.LIBRARY.replace("案\n2023-07-2-084-001\n关键词\n", mark, 1)
    judgment = parse_judgment(RawDocument(text=text, path="a"))
    assert judgment.title == "张某诉某公司买卖合同纠纷案"
    assert judgment.section(SectionKind.KEYWORDS).startswith("民事")


def test_a_malformed_entry_number_is_refused() -> None:
    broken = texts.LIBRARY.replace("2023-07-2-084-001", "2023-07-2-84-1")
    with pytest.raises(ParseError, match="YYYY-NN-N-NNN-NNN"):
        parse(broken)


def test_a_missing_entry_number_is_flagged_and_a_wrong_type_digit_too() -> None:
    without = parse(texts.LIBRARY.replace("2023-07-2-084-001\n", ""))
    assert without.entry_number is None
    assert "没有入库编号" in without.warnings
    wrong = parse(texts.LIBRARY.replace("2023-07-2-", "2023-07-1-"))
    assert any("类型位" in warning for warning in wrong.warnings)
    assert wrong.case_type is CaseType.CIVIL


def test_the_same_document_has_one_id_however_it_is_printed() -> None:
    other = texts.CIVIL.replace("（2020）湘0102民初1234号", "(2020) 湘 0102 民初 1234 号")
    other = other.replace("湖南省长沙市芙蓉区人民法院\n民", "长沙市芙蓉区人民法院\n民")
    assert parse(other).id == parse(texts.CIVIL).id == "judgment-湘0102民初1234-2020-判决书"


def test_an_old_style_number_needs_its_court_in_the_id() -> None:
    old = texts.CIVIL.replace("（2020）湘0102民初1234号", "（2014）芙民初字第0012号")
    assert parse(old).id == "judgment-长沙市芙蓉区人民法院.芙民初12-2014-判决书"


def test_a_number_of_another_court_does_not_take_that_courts_judgment() -> None:
    right = parse(texts.CIVIL)
    slip = parse(texts.CIVIL.replace("长沙市芙蓉区人民法院", "长沙市天心区人民法院"))
    assert right.id == "judgment-湘0102民初1234-2020-判决书"
    assert slip.id == "judgment-长沙市天心区人民法院.湘0102民初1234-2020-判决书"


def test_without_a_number_the_id_is_of_the_content() -> None:
    bare = texts.CIVIL.replace("（2020）湘0102民初1234号\n", "")
    assert parse(bare).id.startswith("judgment-sha-")
    assert parse(bare).id == parse(bare.replace("\n", "\r\n")).id
    assert "没有案号" in parse(bare).warnings


@pytest.mark.parametrize("text", ["", "   \n", "hello world " * 30, "\x00" * 50, "短文"])
def test_what_is_no_document_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(ParseError, match="encoding"):
        parse(text)


def test_hints_fill_gaps_and_the_text_overrules_them() -> None:
    hinted = parse(texts.CIVIL, court="某某人民法院", case_number="（2020）湘0102民初9号")
    assert hinted.court is not None
    assert hinted.court.canonical == "长沙市芙蓉区人民法院"
    assert any("不一致" in warning for warning in hinted.warnings)
    bare = texts.CIVIL.replace("（2020）湘0102民初1234号\n", "")
    filled = parse(bare, case_number="（2020）湘0102民初1234号")
    assert filled.case_number is not None
    assert "案号只见于来源字段，正文没有" in filled.warnings


def test_a_number_that_the_body_quotes_is_not_the_documents_own() -> None:
    bare = texts.APPEAL.replace("（2020）湘01民终88号\n", "")
    assert parse(bare, case_number="（2020）湘0102民初1234号").case_number is None


def test_a_court_that_the_number_contradicts_is_reported() -> None:
    odd = texts.CIVIL.replace("湘0102民初", "湘0103民初")
    assert any("法院代字" in warning for warning in parse(odd).warnings)


def test_an_impossible_date_is_reported_not_corrected() -> None:
    judgment = parse(texts.CIVIL.replace("二〇二〇年五月六日", "二〇二〇年二月三十日"))
    assert judgment.date is None
    assert "落款日期不是有效日期" in judgment.warnings


def test_a_field_is_located_in_the_text_and_never_appended() -> None:
    text = (
        "甲与乙因买卖发生争议，甲向乙交付货物一批，乙没有付款，甲多次催要。"
        "货款应当支付，乙的理由不能成立，对甲的请求予以支持。"
    )
    judgment = parse(text, reasoning="货款应当支付，乙的理由不能成立，对甲的请求予以支持。")
    assert judgment.section(SectionKind.REASONING).startswith("货款应当支付")
    assert parse(text, reasoning="别的话，文中没有。").section(SectionKind.REASONING) == ""


@pytest.mark.parametrize("text", [texts.CIVIL, texts.APPEAL, texts.CRIMINAL])
def test_sections_stand_in_order_and_do_not_overlap(text: str) -> None:
    judgment = parse(text)
    edges = [(s.start, s.end) for s in judgment.sections]
    assert edges == sorted(edges)
    assert all(one[1] <= other[0] for one, other in pairwise(edges))
    assert from_json(to_json(judgment)) == judgment
