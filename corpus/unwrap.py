"""A reading view of text with hard line breaks: sentences whole again, with the way back.

PDF and plain-text exports break every line at the page's width and leave page numbers between.
The stored text is never changed; the head, the parties and the sections are read in the view, and
their spans are carried back to the text, as are those of citations, issues and orders.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

__all__ = ["View", "unwrap"]

_FEWEST_LINES: Final = 12
_SHORTEST: Final = 15  # characters of a line that may be a broken one
_SHARE: Final = 0.4  # of lines that end inside a sentence, from which on the text counts as broken
_FULL: Final = 0.8  # of the usual width: a line so long was broken, a shorter one ended there
_INSIDE = re.compile(r"[^。；：:;！？”）)」》…\s]\Z")
_PAGE_NUMBER = re.compile(r"[-—–\s]*\d{1,4}[-—–\s]*\Z|第\s?\d{1,4}\s?页[^。]{0,12}\Z")


@dataclass(frozen=True, slots=True)
class View:
    """Text to read; ``to_text`` turns its offsets into those of the stored text."""

    text: str
    starts: tuple[int, ...] = (0,)
    origins: tuple[int, ...] = (0,)

    def to_text(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the stored text of a span that is not empty in the view."""
        return self._origin(start), self._origin(end - 1) + 1

    def from_text(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the view of a span in the stored text; empty where it left it out."""
        return self._offset(start), self._offset(end)

    def _offset(self, origin: int) -> int:
        piece = max(0, bisect_right(self.origins, origin) - 1)
        last = self.starts[piece + 1] if piece + 1 < len(self.starts) else len(self.text)
        return max(0, min(self.starts[piece] + origin - self.origins[piece], last))

    def _origin(self, offset: int) -> int:
        piece = bisect_right(self.starts, offset) - 1
        return self.origins[piece] + offset - self.starts[piece]


def unwrap(text: str) -> View:
    """Return the view of a cleaned text: the text itself unless its lines are broken."""
    lines = text.split("\n")
    if len(lines) < _FEWEST_LINES:
        return View(text)
    broken = sum(len(line) >= _SHORTEST and bool(_INSIDE.search(line)) for line in lines)
    if broken < _SHARE * sum(1 for line in lines if line):
        return View(text)
    lengths = sorted(len(line) for line in lines if len(line) >= _SHORTEST)
    return _joined(lines, _FULL * lengths[len(lengths) // 2])


def _joined(lines: list[str], full: float) -> View:
    parts: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    length = origin = 0
    open_line = False  # the line before was broken: what follows continues it
    for line in lines:
        if line and not (_PAGE_NUMBER.match(line) and len(parts) > 0):
            piece = line if open_line or not parts else "\n" + line
            starts.append(length)
            origins.append(origin - (len(piece) - len(line)))
            parts.append(piece)
            length += len(piece)
            open_line = len(line) >= full and bool(_INSIDE.search(line))
        origin += len(line) + 1
    return View("".join(parts), tuple(starts) or (0,), tuple(origins) or (0,))
