"""Clause → Tantivy query. Pure: nothing is executed here."""

from collections.abc import Mapping
from typing import Any

from tantivy import FieldType, Occur
from tantivy import Query as Tantivy

from indexer.backends.local.schema import DATE
from indexer.backends.values import index_values, split_tokens, useful_weights
from indexer.types import (
    AllOf,
    AnyOf,
    Clause,
    DateRange,
    Match,
    NoneOf,
    Phrase,
    TextField,
    Words,
)

__all__ = ["compile_filter", "compile_ranked"]


def compile_filter(schema: Any, clause: Clause) -> Any:
    """Return the query that matches what the clause matches, each with score 0."""
    return Tantivy.const_score_query(_clause(schema, clause), 0.0)


def compile_ranked(
    schema: Any, field: TextField, weights: Mapping[str, float], where: Clause
) -> Any | None:
    """Return the weighted disjunction over what ``where`` matches; None: nothing can match."""
    terms = [
        (Occur.Should, Tantivy.boost_query(_term(schema, field, token), weight))
        for token, weight in useful_weights(weights.items()).items()
    ]
    if not terms:
        return None
    ranked = Tantivy.boolean_query(terms)
    if where == AllOf():
        return ranked  # without a filter Tantivy skips blocks that cannot reach the top, exactly
    return Tantivy.boolean_query(
        [(Occur.Must, ranked), (Occur.Must, compile_filter(schema, where))]
    )


def _term(schema: Any, field: TextField, token: str) -> Any:
    return Tantivy.term_query(schema, field, token, "freq")


def _clause(schema: Any, clause: Clause) -> Any:
    match clause:
        case AllOf(clauses):
            return _all([_clause(schema, inner) for inner in clauses])
        case AnyOf(clauses):
            return _any([_clause(schema, inner) for inner in clauses])
        case NoneOf(clauses):
            return _none([_clause(schema, inner) for inner in clauses])
        case _:
            return _leaf(schema, clause)


def _leaf(schema: Any, clause: Match | Words | Phrase | DateRange) -> Any:
    match clause:
        case Match(field, values):
            return _match(schema, field, index_values(values))
        case Words(field, tokens):
            return _all([_term(schema, field, token) for token in split_tokens(tokens)])
        case Phrase(field, tokens):
            return _phrase(schema, field, list(split_tokens(tokens)))
        case DateRange():
            return _dates(schema, clause)


def _all(queries: list[Any]) -> Any:
    if not queries:
        return Tantivy.all_query()
    if len(queries) == 1:
        return queries[0]
    return Tantivy.boolean_query([(Occur.Must, query) for query in queries])


def _any(queries: list[Any]) -> Any:
    if not queries:
        return Tantivy.empty_query()
    if len(queries) == 1:
        return queries[0]
    return Tantivy.boolean_query([(Occur.Should, query) for query in queries])


def _none(queries: list[Any]) -> Any:
    # Tantivy knows "but not" only beside something that must match.
    but_not = [(Occur.MustNot, query) for query in queries]
    return Tantivy.boolean_query([(Occur.Must, Tantivy.all_query()), *but_not])


def _match(schema: Any, field: str, values: list[str]) -> Any:
    if not values:
        return Tantivy.empty_query()
    if len(values) == 1:
        return Tantivy.term_query(schema, field, values[0], "basic")
    return Tantivy.term_set_query(schema, field, values)


def _phrase(schema: Any, field: TextField, tokens: list[str]) -> Any:
    if len(tokens) < 2:  # noqa: PLR2004 - Tantivy panics on a phrase of one
        return _all([_term(schema, field, token) for token in tokens])
    return Tantivy.phrase_query(schema, field, [*tokens])


def _dates(schema: Any, clause: DateRange) -> Any:
    known = Tantivy.exists_query(DATE)
    if clause.start is not None or clause.end is not None:
        known = Tantivy.range_query(
            schema,
            DATE,
            FieldType.Integer,
            lower_bound=None if clause.start is None else clause.start.toordinal(),
            upper_bound=None if clause.end is None else clause.end.toordinal(),
        )
    if not clause.unknown:
        return known
    return _any([known, _none([Tantivy.exists_query(DATE)])])
