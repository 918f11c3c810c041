import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numerals import find_amounts, parse_amount, parse_duration, parse_numeral

NUMERALS = [
    ("二百六十四", 264),
    ("一百零三", 103),
    ("十", 10),
    ("一十二", 12),
    ("廿三", 23),
    ("两百", 200),
    ("二〇一八", 2018),
    ("二○一八", 2018),
    ("２６４", 264),
    ("264", 264),
    ("贰万伍仟", 25000),
    ("一亿二千万", 120_000_000),
    ("三千零五", 3005),
]


@pytest.mark.parametrize(("text", "value"), NUMERALS)
def test_numerals(text: str, value: int) -> None:
    assert parse_numeral(text) == value


@pytest.mark.parametrize("text", ["", "某", "第", "条", "12某"])
def test_what_is_no_numeral(text: str) -> None:
    assert parse_numeral(text) is None


AMOUNTS = [
    ("20，000元", 20000),
    ("1.5万元", 15000),
    ("二万", 20000),
    ("3万5千元", 35000),
    ("五千元五角", 5000.5),
    ("人民币伍仟元整", 5000),
    ("12 000余元", 12000),
    ("一万五", 15000),
    ("1,234.56元", 1234.56),
    ("16．5万元", 165000),
    ("十五万六千元", 156000),
    ("4.5亿元", 450_000_000),
    ("一亿二千万元", 120_000_000),
    ("九元九角", 9.9),
    ("1.234.567元", 1234567),
]


@pytest.mark.parametrize(("text", "yuan"), AMOUNTS)
def test_amounts(text: str, yuan: float) -> None:
    assert parse_amount(text) == pytest.approx(yuan)


@pytest.mark.parametrize("text", ["元", "若干元", "多少"])
def test_what_is_no_amount(text: str) -> None:
    assert parse_amount(text) is None


def test_amounts_in_running_text_keep_their_span_and_currency() -> None:
    text = "罚金人民币3万5千元，退赔20，000元，另有100美元。"
    found = find_amounts(text)
    assert [(text[a.start : a.end], a.value, a.currency) for a in found] == [
        ("3万5千元", 35000, "元"),
        ("20，000元", 20000, "元"),
        ("100美元", 100, "美元"),
    ]


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("一年零六个月", 18),
        ("8个月", 8),
        ("十五年六个月", 186),
        ("零六个月", 6),
        ("一年八 个月", 20),
        ("三年", 36),
        ("1年2个月", 14),
        ("若干", None),
    ],
)
def test_terms(text: str, months: int | None) -> None:
    assert parse_duration(text) == months


@given(st.integers(min_value=1, max_value=99_999_999))
def test_arabic_and_chinese_agree(number: int) -> None:
    assert parse_numeral(_chinese(number)) == number


def _chinese(number: int) -> str:
    """Write a number below 10^8 the long way: 一千零三万零五."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return (
            _chinese(high)
            + "万"
            + ("零" if 0 < low < 1000 else "")
            + (_chinese(low) if low else "")
        )
    words, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            words += ("零" if zero and words else "") + "零一二三四五六七八九"[digit] + name
            zero = False
        else:
            zero = True
    return words
