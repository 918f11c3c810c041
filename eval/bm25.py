"""BM25 over a corpus held in memory, with the index backends' formula, for whole score rows."""

from collections.abc import Iterable, Mapping

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from embeddings.vocabulary import Bags
from indexer.backends.bm25 import K1, B, rounded_length

__all__ = ["Bm25"]

Floats = NDArray[np.float32]


class Bm25:
    """Scores of all documents at once, for one field."""

    def __init__(self, documents: Iterable[Iterable[str]]) -> None:
        """Take the tokens of each document; they are counted and let go."""
        self._terms = Bags()
        bags = [self._terms.add(tokens) for tokens in documents]
        ends = np.cumsum([0, *(len(bag.rows) for bag in bags)])
        counts = np.concatenate([np.zeros(0, dtype=np.float32), *(bag.counts for bag in bags)])
        rows = np.concatenate([np.zeros(0, dtype=np.int64), *(bag.rows for bag in bags)])
        lengths = np.array([float(bag.counts.sum()) for bag in bags])
        rounded = np.array([rounded_length(int(length)) for length in lengths])
        norms = K1 * (1 - B + B * rounded / max(1e-9, float(lengths.mean()) if bags else 1.0))
        values = counts * (K1 + 1) / (counts + np.repeat(norms, np.diff(ends)))
        holding = np.bincount(rows, minlength=len(self._terms))
        idf = np.log(1 + (len(bags) - holding + 0.5) / (holding + 0.5))
        matrix = sp.csr_array(
            ((values * idf[rows]).astype(np.float32), rows, ends),
            shape=(len(bags), len(self._terms)),
        )
        self._by_term = matrix.tocsc()

    def scores(self, weights: Mapping[str, float]) -> Floats:
        """Return the score of each document for weighted query tokens."""
        known = [(row, w) for term, w in weights.items() if (row := self._terms.row(term)) >= 0]
        if not known:
            return np.zeros(self._by_term.shape[0], dtype=np.float32)
        columns = self._by_term[:, [row for row, _ in known]]
        return np.asarray(columns @ np.array([w for _, w in known], dtype=np.float32))
