"""Measures of a ranked list: small value objects that print as people write them (nDCG@10).

The *hard* protocol of LeCaRD: every pool member is ranked, one without a label has grade 0, gain is
linear in the grade, and a document is relevant for P, MAP, R and MRR from grade 3 on.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.errors import InputError

__all__ = ["HARD", "Measure", "parse_measure", "score"]

_KINDS = ("nDCG", "P", "R", "MAP", "MRR", "S")
RELEVANT = 3


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: ``kind`` is nDCG, P, R (recall), MAP, MRR or S (success), cut at ``k``."""

    kind: str
    k: int | None = None
    relevant: int = RELEVANT

    def __str__(self) -> str:
        """Return the name as people write it."""
        return self.kind if self.k is None else f"{self.kind}@{self.k}"


def parse_measure(text: str, *, relevant: int = RELEVANT) -> Measure:
    """Return the measure that a name like ``nDCG@10`` or ``MAP`` stands for.

    Raises:
        InputError: there is no such measure.
    """
    kind, _, cut = text.partition("@")
    if kind not in _KINDS or (cut and not cut.isdigit()) or cut == "0":
        raise InputError(f"unknown measure {text!r}: one of {', '.join(_KINDS)}, with @k")
    return Measure(kind, int(cut) if cut else None, relevant)


HARD = tuple(
    parse_measure(name)
    for name in ("nDCG@5", "nDCG@10", "nDCG@20", "nDCG@30", "P@5", "P@10", "MAP", "R@100")
)


def _discounted(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))


def _ndcg(measure: Measure, order: Sequence[str], grades: Mapping[str, int]) -> float:
    ideal = _discounted(sorted(grades.values(), reverse=True)[: measure.k])
    found = _discounted([max(0, grades.get(document, 0)) for document in order[: measure.k]])
    return found / ideal if ideal else 0.0


def _average_precision(hits: Sequence[bool], total: int) -> float:
    found = 0
    precision = 0.0
    for rank, hit in enumerate(hits, 1):
        if hit:
            found += 1
            precision += found / rank
    return precision / total


def score(measure: Measure, order: Sequence[str], grades: Mapping[str, int]) -> float | None:
    """Return the measure of one query's list, or None where nothing could have been found.

    None (left out of means) is returned by the recall-like measures R, MRR and S only; nDCG and
    MAP count such a query as 0, as trec_eval does.
    """
    if measure.kind == "nDCG":
        return _ndcg(measure, order, grades)
    total = sum(grade >= measure.relevant for grade in grades.values())
    hits = [grades.get(document, 0) >= measure.relevant for document in order[: measure.k]]
    if measure.kind == "P":
        return sum(hits) / (measure.k or max(1, len(order)))
    if measure.kind == "MAP":
        return _average_precision(hits, total) if total else 0.0
    return _of_recall(measure.kind, hits, total) if total else None


def _of_recall(kind: str, hits: Sequence[bool], total: int) -> float:
    if kind == "R":
        return sum(hits) / total
    first = next((rank for rank, hit in enumerate(hits, 1) if hit), None)
    if kind == "S":
        return float(first is not None)
    return 1 / first if first else 0.0
