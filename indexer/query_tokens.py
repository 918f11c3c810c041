"""Which characters of a query are operators, and which are just text.

Nobody should get an error, or an empty list, for pasting a paragraph that happens to hold quotes,
colons and brackets. So:

- An operator stands alone: a quote, bracket, ``+``, ``-`` or field name counts only at the start
  of a word (after a space, an opening bracket or another operator), and a closing quote or bracket
  only before a space, a closing bracket or the end: 称“我没拿”， or （2019）湘0102民初1号 is text.
- Only capital ``AND`` ``OR`` ``NOT`` between spaces are operators.
- A field is one of the known names, directly before a half- or full-width colon. A value that
  holds 。，； outside quotes is prose.
- A quotation of more than 100 characters, over a line break or with nothing in it is text.
- *Prose* has no operators at all: a text of more than 2,000 characters, one with 。！？； outside
  quotations, and one of more than 200 characters without AND, OR, NOT or a known field. At the very
  end of prose, after white space, fields with a half-width colon are taken: 被告……。 案由:盗窃罪
- Brackets and unclosed quotes alone make no expression.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

from indexer.query_fields import QueryField, field_named

__all__ = ["MOST_CHARS", "Kind", "Token", "is_expression", "read_tokens", "trailing_fields"]

MOST_CHARS = 2000
_SHORT = 200
_QUOTABLE = re.compile(r"(?=.*\w).{1,100}")
_QUOTES = {'"': '"', "“": "”", "＂": "＂", "「": "」"}
_OPEN = "(（"
_CLOSE = ")）"
_PROSE = re.compile(r"[。！？；]")
_NOT_A_VALUE = re.compile(r"[，。；！？、]")
_FIELD = re.compile(r"(?P<name>[A-Za-z_一-鿿]{1,13})[:：]")
_TRAILING = re.compile(r"(?:\s+(?P<field>[A-Za-z_一-鿿]{1,13}:\S+))\s*$")


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    QUOTED = auto()
    FIELD = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    PLUS = auto()
    MINUS = auto()
    OPEN = auto()
    CLOSE = auto()
    UNCLOSED = auto()  # a quote at the start of a word with no end


@dataclass(frozen=True, slots=True)
class Token:
    """One token; ``text`` is the word, the quotation without quotes, or the field's value."""

    kind: Kind
    text: str
    start: int
    end: int
    field: QueryField | None = None


_OPERATORS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}
_PREFIXES = {"+": Kind.PLUS, "-": Kind.MINUS}
_EXPLICIT = frozenset({Kind.AND, Kind.OR, Kind.NOT, Kind.FIELD})
_TELLING = _EXPLICIT | {Kind.QUOTED, Kind.PLUS, Kind.MINUS}


def is_expression(text: str, tokens: list[Token]) -> bool:
    """Return whether the tokens of a text are to be read as operators; see the module."""
    kinds = {token.kind for token in tokens}
    if not kinds & _TELLING or (len(text) > _SHORT and not kinds & _EXPLICIT):
        return False
    words = (token for token in tokens if token.kind in {Kind.WORD, Kind.UNCLOSED})
    return not any(_PROSE.search(token.text) for token in words)


def trailing_fields(text: str) -> tuple[str, list[Token]]:
    """Return prose without the fields at its end, and those fields in their order."""
    found: list[Token] = []
    while match := _TRAILING.search(text, max(0, len(text) - _SHORT)):
        tokens = read_tokens(match["field"])
        if [token.kind for token in tokens] != [Kind.FIELD]:
            break
        found.insert(0, tokens[0])
        text = text[: match.start()]
    return text, found


def read_tokens(text: str) -> list[Token]:
    """Return the tokens of a text of at most ``MOST_CHARS``; never fails."""
    return _Reader(text).read()


