"""The search page as its template prints it: chips, facets, hits, pages."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from markupsafe import Markup

from indexer.types import Facet, KeywordField
from search_api.similar.types import CaseSummary, Passage, SearchHit, SearchResult, Signal
from search_api.web.query_state import LAST_PAGE, PAGE_SIZE, QueryState
from search_api.web.spans import annotate
from search_api.web.words import (
    ASPECTS,
    AUTHORITIES,
    FIELDS,
    SIGNALS,
    authority_class,
    authority_word,
    day,
    joined,
    result_word,
    value_word,
)

__all__ = [
    "Chip",
    "FacetView",
    "Group",
    "HitView",
    "SearchView",
    "authority_counts",
    "hit_view",
    "search_view",
]

_SHOWN = 6  # values of a facet before the fold
_PASSAGES = 3
_LAST_PLACE = 1000  # where a bar ends
# In the order of the page. Cause values take their subtree, a law stands for all its articles.
_FACETS = (
    (KeywordField.AUTHORITY, "authority", "效力层级"),
    (KeywordField.KIND, "kind", "文书种类"),
    (KeywordField.CASE_TYPE, "case_type", "案件类型"),
    (KeywordField.CAUSE_PATH, "cause", "案由"),
    (KeywordField.RESULT, "result", "裁判结果"),
    (KeywordField.PROCEDURE, "procedure", "审理程序"),
    (KeywordField.COURT, "court", "法院"),
    (KeywordField.LEVEL, "level", "法院层级"),
    (KeywordField.PROVINCE, "province", "地域"),
    (KeywordField.YEAR, "year", "年份"),
    (KeywordField.STATUTE, "statute", "法条"),
    (KeywordField.LAW, "statute", "法律"),
    (KeywordField.DOCUMENT_TYPE, "document_type", "文书类型"),
)


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that was understood or set. A button's command is "" where there is no button."""

    label: str
    text: str
    drop: str = ""  # "field=value" of a filter that is set
    narrow: str = ""  # "field=value" that it could be narrowed to
    instead: str | None = None  # the text to search for when this chip is taken away


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One line of a facet; ``count`` is None where the index did not list the value."""

    value: str
    word: str
    count: int | None
    checked: bool


@dataclass(frozen=True, slots=True)
class FacetView:
    """One facet: the values shown, and those behind the fold. ``name`` is the filter's."""

    key: str
    name: str
    label: str
    shown: tuple[FacetValue, ...]
    folded: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class SignalView:
    """One ranked list behind a hit; ``length`` is the bar's: 1 for the first, 0 for none."""

    word: str
    rank: int  # 0: the list did not return the hit
    place: str
    score: float
    contribution: float
    length: float


@dataclass(frozen=True, slots=True)
class AspectView:
    """Facts, issues or law: the bar and its number, "—" where there was nothing to compare."""

    word: str
    length: float
    number: str


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage with its marks, and where it stands in the judgment."""

    html: Markup
    href: str


@dataclass(frozen=True, slots=True)
class HitView:
    """One row of the list."""

    place: int
    case: CaseSummary
    badge: str
    badge_class: str
    meta: str
    href: str
    compare: str
    compare_long: str  # the same, where the text travels in the body
    like: str
    score: float
    signals: tuple[SignalView, ...]
    passages: tuple[PassageView, ...]
    aspects: tuple[AspectView, ...]  # () where no aspect could be compared
    differences: tuple[str, ...]
    folded: int  # near-duplicates and cases of the same series behind this row
    unfold: str  # the list with each of them in a row of its own


@dataclass(frozen=True, slots=True)
class Group:
    """Hits under one heading, "" for a plain list; ``count`` counts the whole range."""

    title: str
    value: str
    count: int
    hits: tuple[HitView, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """A page of results."""

    result: SearchResult
    chips: tuple[Chip, ...]
    facets: tuple[FacetView, ...]
    groups: tuple[Group, ...]
    exact: tuple[HitView, ...]
    pages: tuple[int, ...]  # page numbers to offer, 0 for a gap


def search_view(
    state: QueryState,
    result: SearchResult,
    *,
    by_authority: Mapping[str, Sequence[SearchHit]] | None = None,
) -> SearchView:
    """Return what the template prints of a result.

    Args:
        state: what was asked for.
        result: what the search answered.
        by_authority: the first hits of each authority class, for a page in groups.
    """
    first = (state.page - 1) * PAGE_SIZE + 1
    groups: tuple[Group, ...] = (Group("", "", 0, _rows(result.hits, state, first)),)
    if by_authority is not None:
        groups = _groups(state, authority_counts(result.facets), by_authority)
    return SearchView(
        result=result,
        chips=tuple(_chips(state, result)),
        facets=tuple(_facets(state, result.facets)),
        groups=groups,
        exact=tuple(
            hit_view(-place, SearchHit(case, 0.0, (), ()), state=state)
            for place, case in enumerate(result.exact, 1)
        ),
        pages=_pages(state.page, result.total) if by_authority is None else (),
    )


def authority_counts(facets: Sequence[Facet]) -> dict[str, int]:
    """Return how many cases of each authority class the range holds, by rank of authority."""
    counts = {
        value: count
        for facet in facets
        if facet.field is KeywordField.AUTHORITY
        for value, count in facet.values
    }
    return {authority: counts.get(authority, 0) for authority in [*AUTHORITIES, *counts]}


def _rows(hits: Sequence[SearchHit], state: QueryState, first: int) -> tuple[HitView, ...]:
    return tuple(hit_view(place, hit, state=state) for place, hit in enumerate(hits, first))


def _groups(
    state: QueryState, counts: Mapping[str, int], hits: Mapping[str, Sequence[SearchHit]]
) -> tuple[Group, ...]:
    groups, first = [], 1
    for authority, count in counts.items():
        rows = _rows(hits.get(authority, ()), state, first)
        first += len(rows)
        groups.append(Group(authority_word(authority), authority, count, rows))
    return tuple(groups)


def _chips(state: QueryState, result: SearchResult) -> Iterator[Chip]:
    for name, values in state.filters.items():
        for value in values:
            yield Chip(FIELDS[name], value_word(name, value), drop=f"{name}={value}")
    understood = result.understanding
    if understood.expression:
        yield Chip("检索式", understood.expression, instead=understood.free_text)
    for name, values in (("cause", understood.causes), ("statute", understood.statutes)):
        for value in values:
            if value not in state.filters.get(name, ()):
                yield Chip(FIELDS[name], value_word(name, value), narrow=f"{name}={value}")


def _facets(state: QueryState, facets: Sequence[Facet]) -> Iterator[FacetView]:
    counted = {facet.field: facet.values for facet in facets}
    for field, name, label in _FACETS:
        counts = dict(counted.get(field, ()))
        if field is KeywordField.AUTHORITY:  # by rank, not by number
            counts = {a: n for a, n in authority_counts(facets).items() if n}
        chosen = [v for v in state.filters.get(name, ()) if _belongs(field, v)]
        values = [
            FacetValue(value, value_word(name, value), count, value in chosen)
            for value, count in counts.items()
        ]
        values += [
            FacetValue(value, value_word(name, value), None, checked=True)
            for value in chosen
            if value not in counts
        ]
        if len(values) > 1 or chosen:
            # What is ticked stays in sight, however rare it is.
            shown = [v for place, v in enumerate(values) if place < _SHOWN or v.checked]
            folded = [v for place, v in enumerate(values) if place >= _SHOWN and not v.checked]
            yield FacetView(str(field), name, label, tuple(shown), tuple(folded))


def _belongs(field: KeywordField, value: str) -> bool:
    """Return whether a chosen value is one of the facet's: articles and laws share a filter."""
    if field is KeywordField.STATUTE:
        return any(character.isdigit() for character in value)
    if field is KeywordField.LAW:
        return not any(character.isdigit() for character in value)
    return True


