"""Dates as judgments print them: Arabic or Chinese numerals in every spelling.

二〇一八年五月三日, 二O一八年五月三日, 二○一八, 二零一八, 2018年5月3日, 2018-05-03, 2018/5/3.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from corpus.numerals import parse_numeral

__all__ = ["DateMatch", "find_dates", "parse_date"]

_ZERO: Final = "〇○零OoＯОοΟ◯0"
# The look-alikes of zero that typists use, and 正月 and 元月 for January.
_PLAIN: Final = str.maketrans(
    {**dict.fromkeys("〇○OoＯОοΟ◯", "零"), "正": "一", "元": "一", " ": ""}
)
_CHINESE: Final = f"[{_ZERO}一二三四五六七八九壹贰叁肆伍陆柒捌玖]"
_YEAR: Final = rf"(?P<year>[12]\d{{3}}|[12一二壹贰]\s?{_CHINESE}(?:\s?{_CHINESE}){{2}})"
_SMALL: Final = r"[元正\d一二三四五六七八九十廿卅壹贰叁肆伍陆柒捌玖拾〇○零]"
_IN_WORDS = re.compile(
    rf"{_YEAR}\s?年\s?(?P<month>{_SMALL}{{1,3}})\s?月\s?(?P<day>{_SMALL}{{1,4}})\s?[日号]"
)
_IN_FIGURES = re.compile(
    r"(?<!\d)(?P<year>[12]\d{3})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)"
)
_COMPACT = re.compile(r"(?P<year>[12]\d{3})(?P<month>\d{2})(?P<day>\d{2})")


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date in a text; ``date`` is None where no such day exists (2018年2月30日)."""

    start: int
    end: int
    date: dt.date | None


def find_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[DateMatch]:
    """Yield the dates with year, month and day in words (…年…月…日), in the text's order."""
    for match in _IN_WORDS.finditer(text, start, len(text) if end is None else end):
        yield DateMatch(match.start(), match.end(), _to_date(match))


def parse_date(text: str) -> dt.date | None:
    """Return the first date of a short text (a field, a signature line), or None.

    An impossible day gives None as well: nothing is moved to the nearest valid one.
    """
    text = text.strip()
    for pattern in (_IN_WORDS, _IN_FIGURES):
        match = pattern.search(text)
        if match:
            return _to_date(match)
    match = _COMPACT.fullmatch(text)
    return _to_date(match) if match else None


def _to_date(match: re.Match[str]) -> dt.date | None:
    parts = [_number(match.group(name)) for name in ("year", "month", "day")]
    if None in parts:
        return None
    try:
        return dt.date(*(part for part in parts if part is not None))
    except ValueError:
        return None


def _number(text: str) -> int | None:
    return parse_numeral(text.translate(_PLAIN))
