"""Several ranked lists → one, with the share of each list kept as the explanation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.types import Hit
from search_api.similar.types import Signal

__all__ = ["Fused", "reciprocal_rank"]

_K = 60  # Cormack, Clarke and Büttcher, SIGIR 2009


@dataclass(frozen=True, slots=True)
class Fused:
    """The fused list: (id, score) best first, ties by id, and what each score is made of."""

    ranked: list[tuple[str, float]]
    _lists: Mapping[str, Sequence[Hit]]
    _weights: Mapping[str, float]

    def signals(self, id: str) -> tuple[Signal, ...]:  # noqa: A002 - the house's word
        """Return the lists that hold the document, with its rank and share in each."""
        found = []
        for name, hits in self._lists.items():
            for rank, hit in enumerate(hits, start=1):
                if hit.id == id:
                    share = self._weights.get(name, 1.0) / (_K + rank)
                    found.append(Signal(name, rank, hit.score, share))
                    break
        return tuple(found)


def reciprocal_rank(
    lists: Mapping[str, Sequence[Hit]], *, weights: Mapping[str, float] | None = None
) -> Fused:
    """Return all documents of the lists by Σ weight / (60 + rank), best first, ties by id."""
    weights = weights or {}
    scores: dict[str, float] = {}
    for name, hits in lists.items():
        weight = weights.get(name, 1.0)
        for rank, hit in enumerate(hits, start=1):
            scores[hit.id] = scores.get(hit.id, 0.0) + weight / (_K + rank)
    ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    return Fused(ranked, lists, weights)
