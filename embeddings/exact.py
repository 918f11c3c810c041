"""The reference ``VectorIndex``: one matrix product in numpy."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.errors import MismatchError
from embeddings.base import Vectors
from embeddings.ties import best_first
from embeddings.vector_files import load_vectors, save_vectors

__all__ = ["ExactIndex"]


class ExactIndex:
    """Ids and vectors in a dict; a zero row is near to nothing and is never found."""

    def __init__(self, dim: int) -> None:
        """Start empty, for vectors of ``dim`` dimensions."""
        self.dim = dim
        self._rows: dict[str, Vectors] = {}

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add or replace rows; (n, dim) float32.

        Raises:
            MismatchError: the shape does not fit.
        """
        if vectors.shape != (len(ids), self.dim):
            raise MismatchError(f"向量应为 {(len(ids), self.dim)}，实为 {vectors.shape}")
        self._rows.update(zip(ids, np.array(vectors, dtype=np.float32), strict=True))

    def remove(self, ids: Sequence[str]) -> None:
        """Remove rows; unknown ids are ignored."""
        for id_ in ids:
            self._rows.pop(id_, None)

    def search(
        self, queries: Vectors, *, k: int, allowed: frozenset[str] | None = None
    ) -> list[list[tuple[str, float]]]:
        """Return for each query row its (id, inner product) list, best first."""
        ids = [id_ for id_ in self._rows if allowed is None or id_ in allowed]
        found = [id_ for id_ in ids if self._rows[id_].any()]
        # float64: equal rows then have equal scores wherever they stand in the matrix
        matrix = np.array([self._rows[id_] for id_ in found], dtype=np.float64)
        matrix = matrix.reshape(len(found), self.dim)
        lists = []
        for query in queries.astype(np.float64):
            scores = (matrix @ query).tolist() if query.any() else []
            lists.append(best_first(zip(found, scores, strict=False))[:k])
        return lists

    def ids(self) -> frozenset[str]:
        """Return all ids held."""
        return frozenset(self._rows)

    def save(self, folder: Path) -> None:
        """Write the index into a folder, crash-safe."""
        ids = sorted(self._rows)
        matrix = np.array([self._rows[id_] for id_ in ids], dtype=np.float32)
        save_vectors(folder, ids, matrix.reshape(len(ids), self.dim))

    @classmethod
    def load(cls, folder: Path) -> "ExactIndex":
        """Return the index that ``save`` wrote, of whichever class."""
        ids, matrix = load_vectors(folder)
        index = cls(matrix.shape[1])
        index.add(ids, np.asarray(matrix))
        return index
