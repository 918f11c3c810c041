"""Order by score where equal scores are told from different ones the same way everywhere.

Two engines, or one engine over another layout of its files, add the same numbers in another order
and differ in the last bit; copies of one judgment would then change places from run to run. So
scores that differ by no more than ``TOLERANCE`` of the list's best one are one score, the
highest of them, and their documents stand in order of id.
"""

from collections.abc import Iterable, Sequence

__all__ = ["TOLERANCE", "best_first", "is_settled"]

TOLERANCE = 1e-6  # float32 sums of some hundred terms agree to about 3e-7


def _groups(scores: Sequence[float]) -> list[tuple[int, int]]:
    """Return (start, end) of each run of equal scores in a descending list."""
    if not scores:
        return []
    gap = TOLERANCE * max(abs(scores[0]), abs(scores[-1]))
    cuts = [0]
    cuts += [i for i in range(1, len(scores)) if scores[i - 1] - scores[i] > gap]
    return list(zip(cuts, [*cuts[1:], len(scores)], strict=True))


def best_first(pairs: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    """Return (id, score) best first, ties by id; tied ids get the highest of their scores."""
    ordered = sorted(pairs, key=lambda pair: -pair[1])
    result: list[tuple[str, float]] = []
    for start, end in _groups([score for _, score in ordered]):
        top = ordered[start][1]
        result += [(id_, top) for id_ in sorted(id_ for id_, _ in ordered[start:end])]
    return result


def is_settled(scores: Sequence[float], wanted: int) -> bool:
    """Return whether the first ``wanted`` of a longer descending list cannot change any more.

    Of a list that was cut off, the last run of equal scores may go on beyond the cut; it must
    then not reach into the wanted part.
    """
    if wanted <= 0:
        return True
    return len(scores) > wanted and _groups(scores)[-1][0] >= wanted
