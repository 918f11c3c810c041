"""Numbers as judgments print them: Chinese, financial, full-width, mixed; money and terms.

Courts write 二〇一八年, 贰万元, 20，000元, 1.5万元, 十五万六千元 and 一年零六个月. Everything
here is pure text → value, and returns None where the text is no such number.
"""

import re
from dataclasses import dataclass

__all__ = [
    "AMOUNT",
    "CHINESE_DIGITS",
    "DURATION",
    "NUMERAL",
    "Amount",
    "duration_of",
    "find_amounts",
    "parse_amount",
    "parse_duration",
    "parse_numeral",
    "to_half_width",
]

_ONES = {c: i for i, c in enumerate("零一二三四五六七八九")}
_ONES |= {c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")}
_ONES |= {"两": 2, "貳": 2, "弍": 2, "叄": 3, "参": 3, "參": 3, "陸": 6, "○": 0, "Ｏ": 0, "O": 0}
_ONES |= {"o": 0, "０": 0, "◯": 0, "Ο": 0, "О": 0, "元": 1}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_WAN = 10_000
_TENS = {"廿": 20, "卅": 30, "卌": 40}
_FULL = str.maketrans("０１２３４５６７８９．，：（）－　", "0123456789.,:()- ")

CHINESE_DIGITS = "零〇○Ｏ一二三四五六七八九十百千万亿两廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
# 二百六十四 · 264 · ２６４: what may stand between 第 and 条
NUMERAL = rf"(?:[0-9０-９]{{1,4}}|[{CHINESE_DIGITS}]{{1,9}})"

_DIGITS = "0-9０-９"
_CN_AMOUNT = "零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬貳"
# 20，000元 · 1.5万元 · 3万5千元 · 二万元 · 人民币伍仟元整 · 12 000余元
AMOUNT = (
    rf"(?:[{_DIGITS}](?:[{_DIGITS}]|[,，.．\s](?=[{_DIGITS}])){{0,24}}\s?(?:[多余])?"
    rf"(?:[十百千万亿]{{1,2}}[{_DIGITS}.]{{0,8}}){{0,3}}|[{_CN_AMOUNT}](?:[{_CN_AMOUNT}]|\s(?=[{_CN_AMOUNT}])){{0,20}})"
    r"\s?(?:[多余])?\s?(?:美元|欧元|港元|港币|日元|元|圆|块)"
    rf"(?:(?P<jiao>[{_DIGITS}{_CN_AMOUNT}])角)?(?:(?P<fen>[{_DIGITS}{_CN_AMOUNT}])分)?"
)
# 三年 · 一年零六个月 · 十五年六个月 · 八个月 · 1年2个月 · 一年八 个月 · 拘役五个月零十五天
_NUM = rf"(?:[{_DIGITS}]{{1,3}}|[{_CN_AMOUNT}]{{1,5}})"
DURATION = (
    rf"(?:(?P<years>{_NUM})\s?年\s?(?:[零又]\s?)?(?:(?P<months>{_NUM})\s?(?:个|個)?\s?月)?"
    rf"|(?:[零]\s?)?(?P<only_months>{_NUM})\s?(?:个|個)?\s?月)"
)

_CURRENCY = {ord(c): None for c in "美欧港日币"}
_AMOUNT = re.compile(AMOUNT)
_DURATION = re.compile(DURATION)
_POSITIONAL = re.compile(r"[0-9零〇○ＯO一二三四五六七八九]+")
_MIXED = re.compile(r"([0-9]+(?:\.[0-9]+)?)([十百千万亿]*)")


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money in the text; ``value`` in the printed currency, ``currency`` "元" for yuan."""

    start: int
    end: int
    value: float
    currency: str = "元"


def to_half_width(text: str) -> str:
    """Return the text with full-width digits and number punctuation made half-width."""
    return text.translate(_FULL)


def parse_numeral(text: str) -> int | None:
    """Return the whole number that a Chinese, Arabic, full-width or positional numeral writes.

    二百六十四 → 264, 廿三 → 23, 二〇一八 → 2018, ２６４ → 264, 贰万伍仟 → 25000.
    """
    text = to_half_width(text).strip().replace(" ", "")
    if not text:
        return None
    if text.isascii():
        return int(text) if text.isdigit() else None
    if len(text) > 1 and _POSITIONAL.fullmatch(text):
        return int("".join(c if c.isdigit() and c.isascii() else str(_ONES[c]) for c in text))
    return _parse_written(text)


def _parse_written(text: str) -> int | None:
    total = section = digit = 0
    for char in text:
        if char in _ONES:
            digit = _ONES[char]
        elif char in _UNITS:
            section += (digit or 1) * _UNITS[char]
            digit = 0
        elif char in _TENS:
            section += _TENS[char]
            digit = 0
        elif char in _BIG:
            big = _BIG[char]
            section += digit
            # 一亿二千万: 万 multiplies only what follows 亿, 亿 multiplies all that stands before
            total = (total + section or 1) * big if big > _WAN else total + (section or 1) * big
            section = digit = 0
        else:
            return None
    return total + section + digit


def parse_amount(text: str) -> float | None:
    """Return the yuan that a printed sum says, without its unit or with it; None if it is no sum.

    20，000元 → 20000, 1.5万元 → 15000, 二万 → 20000, 3万5千元 → 35000, 五千元五角 → 5000.5.
    """
    text = re.sub(r"\s", "", to_half_width(text))
    text = re.sub(r"^(?:人民币|合计|共计|计)+|[多余]|[整正]$", "", text)
    text = text.translate(_CURRENCY)
    head, _, cents = text.partition("元")
    if not cents:
        head, _, cents = head.partition("圆")
    value = _plain_amount(head.removesuffix("块"))
    if value is None:
        return None
    return round(value + _cents(cents), 2)


def _cents(text: str) -> float:
    value = 0.0
    for unit, weight in (("角", 0.1), ("分", 0.01)):
        at = text.find(unit)
        if at > 0:
            value += (parse_numeral(text[at - 1]) or 0) * weight
    return value


def _plain_amount(text: str) -> float | None:
    text = _drop_separators(text)
    if not text:
        return None
    if not text[0].isascii():
        return _parse_chinese_amount(text)
    value = 0.0
    at = 0
    for found in _MIXED.finditer(text):
        if found.start() != at:
            return None
        at = found.end()
        factor = 1
        for unit in found[2]:
            factor *= _UNITS.get(unit) or _BIG[unit]
        value += float(found[1]) * factor
    return value if at == len(text) else None


def _drop_separators(text: str) -> str:
    """Drop thousands separators; a dot before exactly three digits and another group is one too."""
    text = text.replace(",", "")
    if text.count(".") > 1:
        whole, _, cents = text.rpartition(".")
        grouped = len(cents) == len("000")
        text = whole.replace(".", "") + (cents if grouped else "." + cents)
    return text


def _parse_chinese_amount(text: str) -> float | None:
    if re.fullmatch(r"[一二三四五六七八九]点[零一二三四五六七八九]+[万亿]", text):
        whole, _, rest = text.partition("点")
        digits = "".join(str(_ONES[c]) for c in rest[:-1])
        return float(f"{_ONES[whole]}.{digits}") * _BIG[rest[-1]]
    value = _parse_written(text)
    if value is None:
        return None
    if re.search(r"[万萬][一二三四五六七八九]$", text):  # 一万五 is 15,000
        value += 999 * _ONES[text[-1]]
    return float(value)


def find_amounts(text: str, start: int = 0, end: int | None = None) -> tuple[Amount, ...]:
    """Return the sums of money in the text, in order."""
    found = []
    for match in _AMOUNT.finditer(text, start, len(text) if end is None else end):
        value = parse_amount(match[0])
        if value is not None:
            currency = next(
                (c for c in ("美元", "欧元", "港元", "港币", "日元") if c in match[0]), "元"
            )
            found.append(Amount(match.start(), match.end(), value, currency))
    return tuple(found)


def parse_duration(text: str) -> int | None:
    """Return the months of a printed term: 一年零六个月 → 18, 8个月 → 8; None if it is no term."""
    found = _DURATION.search(re.sub(r"\s", "", text))
    return None if found is None else duration_of(found)


def duration_of(found: re.Match[str]) -> int | None:
    """Return the months of a match of a pattern that holds ``DURATION``."""
    if found["only_months"]:
        return parse_numeral(found["only_months"])
    years, months = parse_numeral(found["years"] or ""), 0
    if years is None:
        return None
    if found["months"]:
        months = parse_numeral(found["months"]) or 0
    return years * 12 + months
