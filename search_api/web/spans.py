"""Text and spans → HTML that shows the text unchanged, with links and marks in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

__all__ = ["Link", "annotate"]


@dataclass(frozen=True, slots=True)
class Link:
    """A stretch of text that leads somewhere; ``note`` is what a pointer at it is told."""

    start: int
    end: int
    href: str
    note: str = ""


def annotate(
    text: str, links: Iterable[Link] = (), marks: Iterable[tuple[int, int]] = (), *, offset: int = 0
) -> Markup:
    """Return ``text`` as HTML with its links and marks.

    Links never nest, so of two that overlap the earlier (then the longer) one stays; marks may
    overlap anything and are cut at a link's border, so that a link is one stop of the keyboard.
    With the tags taken out and the entities resolved, the HTML is the text again, whatever it
    holds.

    Args:
        text: the text, or a part of a longer one.
        links: where ``text`` leads.
        marks: (start, end) of what is to be seen first.
        offset: where ``text`` begins in the text that the spans are counted in. Spans that lie
            outside of it are left out, those that reach over its edge are cut.
    """
    size = len(text)
    marked = _merged(_clip(start - offset, end - offset, size) for start, end in marks)
    parts: list[Markup] = []
    at = 0
    for start, end, link in _apart(links, offset, size):
        parts.append(_with_marks(text, at, start, marked))
        inner = _with_marks(text, start, end, marked)
        if link.note:
            opening = Markup('<a href="{}" data-note="{}">').format(link.href, link.note)
        else:
            opening = Markup('<a href="{}">').format(link.href)
        parts += [opening, inner, Markup("</a>")]
        at = end
    parts.append(_with_marks(text, at, size, marked))
    return Markup("").join(parts)


def _clip(start: int, end: int, size: int) -> tuple[int, int]:
    return max(0, start), min(size, end)


def _apart(links: Iterable[Link], offset: int, size: int) -> Iterator[tuple[int, int, Link]]:
    last = 0
    for link in sorted(links, key=lambda link: (link.start, -link.end)):
        start, end = _clip(link.start - offset, link.end - offset, size)
        if last <= start < end:
            yield start, end, link
            last = end


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _with_marks(text: str, start: int, end: int, marks: list[tuple[int, int]]) -> Markup:
    parts: list[Markup] = []
    at = start
    for mark_start, mark_end in marks:
        begin, stop = max(mark_start, start), min(mark_end, end)
        if begin < stop:
            parts += [
                escape(text[at:begin]),
                Markup("<mark>{}</mark>").format(text[begin:stop]),
            ]
            at = stop
    parts.append(escape(text[at:end]))
    return Markup("").join(parts)
