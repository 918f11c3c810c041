"""A search as the address bar holds it: query string ↔ what is asked for."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from urllib.parse import urlencode

from search_api.similar.types import Filters, SearchRequest
from search_api.web.words import FIELDS, SORTS

__all__ = ["LONG_TEXT", "PAGE_SIZE", "QueryState", "read_state"]

LONG_TEXT = 1500  # longer texts travel in the body of a POST and are kept nowhere
PAGE_SIZE = 20
LAST_PAGE = 50
_PAGES = frozenset(str(page) for page in range(1, LAST_PAGE + 1))
_VALUES = 50  # values of one filter
_RECENT_YEARS = 3


@dataclass(frozen=True, slots=True)
class QueryState:
    """What the search page was asked for. Immutable: each link on the page is a changed copy."""

    text: str = ""
    like: str | None = None
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    recent: bool = False
    sort: str = "similarity"
    grouped: bool = False
    unfolded: bool = False
    page: int = 1
    problems: tuple[str, ...] = ()

    @property
    def is_long(self) -> bool:
        """Return whether the text is too long for an address."""
        return len(self.text) > LONG_TEXT

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was asked for at all."""
        return not (self.text or self.like or self.filters or self.date_from or self.date_to)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield the query string's pairs, defaults left out, always in the same order."""
        filters = [(name, value) for name, values in self.filters.items() for value in values]
        pairs = [
            ("q", self.text),
            ("like", self.like or ""),
            *filters,
            ("from", self.date_from.isoformat() if self.date_from else ""),
            ("to", self.date_to.isoformat() if self.date_to else ""),
            ("recent", "1" if self.recent else ""),
            ("sort", self.sort if self.sort != "similarity" else ""),
            ("group", "1" if self.grouped else ""),
            ("unfold", "1" if self.unfolded else ""),
            ("page", str(self.page) if self.page > 1 else ""),
        ]
        yield from ((name, value) for name, value in pairs if value)

    @property
    def url(self) -> str:
        """Return the address of this search."""
        query = urlencode(list(self.pairs()))
        return f"/?{query}" if query else "/"

    def at_page(self, page: int) -> "QueryState":
        """Return the same search at another page."""
        return replace(self, page=page)

    def with_value(self, name: str, value: str) -> "QueryState":
        """Return the search narrowed by one more value of a filter, at its first page."""
        values = self.filters.get(name, ())
        if value in values:
            return self
        return replace(self, filters={**self.filters, name: (*values, value)}, page=1)

    def without(self, name: str, value: str) -> "QueryState":
        """Return the search without one value of a filter, at its first page."""
        kept = tuple(v for v in self.filters.get(name, ()) if v != value)
        others = {n: v for n, v in self.filters.items() if n != name}
        return replace(self, filters=others | ({name: kept} if kept else {}), page=1)

    def request(self, *, today: dt.date) -> SearchRequest:
        """Return what the search service is asked."""
        date_from = self.date_from
        if self.recent:
            recent = years_before(today, _RECENT_YEARS)
            date_from = max(date_from, recent) if date_from else recent
        return SearchRequest(
            text=self.text,
            like=self.like,
            filters=Filters(**self.filters, date_from=date_from, date_to=self.date_to),
            limit=PAGE_SIZE,
            offset=(self.page - 1) * PAGE_SIZE,
            sort=self.sort,
            fold=not self.unfolded,
        )


def years_before(day: dt.date, years: int) -> dt.date:
    """Return the same day years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


_FILTER_NAMES = tuple(f.name for f in fields(Filters) if f.name in FIELDS)


def read_state(pairs: Iterable[tuple[str, str]]) -> QueryState:
    """Return the state that a query string or form holds.

    What cannot be understood (a date that is none, a page beyond the end) is left out and named
    in ``problems``; nothing of an address that was mistyped makes an error page.
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        # A search of nothing but operators leaves no text when these are taken away.
        if (value := value.strip()) or name == "instead":
            given.setdefault(name, []).append(value)
    problems: list[str] = []
    state = QueryState(
        text=_last(given, "instead" if "instead" in given else "q"),
        like=_last(given, "like") or None,
        filters={
            name: tuple(dict.fromkeys(given[name]))[:_VALUES]
            for name in _FILTER_NAMES
            if name in given
        },
        date_from=_date(given, "from", "起始日期", problems),
        date_to=_date(given, "to", "截止日期", problems),
        recent=_last(given, "recent") == "1",
        sort=_last(given, "sort") if _last(given, "sort") in SORTS else "similarity",
        grouped=_last(given, "group") == "1",
        unfolded=_last(given, "unfold") == "1",
        page=_page(_last(given, "page")),
    )
    if state.date_from and state.date_to and state.date_from > state.date_to:
        problems.append("起始日期晚于截止日期，两者均未采用。")
        state = replace(state, date_from=None, date_to=None)
    return replace(_edited(state, given, problems), problems=tuple(problems))


def _edited(state: QueryState, given: dict[str, list[str]], problems: list[str]) -> QueryState:
    """Apply the buttons of the form: ``drop`` and ``narrow`` carry "field=value"."""
    for command, change in (("drop", QueryState.without), ("narrow", QueryState.with_value)):
        name, _, value = _last(given, command).partition("=")
        if name in _FILTER_NAMES and value:
            state = change(state, name, value)
    name, value = _last(given, "add_field"), _last(given, "add_value")
    if value:
        if name in _FILTER_NAMES:
            state = state.with_value(name, value)
        else:
            problems.append(f"没有名为“{name}”的筛选项，未采用“{value}”。")
    return state


def _last(given: dict[str, list[str]], name: str) -> str:
    return given.get(name, [""])[-1]


def _date(
    given: dict[str, list[str]], name: str, label: str, problems: list[str]
) -> dt.date | None:
    value = _last(given, name)
    if not value:
        return None
    try:
        year, month, day = (int(part) for part in value.split("-"))
        return dt.date(year, month, day)
    except ValueError:
        problems.append(f"{label}“{value}”不是日期，未采用。请写作 2026-11-23。")
        return None


def _page(value: str) -> int:
    return int(value) if value in _PAGES else 1
