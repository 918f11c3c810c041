"""A row says how many stand behind it, and how it is like the query in three respects."""

import datetime as dt

from search_api.similar.types import Aspect, SearchHit
from search_api.web.query_state import QueryState
from search_api.web.search_view import hit_view
from tests.search_api.application import SmallApplication

TODAY = dt.date(2026, 11, 23)


def test_a_row_shows_its_aspects_and_what_is_folded(application: SmallApplication) -> None:
    found = application.require_search().search(QueryState(text="借款").request(today=TODAY))
    hit = SearchHit(
        case=found.hits[0].case,
        score=0.5,
        signals=(),
        passages=(),
        folded=("a", "b"),
        aspects=(Aspect("facts", 0.714, (), ("该案持械，本案未述及",)), Aspect("law", None)),
    )
    row = hit_view(1, hit, state=QueryState(text="借款", page=3))
    assert [(one.word, one.number) for one in row.aspects] == [("事实", "0.71"), ("法律", "—")]
    assert row.differences == ("该案持械，本案未述及",)
    assert row.folded == 2
    assert "unfold=1" in row.unfold
    assert "page" not in row.unfold