class _Reader:
    """One pass over a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[Token] = []

    def read(self) -> list[Token]:
        at = 0
        while at < len(self._text):
            at = at + 1 if self._text[at].isspace() else self._read_one(at)
        return self._tokens

    def _add(self, kind: Kind, start: int, end: int, text: str = "") -> int:
        self._tokens.append(Token(kind, text, start, end))
        return end

    def _read_one(self, at: int) -> int:
        """Read the token at a place that is the start of a word; return its end."""
        sign = self._text[at]
        if sign in _OPEN and self._stands_alone(at):
            return self._add(Kind.OPEN, at, at + 1)
        if sign in _CLOSE:
            return self._add(Kind.CLOSE, at, at + 1)
        if sign in _PREFIXES and self._has_more(at + 1):
            return self._add(_PREFIXES[sign], at, at + 1)
        if sign in _QUOTES and (end := self._read_quoted(at)):
            return end
        return self._read_field(at) or self._read_word(at)

    def _has_more(self, at: int) -> bool:
        return at < len(self._text) and not (
            self._text[at].isspace() or self._text[at] in _CLOSE or self._text[at] in _PREFIXES
        )

    def _is_end(self, at: int) -> bool:
        """Return whether a word may end before this place."""
        while at < len(self._text) and self._text[at] in _CLOSE:
            at += 1
        return at >= len(self._text) or self._text[at].isspace()

    def _closing_bracket(self, at: int) -> int | None:
        depth = 0
        for place in range(at, len(self._text)):
            depth += (self._text[place] in _OPEN) - (self._text[place] in _CLOSE)
            if depth == 0:
                return place
        return None

    def _stands_alone(self, at: int) -> bool:
        close = self._closing_bracket(at)
        return close is None or self._is_end(close + 1)

    def _quoted_end(self, at: int) -> int | None:
        """Return the place of the closing quote, None where there is none."""
        place = self._text.find(_QUOTES[self._text[at]], at + 1)
        return None if place < 0 else place

    def _read_quoted(self, at: int) -> int | None:
        close = self._quoted_end(at)
        if close is None:
            end = self._word_end(at)
            return self._add(Kind.UNCLOSED, at, end, self._text[at:end])
        quoted = self._text[at + 1 : close]
        if not _QUOTABLE.fullmatch(quoted) or not self._is_end(close + 1):
            return None
        return self._add(Kind.QUOTED, at, close + 1, quoted)

    def _word_end(self, at: int) -> int:
        """Return the end of a word: white space, or a bracket that closes nothing in the word."""
        depth = 0
        for place in range(at, len(self._text)):
            sign = self._text[place]
            if sign.isspace():
                return place
            depth += (sign in _OPEN) - (sign in _CLOSE)
            if depth < 0 and self._is_end(place):
                return place
        return len(self._text)

    def _read_word(self, at: int) -> int:
        # A bracket or quote that is only text does not end the word that it begins.
        end = max(self._word_end(at), at + 1)
        word = self._text[at:end]
        return self._add(_OPERATORS.get(word, Kind.WORD), at, end, word)

    def _read_field(self, at: int) -> int | None:
        match = _FIELD.match(self._text, at)
        field = field_named(match["name"]) if match else None
        if match is None or field is None:
            return None
        start = match.end()
        while start < len(self._text) and self._text[start] in " \t":
            start += 1
        found = self._read_value(start)
        if found is None:
            return None
        value, end = found
        self._tokens.append(Token(Kind.FIELD, value, at, end, field))
        return end

    def _read_value(self, at: int) -> tuple[str, int] | None:
        """Return a field's value and its end, None if what follows is prose."""
        if at < len(self._text) and self._text[at] in _QUOTES:
            close = self._quoted_end(at)
            if close is not None and self._is_end(close + 1):
                return self._text[at + 1 : close].strip(), close + 1
        end = self._word_end(at)
        value = self._text[at:end]
        if value in _OPERATORS:
            return "", at
        return None if _NOT_A_VALUE.search(value) else (value, end)
