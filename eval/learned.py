"""Does a learned ranker serve queries it has not seen? Repeated k-fold by query, or refused."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.errors import InputError
from corpus.segment import Segmenter
from eval.datasets import RankCase, RankQuery
from eval.measures import Measure, parse_measure, score
from eval.rank import SIGNALS, score_corpus
from eval.runs import Pools, Qrels, Run
from indexer.learned import Labelled, LearnedRanker, Lists, Order, fit
from indexer.ranking import rank_candidates

__all__ = [
    "Learned",
    "LearningSet",
    "MeasureGap",
    "cross_validate",
    "format_learned",
    "labelled",
    "learn",
    "rank_learned",
]

MEASURES = tuple(map(parse_measure, ("nDCG@10", "nDCG@30", "MAP", "P@5")))
_DECISIVE = MEASURES[:3]  # P@5 moves by a fifth at a time
_FOLDS = 5
_REPEATS = 5
_FEWEST = 20  # labelled queries; from fewer, what is learned is luck
_TOLERANCE = 1e-9
_LEARNING = "learning\t"  # before an id: no id that a TREC file can hold begins so


@dataclass(frozen=True, slots=True)
class MeasureGap:
    """One measure on held-back queries: the default, the learned ranker, and the gap's error."""

    measure: str
    default: float
    learned: float
    error: float  # standard error of the gap over queries


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned; ``ranker`` is None where it is refused, ``reason`` says why."""

    ranker: LearnedRanker | None
    reason: str
    gaps: tuple[MeasureGap, ...]


@dataclass(frozen=True, slots=True)
class LearningSet:
    """Queries with their pools and grades, to learn from; their ids are a world of their own."""

    queries: Sequence[RankQuery]
    pools: Pools
    qrels: Qrels


def labelled(lists: Mapping[str, Lists], qrels: Qrels) -> dict[str, Labelled]:
    """Return the queries that have labels, with them."""
    return {query: Labelled(one, qrels[query]) for query, one in lists.items() if query in qrels}


def rank_learned(
    cases: Sequence[RankCase],
    queries: Sequence[RankQuery],
    *,
    learning: LearningSet,
    segmenter: Segmenter,
    pools: Pools | None = None,
    top: int = 100,
    progress: Callable[[str], None] | None = None,
) -> tuple[Run, Learned]:
    """Return the run of the queries by what the learning set taught, the default where refused.

    Raises:
        InputError: a pool names a document that the corpus lacks.
    """
    taught = {f"{_LEARNING}{one.id}": one.text for one in learning.queries}
    asked = [query for query in queries if pools is None or query.id in pools]
    scored = score_corpus(
        cases,
        [*asked, *(RankQuery(name, text) for name, text in taught.items())],
        segmenter=segmenter,
        progress=progress,
    )
    lists = scored.only(taught).lists({f"{_LEARNING}{q}": p for q, p in learning.pools.items()})
    qrels = {f"{_LEARNING}{query}": grades for query, grades in learning.qrels.items()}
    found = learn(labelled(lists, qrels))
    order = found.ranker.rank if found.ranker else rank_candidates
    mine = scored.only(query.id for query in asked)
    return mine.rank(SIGNALS, pools=pools, top=top, order=order), found


def learn(examples: Mapping[str, Labelled], *, repeats: int = _REPEATS) -> Learned:
    """Return the ranker fitted on all examples, unless held-back ones show it worse.

    It is refused where the mean of nDCG@10, nDCG@30 and MAP over repeated folds is below the
    default's, or where there are too few queries to tell.
    """
    if len(examples) < _FEWEST:
        reason = f"只有 {len(examples)} 个有标注的查询，至少需要 {_FEWEST} 个"
        return Learned(None, reason, ())
    gaps = cross_validate(examples, repeats=repeats)
    decisive = {str(measure) for measure in _DECISIVE}
    gain = sum(gap.learned - gap.default for gap in gaps if gap.measure in decisive)
    if gain < -_TOLERANCE:
        return Learned(None, "在未参与学习的查询上不如默认排序", gaps)
    return Learned(fit(list(examples.values())), "在未参与学习的查询上不低于默认排序", gaps)


def cross_validate(
    examples: Mapping[str, Labelled], *, repeats: int = _REPEATS, folds: int = _FOLDS
) -> tuple[MeasureGap, ...]:
    """Return each measure over held-back queries, averaged over repeated splits by query.

    Raises:
        InputError: there are fewer queries than folds.
    """
    if len(examples) < folds:
        raise InputError(f"{folds} 折交叉验证至少需要 {folds} 个有标注的查询")
    names = sorted(examples)
    default = _scores(names, examples, rank_candidates)
    learned = np.zeros_like(default)
    for kept, held in _splits(len(names), folds=folds, repeats=repeats):
        ranker = fit([examples[names[row]] for row in kept])
        learned[held] += _scores([names[row] for row in held], examples, ranker.rank) / repeats
    gap = learned - default
    errors = gap.std(0, ddof=1) / np.sqrt(len(names))
    return tuple(
        MeasureGap(str(measure), *map(float, row))
        for measure, row in zip(
            MEASURES, np.column_stack([default.mean(0), learned.mean(0), errors]), strict=True
        )
    )


def _splits(count: int, *, folds: int, repeats: int) -> Iterator[tuple[list[int], list[int]]]:
    for repeat in range(repeats):
        order = np.random.default_rng(repeat).permutation(count)
        for fold in range(folds):
            held = order[fold::folds].tolist()
            yield [int(row) for row in order if row not in set(held)], held


def _scores(
    names: Sequence[str], examples: Mapping[str, Labelled], order: Order
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return (queries, measures)."""
    rows = []
    for name in names:
        ranked = [one.id for one in order(examples[name].lists)]
        rows.append([_score(one, ranked, examples[name].grades) for one in MEASURES])
    return np.array(rows, dtype=np.float64)


def _score(measure: Measure, ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    return score(measure, ranked, grades) or 0.0


def format_learned(found: Learned) -> str:
    """Return the result as a table for people."""
    lines = [f"{'采用' if found.ranker else '不采用'}：{found.reason}"]
    lines += [
        f"{gap.measure:8} default {gap.default:.4f}  learned, held back {gap.learned:.4f}"
        f"  gap {gap.learned - gap.default:+.4f} ± {gap.error:.4f}"
        for gap in found.gaps
    ]
    if found.ranker:
        lines += [f"  {name:13} {weight:+.3f}" for name, weight in found.ranker.weights.items()]
    return "\n".join(lines)
