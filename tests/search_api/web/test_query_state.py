"""The address of a search holds all of it, and no address makes an error."""

import datetime as dt
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_api.web.query_state import LONG_TEXT, PAGE_SIZE, QueryState, read_state, years_before


def state_of(url: str) -> QueryState:
    return read_state(parse_qsl(urlsplit(url).query, keep_blank_values=True))


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1)
STATES = st.builds(
    QueryState,
    text=WORDS,
    like=st.none() | WORDS,
    filters=st.dictionaries(
        st.sampled_from(["cause", "court", "statute", "year"]),
        st.lists(WORDS, min_size=1, max_size=3, unique=True).map(tuple),
        max_size=2,
    ),
    date_from=st.none() | st.dates(max_value=dt.date(2000, 1, 1)),
    date_to=st.none() | st.dates(min_value=dt.date(2000, 1, 1)),
    recent=st.booleans(),
    sort=st.sampled_from(["similarity", "newest", "oldest"]),
    grouped=st.booleans(),
    page=st.integers(1, 50),
)


@given(STATES)
def test_an_address_gives_back_the_same_search(state: QueryState) -> None:
    assert state_of(state.url) == state


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "q",
                    "from",
                    "to",
                    "page",
                    "sort",
                    "drop",
                    "narrow",
                    "add_field",
                    "add_value",
                    "cause",
                    "x",
                ]
            ),
            st.text(),
        )
    )
)
def test_any_address_is_a_search(pairs: list[tuple[str, str]]) -> None:
    state = read_state(pairs)
    request = state.request(today=dt.date(2026, 11, 23))
    assert 0 <= request.offset < 50 * PAGE_SIZE


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("/?cause=甲&cause=乙&drop=cause%3D甲", {"cause": ("乙",)}),
        ("/?cause=甲&drop=cause%3D甲", {}),
        ("/?drop=cause%3D甲", {}),
        ("/?narrow=cause%3D甲", {"cause": ("甲",)}),
        ("/?cause=甲&narrow=cause%3D甲", {"cause": ("甲",)}),
        ("/?cause=甲&narrow=court%3D乙", {"cause": ("甲",), "court": ("乙",)}),
        ("/?add_field=statute&add_value=民法典680", {"statute": ("民法典680",)}),
        ("/?add_field=statute&add_value=", {}),
        ("/?narrow=nothing%3D甲", {}),
        ("/?date_from=2020-01-01", {}),
    ],
)
def test_filters_are_changed_by_buttons(query: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert state_of(query).filters == expected


@pytest.mark.parametrize(
    ("query", "start", "end", "problem"),
    [
        ("/?from=2024-01-05&to=2024-02-05", dt.date(2024, 1, 5), dt.date(2024, 2, 5), ""),
        ("/?from=2024-1-5", dt.date(2024, 1, 5), None, ""),
        ("/?from=去年", None, None, "不是日期"),
        ("/?to=2024-02-30", None, None, "不是日期"),
        ("/?from=2025-01-01&to=2024-01-01", None, None, "晚于"),
    ],
)
def test_dates(query: str, start: dt.date | None, end: dt.date | None, problem: str) -> None:
    state = state_of(query)
    assert (state.date_from, state.date_to) == (start, end)
    assert problem in "".join(state.problems)
    assert bool(state.problems) == bool(problem)


def test_recent_is_the_later_of_the_two_starts() -> None:
    today = dt.date(2026, 11, 23)
    assert state_of("/?q=a&recent=1").request(today=today).filters.date_from == dt.date(
        2023, 11, 23
    )
    later = state_of("/?q=a&recent=1&from=2025-01-01").request(today=today)
    assert later.filters.date_from == dt.date(2025, 1, 1)
    assert years_before(dt.date(2024, 2, 29), 3) == dt.date(2021, 2, 28)


def test_a_text_is_long_beyond_the_limit_only() -> None:
    assert not QueryState(text="字" * LONG_TEXT).is_long
    assert QueryState(text="字" * (LONG_TEXT + 1)).is_long


def test_instead_takes_the_place_of_the_text() -> None:
    assert state_of("/?q=借款 AND 法条:民法典680&instead=借款").text == "借款"
    assert state_of("/?q=法条:民法典680&instead=").text == ""
