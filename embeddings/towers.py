"""Fits two linear maps into one space, in numpy: no torch, and the same numbers each time."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.base import Vectors

__all__ = ["Schedule", "fit_towers", "unit_rows"]

Rows = NDArray[np.int64]
Similarity = Callable[[Rows], Vectors]  # rows of a batch → (n, n) soft targets ≥ 0, diagonal > 0

_TINY = np.float32(1e-9)


@dataclass(frozen=True, slots=True)
class Schedule:
    """How to fit; the values were chosen by ablation (docs/ranking.md)."""

    dim: int = 256
    epochs: int = 12
    batch: int = 256
    rate: float = 2e-3
    temperature: float = 0.07
    dropout: float = 0.3
    block_dropout: float = 0.15


class _Adam:
    """Adam (Kingma and Ba 2015) for one matrix."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._mean = np.zeros(shape, dtype=np.float32)
        self._square = np.zeros(shape, dtype=np.float32)
        self._steps = 0

    def step(self, matrix: Vectors, gradient: Vectors, rate: float) -> None:
        self._steps += 1
        self._mean += np.float32(0.1) * (gradient - self._mean)
        self._square += np.float32(0.001) * (gradient * gradient - self._square)
        mean = self._mean / np.float32(1 - 0.9**self._steps)
        square = self._square / np.float32(1 - 0.999**self._steps)
        matrix -= np.float32(rate) * mean / (np.sqrt(square) + np.float32(1e-8))


def unit_rows(matrix: Vectors) -> Vectors:
    """Return the rows at unit length; a zero row stays zero."""
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    rows: Vectors = (matrix / np.maximum(norms, _TINY)).astype(np.float32)
    return rows


def _dropped(matrix: Vectors, share: float, random: np.random.Generator) -> Vectors:
    kept: Vectors = (random.random(matrix.shape, dtype=np.float32) >= share).astype(np.float32)
    kept *= matrix
    kept /= np.float32(1 - share)
    return kept


def _without_blocks(
    matrix: Vectors, blocks: tuple[slice, ...], share: float, random: np.random.Generator
) -> Vectors:
    """Return the matrix with whole optional blocks of some rows blanked."""
    for block in blocks:
        matrix[random.random(len(matrix)) < share, block] = 0
    return matrix


def _gradients(
    first: Vectors, second: Vectors, targets: Vectors, temperature: float
) -> tuple[Vectors, Vectors]:
    """Return the gradients of the symmetric cross-entropy by the unnormalised vectors."""
    norms = [np.linalg.norm(m, axis=1, keepdims=True) + _TINY for m in (first, second)]
    one, two = first / norms[0], second / norms[1]
    logits = one @ two.T / np.float32(temperature)
    raised = np.exp(logits - logits.max())
    slope = raised / raised.sum(1, keepdims=True) - targets / targets.sum(1, keepdims=True)
    slope += raised / raised.sum(0, keepdims=True) - targets / targets.sum(0, keepdims=True)
    slope /= np.float32(2 * len(first) * temperature)
    by_one, by_two = slope @ two, slope.T @ one
    return (
        (by_one - one * (by_one * one).sum(1, keepdims=True)) / norms[0],
        (by_two - two * (by_two * two).sum(1, keepdims=True)) / norms[1],
    )


def fit_towers(
    queries: Vectors,
    documents: Vectors,
    similarity: Similarity,
    *,
    optional: tuple[slice, ...],
    schedule: Schedule,
    seed: int,
) -> tuple[Vectors, Vectors]:
    """Return two matrices that bring row i of both inputs, and rows alike, near each other.

    Args:
        queries: (n, a), row i made from the facts of document i.
        documents: (n, b).
        similarity: soft targets within a batch.
        optional: blocks of the documents' columns that another corpus may lack.
        schedule: how to fit.
        seed: of the start, the order and the dropout.
    """
    random = np.random.default_rng(seed)
    maps = [
        (random.standard_normal((m.shape[1], schedule.dim)) / np.sqrt(m.shape[1])).astype("f4")
        for m in (queries, documents)
    ]
    steps = [_Adam(m.shape) for m in maps]
    size = min(schedule.batch, len(queries))
    batches = len(queries) // size
    total, done = schedule.epochs * batches, 0
    for _ in range(schedule.epochs):
        order = random.permutation(len(queries))
        for number in range(batches):
            rows = np.sort(order[number * size : (number + 1) * size])
            asked = _dropped(queries[rows], schedule.dropout, random)
            held = _dropped(documents[rows], schedule.dropout, random)
            held = _without_blocks(held, optional, schedule.block_dropout, random)
            slopes = _gradients(
                asked @ maps[0], held @ maps[1], similarity(rows), schedule.temperature
            )
            rate = schedule.rate * (1 - done / total)
            steps[0].step(maps[0], asked.T @ slopes[0], rate)
            steps[1].step(maps[1], held.T @ slopes[1], rate)
            done += 1
    return maps[0], maps[1]
