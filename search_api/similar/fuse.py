"""Several ranked lists → one order, with the share of each list kept as the explanation.

Facts are ranked by the sum of named signals in ``indexer.ranking``, whose lists are always of one
depth, so that pages continue each other. Lists that it does not know (by date) are fused by
reciprocal rank.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from indexer.ranking import Ranked, rank_candidates
from indexer.types import Hit
from search_api.similar.types import Signal

__all__ = ["Fused", "reciprocal_rank", "sum_of_signals"]

_K = 60  # Cormack, Clarke and Büttcher, SIGIR 2009


@dataclass(frozen=True, slots=True)
class Fused:
    """(id, score) best first, ties by id; ``signals`` tells what a score is made of."""

    ranked: list[tuple[str, float]]
    signals: Callable[[str], tuple[Signal, ...]]


def sum_of_signals(lists: Mapping[str, Sequence[Hit]]) -> Fused:
    """Return all documents of the lists by ``indexer.ranking``; a share is in log-odds."""
    candidates = {one.id: one for one in rank_candidates(lists)}
    return Fused(
        [(one.id, one.score) for one in candidates.values()],
        lambda document: _signals(candidates[document]),
    )


def _signals(candidate: Ranked) -> tuple[Signal, ...]:
    return tuple(Signal(part.name, part.rank, part.raw, part.share) for part in candidate.parts)


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

    def signals(document: str) -> tuple[Signal, ...]:
        return tuple(
            Signal(name, rank, hit.score, weights.get(name, 1.0) / (_K + rank))
            for name, hits in lists.items()
            for rank, hit in enumerate(hits, start=1)
            if hit.id == document
        )

    return Fused(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])), signals)
