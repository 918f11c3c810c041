"""Nearest rows of one vector field: exact, or a saved graph with an exact tail.

Up to ``FLAT_LIMIT`` rows every row is compared. Beyond, a writer keeps an HNSW graph of the older
rows in ``<field>.hnsw`` and the newer ones are compared one by one. The graph only makes things
fast: without the file every row is compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import MismatchError, QueryError
from embeddings.base import Vectors
from embeddings.faiss_index import FLAT_LIMIT, Mask, NearestRows
from indexer.backends.local.rows import RowLog
from indexer.types import VectorField

__all__ = ["VectorView", "grow_graphs", "open_view"]

_GATHER = 20_000  # so few allowed rows are compared one by one, graph or not
_SMALL_TAIL = 2_000  # rows that are looked through beside the others, not joined with them


@dataclass(frozen=True, slots=True)
class VectorView:
    """One vector field as of one snapshot. Never changed, so many threads may search it.

    ``base`` holds the first rows, as a graph or to be compared one by one, ``tail`` the others.
    """

    vectors: Vectors
    present: Mask  # rows that have a vector
    base: NearestRows
    tail: NearestRows

    def search(self, query: Vectors, k: int, allowed: Mask) -> list[tuple[int, float]]:
        """Return at most ``k`` (row, inner product), best first, of the rows allowed."""
        allowed = allowed & self.present
        split = len(self.base)
        found = self._search_base(query, k, allowed[:split])
        rows, scores = self.tail.search(query, k, allowed[split:])
        if not len(rows):
            return found
        return sorted(found + _pairs(rows + split, scores), key=lambda pair: -pair[1])[:k]

    def _search_base(self, query: Vectors, k: int, allowed: Mask) -> list[tuple[int, float]]:
        if self.base.is_exact or np.count_nonzero(allowed) > _GATHER:
            return _pairs(*self.base.search(query, k, allowed))
        rows = np.flatnonzero(allowed)
        scores = np.asarray(self.vectors[rows]) @ np.asarray(query, np.float32)
        best = np.argsort(-scores, kind="stable")[:k]
        return _pairs(rows[best], scores[best])


def _pairs(rows: NDArray[np.int64], scores: Vectors) -> list[tuple[int, float]]:
    return list(zip(rows.tolist(), scores.tolist(), strict=True))


def check_query(vector: Vectors, dim: int) -> None:
    """Refuse a query vector that cannot be compared.

    Raises:
        MismatchError: other dimensions than the generation's.
        QueryError: not a number in it.
    """
    if vector.shape != (dim,):
        raise MismatchError(
            f"查询向量形状为 {vector.shape}，索引为 {dim} 维：编码器已更换。请运行 leian reindex"
        )
    if not np.isfinite(vector).all():
        raise QueryError("查询向量含有无效数值")


def _graph_file(folder: Path, name: VectorField) -> Path:
    return folder / f"{name}.hnsw"


def _blocks(rows: Vectors, size: int = 50_000) -> Iterator[Vectors]:
    for start in range(0, len(rows), size):
        yield np.asarray(rows[start : start + size])


def open_view(
    folder: Path,
    log: RowLog,
    name: VectorField,
    *,
    rows: int,
    dim: int,
    older: VectorView | None = None,
) -> VectorView:
    """Return the first ``rows`` rows of a vector field, ready to be searched.

    What an older view holds of the same log is used again, so that a small commit costs little.
    """
    vectors = log.vectors(name, rows)
    known = older.present[:rows] if older else np.zeros(0, np.bool_)
    parts = (block.any(axis=1) for block in _blocks(vectors[len(known) :]))
    present = np.concatenate([known, *parts])
    if older is not None and _is_most(older.base, rows):
        base = older.base
    else:
        base = _saved_graph(folder, name, rows=rows, dim=dim) or _compared(vectors, dim)
    return VectorView(vectors, present, base, _compared(vectors[len(base) :], dim))


def _is_most(base: NearestRows, rows: int) -> bool:
    most = max(_SMALL_TAIL, len(base) // 10) if base.is_exact else FLAT_LIMIT
    return 0 <= rows - len(base) <= most


def _compared(vectors: Vectors, dim: int) -> NearestRows:
    nearest = NearestRows(dim, flat_limit=len(vectors))
    for block in _blocks(vectors):
        nearest.add(block)
    return nearest


def _saved_graph(folder: Path, name: VectorField, *, rows: int, dim: int) -> NearestRows | None:
    path = _graph_file(folder, name)
    if rows <= FLAT_LIMIT or not path.exists():
        return None
    graph = NearestRows.load(path, dim)
    return graph if len(graph) <= rows else None


def grow_graphs(folder: Path, log: RowLog, *, rows: int, dim: int) -> None:
    """Bring the graphs up to the row log where too many rows are outside them."""
    if not dim or rows <= FLAT_LIMIT:
        return
    for name in VectorField:
        path = _graph_file(folder, name)
        graph = NearestRows.load(path, dim, flat_limit=0) if path.exists() else None
        if graph is None or not 0 <= rows - len(graph) <= FLAT_LIMIT:
            graph = graph if graph and len(graph) <= rows else NearestRows(dim, flat_limit=0)
            for block in _blocks(log.vectors(name, rows)[len(graph) :]):
                graph.add(block)
            graph.save(path)
