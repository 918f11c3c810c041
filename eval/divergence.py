"""Divergence against labels: stances on one question, cross-validated by cluster of copies.

What predicts is passed in, so that this module knows no model: a function that is given the rows
to learn from and the rows to answer, and returns a stance for each of the latter.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.errors import InputError
from eval.significance import Interval, bootstrap

__all__ = ["CLASSES", "DivergenceReport", "Predict", "cross_validate", "format_report", "score"]

CLASSES = ("support", "deny", "not_reached")
_RESAMPLES, _SEED = 2_000, 20_260_101

Predict = Callable[[Sequence[int], Sequence[int]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class DivergenceReport:
    """Scores of stances; intervals are 95 % bootstrap intervals over clusters of copies."""

    judgments: int
    clusters: int
    accuracy: Interval
    macro_f1: Interval
    by_class: Mapping[str, tuple[float, float, int]]  # precision, recall, labelled
    confusion: Mapping[str, int]  # "deny → support": how many
    wrong: tuple[tuple[str, str, str], ...]  # id, label, answer


def cross_validate(
    labels: Sequence[str], clusters: Sequence[int], predict: Predict, *, folds: int, seed: int = 0
) -> list[str]:
    """Return an answer for each row, from the rows of the other folds; copies share a fold.

    Raises:
        InputError: fewer clusters than folds.
    """
    distinct = sorted(set(clusters))
    if len(distinct) < folds:
        raise InputError(
            f"{len(distinct)} clusters of labelled judgments: too few for {folds} folds"
        )
    # Folds have like shares of each stance: clusters are dealt out stance by stance.
    order = np.random.default_rng(seed).permutation(len(distinct))
    first = {c: labels[clusters.index(c)] for c in distinct}
    dealt = sorted((first[distinct[i]], position, distinct[i]) for position, i in enumerate(order))
    fold_of = {cluster: number % folds for number, (_, _, cluster) in enumerate(dealt)}
    answers = [""] * len(labels)
    for fold in range(folds):
        held = [row for row, cluster in enumerate(clusters) if fold_of[cluster] == fold]
        rest = [row for row, cluster in enumerate(clusters) if fold_of[cluster] != fold]
        for row, answer in zip(held, predict(rest, held), strict=True):
            answers[row] = answer
    return answers


def score(
    ids: Sequence[str], labels: Sequence[str], answers: Sequence[str], clusters: Sequence[int]
) -> DivergenceReport:
    """Return accuracy and macro-F1 over support, deny and not_reached.

    A ``mixed`` judgment counts in the accuracy, right only when answered as mixed.
    """
    hits = [float(a == b) for a, b in zip(labels, answers, strict=True)]
    confusion = Counter(f"{a} → {b}" for a, b in zip(labels, answers, strict=True) if a != b)
    return DivergenceReport(
        judgments=len(labels),
        clusters=len(set(clusters)),
        accuracy=_over_clusters(lambda rows: float(np.mean([hits[r] for r in rows])), clusters),
        macro_f1=_over_clusters(
            lambda rows: _macro_f1([labels[r] for r in rows], [answers[r] for r in rows]), clusters
        ),
        by_class={c: _precision_recall(labels, answers, c) for c in CLASSES},
        confusion=dict(confusion.most_common()),
        wrong=tuple((i, a, b) for i, a, b in zip(ids, labels, answers, strict=True) if a != b),
    )


def format_report(report: DivergenceReport) -> str:
    """Return the scores as text for people."""
    lines = [
        f"{report.judgments} 件，{report.clusters} 组（近似文书合为一组）",
        f"准确率   {_interval(report.accuracy)}",
        f"宏平均F1 {_interval(report.macro_f1)}",
    ]
    for name, (precision, recall, number) in report.by_class.items():
        lines.append(f"  {name:<12} P {precision:.3f}  R {recall:.3f}  n={number}")
    lines += [f"  {pair}：{count}" for pair, count in report.confusion.items()]
    return "\n".join(lines)


def _interval(value: Interval) -> str:
    return f"{value.mean:.3f}  95% [{value.low:.3f}, {value.high:.3f}]"


def _over_clusters(measure: Callable[[Sequence[int]], float], clusters: Sequence[int]) -> Interval:
    rows_of: dict[int, list[int]] = {}
    for row, cluster in enumerate(clusters):
        rows_of.setdefault(cluster, []).append(row)
    groups = list(rows_of.values())
    if not groups:
        return bootstrap([])
    random = np.random.default_rng(_SEED)
    drawn = [
        measure([row for g in random.integers(len(groups), size=len(groups)) for row in groups[g]])
        for _ in range(_RESAMPLES)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Interval(measure(range(len(clusters))), float(low), float(high))


def _macro_f1(labels: Sequence[str], answers: Sequence[str]) -> float:
    present = [c for c in CLASSES if c in labels or c in answers]
    return float(np.mean([_f1(labels, answers, c) for c in present])) if present else 0.0


def _f1(labels: Sequence[str], answers: Sequence[str], name: str) -> float:
    precision, recall, _ = _precision_recall(labels, answers, name)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _precision_recall(
    labels: Sequence[str], answers: Sequence[str], name: str
) -> tuple[float, float, int]:
    right = sum(a == b == name for a, b in zip(labels, answers, strict=True))
    said, there = list(answers).count(name), list(labels).count(name)
    return right / said if said else 0.0, right / there if there else 0.0, there
