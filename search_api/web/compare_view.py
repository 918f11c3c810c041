"""The facts in hand beside one hit: the same words marked on both sides."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from corpus.models import Judgment, SectionKind
from search_api.similar.types import SearchHit
from search_api.web.spans import annotate
from search_api.web.words import SECTIONS

__all__ = ["CompareView", "Part", "compare_view"]

_SHORTEST = 2  # a single character in common says nothing
_READ = 200_000  # characters of a very long side
_SIDE = (
    SectionKind.GIST,
    SectionKind.CLAIMS,
    SectionKind.DEFENSES,
    SectionKind.FINDINGS,
    SectionKind.REASONING,
    SectionKind.BASIS,
    SectionKind.DISPOSITION,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of one side; ``label`` is "" for a text without parts."""

    label: str
    paragraphs: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class CompareView:
    """Both sides, and the words that they share, the most frequent on the hit's side first."""

    left_title: str
    left: tuple[Part, ...]
    right_title: str
    right: tuple[Part, ...]
    shared: tuple[str, ...]


def compare_view(
    text: str, judgment: Judgment, *, source: Judgment | None, hit: SearchHit | None
) -> CompareView:
    """Return the two sides.

    Args:
        text: the facts searched for.
        judgment: the hit's document.
        source: the document searched with, where it was one and not a text.
        hit: what the search says of the document; without it nothing is marked.
    """
    words = _words(hit)
    left = tuple(_parts(source, words)) if source else (_whole(text, words),)
    mine = source.text if source else text
    return CompareView(
        left_title=source.title if source else "待比对的案情",
        left=left,
        right_title=judgment.title,
        right=tuple(_parts(judgment, words)),
        shared=tuple(word for word in words if word in mine),
    )


def _words(hit: SearchHit | None) -> list[str]:
    if hit is None:
        return []
    counts: dict[str, int] = {}
    for passage in hit.passages:
        for start, end in passage.marks:
            word = passage.text[start - passage.start : end - passage.start]
            if len(word) >= _SHORTEST:
                counts[word] = counts.get(word, 0) + 1
    return sorted(counts, key=lambda word: (-counts[word], -len(word), word))


def _parts(judgment: Judgment, words: list[str]) -> Iterator[Part]:
    found = False
    for kind in _SIDE:
        for section in judgment.sections:
            if section.kind is kind:
                found = True
                yield Part(
                    SECTIONS[kind],
                    _paragraphs(judgment.text[section.start : section.end], words),
                )
    if not found:
        yield _whole(judgment.text, words)


def _whole(text: str, words: list[str]) -> Part:
    return Part("", _paragraphs(text[:_READ], words))


def _paragraphs(text: str, words: list[str]) -> tuple[Markup, ...]:
    return tuple(
        annotate(line, marks=_places(line, words))
        for line in (line.strip() for line in text.split("\n"))
        if line
    )


def _places(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    for word in words:
        at = text.find(word)
        while at >= 0:
            yield at, at + len(word)
            at = text.find(word, at + len(word))
