"""Query → JSON. Pure: nothing is sent here, and only what the free licence gives is used.

A ranked list and the count of what it is taken from are two searches of one request: the list may
then skip what cannot reach its top, and the count of a filter is the same for all lists.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from corpus.errors import QueryError
from embeddings.base import Vectors
from indexer.backends.elastic.mapping import ID
from indexer.backends.elastic.tokens import engine_tokens
from indexer.backends.values import index_values, useful_weights
from indexer.types import (
    AllOf,
    AnyOf,
    ByDate,
    Clause,
    DateField,
    DateRange,
    KeywordField,
    Match,
    NoneOf,
    Phrase,
    TextField,
    VectorField,
    Weighted,
    Words,
)

__all__ = [
    "BY_ID",
    "BY_SCORE",
    "WINDOW",
    "Json",
    "count_body",
    "date_order",
    "filter_of",
    "list_body",
    "nearest_query",
    "weighted_query",
]

Json = dict[str, Any]

WINDOW: Final = 10_000  # index.max_result_window, and the most candidates of a knn query
BY_ID: Final[list[Json]] = [{ID: "asc"}]
BY_SCORE: Final[list[Json]] = [{"_score": "desc"}, {ID: "asc"}]
_MOST_TERMS = 65_536  # index.max_terms_count
_MOST_DEPTH = 28  # indices.query.bool.max_nested_depth is 30, and we wrap twice
_OVERSAMPLE = 2.0  # of the quantised candidates, as many are compared again as they were written
_LEAST_CANDIDATES = 500


# ---------------------------------------------------------------- which documents match


def filter_of(clause: Clause) -> Json:
    """Return the query that matches what the clause matches.

    Raises:
        QueryError: nested deeper than Elasticsearch allows, also when put in its flattest form.
    """
    query = _clause(clause)
    if _depth(query) > _MOST_DEPTH:
        raise QueryError(f"检索条件嵌套超过 {_MOST_DEPTH} 层。请减少括号")
    return query


def _filters(where: Clause) -> list[Json]:
    """Return the queries that a document must match, none for everything."""
    query = filter_of(where)
    if query == {"match_all": {}}:
        return []
    inner = query.get("bool", {})
    return list(inner["filter"]) if set(inner) == {"filter"} else [query]


def _clause(clause: Clause) -> Json:
    match clause:
        case AllOf(clauses):
            return _all([_clause(inner) for inner in clauses])
        case AnyOf(clauses):
            return _any([_clause(inner) for inner in clauses])
        case NoneOf(clauses):
            return _none([_clause(inner) for inner in clauses])
        case _:
            return _leaf(clause)


def _leaf(clause: Match | Words | Phrase | DateRange) -> Json:
    match clause:
        case Match(field, values):
            return _match(field, index_values(values))
        case Words(field, tokens):
            return _all([{"term": {field.value: token}} for token in engine_tokens(tokens)])
        case Phrase(field, tokens):
            return _phrase(field, engine_tokens(tokens))
        case DateRange():
            return _dates(clause)


def _all(queries: Sequence[Json]) -> Json:
    flat: list[Json] = []
    for query in queries:
        inner = query.get("bool", {})
        if set(inner) == {"filter"}:
            flat += inner["filter"]
        elif query != {"match_all": {}}:
            flat.append(query)
    if not flat:
        return {"match_all": {}}
    return flat[0] if len(flat) == 1 else {"bool": {"filter": flat}}


def _any(queries: Sequence[Json]) -> Json:
    flat = _alternatives(queries)
    if not flat:
        return {"match_none": {}}
    if len(flat) == 1:
        return flat[0]
    return {"bool": {"should": flat, "minimum_should_match": 1}}


def _none(queries: Sequence[Json]) -> Json:
    flat = _alternatives(queries)
    return {"bool": {"must_not": flat}} if flat else {"match_all": {}}


def _alternatives(queries: Sequence[Json]) -> list[Json]:
    flat: list[Json] = []
    for query in queries:
        inner = query.get("bool", {})
        if "should" in inner:
            flat += inner["should"]
        elif query != {"match_none": {}}:
            flat.append(query)
    return flat


def _match(field: KeywordField, values: list[str]) -> Json:
    parts = [values[start : start + _MOST_TERMS] for start in range(0, len(values), _MOST_TERMS)]
    return _any([{"terms": {field.value: part}} for part in parts])


def _phrase(field: TextField, tokens: list[str]) -> Json:
    if not tokens:
        return {"match_all": {}}
    return {"match_phrase": {field.value: " ".join(tokens)}}


def _dates(clause: DateRange) -> Json:
    has_date: Json = {"exists": {"field": DateField.DATE.value}}
    known = has_date
    bounds = {"gte": clause.start, "lte": clause.end}
    given = {name: day.isoformat() for name, day in bounds.items() if day is not None}
    if given:
        known = {"range": {DateField.DATE.value: given}}
    return _any([known, _none([has_date])]) if clause.unknown else known


def _depth(query: Json) -> int:
    deepest, level = 0, [query]
    while level:
        deepest += 1
        level = [
            inner
            for outer in level
            for part in outer.get("bool", {}).values()
            if isinstance(part, list)
            for inner in part
        ]
    return deepest


# ---------------------------------------------------------------- their order


def weighted_query(rank: Weighted, where: Clause) -> Json | None:
    """Return the sum of BM25 × weight over what ``where`` matches; None: nothing can match."""
    terms = [
        {"term": {rank.field.value: {"value": token, "boost": weight}}}
        for token, weight in _engine_weights(rank.weights.items()).items()
    ]
    if not terms:
        return None
    query: Json = {"should": terms, "minimum_should_match": 1}
    if filters := _filters(where):
        query["filter"] = filters
    return {"bool": query}


def _engine_weights(weights: Iterable[tuple[str, float]]) -> dict[str, float]:
    # A token with white space in it is no token of any document.
    return {
        spelled[0]: weight
        for token, weight in useful_weights(weights).items()
        if len(spelled := engine_tokens((token,))) == 1
    }


def nearest_query(field: VectorField, vector: Vectors, where: Clause, *, k: int) -> Json:
    """Return the ``k`` nearest of what ``where`` matches, by a unit vector.

    The candidates are found by their 8-bit copies and compared again as they were written.
    """
    query: Json = {
        "field": field.value,
        "query_vector": [float(x) for x in vector],
        "k": k,
        "num_candidates": min(WINDOW, max(_LEAST_CANDIDATES, 3 * k)),
        "rescore_vector": {"oversample": min(_OVERSAMPLE, WINDOW / k)},
    }
    if filters := _filters(where):
        query["filter"] = filters
    return {"knn": query}


def date_order(rank: ByDate) -> list[Json]:
    """Return the sort by date, unknown ones last, ties by id."""
    order = "desc" if rank.newest_first else "asc"
    return [{DateField.DATE.value: {"order": order, "missing": "_last"}}, *BY_ID]


# ---------------------------------------------------------------- whole requests


def list_body(query: Json, sort: Sequence[Json], *, size: int, start: int = 0) -> Json:
    """Return a search for a list: nothing but sort values comes back, the id being one of them."""
    return {
        "query": query,
        "sort": list(sort),
        "from": start,
        "size": size,
        "track_total_hits": False,
        "_source": False,
        "stored_fields": "_none_",
    }


def count_body(where: Clause, aggregations: Json) -> Json:
    """Return a search that counts what ``where`` matches, exactly, and its values."""
    body: Json = {"query": filter_of(where), "size": 0, "track_total_hits": True}
    return body | ({"aggs": aggregations} if aggregations else {})
