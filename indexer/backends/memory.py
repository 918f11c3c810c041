"""The reference: the whole contract of ``CaseIndex`` in plain Python, for tests to compare with.

Each query looks at each document, so it is right by inspection and good for some thousand
documents.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.errors import InputError
from embeddings.base import Vectors
from embeddings.ties import best_first
from indexer.backends.bm25 import idf, term_score
from indexer.backends.values import (
    check_depth,
    index_values,
    split_tokens,
    useful_weights,
)
from indexer.types import (
    AllOf,
    AnyOf,
    ByDate,
    ById,
    CaseDocument,
    Clause,
    DateRange,
    Facet,
    FacetRequest,
    Hit,
    Match,
    Nearest,
    NoneOf,
    Page,
    Phrase,
    Query,
    Rank,
    StoredCase,
    TextField,
    Weighted,
    Words,
)

__all__ = ["MemoryIndex"]


@dataclass(frozen=True, slots=True)
class _Entry:
    document: CaseDocument
    tokens: dict[TextField, tuple[str, ...]]
    counts: dict[TextField, Counter[str]]


def _entry(document: CaseDocument) -> _Entry:
    if not document.id:
        raise InputError("文书缺少编号（id），不能写入索引")
    tokens = {name: split_tokens(values) for name, values in document.tokens.items()}
    return _Entry(document, tokens, {name: Counter(values) for name, values in tokens.items()})


class MemoryIndex:
    """A ``CaseIndex`` in a dict."""

    def __init__(self) -> None:
        """Start empty."""
        self._entries: dict[str, _Entry] = {}

    def write(self, documents: Iterable[CaseDocument]) -> int:
        """Add or replace documents, return how many were given."""
        written = 0
        for document in documents:
            self._entries[document.id] = _entry(document)
            written += 1
        return written

    def delete(self, ids: Sequence[str]) -> int:
        """Remove documents, return how many there were."""
        return sum(self._entries.pop(id_, None) is not None for id_ in set(ids))

    def get(self, id: str) -> StoredCase | None:  # noqa: A002 - the port's word
        """Return the stored values of one document, or None."""
        entry = self._entries.get(id)
        if entry is None:
            return None
        document = entry.document
        keywords = {name: tuple(values) for name, values in document.keywords.items() if values}
        return StoredCase(document.id, keywords, document.date)

    def search(self, queries: Sequence[Query]) -> list[Page]:
        """Return one page a query, in order."""
        return [self._page(query) for query in queries]

    def scan(self, where: Clause) -> Iterator[str]:
        """Yield the ids of all matching documents in order of id, as of the call."""
        return iter(sorted(entry.document.id for entry in self._matching(where)))

    def count(self, where: Clause) -> int:
        """Return how many documents match."""
        return len(self._matching(where))

    def close(self) -> None:
        """Do nothing: there is nothing to release."""

    def _matching(self, where: Clause) -> list[_Entry]:
        check_depth(where)
        return [entry for entry in self._entries.values() if _matches(entry, where)]

    def _page(self, query: Query) -> Page:
        matching = self._matching(query.where)
        ranked = self._ranked(query.rank, matching)
        hits = tuple(Hit(*pair) for pair in ranked[query.offset : query.offset + query.limit])
        facets = tuple(_facet(request, matching) for request in query.facets)
        return Page(hits, len(matching), facets)

    def _ranked(self, rank: Rank, matching: list[_Entry]) -> list[tuple[str, float]]:
        match rank:
            case Weighted():
                return best_first(self._weighted(rank, matching))
            case Nearest():
                return best_first(_nearest(rank, matching))
            case ByDate():
                return [(id_, 0.0) for id_ in _by_date(rank, matching)]
            case ById():
                return [(id_, 0.0) for id_ in sorted(entry.document.id for entry in matching)]

    def _weighted(self, rank: Weighted, matching: list[_Entry]) -> Iterator[tuple[str, float]]:
        everything = [entry.counts.get(rank.field, Counter()) for entry in self._entries.values()]
        tokens = sum(max(1, counts.total()) for counts in everything)
        average = tokens / max(1, len(everything))
        factor = {
            token: weight * idf(len(everything), sum(token in counts for counts in everything))
            for token, weight in useful_weights(rank.weights.items()).items()
        }
        for entry in matching:
            counts = entry.counts.get(rank.field, Counter())
            length = counts.total()
            held = [token for token in factor if token in counts]
            if held:
                scores = (factor[t] * term_score(counts[t], length, average) for t in held)
                yield entry.document.id, sum(scores)


def _nearest(rank: Nearest, matching: list[_Entry]) -> Iterator[tuple[str, float]]:
    query = np.asarray(rank.vector, dtype=np.float64)
    if not query.any():
        return
    for entry in matching:
        vector: Vectors | None = entry.document.vectors.get(rank.field)
        if vector is not None and np.any(vector):
            yield entry.document.id, float(np.asarray(vector, dtype=np.float64) @ query)


def _by_date(rank: ByDate, matching: list[_Entry]) -> list[str]:
    known = [
        (entry.document.date.toordinal(), entry.document.id)
        for entry in matching
        if entry.document.date is not None
    ]
    sign = -1 if rank.newest_first else 1
    known.sort(key=lambda pair: (sign * pair[0], pair[1]))
    unknown = sorted(entry.document.id for entry in matching if entry.document.date is None)
    return [id_ for _, id_ in known] + unknown


def _facet(request: FacetRequest, matching: list[_Entry]) -> Facet:
    counts = Counter(
        value
        for entry in matching
        for value in index_values(entry.document.keywords.get(request.field, ()))
    )
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return Facet(request.field, tuple(ordered[: request.size]))


def _matches(entry: _Entry, clause: Clause) -> bool:
    match clause:
        case AllOf(clauses):
            return all(_matches(entry, inner) for inner in clauses)
        case AnyOf(clauses):
            return any(_matches(entry, inner) for inner in clauses)
        case NoneOf(clauses):
            return not any(_matches(entry, inner) for inner in clauses)
        case _:
            return _matches_one(entry, clause)


def _matches_one(entry: _Entry, clause: Match | Words | Phrase | DateRange) -> bool:
    match clause:
        case Match(name, values):
            held = index_values(entry.document.keywords.get(name, ()))
            return not set(held).isdisjoint(index_values(values))
        case Words(name, tokens):
            return set(split_tokens(tokens)) <= set(entry.tokens.get(name, ()))
        case Phrase(name, tokens):
            return _holds_phrase(entry.tokens.get(name, ()), split_tokens(tokens))
        case DateRange():
            return _in_range(entry, clause)


def _holds_phrase(text: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    # Tokens hold no line break, so a joined text holds a joined phrase only token by token.
    return not phrase or "\n".join(("", *phrase, "")) in "\n".join(("", *text, ""))


def _in_range(entry: _Entry, clause: DateRange) -> bool:
    date = entry.document.date
    if date is None:
        return clause.unknown
    after = clause.start is None or clause.start <= date
    return after and (clause.end is None or date <= clause.end)
