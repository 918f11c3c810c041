"""The read side: one commit of the index, unchanged however long it is held."""

import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import tantivy
from numpy.typing import NDArray

from embeddings.faiss_index import Mask
from embeddings.ties import best_first, is_settled
from indexer.backends.local.compiler import compile_filter, compile_ranked
from indexer.backends.local.facets import count_facets
from indexer.backends.local.rows import RowLog
from indexer.backends.local.schema import DATE, ID, ROW, STORED, decode_stored
from indexer.backends.local.vectors import VectorView, check_query, open_view
from indexer.backends.values import check_depth
from indexer.types import (
    AllOf,
    ByDate,
    ById,
    Clause,
    Facet,
    FacetRequest,
    Hit,
    Nearest,
    Page,
    Query,
    StoredCase,
    VectorField,
    Weighted,
)

__all__ = ["Snapshot"]

_MARGIN = 32  # fetched beyond what is asked, so that a run of ties is seen to end
_CACHED_FILTERS = 64
_NO_DATE = -1
_EVERYTHING = AllOf()

Rows = NDArray[np.int64]
_K = TypeVar("_K")
_T = TypeVar("_T")


class Snapshot:
    """Answers queries over one commit; any number of threads may ask."""

    def __init__(
        self,
        searcher: Any,
        schema: Any,
        log: RowLog,
        *,
        folder: Path,
        ids: list[str],
        dim: int,
        older: "Snapshot | None" = None,
    ) -> None:
        """Take a searcher and the ids of the rows it can refer to (a list that only grows)."""
        self._searcher = searcher
        self._schema = schema
        self._log = log
        self._folder = folder
        self._ids = ids
        self._rows = len(ids)
        self._dim = dim
        self._views: dict[VectorField, VectorView] = {}
        self._older_views = dict(older.views()) if older else {}
        self._masks: dict[Clause, Mask] = {}
        self._counts: dict[Clause, int] = {}
        self._facets: dict[tuple[Clause, tuple[FacetRequest, ...]], tuple[Facet, ...]] = {}
        self._building = threading.Lock()

    # ------------------------------------------------------------ what the port asks

    def page(self, query: Query) -> Page:
        """Return the answer to one query."""
        check_depth(query.where)  # before it is hashed
        total = self.count(query.where)
        hits = self._hits(query) if query.limit > 0 and total else ()
        return Page(hits, total, self._facets_of(query.where, query.facets))

    def _facets_of(self, where: Clause, wanted: tuple[FacetRequest, ...]) -> tuple[Facet, ...]:
        # Counting costs more than ranking does, and most searches have the same few filters.
        if not wanted:
            return ()
        known = self._facets.get((where, wanted))
        if known is None:
            compiled = compile_filter(self._schema, where)
            known = count_facets(self._searcher, compiled, wanted)
            _remember(self._facets, (where, wanted), known)
        return known

    def count(self, where: Clause) -> int:
        """Return how many documents match."""
        if where == _EVERYTHING:
            return int(self._searcher.num_docs)
        if (known := self._counts.get(where)) is None:
            compiled = compile_filter(self._schema, where)
            known = int(self._searcher.search(compiled, 1).count)
            _remember(self._counts, where, known)
        return known

    def scan(self, where: Clause) -> Iterator[str]:
        """Yield matching ids in order."""
        return iter(sorted(self._ids[row] for row in np.flatnonzero(self._mask(where))))

    def get(self, id_: str) -> StoredCase | None:
        """Return the stored values of one document."""
        if (address := self._address(id_)) is None:
            return None
        return decode_stored(id_, self._searcher.doc(address).get_first(STORED))

    def row_of(self, id_: str) -> int | None:
        """Return the row of the living document of that id."""
        if (address := self._address(id_)) is None:
            return None
        return int(self._searcher.fast_field_values(ROW, [address])[0])

    @property
    def rows(self) -> int:
        """Return how many rows were ever committed."""
        return self._rows

    # ------------------------------------------------------------ order

    def _hits(self, query: Query) -> tuple[Hit, ...]:
        end = query.offset + query.limit
        return tuple(Hit(*pair) for pair in self._ranked(query, end)[query.offset : end])

    def _ranked(self, query: Query, wanted: int) -> list[tuple[str, float]]:
        match query.rank:
            case Weighted():
                return self._weighted(query.rank, query.where, wanted)
            case Nearest():
                return self._nearest(query.rank, query.where, wanted)
            case ByDate():
                return self._named(self._by_date(query.rank, query.where)[:wanted])
            case ById():
                return self._named(self._by_id(query.where)[:wanted])

    def _weighted(self, rank: Weighted, where: Clause, wanted: int) -> list[tuple[str, float]]:
        compiled = compile_ranked(self._schema, rank.field, rank.weights, where)
        if compiled is None:
            return []
        fetch = wanted + _MARGIN
        while True:
            fetch = min(fetch, int(self._searcher.num_docs))
            hits = self._searcher.search(compiled, fetch, count=False).hits
            scores = [score for score, _ in hits]
            if len(hits) < fetch or fetch == self._searcher.num_docs or is_settled(scores, wanted):
                break
            fetch *= 2
        rows = self._searcher.fast_field_values(ROW, [address for _, address in hits])
        return best_first(zip((self._ids[row] for row in rows), scores, strict=True))

    def _nearest(self, rank: Nearest, where: Clause, wanted: int) -> list[tuple[str, float]]:
        if not self._dim:
            return []
        check_query(rank.vector, self._dim)
        if not rank.vector.any():
            return []
        view = self._view(rank.field)
        allowed = self._mask(where)
        fetch = wanted + _MARGIN
        while True:
            found = view.search(rank.vector, fetch, allowed)
            if len(found) < fetch or is_settled([score for _, score in found], wanted):
                return best_first((self._ids[row], score) for row, score in found)
            fetch *= 2

    def _by_id(self, where: Clause) -> Rows:
        rows = np.flatnonzero(self._mask(where))
        return rows[np.argsort(self._id_rank[rows])]

    def _by_date(self, rank: ByDate, where: Clause) -> Rows:
        rows = np.flatnonzero(self._mask(where))
        dates = self._dates[rows]
        key = -dates if rank.newest_first else dates
        return rows[np.lexsort((self._id_rank[rows], key, dates == _NO_DATE))]

    def _named(self, rows: Rows) -> list[tuple[str, float]]:
        return [(self._ids[row], 0.0) for row in rows]

    # ------------------------------------------------------------ what is computed once

    @cached_property
    def _id_rank(self) -> Rows:
        order = sorted(range(self._rows), key=self._ids.__getitem__)
        rank = np.empty(self._rows, np.int64)
        rank[order] = np.arange(self._rows)
        return rank

    @cached_property
    def _dates(self) -> Rows:
        dates = np.full(self._rows, _NO_DATE, np.int64)
        hits = self._ordered_by_row(_EVERYTHING)
        values = self._searcher.fast_field_values(DATE, [address for _, address in hits])
        dates[[row for row, _ in hits]] = [_NO_DATE if value is None else value for value in values]
        return dates

    def _view(self, name: VectorField) -> VectorView:
        with self._building:
            if name not in self._views:
                self._views[name] = open_view(
                    self._folder,
                    self._log,
                    name,
                    rows=self._rows,
                    dim=self._dim,
                    older=self._older_views.pop(name, None),
                )
            return self._views[name]

    def views(self) -> dict[VectorField, VectorView]:
        """Return the vector fields as far as they were opened, by this snapshot or before it."""
        return {**self._older_views, **self._views}

    def _mask(self, where: Clause) -> Mask:
        if (mask := self._masks.get(where)) is None:
            mask = np.zeros(self._rows, np.bool_)
            mask[[row for row, _ in self._ordered_by_row(where)]] = True
            _remember(self._masks, where, mask)
        return mask

    def _ordered_by_row(self, where: Clause) -> Sequence[tuple[int, Any]]:
        found = self.count(where)
        if not found:
            return []
        compiled = compile_filter(self._schema, where)
        result = self._searcher.search(compiled, found, count=False, order_by_field=ROW)
        hits: Sequence[tuple[int, Any]] = result.hits
        return hits

    def _address(self, id_: str) -> Any | None:
        query = tantivy.Query.term_query(self._schema, ID, id_, "basic")
        hits = self._searcher.search(query, 1, count=False).hits
        return hits[0][1] if hits else None


def _remember(cache: dict[_K, _T], key: _K, value: _T) -> None:
    if len(cache) >= _CACHED_FILTERS:
        cache.clear()
    cache[key] = value
