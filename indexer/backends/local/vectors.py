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


@dataclass(frozen=True, slots=True)
class VectorView:
    """One vector field as of one snapshot. Never changed, so many threads may search it."""

    vectors: Vectors
    present: Mask  # rows that have a vector
    graph: NearestRows | None
    tail: NearestRows
    tail_start: int

    def search(self, query: Vectors, k: int, allowed: Mask) -> list[tuple[int, float]]:
        """Return at most ``k`` (row, inner product), best first, of the rows allowed."""
        allowed = allowed & self.present
        if self.graph is None:
            return _pairs(*self.tail.search(query, k, allowed))
        old, new = allowed[: self.tail_start], allowed[self.tail_start :]
        if np.count_nonzero(old) <= _GATHER:
            found = self._compare(query, k, np.flatnonzero(old))
        else:
            found = _pairs(*self.graph.search(query, k, old))
        rows, scores = self.tail.search(query, k, new)
        found += _pairs(rows + self.tail_start, scores)
        return sorted(found, key=lambda pair: -pair[1])[:k]

    def _compare(self, query: Vectors, k: int, rows: NDArray[np.int64]) -> list[tuple[int, float]]:
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


def open_view(folder: Path, log: RowLog, name: VectorField, *, rows: int, dim: int) -> VectorView:
    """Return the first ``rows`` rows of a vector field, ready to be searched."""
    vectors = log.vectors(name, rows)
    present = np.concatenate([np.zeros(0, np.bool_), *(b.any(axis=1) for b in _blocks(vectors))])
    path = _graph_file(folder, name)
    graph = None
    if rows > FLAT_LIMIT and path.exists():
        graph = NearestRows.load(path, dim)
        if len(graph) > rows:
            graph = None
    start = len(graph) if graph else 0
    tail = NearestRows(dim, flat_limit=rows)
    for block in _blocks(vectors[start:]):
        tail.add(block)
    return VectorView(vectors, present, graph, tail, start)


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
