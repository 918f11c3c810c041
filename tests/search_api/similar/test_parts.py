"""The steps of a search by themselves."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.models import Section, SectionKind
from indexer.backends.memory import MemoryIndex
from indexer.types import CaseDocument, Hit, TextField
from search_api.similar.analyse import is_document, typed_keys
from search_api.similar.fuse import reciprocal_rank
from search_api.similar.passages import find_passages
from search_api.similar.summary import holding_of
from search_api.similar.terms import Rarity, query_weights
from tests.search_api.corpus import raw_documents
from tests.search_api.factories import make_judgment


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("（2021）湘0102民初101号", ("2021|湘0102|民初|101|",)),
        ("(2021)湘0102民初0101号", ("2021|湘0102|民初|101|",)),
        ("2023-16-2-103-901", ("2023-16-2-103-901",)),
        ("指导案例24号", ("指导性案例24号",)),
        ("指导性案例第024号", ("指导性案例24号",)),
        ("关于（2021）湘0102民初101号", ()),
        ("", ()),
        ("借款纠纷", ()),
        ("长" * 100, ()),
    ],
)
def test_typed_keys(typed: str, keys: tuple[str, ...]) -> None:
    assert typed_keys(typed) == keys


def test_only_whole_documents_are_taken_for_documents() -> None:
    assert all(is_document(raw.text) for raw in raw_documents()[:11])
    assert not is_document("被告人酒后驾车，人民法院判决如下。")
    assert not is_document("原告借给被告十万元，到期未还。" * 40)


def test_weights_saturate_and_the_rarest_stay() -> None:
    weights = query_weights(["甲", "乙", "乙", "丙"], most=10)
    assert weights["甲"] == 1.0
    assert 1.0 < weights["乙"] < 2.0
    rarity = {"甲": 0.1, "乙": 0.1, "丙": 5.0}
    assert list(query_weights(["甲", "乙", "丙"], rarity=rarity, most=1)) == ["丙"]


def test_rarity_follows_the_corpus() -> None:
    index = MemoryIndex()
    index.write([CaseDocument("a", {TextField.FULL: ["甲", "乙"]}, {})])
    rarity = Rarity(index)
    before = rarity.of(["甲", "丙"])
    assert before["甲"] > 0
    assert before["丙"] == 0
    index.write([CaseDocument("b", {TextField.FULL: ["丙"]}, {})])
    after = rarity.of(["甲", "丙"])
    assert after["丙"] == after["甲"] > before["甲"]


def test_reciprocal_rank_adds_shares_and_breaks_ties_by_id() -> None:
    fused = reciprocal_rank(
        {"x": [Hit("b", 9.0), Hit("a", 1.0)], "y": [Hit("a", 2.0), Hit("b", 1)]}
    )
    assert [document for document, _ in fused.ranked] == ["a", "b"]
    assert fused.ranked[0][1] == pytest.approx(1 / 61 + 1 / 62)
    assert [(one.name, one.rank, one.score) for one in fused.signals("a")] == [
        ("x", 2, 1.0),
        ("y", 1, 2.0),
    ]


TEXT = (
    "原告张三诉称：被告借款不还。\n"
    "经审理查明，被告因经营周转向原告借款十万元，约定月利率百分之二。借款到期后被告未归还。\n"
    "本院认为，被告应当归还借款并支付利息。\n审判员王五"
)


def _judged() -> tuple[Section, ...]:
    lines = [0, *(place + 1 for place, sign in enumerate(TEXT) if sign == "\n"), len(TEXT)]
    kinds = (
        SectionKind.CLAIMS,
        SectionKind.FINDINGS,
        SectionKind.REASONING,
        SectionKind.SIGNATURE,
    )
    return tuple(
        Section(kind, start, end) for kind, start, end in zip(kinds, lines, lines[1:], strict=False)
    )


def test_findings_come_before_claims_and_signatures_never() -> None:
    judgment = make_judgment(1, text=TEXT, sections=_judged())
    passages = find_passages(judgment, {"借款": 1.0, "王五": 5.0, "利率": 1.0})
    assert passages[0].section == "findings"
    assert all("王五" not in passage.text for passage in passages)
    assert find_passages(judgment, {}) == ()
    assert find_passages(judgment, {"没有的词": 1.0}) == ()


@pytest.mark.parametrize("printed", ["mg", "MG", "ｍｇ"])
def test_latin_is_marked_as_printed(printed: str) -> None:
    judgment = make_judgment(1, text=f"血液酒精含量为180{printed}。", sections=())
    (passage,) = find_passages(judgment, {"mg": 1.0})
    start, end = passage.marks[0]
    assert judgment.text[start:end] == printed


@settings(max_examples=150)
@given(
    st.text("甲乙丙丁，。；\n a", max_size=700),
    st.dictionaries(st.text("甲乙丙丁", min_size=1, max_size=200), st.floats(0.1, 9), max_size=6),
)
def test_passages_of_any_text_stay_inside_it(text: str, terms: dict[str, float]) -> None:
    found = find_passages(make_judgment(1, text=text, sections=()), terms)
    assert len(found) <= 3
    taken: list[tuple[int, int]] = []
    for passage in found:
        assert 0 <= passage.start < passage.end <= len(text)
        assert passage.text == text[passage.start : passage.end]
        assert len(passage.text) <= 160
        assert passage.marks
        for start, end in passage.marks:
            assert passage.start <= start < end <= passage.end
        assert all(passage.end <= start or end <= passage.start for start, end in taken)
        taken.append((passage.start, passage.end))


@given(st.text("甲，。；构成应当予以支持\n", max_size=900))
def test_holding_is_always_verbatim_and_short(text: str) -> None:
    section = (Section(SectionKind.REASONING, 0, len(text)),)
    held = holding_of(make_judgment(1, text=text, sections=section))
    assert held in text
    assert len(held) <= 200
