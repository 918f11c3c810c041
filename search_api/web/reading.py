"""A judgment's text, whole and in order, as blocks under headings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from corpus.models import Judgment, Section, SectionKind
from search_api.web.spans import Link, annotate
from search_api.web.words import SECTIONS

__all__ = ["Block", "Paragraph", "read_blocks"]

# These are seen at once; a heading of ours over them would only be in the way.
_UNNAMED = {SectionKind.TITLE, SectionKind.CASE_NUMBER, SectionKind.SIGNATURE}
_HEADING = re.compile(r"[【\[]?(?P<words>\w{2,8})[】\]]?[：:]?")  # 裁判要旨, 【基本案情】, 关键词：

_Span = tuple[int, int]
_END = (0, 0, None)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; the first that holds a mark is where a link to the mark leads."""

    html: Markup
    is_target: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the text. ``label`` names it, "" for what stands between two parts.

    ``printed`` is the heading that the document itself prints over the part, which then takes the
    place of ours.
    """

    anchor: str
    label: str
    kind: str
    printed: Markup
    paragraphs: tuple[Paragraph, ...]


def read_blocks(
    judgment: Judgment, links: Sequence[Link], marks: Sequence[_Span]
) -> tuple[Block, ...]:
    """Return the text in blocks: put together they hold each of its lines, once and in order."""
    reader = _Reader(judgment.text, links, marks)
    blocks: list[Block] = []
    counts: dict[str, int] = {}
    heading: _Span | None = None
    pieces = list(_pieces(judgment))
    for (start, end, kind), (_, _, following) in zip(pieces, [*pieces[1:], _END], strict=True):
        lines = list(_lines(judgment.text, start, end))
        before, heading = heading, None
        last = judgment.text[slice(*lines[-1])] if lines and kind is None and following else ""
        if _HEADING.fullmatch(last):
            heading = lines.pop()
        if not lines and before is None:
            continue
        name = str(kind) if kind else "text"
        counts[name] = counts.get(name, 0) + 1
        blocks.append(
            Block(
                anchor=f"s-{name}" if counts[name] == 1 else f"s-{name}-{counts[name]}",
                label=_label(judgment.text, kind, before),
                kind=name,
                printed=reader.html(*before) if before else Markup(""),
                paragraphs=tuple(reader.paragraph(*line) for line in lines),
            )
        )
    return tuple(blocks)


def _label(text: str, kind: SectionKind | None, printed: _Span | None) -> str:
    if kind is None or kind in _UNNAMED:
        return ""
    found = _HEADING.fullmatch(text[slice(*printed)]) if printed else None
    return found["words"] if found else SECTIONS[kind]


def _pieces(judgment: Judgment) -> Iterator[tuple[int, int, SectionKind | None]]:
    """Yield the sections and what stands between them, without a gap and without overlap."""
    at = 0
    for section in _in_order(judgment.sections, len(judgment.text)):
        if section.start > at:
            yield at, section.start, None
        yield max(at, section.start), section.end, section.kind
        at = section.end
    yield at, len(judgment.text), None


def _in_order(sections: Sequence[Section], size: int) -> list[Section]:
    """Return the sections in order of the text, without those inside of another."""
    kept: list[Section] = []
    for section in sorted(sections, key=lambda s: (s.start, -s.end)):
        if section.start < section.end <= size and (not kept or section.end > kept[-1].end):
            kept.append(section)
    return kept


def _lines(text: str, start: int, end: int) -> Iterator[_Span]:
    """Yield the spans of the lines, without the white space around each."""
    at = start
    for line in text[start:end].split("\n"):
        if stripped := line.strip():
            first = at + line.index(stripped)
            yield first, first + len(stripped)
        at += len(line) + 1


class _Reader:
    """Turns stretches of one text into HTML; knows whether a mark was seen already."""

    def __init__(self, text: str, links: Sequence[Link], marks: Sequence[_Span]) -> None:
        self._text = text
        self._links = links
        self._marks = marks
        self._target_given = False

    def html(self, start: int, end: int) -> Markup:
        return annotate(
            self._text[start:end],
            [link for link in self._links if link.start < end and link.end > start],
            self._marks,
            offset=start,
        )

    def paragraph(self, start: int, end: int) -> Paragraph:
        marked = any(mark[0] < end and mark[1] > start for mark in self._marks)
        is_target = marked and not self._target_given
        self._target_given = self._target_given or marked
        return Paragraph(self.html(start, end), is_target)
