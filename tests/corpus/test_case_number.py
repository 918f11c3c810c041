import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.case_number import (
    find_case_numbers,
    is_old_style,
    key,
    parse_case_number,
    parse_case_numbers,
    type_of,
)
from corpus.errors import ParseError

# REQUIREMENTS 7.3: text; canonical text of the first; court, type, serial, suffix, how many
FIXTURES = [
    ("（2020）湘0102民初1234号", "（2020）湘0102民初1234号", "湘0102 民初 1234 - 1"),
    ("(2020)湘01民终1234号之一", "（2020）湘01民终1234号之一", "湘01 民终 1234 一 1"),
    ("〔2019〕最高法知民终1号", "（2019）最高法知民终1号", "最高法 知民终 1 - 1"),
    ("(2018)兵0302民初1号", "（2018）兵0302民初1号", "兵0302 民初 1 - 1"),
    ("(2019)湘民申1234号", "（2019）湘民申1234号", "湘 民申 1234 - 1"),
    ("(2023)湘0103执异12号", "（2023）湘0103执异12号", "湘0103 执异 12 - 1"),
    ("(2021)湘8601行初12号", "（2021）湘8601行初12号", "湘8601 行初 12 - 1"),
    ("(2020)沪0115民初45、46、47号", "（2020）沪0115民初45号", "沪0115 民初 45 - 3"),
    ("(2025)粤0391民初1-20号", "（2025）粤0391民初1号", "粤0391 民初 1 - 20"),
    ("(2018)粤0303民初98-102、105号", "（2018）粤0303民初98号", "粤0303 民初 98 - 6"),
    ("（2015）长中民一终字第01234号", "（2015）长中民一终字第01234号", "长中 民一终 01234 - 1"),
    ("(2013)民申字第2270号", "（2013）民申字第2270号", "- 民申 2270 - 1"),
    ("（2012）沪一中民四(商)终字第1号", "（2012）沪一中民四（商）终字第1号",
     "沪一中 民四（商）终 1 - 1"),
    ("(2011)刑五复字第12345678号", "（2011）刑五复字第12345678号", "- 刑五复 12345678 - 1"),
    ("(2020)沪 0107 民初 13686 号", "（2020）沪0107民初13686号", "沪0107 民初 13686 - 1"),
    ("（2014）民刑初字第3号", "（2014）民刑初字第3号", "民 刑初 3 - 1"),
    ("（2013）商民初字第12-1号", "（2013）商民初字第12-1号", "商 民初 12-1 - 1"),
    ("（2012）杨民二(商)初字第S651号", "（2012）杨民二（商）初字第S651号",
     "杨 民二（商）初 S651 - 1"),
    ("（2008）沪海法海初字第75号", "（2008）沪海法海初字第75号", "沪海法 海初 75 - 1"),
    ("（2001）行赔初字第5号", "（2001）行赔初字第5号", "- 行赔初 5 - 1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "canonical", "parts"), FIXTURES)
def test_the_parts_of_a_number(text: str, canonical: str, parts: str) -> None:
    numbers = parse_case_numbers(text)
    first = numbers[0]
    assert first.text == canonical
    found = (first.court_code, first.type_code, first.serial, first.suffix, len(numbers))
    assert " ".join(str(part or "-") for part in found) == parts


@pytest.mark.parametrize(
    "text",
    [
        "(2020)湘0102测初5号",
        "湘0102民初5号",
        "2020年5号",
        "（2020）湘0102民初号",
        "（20）湘民初1号",
        "",
    ],
)
def test_what_is_no_number_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ParseError, match="expected"):
        parse_case_number(text)


def test_a_list_is_refused_where_one_number_is_wanted() -> None:
    with pytest.raises(ParseError, match="one at a time"):
        parse_case_number("(2020)沪0115民初45、46号")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("（2020）湘0102民初1234号", "(2020) 湘 0102 民初 1234 号"),
        ("（2015）长中民一终字第01234号", "(2015)长中民一终字第1234号"),
        ("（2012）沪一中民四(商)终字第1号", "〔2012〕沪一中民四（商）终字第1号"),
    ],
)
def test_two_spellings_are_one_case(one: str, other: str) -> None:
    assert key(parse_case_number(one)) == key(parse_case_number(other))


def test_a_suffix_makes_another_document() -> None:
    assert key(parse_case_number("(2020)湘01民终1号")) != key(
        parse_case_number("(2020)湘01民终1号之一")
    )


@pytest.mark.parametrize(
    ("text", "case_type", "procedure"),
    [
        ("（2020）湘0102民初1号", "民事", "一审"),
        ("〔2019〕最高法知民终1号", "民事", "二审"),
        ("（2015）长中民一终字第1号", "民事", "二审"),
        ("（2010）渝五中法刑初字第10号", "刑事", "一审"),
        ("（2010）一中刑减字第12号", "刑事", "减刑假释"),
        ("（2013）行提字第4号", "行政", "再审"),
        ("（2020）最高法商初5号", "民事", "一审"),
        ("（2008）沪海法海初字第75号", "民事", "一审"),
        ("（2015）浙舟民受终字第4号", "民事", "二审"),
        ("（2023）湘0103执异12号", "执行", "执行异议"),
        ("（2016）最高法委赔监1号", "国家赔偿", "国家赔偿监督"),
    ],
)
def test_the_type_code_says_case_type_and_procedure(
    text: str, case_type: str, procedure: str
) -> None:
    code = type_of(parse_case_number(text))
    assert code is not None
    assert (code.case_type.value, code.procedure) == (case_type, procedure)


def test_a_well_formed_code_that_is_not_listed_is_read_and_has_no_type() -> None:
    assert type_of(parse_case_number("（2020）湘0102民协终1号")) is None


def test_numbers_are_found_in_a_sentence_with_their_spans() -> None:
    text = "不服（2019）湘0102民初1号民事判决和(2014)长中民一终字第2号民事判决"
    found = list(find_case_numbers(text))
    assert [text[m.start : m.end] for m in found] == [
        "（2019）湘0102民初1号", "(2014)长中民一终字第2号",
    ]  # fmt: skip
    assert [is_old_style(m.numbers[0]) for m in found] == [False, True]


@given(
    st.integers(2016, 2030),
    st.sampled_from(["湘0102", "京", "沪01", "兵0302", "最高法"]),
    st.sampled_from(["民初", "刑终", "知民终", "执异", "行赔初"]),
    st.integers(1, 99_999_999),
    st.sampled_from(["", "之一", "之二"]),
    st.sampled_from(["（{}）", "({})", "〔{}〕", "[{}] "]),
)
def test_canonical_text_parses_to_itself(
    year: int, court: str, kind: str, serial: int, suffix: str, brackets: str
) -> None:
    number = parse_case_number(f"{brackets.format(year)}{court}{kind}{serial}号{suffix}")
    assert parse_case_number(number.text) == number
    assert (number.year, number.court_code, number.type_code) == (year, court, kind)


def test_each_listed_type_code_is_made_of_known_characters() -> None:
    codes = json.loads(files("corpus.data").joinpath("case_types.json").read_text("utf-8"))["codes"]
    for code in codes:
        assert parse_case_number(f"（2020）湘01{code}1号").type_code == code
