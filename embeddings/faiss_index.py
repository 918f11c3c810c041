"""Nearest neighbours by FAISS: exact up to ``FLAT_LIMIT`` vectors, HNSW beyond."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import BackendError, CorruptStateError, MismatchError
from embeddings.base import Vectors
from embeddings.ties import best_first, is_settled
from embeddings.vector_files import load_vectors, save_vectors

__all__ = ["FLAT_LIMIT", "FaissIndex", "NearestRows", "faiss_errors"]

FLAT_LIMIT = 200_000  # vectors; one exact search through as many takes some ten milliseconds
_LINKS = 32  # HNSW's M
_BUILD_EFFORT = 100  # efConstruction
# efSearch; 40,000 vectors in 400 clusters: recall .998 at 256 (random directions, which no encoder
# makes, want ten times as much)
_SEARCH_EFFORT = 400
_BATCH = 16  # from 20 queries on FAISS multiplies matrices, which rounds otherwise
_MARGIN = 32  # more than asked for, so that a run of ties is seen to end

Mask = NDArray[np.bool_]


@contextmanager
def faiss_errors() -> Iterator[None]:
    """Turn FAISS' exceptions into ours."""
    try:
        yield
    except (RuntimeError, AssertionError, MemoryError) as error:
        raise BackendError(f"向量检索失败：{error}") from error


class NearestRows:
    """Row numbers of a growing matrix, nearest first; the matrix is kept by FAISS.

    The first ``flat_limit`` rows decide: a matrix that grows beyond is turned into an HNSW graph.
    Rows added to a graph are found at once as well.
    """

    def __init__(self, dim: int, *, flat_limit: int = FLAT_LIMIT) -> None:
        """Start empty."""
        import faiss  # takes a second

        self._faiss: Any = faiss
        self._limit = flat_limit
        self.dim = dim
        with faiss_errors():
            self._index: Any = faiss.IndexFlatIP(dim)

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self._index.ntotal)

    @property
    def is_exact(self) -> bool:
        """Return whether every row is compared."""
        return isinstance(self._index, self._faiss.IndexFlatIP)

    def add(self, rows: Vectors) -> None:
        """Append (n, dim) rows.

        Raises:
            MismatchError: other dimensions.
        """
        if rows.ndim != 2 or rows.shape[1] != self.dim:  # noqa: PLR2004 - a matrix
            raise MismatchError(f"向量应为 {self.dim} 维，实为 {rows.shape}。请运行 leian reindex")
        with faiss_errors():
            if self.is_exact and len(self) + len(rows) > self._limit:
                self._index = self._graph()
            self._index.add(np.ascontiguousarray(rows, dtype=np.float32))

    def _graph(self) -> Any:
        graph = self._faiss.IndexHNSWFlat(self.dim, _LINKS, self._faiss.METRIC_INNER_PRODUCT)
        graph.hnsw.efConstruction = _BUILD_EFFORT
        if len(self):
            graph.add(self._index.reconstruct_n(0, len(self)))
        return graph

    def search(
        self, query: Vectors, k: int, allowed: Mask | None = None
    ) -> tuple[NDArray[np.int64], Vectors]:
        """Return row numbers and inner products of at most ``k`` rows, best first.

        ``allowed`` is one flag a row. Ties are in no order.
        """
        k = min(k, len(self) if allowed is None else int(np.count_nonzero(allowed)))
        if k <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        with faiss_errors():
            bits = None if allowed is None else np.packbits(allowed, bitorder="little")
            selector = None if bits is None else self._faiss.IDSelectorBitmap(bits)
            if self.is_exact:
                options = self._faiss.SearchParameters(sel=selector)
            else:
                effort = max(_SEARCH_EFFORT, 3 * k)
                options = self._faiss.SearchParametersHNSW(sel=selector, efSearch=effort)
            row = np.ascontiguousarray(query, dtype=np.float32).reshape(1, self.dim)
            scores, rows = self._index.search(row, k, params=options)
        found = rows[0] >= 0
        return rows[0][found], scores[0][found]

    def rows(self, numbers: Sequence[int]) -> Vectors:
        """Return the (n, dim) vectors of some rows."""
        with faiss_errors():
            found = [self._index.reconstruct(number) for number in numbers]
        return np.array(found, dtype=np.float32).reshape(len(numbers), self.dim)

    def save(self, path: Path) -> None:
        """Write the graph to a file, by way of another name."""
        draft = path.with_name(path.name + ".new")
        with faiss_errors():
            self._faiss.write_index(self._index, str(draft))
        draft.replace(path)

    @classmethod
    def load(cls, path: Path, dim: int, *, flat_limit: int = FLAT_LIMIT) -> "NearestRows":
        """Return what ``save`` wrote.

        Raises:
            CorruptStateError: the file is damaged.
        """
        rows = cls(dim, flat_limit=flat_limit)
        try:
            with faiss_errors():
                rows._index = rows._faiss.read_index(str(path))
        except BackendError as error:
            raise CorruptStateError(f"{path} 已损坏。请删除该文件后重试") from error
        return rows


