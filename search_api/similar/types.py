"""What a search for similar cases takes and gives; REST and the pages print these."""

import datetime as dt
from dataclasses import dataclass, field

from indexer.types import Facet

__all__ = [
    "Aligned",
    "Aspect",
    "CaseSummary",
    "Filters",
    "Passage",
    "SearchHit",
    "SearchRequest",
    "SearchResult",
    "Signal",
    "Understanding",
]


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters a user sets; several values of one are alternatives, different ones all hold."""

    kind: tuple[str, ...] = ()
    case_type: tuple[str, ...] = ()
    cause: tuple[str, ...] = ()  # each takes its whole subtree
    court: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    province: tuple[str, ...] = ()
    procedure: tuple[str, ...] = ()
    document_type: tuple[str, ...] = ()
    result: tuple[str, ...] = ()
    statute: tuple[str, ...] = ()  # "民法典680", "中华人民共和国民法典#680", or a law alone
    judge: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    date_from: dt.date | None = None
    date_to: dt.date | None = None

    def any(self) -> bool:
        """Return whether any filter is set."""
        return self != Filters()


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search: ``text`` (a sentence, operators, a whole draft) or ``like`` (a case's id)."""

    text: str = ""
    like: str | None = None
    filters: Filters = field(default_factory=Filters)
    limit: int = 20
    offset: int = 0
    sort: str = "similarity"  # similarity | newest | oldest
    fold: bool = True  # near-duplicates and series in one row


@dataclass(frozen=True, slots=True)
class Signal:
    """One ranked list behind a hit: its name, the hit's rank in it, raw score, share.

    Ranks begin at 1; 0 says that the list did not return the hit, which then has the list's lowest
    score. The shares of a hit add up to its score's log-odds (of a fusion by rank: to its score).
    """

    name: str
    rank: int
    score: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the judgment's text with the spans (into the text) that matched."""

    start: int
    end: int
    text: str
    section: str | None
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """What a list shows of a case."""

    id: str
    kind: str
    title: str
    case_number: str | None
    court: str | None
    level: str | None
    province: str | None
    date: dt.date | None
    case_type: str
    procedure: str
    document_type: str
    causes: tuple[str, ...]
    result: str | None
    authority: str
    holding: str  # one sentence of the gist or the reasoning, verbatim
    source: str


@dataclass(frozen=True, slots=True)
class Aligned:
    """A stretch of the hit's text, and where the query's text of that aspect says the same."""

    start: int
    end: int
    query_start: int | None  # None: a citation, which may name an article that took the rule over


@dataclass(frozen=True, slots=True)
class Aspect:
    """How far a hit is like the query in one respect: ``facts``, ``issues`` or ``law``.

    ``score`` is in [0, 1], None where either side has nothing to compare. ``differences`` are
    short statements for people.
    """

    name: str
    score: float | None
    aligned: tuple[Aligned, ...] = ()
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One similar case: one score, the signals it is made of, and its best passages.

    ``folded`` names the near-duplicates and cases of the same series that stand behind this row.
    """

    case: CaseSummary
    score: float
    signals: tuple[Signal, ...]
    passages: tuple[Passage, ...]
    folded: tuple[str, ...] = ()
    aspects: tuple[Aspect, ...] = ()


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was read from the request: operators taken, causes and statutes recognised."""

    free_text: str
    expression: str  # the operators and fields, normalised; "" when there are none
    causes: tuple[str, ...] = ()
    statutes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of similar cases. ``exact`` is set when a case number or 入库编号 was typed in."""

    hits: tuple[SearchHit, ...]
    total: int
    facets: tuple[Facet, ...]
    understanding: Understanding
    generation: str
    took_ms: float
    exact: tuple[CaseSummary, ...] = ()
