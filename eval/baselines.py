"""The ranking figures that the docs state, with the signals they come from, kept true by a test."""

import importlib.resources
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

from corpus.segment import Segmenter
from eval.datasets import load_cases, load_queries
from eval.measures import parse_measure, score
from eval.rank import Scored, score_corpus
from eval.runs import Pools, Qrels, load_pools, load_qrels, ranked

__all__ = ["Baseline", "BaselineResult", "check_baselines", "format_results", "load_baselines"]

_DEPTH = 500


@dataclass(frozen=True, slots=True)
class Baseline:
    """One ablation: its signals and the expected means, over pools and over the whole corpus."""

    name: str
    signals: tuple[str, ...]
    pool: Mapping[str, float]
    whole: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class BaselineResult:
    """One expected figure beside the measured one."""

    baseline: str
    measure: str
    expected: float
    measured: float
    tolerance: float

    @property
    def holds(self) -> bool:
        """Return whether the figure is still true."""
        return abs(self.measured - self.expected) <= self.tolerance


def load_baselines() -> tuple[float, list[Baseline]]:
    """Return the tolerance and the ablations of ``baselines.yaml``."""
    text = importlib.resources.files("eval").joinpath("baselines.yaml").read_text("utf-8")
    content = yaml.safe_load(text)
    found = [
        Baseline(name, tuple(one["signals"].split(",")), one["pool"], one.get("whole", {}))
        for name, one in content["ablations"].items()
    ]
    return float(content["tolerance"]), found


def check_baselines(
    folder: Path, *, segmenter: Segmenter, progress: Callable[[str], None] | None = None
) -> list[BaselineResult]:
    """Return every figure of ``baselines.yaml`` measured anew; minutes, not seconds.

    Args:
        folder: LeCaRD as ``DATA.md`` describes it: corpus, queries, pools and qrels.
        segmenter: cuts everything.
        progress: is told each stage.
    """
    tolerance, baselines = load_baselines()
    pools, qrels = load_pools(folder / "pools.tsv"), load_qrels(folder / "qrels.trec")
    scored = score_corpus(
        load_cases(folder / "corpus.jsonl.xz"),
        load_queries(folder / "queries.jsonl"),
        segmenter=segmenter,
        progress=progress,
    )
    results: list[BaselineResult] = []
    for one in baselines:
        for expected, limit in ((one.pool, pools), (one.whole, None)):
            measured = _means(scored, one.signals, limit, list(expected), qrels)
            results += [
                BaselineResult(
                    one.name + ("" if limit else " (whole corpus)"), name, value, got, tolerance
                )
                for (name, value), got in zip(expected.items(), measured, strict=True)
            ]
    return results


def format_results(results: Sequence[BaselineResult]) -> str:
    """Return the figures as lines for people."""
    return "\n".join(
        f"{'ok ' if one.holds else 'OFF'} {one.baseline:32} {one.measure:8}"
        f" {one.measured:.3f}  expected {one.expected:.3f}"
        for one in results
    )


def _means(
    scored: Scored,
    signals: Sequence[str],
    pools: Pools | None,
    names: Sequence[str],
    qrels: Qrels,
) -> list[float]:
    if not names:
        return []
    run = scored.rank(signals, pools=pools, top=_DEPTH)
    orders = {query: ranked(scores) for query, scores in run.items()}
    means = []
    for name in names:
        measure = parse_measure(name)
        values = [score(measure, orders.get(query, []), qrels[query]) for query in sorted(qrels)]
        means.append(float(np.mean([value for value in values if value is not None])))
    return means
