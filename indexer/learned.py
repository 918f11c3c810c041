"""A linear ranker that learns from confirmed findings: few named features, weights to be read.

The score is a mean of the default order's log-odds and of what was learned, both standardised over
the candidates: with eighty labelled queries that is steadier than what was learned alone (Joachims
2002 for the pairs; linear models beat trees here). Whether it may replace the default is decided by
``eval.learned`` on queries that it has not seen.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus.errors import InputError
from indexer.ranking import MEANING, WORDS, Ranked, rank_candidates
from indexer.types import Hit

__all__ = [
    "FEATURES",
    "Labelled",
    "LearnedRanker",
    "Lists",
    "Order",
    "fit",
    "load_ranker",
    "save_ranker",
]

Floats = NDArray[np.float64]
Lists = Mapping[str, Sequence[Hit]]
Order = Callable[[Lists], list[Ranked]]

FEATURES = ("sum", "belonging", "meaning", *WORDS, *MEANING)
"""The default's log-odds, its two parts, and each list's own score, all standardised."""

_STRENGTH = 0.1  # inverse of the penalty on weights; pairs of a query share a weight of one
_SHARE = 0.25  # of what was learned in the score, the default has the rest
# Of a pair with a candidate that nobody judged. Words part the judged from the rest almost without
# fail already; what labels can teach is the grade among the judged.
_UNJUDGED = 0.05


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled query: its candidates by list, and grades; a candidate without one has 0."""

    lists: Lists
    grades: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LearnedRanker:
    """Feature → weight; a list that is absent counts nothing."""

    weights: Mapping[str, float]
    queries: int  # learned from

    def rank(self, lists: Lists) -> list[Ranked]:
        """Return every candidate of any list, best first, ties by id; parts are the default's."""
        ranked, features = _features(lists)
        if not ranked:
            return []
        learned = _standardised(features @ np.array([self.weights[name] for name in FEATURES]))
        default = features[:, FEATURES.index("sum")]
        total = (1 - _SHARE) * default + _SHARE * learned
        scores = 1 / (1 + np.exp(-total))
        order = sorted(range(len(ranked)), key=lambda row: (-total[row], ranked[row].id))
        return [replace(ranked[row], score=float(scores[row])) for row in order]


def fit(examples: Sequence[Labelled]) -> LearnedRanker:
    """Return the ranker that puts the better of two candidates of a query first.

    Raises:
        InputError: no query has two candidates of different grades.
    """
    from sklearn.linear_model import LogisticRegression  # takes a second to load

    rows, weights = [], []
    for example in examples:
        differences, importance = _pairs(example)
        if len(differences):
            rows.append(differences)
            weights.append(importance)
    if not rows:
        raise InputError("标注中没有一个查询有两件等级不同的候选，无从学习")
    differences, importance = np.vstack(rows), np.concatenate(weights)
    # Every other pair the other way round: the loss is the same, and both classes are there.
    signs = np.where(np.arange(len(differences)) % 2 == 0, 1, -1)
    model = LogisticRegression(C=_STRENGTH, fit_intercept=False, max_iter=1000)
    model.fit(differences * signs[:, None], signs, sample_weight=importance)
    learned = dict(zip(FEATURES, map(float, model.coef_[0]), strict=True))
    return LearnedRanker(learned, len(rows))


def _pairs(example: Labelled) -> tuple[Floats, Floats]:
    """Return feature differences (better minus worse) and their weights, which sum to one."""
    ranked, features = _features(example.lists)
    grades = np.array([example.grades.get(one.id, 0) for one in ranked], dtype=np.int64)
    better, worse = np.nonzero(grades[:, None] > grades[None, :])
    if not len(better):
        return np.zeros((0, len(FEATURES))), np.zeros(0)
    judged = np.array([one.id in example.grades for one in ranked])
    gain = (grades[better] - grades[worse]) * np.where(judged[worse], 1.0, _UNJUDGED)
    return features[better] - features[worse], gain / gain.sum()


def _features(lists: Lists) -> tuple[list[Ranked], Floats]:
    """Return the candidates and their features (n, len(FEATURES))."""
    ranked = rank_candidates(lists)
    columns = {
        "sum": [sum(part.share for part in one.parts) for one in ranked],
        "belonging": [sum(p.share for p in one.parts if p.name in WORDS) for one in ranked],
        "meaning": [sum(p.share for p in one.parts if p.name in MEANING) for one in ranked],
    }
    for name in (*WORDS, *MEANING):
        columns[name] = [
            next((part.raw for part in one.parts if part.name == name), 0.0) for one in ranked
        ]
    table = [_standardised(np.array(columns[name], dtype=np.float64)) for name in FEATURES]
    return ranked, np.column_stack(table)


def _standardised(values: Floats) -> Floats:
    spread = values.std() if len(values) else 0.0
    return (values - values.mean()) / spread if spread > 0 else np.zeros_like(values)


def save_ranker(path: Path, ranker: LearnedRanker) -> None:
    """Write the weights as JSON that people can read."""
    value = {"queries": ranker.queries, "weights": dict(ranker.weights)}
    path.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")


def load_ranker(path: Path) -> LearnedRanker:
    """Return the ranker of a file that ``save_ranker`` wrote.

    Raises:
        InputError: it is damaged, or has other features than this program.
    """
    try:
        ranker = msgspec.json.decode(path.read_bytes(), type=LearnedRanker)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError) as error:
        raise InputError(
            f"{path} 不是排序权重文件（{error}）。请用 leian rank --learn 重新学习"
        ) from error
    if set(ranker.weights) != set(FEATURES):
        raise InputError(f"{path} 的特征与本程序不同。请用 leian rank --learn 重新学习")
    return ranker
