"""Scores of one extracted field, with the misses to look at."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["FieldScore", "Miss", "format_scores"]


@dataclass(frozen=True, slots=True)
class Miss:
    """One value that the parser and the label give differently."""

    source: str
    row_id: str
    expected: str
    found: str


@dataclass(slots=True)
class FieldScore:
    """Counts for one field: single values give accuracy, sets of values give F1."""

    field: str
    measure: str = "accuracy"
    right: int = 0
    missed: int = 0
    spurious: int = 0
    rows: int = 0
    misses: list[Miss] = dataclasses.field(default_factory=list)

    def add(self, miss: Miss, *, right: bool) -> None:
        """Count one single value."""
        self.rows += 1
        if right:
            self.right += 1
        else:
            self.missed += 1
            self.misses.append(miss)

    def add_sets(
        self, expected: Iterable[str], found: Iterable[str], source: str, row_id: str
    ) -> None:
        """Count two sets of values."""
        wanted, got = set(expected), set(found)
        self.rows += 1
        self.right += len(wanted & got)
        self.missed += len(wanted - got)
        self.spurious += len(got - wanted)
        if wanted != got:
            self.misses.append(
                Miss(source, row_id, "、".join(sorted(wanted)), "、".join(sorted(got)))
            )

    @property
    def score(self) -> float:
        """Accuracy, or micro-averaged F1; 1.0 where nothing was to be found."""
        if self.measure == "accuracy":
            return self.right / self.rows if self.rows else 1.0
        total = 2 * self.right + self.missed + self.spurious
        return 2 * self.right / total if total else 1.0


def format_scores(scores: Sequence[FieldScore], *, misses: int = 0) -> str:
    """Return a table of the scores, and up to ``misses`` differences for each field."""
    lines = [
        f"{'field':24s} {'measure':9s} {'rows':>6s} {'score':>8s} {'missed':>7s} {'extra':>6s}"
    ]
    lines += [
        f"{s.field:24s} {s.measure:9s} {s.rows:6d} {s.score:8.4f} {s.missed:7d} {s.spurious:6d}"
        for s in scores
    ]
    for score in scores:
        for miss in score.misses[:misses]:
            lines.append(
                f"  {score.field} {miss.source}/{miss.row_id}: "
                f"label {miss.expected!r}, parser {miss.found!r}"
            )
    return "\n".join(lines)
