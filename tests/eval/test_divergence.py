"""Scores of stances: folds by cluster, macro-F1 over the three classes."""

from collections.abc import Sequence

import pytest

from corpus.errors import InputError
from eval.divergence import cross_validate, format_report, score

LABELS = ["support", "deny", "not_reached", "support", "deny", "not_reached"]


def test_copies_never_teach_each_other() -> None:
    clusters = [0, 1, 2, 0, 1, 2]
    seen: list[tuple[set[int], set[int]]] = []

    def predict(rest: Sequence[int], held: Sequence[int]) -> list[str]:
        seen.append(({clusters[i] for i in rest}, {clusters[i] for i in held}))
        return [LABELS[i] for i in held]

    assert cross_validate(LABELS, clusters, predict, folds=3) == LABELS
    assert all(not rest & held for rest, held in seen)


def test_too_few_clusters_are_refused() -> None:
    with pytest.raises(InputError, match="too few for 4 folds"):
        cross_validate(LABELS, [0] * 6, lambda _rest, held: [""] * len(held), folds=4)


def test_scores() -> None:
    answers = [*LABELS[:5], "deny"]
    report = score([str(n) for n in range(6)], LABELS, answers, list(range(6)))
    assert report.accuracy.mean == pytest.approx(5 / 6)
    assert report.macro_f1.mean == pytest.approx((1 + 0.8 + 2 / 3) / 3)
    assert report.wrong == (("5", "not_reached", "deny"),)
    assert "not_reached → deny：1" in format_report(report)
