"""What a document says against itself: sums in words and in figures, days that do not exist."""

import re
from collections.abc import Iterator
from typing import Final

from corpus.dates import find_dates
from corpus.numerals import parse_amount

__all__ = ["find_contradictions"]

_NUMERALS: Final = "零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟"
_WORDS: Final = rf"[{_NUMERALS}]{{2,24}}[元圆](?:[{_NUMERALS}]角)?(?:[{_NUMERALS}]分)?"
_FIGURES: Final = r"\d(?:[\d,，]{0,16}\d)?(?:\.\d{1,4})?[万亿]?"
# 人民币壹万元整（10000元） · 叁拾万元（￥300,000.00）
_WORDS_FIRST = re.compile(
    rf"(?P<words>{_WORDS})[整正]?\s?[（(](?:即|人民币|[¥￥]|RMB|小写[:：]?|\s){{0,3}}"
    rf"(?P<figures>{_FIGURES})\s?元?[整正]?[)）]"
)
# 10000元（大写：壹万元整）
_FIGURES_FIRST = re.compile(
    rf"(?P<figures>{_FIGURES})元[（(](?:大写|人民币|[:：]|\s){{1,4}}(?P<words>{_WORDS})[整正]?[)）]"
)
# Where a sum in one form may be followed by the other, and where a day or month may not exist:
# cheap to look for, so that the patterns above run on a few characters only.
_MAY_DIFFER = re.compile(r"[元圆整正角分]\s?[（(]")
_MAY_NOT_EXIST = re.compile(
    r"月\s?(?:29|[3-9]\d|二十九|廿九|卅|[三四五六七八九][十一二三四五六七八九〇零])|"
    r"年\s?(?:1[3-9]|[2-9]\d|十[三四五六七八九]|[二三四五六七八九]十)"
)
_AROUND: Final = 40  # characters on each side that hold the whole sum
_BEFORE: Final = 12  # characters of the year before 月 or 年
_CENT: Final = 0.005
_MOST: Final = 5  # of one kind that are reported


def find_contradictions(text: str) -> tuple[str, ...]:
    """Return a warning for each sum whose words and figures differ and each impossible day."""
    return tuple([*_sums(text)][:_MOST] + [*_days(text)][:_MOST])


def _sums(text: str) -> Iterator[str]:
    for hit in _MAY_DIFFER.finditer(text):
        around = text[max(0, hit.start() - _AROUND) : hit.end() + _AROUND]
        bracket = min(hit.start(), _AROUND) + hit.end() - hit.start() - 1
        for pattern in (_WORDS_FIRST, _FIGURES_FIRST):
            match = next((m for m in pattern.finditer(around) if bracket in _span(m)), None)
            if match and _differ(match["words"], match["figures"]):
                yield f"金额大小写不一致：{match['words']}与{match['figures']}元"


def _span(match: re.Match[str]) -> range:
    return range(match.start(), match.end())


def _differ(words: str, figures: str) -> bool:
    one, other = parse_amount(words), parse_amount(figures + "元")
    return one is not None and other is not None and abs(one - other) > _CENT


def _days(text: str) -> Iterator[str]:
    done = 0
    for hit in _MAY_NOT_EXIST.finditer(text):
        start = max(done, hit.start() - _BEFORE)
        for match in find_dates(text, start, hit.end() + _BEFORE):
            done = match.end
            if match.date is None:
                yield f"日期不存在：{text[match.start : match.end]}"