def hit_view(place: int, hit: SearchHit, *, state: QueryState) -> HitView:
    """Return one row of the list."""
    case = hit.case
    key = quote(case.id, safe="")
    href = f"/judgments/{key}"
    return HitView(
        place=place,
        case=case,
        badge=authority_word(case.authority),
        badge_class=authority_class(case.authority),
        meta=joined(
            [
                case.court or "法院不详",
                case.case_number,
                day(case.date),
                case.procedure,
                "、".join(case.causes),
                result_word(case.result),
            ]
        ),
        href=href,
        compare=f"/compare/{key}?{urlencode(list(state.pairs()))}",
        compare_long=f"/compare/{key}",
        like=f"/?{urlencode({'like': case.id})}",
        score=hit.score,
        signals=tuple(_signal(signal) for signal in hit.signals),
        passages=tuple(_passage(passage, href) for passage in hit.passages[:_PASSAGES]),
        aspects=_aspects(hit),
        differences=tuple(text for aspect in hit.aspects for text in aspect.differences),
        folded=len(hit.folded),
        unfold=replace(state, unfolded=True, page=1).url,
    )


def _aspects(hit: SearchHit) -> tuple[AspectView, ...]:
    if all(aspect.score is None for aspect in hit.aspects):
        return ()
    return tuple(
        AspectView(
            word=ASPECTS[aspect.name],
            length=aspect.score or 0.0,
            number="—" if aspect.score is None else f"{aspect.score:.2f}",
        )
        for aspect in hit.aspects
    )


def _signal(signal: Signal) -> SignalView:
    # Places, not scores, can be laid beside each other: each list scores on a scale of its own.
    # Their logarithm, since from 1st to 10th is as far as from the 10th to the 100th.
    length = 1 - math.log(signal.rank) / math.log(_LAST_PLACE) if signal.rank > 0 else 0.0
    return SignalView(
        word=SIGNALS.get(signal.name, signal.name),
        rank=signal.rank,
        place=f"第 {signal.rank:,} 位" if signal.rank > 0 else "未列入",
        score=signal.score,
        contribution=signal.contribution,
        length=max(0.0, length),
    )


def _passage(passage: Passage, href: str) -> PassageView:
    return PassageView(
        html=annotate(passage.text, marks=passage.marks, offset=passage.start),
        href=f"{href}?mark={passage.start}-{passage.end}#mark",
    )


def _pages(page: int, total: int) -> tuple[int, ...]:
    last = min(max(1, -(-total // PAGE_SIZE)), LAST_PAGE)
    if last == 1:
        return ()
    near = {1, last, *range(max(1, page - 2), min(last, page + 2) + 1)}
    pages: list[int] = []
    for number in sorted(near):
        if pages and number - pages[-1] > 1:
            pages.append(0)
        pages.append(number)
    return tuple(pages)
