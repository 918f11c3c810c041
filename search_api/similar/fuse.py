"""Several ranked lists → one, with the share of each list kept as the explanation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.types import Hit
from search_api.similar.types import Signal

__all__ = ["Fused", "reciprocal_rank"]

_K = 60  # Cormack, Clarke and Büttcher, SIGIR 2009


@dataclass(frozen=True, slots=True)
class Fused:
    """One document of the fused list."""

    id: str
    score: float
    signals: tuple[Signal, ...]


def reciprocal_rank(
    lists: Mapping[str, Sequence[Hit]], *, weights: Mapping[str, float] | None = None
) -> list[Fused]:
    """Return all documents of the lists by Σ weight / (60 + rank), best first, ties by id."""
    weights = weights or {}
    signals: dict[str, list[Signal]] = {}
    for name, hits in lists.items():
        weight = weights.get(name, 1.0)
        for rank, hit in enumerate(hits, start=1):
            share = weight / (_K + rank)
            signals.setdefault(hit.id, []).append(Signal(name, rank, hit.score, share))
    fused = [
        Fused(document, sum(signal.contribution for signal in found), tuple(found))
        for document, found in signals.items()
    ]
    return sorted(fused, key=lambda one: (-one.score, one.id))
