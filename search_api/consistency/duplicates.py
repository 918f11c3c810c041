"""Folds near-duplicates and series: copies of one template are one voice, however many they are."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

from search_api.consistency.reading import Reading

__all__ = ["find_clusters", "find_series"]

_CLAUSE = re.compile(r"[，。；：！？、,;:\s]+")
_SHORTEST = 8  # characters of a clause that can tell two texts apart
_COMMON = 60  # judgments that share a clause: beyond it is a formula
_ALIKE = 0.5  # of the clauses of the shorter text: a copy
_SERIES_ALIKE = 0.25  # the same, between judgments of one court on one party


class _Groups:
    """Union-find over row numbers."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, row: int) -> int:
        while self._parent[row] != row:
            self._parent[row] = self._parent[self._parent[row]]
            row = self._parent[row]
        return row

    def join(self, a: int, b: int) -> None:
        first, second = sorted((self.find(a), self.find(b)))
        self._parent[second] = first


def find_clusters(readings: Sequence[Reading]) -> list[int]:
    """Return for each judgment the row of the first of those whose reasoning is a copy of its."""
    shared, sizes = _shared_clauses(readings)
    groups = _Groups(len(readings))
    for (a, b), count in shared.items():
        if count >= _least(sizes[a], sizes[b], _ALIKE):
            groups.join(a, b)
    return [groups.find(row) for row in range(len(readings))]


def find_series(readings: Sequence[Reading]) -> list[int]:
    """Return for each judgment the first of its series: one court, one party, much the same text.

    A series holds the copies as well.
    """
    shared, sizes = _shared_clauses(readings)
    groups = _Groups(len(readings))
    for (a, b), count in shared.items():
        one, other = readings[a], readings[b]
        together = one.court == other.court and bool(one.parties & other.parties)
        if count >= _least(sizes[a], sizes[b], _SERIES_ALIKE if together else _ALIKE):
            groups.join(a, b)
    return [groups.find(row) for row in range(len(readings))]


def _least(a: int, b: int, share: float) -> float:
    # Short reasonings share formulas: at least four clauses of their own must agree.
    return max(4.0, share * min(a, b), share * 0.6 * max(a, b))


def _shared_clauses(readings: Sequence[Reading]) -> tuple[Counter[tuple[int, int]], list[int]]:
    rows_of: dict[int, list[int]] = defaultdict(list)
    sizes = []
    for row, reading in enumerate(readings):
        clauses = {
            hash(clause)
            for sentence in reading.sentences
            for clause in _CLAUSE.split(sentence.bare)
            if len(clause) >= _SHORTEST
        }
        sizes.append(0)
        for clause_hash in clauses:
            rows_of[clause_hash].append(row)
    shared: Counter[tuple[int, int]] = Counter()
    for rows in rows_of.values():
        if len(rows) > _COMMON:
            continue
        for row in rows:
            sizes[row] += 1
        shared.update(combinations(rows, 2))
    return shared, sizes