class FaissIndex:
    """A ``VectorIndex`` on FAISS; a zero row is near to nothing and is never found."""

    def __init__(self, dim: int, *, flat_limit: int = FLAT_LIMIT) -> None:
        """Start empty, for vectors of ``dim`` dimensions."""
        self.dim = dim
        self._limit = flat_limit
        self._nearest = NearestRows(dim, flat_limit=flat_limit)
        self._ids: list[str] = []  # of each row, dead ones too
        self._row: dict[str, int] = {}  # of each id, the living one
        self._alive: Mask = np.zeros(0, np.bool_)

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add or replace rows; (n, dim) float32.

        Raises:
            MismatchError: the shape does not fit.
        """
        if vectors.shape != (len(ids), self.dim):
            raise MismatchError(f"向量应为 {(len(ids), self.dim)}，实为 {vectors.shape}")
        self._nearest.add(vectors)
        self._alive = np.concatenate([self._alive, vectors.any(axis=1)])
        for id_ in ids:
            if (old := self._row.get(id_)) is not None:
                self._alive[old] = False
            self._row[id_] = len(self._ids)
            self._ids.append(id_)

    def remove(self, ids: Sequence[str]) -> None:
        """Remove rows; unknown ids are ignored."""
        for id_ in ids:
            if (row := self._row.pop(id_, None)) is not None:
                self._alive[row] = False

    def search(
        self, queries: Vectors, *, k: int, allowed: frozenset[str] | None = None
    ) -> list[list[tuple[str, float]]]:
        """Return for each query row its (id, inner product) list, best first."""
        mask = self._alive
        if allowed is not None:
            mask = np.zeros_like(mask)
            mask[[self._row[id_] for id_ in allowed if id_ in self._row]] = True
            mask &= self._alive
        return [self._search_one(query, k, mask) for query in queries]

    def _search_one(self, query: Vectors, k: int, mask: Mask) -> list[tuple[str, float]]:
        if not query.any():
            return []
        fetch = k + _MARGIN
        while True:
            rows, scores = self._nearest.search(query, fetch, mask)
            if len(rows) < fetch or is_settled(scores.tolist(), k):
                pairs = zip((self._ids[row] for row in rows), scores.tolist(), strict=True)
                return best_first(pairs)[:k]
            fetch *= 2

    def ids(self) -> frozenset[str]:
        """Return all ids held."""
        return frozenset(self._row)

    def save(self, folder: Path) -> None:
        """Write ids and vectors into a folder, crash-safe; the graph is built again at loading."""
        ids = sorted(self._row)
        save_vectors(folder, ids, self._nearest.rows([self._row[id_] for id_ in ids]))

    @classmethod
    def load(cls, folder: Path, *, flat_limit: int = FLAT_LIMIT) -> "FaissIndex":
        """Return the index that ``save`` wrote, of whichever class."""
        ids, matrix = load_vectors(folder)
        index = cls(matrix.shape[1], flat_limit=flat_limit)
        index.add(ids, matrix)
        return index
