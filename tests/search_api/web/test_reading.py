"""However the sections lie, the blocks hold every line of the text, once and in order."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.models import Judgment, Section, SectionKind
from search_api.web.reading import read_blocks
from tests.search_api.web import fakes

TEXT = "裁判要旨\n　甲应当还款。\n\n【基本案情】\n甲向乙借款。\n本院认为，应予支持。\n尾"
SECTIONS = st.builds(
    Section, st.sampled_from(list(SectionKind)), st.integers(0, 40), st.integers(0, 40)
)


def judgment_of(text: str, *sections: Section) -> Judgment:
    return replace(fakes.guiding(), text=text, sections=sections)


def shown(judgment: Judgment) -> str:
    blocks = read_blocks(judgment, [], [])
    return "".join(b.printed + "".join(p.html for p in b.paragraphs) for b in blocks)


LINES = st.sampled_from(["裁判要旨", "【基本案情】", "甲应当还款。", "乙：", "　甲", "", "乙\t"])
TEXTS = st.lists(LINES, max_size=9).map("\n".join)


@given(TEXTS, st.lists(SECTIONS, max_size=6))
def test_no_line_is_lost_or_doubled(text: str, sections: list[Section]) -> None:
    judgment = judgment_of(text, *sections)
    assert re.sub(r"\s", "", shown(judgment)) == re.sub(r"\s", "", text)
    anchors = [block.anchor for block in read_blocks(judgment, [], [])]
    assert len(anchors) == len(set(anchors))


def at(quote: str, kind: SectionKind) -> Section:
    start = TEXT.index(quote)
    return Section(kind, start, start + len(quote))


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ((), [("", "", 6)]),
        (
            (at("甲应当还款。", SectionKind.GIST), at("甲向乙借款。", SectionKind.FINDINGS)),
            [
                ("裁判要旨", "裁判要旨", 1),
                ("基本案情", "【基本案情】", 1),
                ("", "", 2),
            ],
        ),
        (
            (at("本院认为，应予支持。", SectionKind.REASONING),),
            [("", "", 4), ("本院认为", "", 1), ("", "", 1)],
        ),
    ],
)
def test_a_printed_heading_takes_the_place_of_ours(
    sections: tuple[Section, ...], expected: list[tuple[str, str, int]]
) -> None:
    blocks = read_blocks(judgment_of(TEXT, *sections), [], [])
    found = [(block.label, block.printed, len(block.paragraphs)) for block in blocks]
    assert found == expected
