"""Whatever the text: no exception but ParseError, spans inside the text, time linear in length."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import parse_judgment
from corpus.errors import ParseError
from corpus.models import Judgment, RawDocument
from tests.corpus import texts

FRAGMENTS = st.sampled_from(
    [
        "原告：张三，男。", "被告：", "一审法院认为，", "本院认为，", "判决如下：",
        "依照《民法典》第一条",
        "（2020）湘0102民初1号", "审判长张三\n", "二〇二〇年二月三十日", "书记员", "\n", "。", "、",
        "（", "《", "第", "上诉人（原审被告）", "某某人民法院", "刑事判决书",
        "裁判理由\n", "基本案情\n",
        "关键词", "案件受理费5元", "如不服本判决", "经审理查明，",
        "2023-07-2-084-001", "  ", "&nbsp;",
        "共同委托代理人", "一案，",
    ]
)  # fmt: skip
DOCUMENTS = [texts.CIVIL, texts.APPEAL, texts.CRIMINAL, texts.LIBRARY, texts.GUIDING]


def check(judgment: Judgment) -> None:
    length = len(judgment.text)
    spans = [(s.start, s.end) for s in judgment.sections]
    spans += [(i.start, i.end) for i in judgment.issues]
    spans += [(c.start, c.end) for c in judgment.citations]
    assert all(0 <= start < end <= length for start, end in spans)
    for issue in judgment.issues:
        assert judgment.text[issue.start : issue.end] == issue.text
    for reference in judgment.case_references:
        assert 0 <= reference.start < reference.end <= length
    if judgment.outcome:
        for order in judgment.outcome.orders:
            assert 0 <= order.start <= order.end <= length


def parse(text: str) -> None:
    try:
        judgment = parse_judgment(RawDocument(text=text, path="test"))
    except ParseError:
        return
    check(judgment)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FRAGMENTS | st.text(max_size=12), max_size=60))
def test_any_heap_of_fragments(parts: list[str]) -> None:
    parse("".join(parts))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(DOCUMENTS),
    st.integers(0, 2000),
    st.integers(0, 300),
    st.one_of(FRAGMENTS, st.text(max_size=6)),
)
def test_a_document_with_a_piece_cut_out_and_another_put_in(
    document: str, start: int, length: int, piece: str
) -> None:
    start = min(start, len(document))
    parse(document[:start] + piece + document[start + length :])


@pytest.mark.parametrize(
    "unit",
    [
        "（", "（（2020）", "1", "第", "，", "\n", "。", " ", "（2020）湘0102民初1、", "被告",
        "被告：",
        "、被告张", "本院认为", "本院认为，", "经查明", "判决如下", "《", "审判长张三\n",
        "二〇", "一案",
        "附", "共同", "证据，", "某某人民法院", "&amp;", "原告诉称，", "裁判理由\n",
        "元（", "年13月",
    ],
)  # fmt: skip
def test_time_grows_with_length_only(unit: str) -> None:
    text = texts.CIVIL[:400] + unit * (60_000 // len(unit)) + texts.CIVIL[400:]
    started = time.process_time()
    parse(text)
    assert time.process_time() - started < 2
