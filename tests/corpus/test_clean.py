import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clean import clean


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("甲\r\n乙\r丙", "甲\n乙\n丙"),
        ("\ufeff甲\u200b乙\x00", "甲乙"),
        ("甲&nbsp;乙&amp;nbsp;丙", "甲 乙 丙"),
        ("\u3000\u3000甲\n  乙  \n", "甲\n乙"),
        ("甲\n\n\n\n乙", "甲\n\n乙"),
        ("２０２０年，ＡＢ", "2020年，AB"),
        ("⾏政", "行政"),
        ("〔2019〕（甲）【乙】", "〔2019〕（甲）【乙】"),
        ("赵　　六", "赵  六"),
        ("\ud800甲", "\ufffd甲"),
    ],
)
def test_what_is_no_writing_goes_and_the_words_stay(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@given(st.text(alphabet=st.characters(), max_size=200))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(alphabet="张三，。（）&amp;nbsp \n\t　\u200b２", max_size=80))
def test_cleaning_twice_changes_nothing_around_entities(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(alphabet="张三李四，。；：（）《》", max_size=80))
def test_chinese_writing_is_not_touched(text: str) -> None:
    assert clean(text) == text
