"""The searches that answer the queries of one call, and what is made of their answers.

Each search says what it asks (``body``) and reads the answer (``take``). Most are content with the
first one; a list that was cut inside a run of equal scores, and counts that shards cut off, ask
once more for more.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from corpus.errors import UnavailableError
from embeddings.ties import best_first, is_settled
from indexer.backends.elastic.errors import api_error
from indexer.backends.elastic.facets import (
    FIRST_SHARD_SIZE,
    GROWTH,
    UNCUT,
    aggregations,
    facet_of,
)
from indexer.backends.elastic.queries import (
    BY_SCORE,
    WINDOW,
    Json,
    count_body,
    list_body,
    nearest_query,
)
from indexer.types import Clause, Facet, FacetRequest, Hit, Nearest

__all__ = ["Counts", "NearestList", "Search", "SortedList", "WeightedList", "whole"]

_MARGIN = 32  # fetched beyond what is asked, so that a run of ties is seen to end


def whole(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the answer of all shards.

    Raises:
        UnavailableError: a shard did not answer in time, or not at all: a part is no answer.
    """
    if "error" in answer:
        raise api_error(int(answer.get("status", 500)), answer)
    shards = answer["_shards"]
    if answer["timed_out"] or shards["failed"] or shards["successful"] < shards["total"]:
        raise UnavailableError(
            f"搜索集群只有 {shards['successful']}/{shards['total']} 个分片回答，"
            "结果不完整，未予采用。请稍后再试"
        )
    return answer


class Search(Protocol):
    """One search of a multi-search."""

    def body(self) -> Json:
        """Return what is asked next."""
        ...

    def take(self, answer: Mapping[str, Any]) -> bool:
        """Read a whole answer; return whether it is enough."""
        ...


class Counts:
    """Total and facets of one ``where``."""

    def __init__(self, where: Clause) -> None:
        """Count what the clause matches."""
        self._where = where
        self._shard_size = FIRST_SHARD_SIZE
        self._open: dict[FacetRequest, None] = {}
        self.facets: dict[FacetRequest, Facet] = {}
        self.total = 0

    def add(self, requests: Sequence[FacetRequest]) -> None:
        """Also count these values."""
        self._open |= dict.fromkeys(requests)

    def body(self) -> Json:
        """Return what is asked next."""
        return count_body(self._where, aggregations(list(self._open), self._shard_size))

    def take(self, answer: Mapping[str, Any]) -> bool:
        """Read totals and those counts that are exact."""
        self.total = answer["hits"]["total"]["value"]
        found = answer.get("aggregations", {})
        for request in list(self._open):
            if (facet := facet_of(request, found)) is not None:
                self.facets[request] = facet
                del self._open[request]
        self._shard_size = min(UNCUT, self._shard_size * GROWTH)
        return not self._open


class SortedList:
    """A slice of an order that has no ties."""

    def __init__(self, query: Json, sort: Sequence[Json], *, start: int, size: int) -> None:
        """Take what matches, its order, and the slice."""
        self._body = list_body(query, sort, size=size, start=start)
        self.hits: tuple[Hit, ...] = ()

    def body(self) -> Json:
        """Return what is asked."""
        return self._body

    def take(self, answer: Mapping[str, Any]) -> bool:
        """Read the slice."""
        self.hits = tuple(Hit(hit["sort"][-1], 0.0) for hit in answer["hits"]["hits"])
        return True


class _ScoredList:
    """A slice of an order by score, where scores that are nearly equal are ties."""

    def __init__(self, *, start: int, end: int) -> None:
        """Take the slice; a little more is fetched."""
        self._start, self._end = start, end
        self._fetch = min(WINDOW, end + _MARGIN)
        self.hits: tuple[Hit, ...] = ()

    def take(self, answer: Mapping[str, Any]) -> bool:
        """Read the list; ask for twice as much while a run of ties may go on."""
        found = answer["hits"]["hits"]
        pairs = [(hit["sort"][1], self._score(float(hit["sort"][0]))) for hit in found]
        complete = len(pairs) < self._fetch or self._fetch == WINDOW
        if not complete and not is_settled([score for _, score in pairs], self._end):
            self._fetch = min(WINDOW, self._fetch * 2)
            return False
        self.hits = tuple(Hit(*pair) for pair in best_first(pairs)[self._start : self._end])
        return True

    def _score(self, score: float) -> float:
        return score


class WeightedList(_ScoredList):
    """A slice of an order by weighted BM25."""

    def __init__(self, query: Json, *, start: int, end: int) -> None:
        """Take the query that scores, and the slice."""
        super().__init__(start=start, end=end)
        self._query = query

    def body(self) -> Json:
        """Return what is asked next."""
        return list_body(self._query, BY_SCORE, size=self._fetch)


class NearestList(_ScoredList):
    """A slice of an order by inner product with a vector that is not zero."""

    def __init__(self, rank: Nearest, where: Clause, *, start: int, end: int) -> None:
        """Take the order, what it is taken from, and the slice."""
        super().__init__(start=start, end=end)
        self._field, self._where = rank.field, where
        self._length = float(np.linalg.norm(rank.vector.astype(np.float64)))
        self._unit = (rank.vector / self._length).astype(np.float32)

    def body(self) -> Json:
        """Return what is asked next."""
        query = nearest_query(self._field, self._unit, self._where, k=self._fetch)
        return list_body(query, BY_SCORE, size=self._fetch)

    def _score(self, score: float) -> float:
        return (2 * score - 1) * self._length  # Elasticsearch gives (1 + inner product) / 2
