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
_CENT: Final = 0.005
_MOST: Final = 5  # of one kind that are reported


def find_contradictions(text: str) -> tuple[str, ...]:
    """Return a warning for each sum whose words and figures differ and each impossible day."""
    return tuple([*_sums(text)][:_MOST] + [*_days(text)][:_MOST])


def _sums(text: str) -> Iterator[str]:
    for pattern in (_WORDS_FIRST, _FIGURES_FIRST):
        for match in pattern.finditer(text):
            words = parse_amount(match["words"])
            figures = parse_amount(match["figures"] + "元")
            if words is not None and figures is not None and abs(words - figures) > _CENT:
                yield f"金额大小写不一致：{match['words']}与{match['figures']}元"


def _days(text: str) -> Iterator[str]:
    for match in find_dates(text):
        if match.date is None:
            yield f"日期不存在：{text[match.start : match.end]}"
