"""Scores of a run under the hard protocol, beside a random order and, if given, a baseline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.errors import InputError
from eval.measures import HARD, Measure, parse_measure, score
from eval.runs import Qrels, Run, ranked
from eval.significance import Comparison, Interval, bootstrap, compare

__all__ = ["MeasureRow", "QueryRow", "RankingReport", "evaluate", "format_report"]

_SHUFFLES = 20
_WORST = 10
_BY = parse_measure("nDCG@10")


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure: the run's mean with interval, a random order's mean, the baseline's and test."""

    measure: str
    run: Interval
    random: float
    baseline: float | None = None
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True)
class QueryRow:
    """One query of the per-query table; ``top`` holds the grades of the first ten, 0 if none."""

    query: str
    ndcg: float
    relevant: int
    top: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RankingReport:
    """What ``leian eval ranking`` prints; ``worst`` is by nDCG@10."""

    queries: int
    missing: tuple[str, ...]
    measures: tuple[MeasureRow, ...]
    per_query: tuple[QueryRow, ...]

    @property
    def worst(self) -> tuple[QueryRow, ...]:
        """Return the ten queries to look at first."""
        return tuple(sorted(self.per_query, key=lambda row: (row.ndcg, row.query))[:_WORST])


def evaluate(
    run: Run, qrels: Qrels, *, baseline: Run | None = None, measures: Sequence[Measure] = HARD
) -> RankingReport:
    """Return the report of a run over the queries of the qrels.

    A query that the run does not hold counts as an empty list. The random order is that of the
    run's own documents, which under the pool protocol is the pool.

    Raises:
        InputError: run and qrels have no query in common.
    """
    queries = sorted(qrels)
    if not any(query in run for query in queries):
        raise InputError(
            "the run and the qrels have no query in common: are these the right files?"
        )
    orders = {query: ranked(run.get(query, {})) for query in queries}
    theirs = {query: ranked((baseline or {}).get(query, {})) for query in queries}
    shuffled = _shuffled(orders)
    rows = []
    for measure in measures:
        ours = _values(measure, orders, qrels)
        chance = float(
            np.mean([v for order in shuffled for v in _values(measure, order, qrels).values()] or 0)
        )
        other = _values(measure, theirs, qrels) if baseline is not None else None
        rows.append(
            MeasureRow(
                str(measure),
                bootstrap(list(ours.values())),
                chance,
                None if other is None else float(np.mean(list(other.values()) or 0)),
                None if other is None else compare(list(ours.values()), list(other.values())),
            )
        )
    return RankingReport(
        queries=len(queries),
        missing=tuple(query for query in queries if query not in run),
        measures=tuple(rows),
        per_query=tuple(_query_row(query, orders[query], qrels[query]) for query in queries),
    )


def format_report(report: RankingReport) -> str:
    """Return the report as a table for people."""
    lines = [f"{report.queries} queries, hard protocol; [95 % bootstrap interval over queries]"]
    if report.missing:
        lines.append(f"not in the run, counted as empty: {' '.join(report.missing)}")
    for row in report.measures:
        line = (
            f"{row.measure:8} {row.run.mean:.3f} [{row.run.low:.3f}, {row.run.high:.3f}]"
            f"  random {row.random:.3f}"
        )
        if row.comparison is not None and row.baseline is not None:
            gap = row.comparison.difference
            line += (
                f"  baseline {row.baseline:.3f}  difference {gap.mean:+.3f}"
                f" [{gap.low:+.3f}, {gap.high:+.3f}]  p {row.comparison.p:.4f}"
            )
        lines.append(line)
    lines += [
        "",
        f"worst {_WORST} by nDCG@10: query, nDCG@10, best documents, grades of the top 10",
    ]
    for query in report.worst:
        grades = " ".join(map(str, query.top))
        lines.append(f"{query.query:>8} {query.ndcg:.3f} {query.relevant:4} | {grades}")
    return "\n".join(lines)


def _values(
    measure: Measure, orders: Mapping[str, Sequence[str]], qrels: Qrels
) -> dict[str, float]:
    found = {query: score(measure, order, qrels[query]) for query, order in orders.items()}
    return {query: value for query, value in found.items() if value is not None}


def _shuffled(orders: Mapping[str, list[str]]) -> list[dict[str, list[str]]]:
    random = np.random.default_rng(0)
    return [
        {
            query: [order[i] for i in random.permutation(len(order))]
            for query, order in orders.items()
        }
        for _ in range(_SHUFFLES)
    ]


def _query_row(query: str, order: Sequence[str], grades: Mapping[str, int]) -> QueryRow:
    value = score(_BY, order, grades)
    return QueryRow(
        query,
        value or 0.0,
        sum(grade >= _BY.relevant for grade in grades.values()),
        tuple(grades.get(document, 0) for document in order[:10]),
    )
