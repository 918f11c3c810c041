import datetime as dt

import pytest

from corpus.dates import find_dates, parse_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("二〇一八年五月三日", dt.date(2018, 5, 3)),
        ("二O一八年十二月廿一日", dt.date(2018, 12, 21)),
        ("二○一八年十月三十一日", dt.date(2018, 10, 31)),
        ("二零一八年元月二十日", dt.date(2018, 1, 20)),
        ("二 〇 二 〇 年 五 月 六 日", dt.date(2020, 5, 6)),
        ("一九九八年三月九日", dt.date(1998, 3, 9)),
        ("2018年5月3日", dt.date(2018, 5, 3)),
        ("2018年 12 月 05 日", dt.date(2018, 12, 5)),
        ("2018-05-03", dt.date(2018, 5, 3)),
        ("2021-12-03 11:09:09", dt.date(2021, 12, 3)),
        ("2018/5/3", dt.date(2018, 5, 3)),
        ("20180503", dt.date(2018, 5, 3)),
        ("2018年2月30日", None),
        ("二〇一八年十三月一日", None),
        ("", None),
        ("五月三日", None),
    ],
)
def test_a_date_is_read_in_every_spelling(text: str, expected: dt.date | None) -> None:
    assert parse_date(text) == expected


def test_dates_are_found_with_their_spans_and_impossible_ones_without_a_day() -> None:
    text = "于2018年5月3日立案，2018年2月30日开庭"
    first, second = find_dates(text)
    assert text[first.start : first.end] == "2018年5月3日"
    assert (first.date, second.date) == (dt.date(2018, 5, 3), None)
