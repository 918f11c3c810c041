"""Near-duplicates and series fold into one row: the best ranked stands for all, and says so.

Nothing is merged: each case keeps its record and is shown when the list is unfolded. Rows are made
before a page is cut, so pages continue each other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.signature import PLACES, Signatures, likeness, matrix
from search_api.store.signatures import Marks

__all__ = ["Row", "fold"]

# Estimated Jaccard similarity of masked shingles. Over 12,399 real judgments few pairs lie between
# (.3 to .8: 222 of 549 candidate pairs); read by eye, those from .8 on are copies or one template.
_COPY = 0.8
_SERIES_COPY = 0.5
_SERIES = 4  # fewer cases of one party before one court are no series
_KEY = 8
# A case may stand behind one of its own rank or above, never before a guiding case.
_RANK = {"guiding_case": 2, "library_entry": 1, "judgment": 0}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list: the case shown, its score, and those folded behind it, best first."""

    id: str
    score: float
    folded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidates:
    signatures: Signatures
    signed: np.ndarray[tuple[int], np.dtype[np.bool_]]
    rank: np.ndarray[tuple[int], np.dtype[np.int64]]
    procedure: list[str]
    series: list[frozenset[bytes]]


def fold(ranked: Sequence[tuple[str, float]], marks: Mapping[str, Marks]) -> Iterator[Row]:
    """Yield rows in the order of their best ranked case; what has no marks stands alone."""
    known = [marks.get(document, Marks("", "", None, b"")) for document, _ in ranked]
    candidates = _Candidates(
        matrix([one.signature for one in known]).reshape(-1, PLACES),
        np.array([one.signature is not None for one in known], dtype=np.bool_),
        np.array([_RANK.get(one.kind, 0) for one in known], dtype=np.int64),
        [one.procedure for one in known],
        [_keys(one.series) for one in known],
    )
    free = np.ones(len(ranked), dtype=np.bool_)
    for place, (document, score) in enumerate(ranked):
        if free[place]:
            behind = _behind(place, candidates, free)
            free[behind] = False
            yield Row(document, score, tuple(ranked[one][0] for one in behind))


def _keys(series: bytes) -> frozenset[bytes]:
    return frozenset(series[start : start + _KEY] for start in range(0, len(series), _KEY))


def _behind(
    place: int, candidates: _Candidates, free: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> list[int]:
    """Return the later candidates that fold behind this one."""
    if not candidates.signed[place]:
        return []
    alike = likeness(candidates.signatures, place)
    near = (alike >= _SERIES_COPY) & free & candidates.signed
    near &= candidates.rank <= candidates.rank[place]
    near[: place + 1] = False
    others = [
        int(one)
        for one in np.flatnonzero(near)
        if candidates.procedure[one] == candidates.procedure[place]
    ]
    copies = [one for one in others if alike[one] >= _COPY]
    series = [
        one for one in others if one in copies or candidates.series[one] & candidates.series[place]
    ]
    return series if len(series) + 1 >= _SERIES else copies
