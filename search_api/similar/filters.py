"""What a user sets as filters → a clause of the index's language."""

import re
from collections.abc import Iterator

from corpus.errors import QueryError
from corpus.statutes import canonical_law, normalise_reference
from indexer.pipeline.documents import RESULTS
from indexer.types import AllOf, AnyOf, Clause, DateRange, KeywordField, Match
from search_api.similar.types import Filters

__all__ = ["FACET_FIELDS", "FACET_FILTERS", "filter_clause", "given_values"]

_ARTICLE = re.compile(r"[0-9０-９]|第.+条")

# Filter → the field in which its values are looked up: the one whose facet has the same counts.
_KEYWORDS: dict[str, KeywordField] = {
    "kind": KeywordField.KIND,
    "case_type": KeywordField.CASE_TYPE,
    "cause": KeywordField.CAUSE_PATH,  # a node with its subtree
    "court": KeywordField.COURT,
    "level": KeywordField.LEVEL,
    "province": KeywordField.PROVINCE,
    "procedure": KeywordField.PROCEDURE,
    "document_type": KeywordField.DOCUMENT_TYPE,
    "result": KeywordField.RESULT,
    "judge": KeywordField.JUDGE,
    "authority": KeywordField.AUTHORITY,
    "year": KeywordField.YEAR,
}

FACET_FILTERS: dict[KeywordField, str] = {
    **{field: name for name, field in _KEYWORDS.items()},
    KeywordField.STATUTE: "statute",
    KeywordField.LAW: "statute",
}
"""Facet field → the filter that takes its values; the filter's total is the facet's count."""

FACET_FIELDS: tuple[KeywordField, ...] = tuple(
    field for field in FACET_FILTERS if field is not KeywordField.JUDGE
)
"""The facets of a search. Judges are a filter and no facet: nothing here ranks judges."""


def filter_clause(filters: Filters) -> Clause:
    """Return the clause of all filters; several values of one filter are alternatives.

    Raises:
        QueryError: a statute cannot be read, or the date range ends before it begins.
    """
    return AllOf(tuple(_clauses(filters)))


def given_values(filters: Filters) -> Iterator[tuple[str, Clause]]:
    """Yield each single value that a filter asks for, with its clause."""
    for name, field in _KEYWORDS.items():
        for value in getattr(filters, name):
            wanted = RESULTS.get(value, value) if name == "result" else value
            yield value, Match(field, (wanted,))
    for value in filters.statute:
        yield value, _statutes((value,))


def _clauses(filters: Filters) -> Iterator[Clause]:
    for name, field in _KEYWORDS.items():
        values: tuple[str, ...] = getattr(filters, name)
        if name == "result":
            values = tuple(RESULTS.get(value, value) for value in values)
        if values:
            yield Match(field, tuple(dict.fromkeys(values)))
    if filters.statute:
        yield _statutes(filters.statute)
    if filters.date_from is not None or filters.date_to is not None:
        yield _dates(filters)


def _statutes(values: tuple[str, ...]) -> Clause:
    articles: list[str] = []
    laws: list[str] = []
    for value in values:
        law, article = _reference(value)
        if article is None:
            laws.append(law)
        else:
            articles.append(f"{law}#{article}")
    alternatives = [
        Match(field, tuple(dict.fromkeys(found)))
        for field, found in ((KeywordField.STATUTE, articles), (KeywordField.LAW, laws))
        if found
    ]
    return alternatives[0] if len(alternatives) == 1 else AnyOf(tuple(alternatives))


def _reference(value: str) -> tuple[str, str | None]:
    """Return (law, article) of a typed reference, or of a facet's value as it stands."""
    law, mark, article = value.partition("#")
    if mark and article:
        return canonical_law(law) or law, article
    if reference := normalise_reference(value):
        return reference
    if law and not _ARTICLE.search(value):
        return value, None  # a law that the tables do not know, as documents print it
    raise QueryError(
        f"读不出法条 {value!r}。请写成“民法典680”“刑法第二百六十四条”，或只写法律名称。"
    )


def _dates(filters: Filters) -> DateRange:
    start, end = filters.date_from, filters.date_to
    if start is not None and end is not None and start > end:
        raise QueryError(f"日期范围的起点 {start} 晚于终点 {end}，请对调。")
    return DateRange(start, end)
