"""Dates, terms and money as Chinese judgments write them."""

import calendar
import datetime as dt

__all__ = [
    "add_months",
    "cn_date",
    "cn_number",
    "cn_term",
    "cn_upper",
    "day",
    "next_workday",
    "yuan",
]

_DIGITS = "〇一二三四五六七八九"
_UPPER = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "十", "百", "千")
_UPPER_UNITS = ("", "拾", "佰", "仟")


def _under_ten_thousand(number: int, digits: str, units: tuple[str, ...], zero: str) -> str:
    parts: list[str] = []
    pending_zero = False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            if pending_zero and parts:
                parts.append(zero)
            parts.append(digits[digit] + units[place])
            pending_zero = False
        else:
            pending_zero = True
    return "".join(parts)


def _number(number: int, digits: str, units: tuple[str, ...], myriad: str) -> str:
    high, low = divmod(number, 10_000)
    zero = "零"
    if not high:
        return _under_ten_thousand(low, digits, units, zero) or zero
    text = _under_ten_thousand(high, digits, units, zero) + myriad
    if low:
        text += (zero if low < 1000 else "") + _under_ten_thousand(low, digits, units, zero)
    return text


def cn_number(number: int) -> str:
    """Return 0 ≤ number < 10⁸ in words: 1165 → 一千一百六十五, 12 → 十二."""
    text = _number(number, "零一二三四五六七八九", _UNITS, "万")
    return text[1:] if text.startswith("一十") else text


def cn_upper(number: int) -> str:
    """Return a whole sum as receipts write it: 50200 → 伍万零贰佰元整."""
    return _number(number, _UPPER, _UPPER_UNITS, "万") + "元整"


def cn_date(date: dt.date) -> str:
    """Return the date of a signature: 二〇二一年三月五日."""
    year = "".join(_DIGITS[int(c)] for c in str(date.year))
    return f"{year}年{cn_number(date.month)}月{cn_number(date.day)}日"


def day(date: dt.date) -> str:
    """Return the date as running text has it: 2021年3月5日."""
    return f"{date.year}年{date.month}月{date.day}日"


def cn_term(months: int) -> str:
    """Return a length of time: 14 → 一年二个月, 24 → 二年, 3 → 三个月."""
    years, rest = divmod(months, 12)
    text = f"{cn_number(years)}年" if years else ""
    return text + (f"{cn_number(rest)}个月" if rest else "")


def yuan(fen: int) -> str:
    """Return a sum given in fen: 5000000 → 50000元, 123450 → 1234.5元."""
    whole, rest = divmod(fen, 100)
    if not rest:
        return f"{whole}元"
    return f"{whole}.{rest:02d}".rstrip("0") + "元"


def add_months(date: dt.date, months: int) -> dt.date:
    """Return the same day so many months later, or the last day of that month."""
    years, month = divmod(date.month - 1 + months, 12)
    year = date.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(date.day, last))


def next_workday(date: dt.date) -> dt.date:
    """Return the date itself, or the Monday after a weekend."""
    return date + dt.timedelta(days=max(0, 7 - date.weekday()) if date.weekday() >= 5 else 0)
