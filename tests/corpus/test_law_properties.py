"""Whatever the text: no exception, spans inside it and equal to what they quote, no long waits."""

import datetime as dt
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.causes import find_causes
from corpus.citations import find_citations
from corpus.issues import find_issues
from corpus.models import CaseType, Outcome, Party, Section, SectionKind
from corpus.numerals import find_amounts, parse_amount, parse_duration, parse_numeral
from corpus.outcome import read_outcome
from corpus.references import find_case_references
from corpus.statutes import normalise_reference

PIECES = [
    "《",
    "》",
    "《中华人民共和国刑法》",
    "《关于适用《民法典》的解释》",
    "刑法",
    "第",
    "一百三十三",
    "条",
    "之一",
    "款",
    "（二）",
    "项",
    "至",
    "、",
    "，",
    "。",
    "；",
    "：",
    "\n",
    " ",
    "２",
    "12",
    "元",
    "万",
    "罚金",
    "被告人",
    "张三",
    "李四",
    "甲公司",
    "犯",
    "盗窃罪",
    "走私、贩卖毒品罪",
    "判处",
    "有期徒刑一年",
    "缓刑二年",
    "决定执行",
    "撤销",
    "维持",
    "驳回",
    "上诉",
    "原判",
    "诉讼请求",
    "其他",
    "一、",
    "二、",
    "判决如下",
    "本院认为",
    "一审法院认为",
    "系自首",
    "辩护人提出",
    "意见",
    "予以采纳",
    "不予采纳",
    "经查",
    "争议焦点",
    "为",
    "指导案例",
    "24号",
    "（2019）湘01民终1号",
    "纠纷一案",
    "买卖合同",
    "赔偿",
    "共计",
    "如不能退还",
    "准许",
    "撤诉",
    "（以下简称",
    "该法",
    "犯罪所得",
    "无罪",
    "如实供述",
    "谅解",
    "与原犯",
    "并罚",
    "公诉机关",
    "（",
    "）",
]
PARTIES = (
    Party("张三", "被告人", "自然人"),
    Party("李四", "原告", "自然人"),
    Party("甲公司", "被告", "法人"),
)
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=60).map("".join)


def _outcome(text: str, case_type: CaseType, procedure: str) -> Outcome | None:
    return read_outcome(
        text,
        sections=(),
        case_type=case_type,
        document_type="判决书",
        procedure=procedure,
        parties=PARTIES,
        causes=(),
    )


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_spans_lie_inside_the_text_and_quote_it(text: str) -> None:
    section = Section(SectionKind.REASONING, 0, len(text))
    for citation in find_citations(text, sections=(section,), date=dt.date(2019, 1, 1)):
        assert 0 <= citation.start < citation.end <= len(text)
        assert citation.law
    for issue in find_issues(text, sections=(section,)):
        assert text[issue.start : issue.end] == issue.text
    for reference in find_case_references(text, sections=(section,), own=None):
        assert 0 <= reference.start < reference.end <= len(text)
    for amount in find_amounts(text):
        assert 0 <= amount.start < amount.end <= len(text)
    for case_type in CaseType:
        find_causes(text, title=text[:40], sections=(section,), case_type=case_type)
        outcome = _outcome(text, case_type, "二审")
        if outcome is not None:
            assert all(text[o.start : o.end] == o.text for o in outcome.orders)


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        alphabet="零一二三四五六七八九十百千万亿元角分年月个第条之0123456789.,，． 刑法《》",
        max_size=30,
    )
)
def test_short_readers_never_raise(text: str) -> None:
    parse_numeral(text)
    parse_amount(text)
    parse_duration(text)
    normalise_reference(text)


@pytest.mark.parametrize(
    "unit",
    [
        "《",
        "第一条",
        "第",
        "、一",
        "（",
        "1,",
        "犯",
        "被告人张三犯",
        "撤销",
        "与原犯",
        "一、",
        "\n",
        "驳回",
        "元",
        "辩护人提出",
        "焦点为：1、",
    ],
)
def test_time_grows_with_the_text_and_no_faster(unit: str) -> None:
    def seconds(size: int) -> float:
        text = "依照判决如下：" + unit * (size // len(unit))
        start = time.process_time()
        find_citations(text)
        find_issues(text, sections=())
        find_case_references(text, sections=(), own=None)
        for case_type in (CaseType.CRIMINAL, CaseType.CIVIL):
            find_causes(text, title="", sections=(), case_type=case_type)
            _outcome(text, case_type, "一审")
        return time.process_time() - start

    seconds(1_000)
    short, long = seconds(3_000), seconds(12_000)
    assert long < max(0.3, 12 * short)
