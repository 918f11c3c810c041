"""What a court would find of these facts: a regression from the words of facts to its finding.

Two tables of word directions into one space: a finding's words lie there by a latent semantic
analysis of all findings, a query's facts by ridge regression on it. The regression sees every
word, where the towers see facts through a few hundred directions: the one act that decides is
often told by a rare word that those directions drop.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from embeddings.base import Vectors
from embeddings.vocabulary import Bag, Vocabulary, weigh

__all__ = ["Foretold", "bag_matrix", "directions", "fit_foretold"]

_SIZE = 128
_RIDGE = 1.0
_STEPS = 10  # of conjugate gradients: more fit rare words of single cases


@dataclass(frozen=True, slots=True)
class Foretold:
    """Word directions, each (words, f) float32, a row times its word's weight."""

    facts: Vectors
    finding: Vectors


def bag_matrix(bags: Sequence[Bag], vocabulary: Vocabulary) -> "sp.csr_array":
    """Return (bags, words): weighted words, rows at unit length; an empty bag is a zero row."""
    ends = np.cumsum([0, *(len(bag.rows) for bag in bags)])
    rows = np.concatenate([np.zeros(0, dtype=np.int64), *(bag.rows for bag in bags)])
    values = np.concatenate([np.zeros(0, dtype=np.float32), *(weigh(b.counts) for b in bags)])
    values = values * vocabulary.weights[rows]
    matrix = sp.csr_array((values, rows, ends), shape=(len(bags), len(vocabulary)))
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())
    matrix.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(ends)).astype(np.float32)
    return matrix


def directions(matrix: "sp.csr_array", most: int, *, seed: int) -> Vectors:
    """Return (words, k): the first directions of the rows' latent semantic analysis."""
    from sklearn.utils.extmath import randomized_svd

    size = max(1, min(most, *(extent // 2 for extent in matrix.shape)))
    _, _, found = randomized_svd(matrix, size, n_iter=2, random_state=seed)
    axes: Vectors = np.ascontiguousarray(found.T, dtype=np.float32)
    return axes


def fit_foretold(
    facts: Sequence[Bag], findings: Sequence[Bag], vocabulary: Vocabulary, *, seed: int
) -> Foretold:
    """Return the tables fitted on cases with both, row i of one belonging to row i of the other."""
    known = bag_matrix(findings, vocabulary)
    axes = directions(known, _SIZE, seed=seed)
    targets = known @ axes
    targets /= np.maximum(np.linalg.norm(targets, axis=1, keepdims=True), 1e-9)
    told = bag_matrix(facts, vocabulary)
    slopes = told.T @ _solved(told, np.asarray(targets, dtype=np.float32))
    weights = vocabulary.weights[:, None]
    return Foretold(
        np.ascontiguousarray(slopes * weights, dtype=np.float32),
        np.ascontiguousarray(axes * weights, dtype=np.float32),
    )


def _solved(matrix: "sp.csr_array", targets: Vectors) -> Vectors:
    """Return A with (M Mᵀ + ridge) A ≈ targets by conjugate gradients, a column by itself."""
    transposed = matrix.T.tocsr()
    solution = np.zeros_like(targets)
    residual, step = targets.copy(), targets.copy()
    size = (residual * residual).sum(0)
    for _ in range(_STEPS):
        image = matrix @ (transposed @ step) + np.float32(_RIDGE) * step
        length = size / np.maximum((step * image).sum(0), np.float32(1e-12))
        solution += length * step
        residual -= length * image
        smaller = (residual * residual).sum(0)
        step = residual + smaller / np.maximum(size, np.float32(1e-12)) * step
        size = smaller
    return solution
