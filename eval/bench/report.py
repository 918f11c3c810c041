"""Benches as JSON for machines and as tables for people, with what grows faster than the corpus."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from eval.bench.ingest import IngestBench
from eval.bench.load import LoadReport
from eval.bench.scale import ScalePoint

__all__ = ["growth", "table", "to_json"]

Bench = IngestBench | LoadReport | ScalePoint
_MEGA = 1_000_000


def to_json(benches: Sequence[Bench]) -> str:
    """Return the measured values, one object a bench; nan (no answer at all) becomes null."""
    return json.dumps([_plain(asdict(bench)) for bench in benches], ensure_ascii=False, indent=1)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return None if isinstance(value, float) and math.isnan(value) else value


def _cells(bench: Bench) -> dict[str, str]:
    if isinstance(bench, ScalePoint):
        return {**_cells(bench.ingest), **_cells(bench.search)}
    if isinstance(bench, IngestBench):
        return {
            "documents": f"{bench.documents:,}",
            "seconds": f"{bench.seconds:.1f}",
            "documents/s": f"{bench.per_second:.0f}",
            "peak MB": f"{bench.peak_bytes / _MEGA:.0f}",
            "disk MB": f"{bench.disk_bytes / _MEGA:.0f}",
        }
    return {
        "requests": f"{bench.requests:,}",
        "clients": str(bench.clients),
        "rate/s": f"{bench.rate:g}",
        "p50 ms": f"{bench.p50:.1f}",
        "p95 ms": f"{bench.p95:.1f}",
        "p99 ms": f"{bench.p99:.1f}",
        "worst ms": f"{bench.worst:.1f}",
        "errors": str(sum(bench.errors.values())),
    }


def table(benches: Iterable[Bench]) -> str:
    """Return a Markdown table, one line a bench; all benches must be of one kind."""
    rows = [_cells(bench) for bench in benches]
    if not rows:
        return ""
    heads = list(rows[0])
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(row[head] for head in heads) + " |" for row in rows]
    return "\n".join(lines)


def growth(points: Sequence[ScalePoint]) -> dict[str, float]:
    """Return the exponent of growth of each measure between the smallest and the largest size.

    1 means in step with the corpus, below 1 slower. Steps of the ingest that the smaller run did in
    under a tenth of a second say nothing yet and are left out.

    Raises:
        ValueError: there are fewer than two sizes.
    """
    ordered = sorted(points, key=lambda point: point.documents)
    if len(ordered) < 2 or ordered[0].documents == ordered[-1].documents:  # noqa: PLR2004
        raise ValueError("growth needs two sizes of corpus")
    small, large = ordered[0], ordered[-1]
    pairs = {
        "ingest": (small.ingest.seconds, large.ingest.seconds),
        "disk": (small.ingest.disk_bytes, large.ingest.disk_bytes),
        "memory": (small.ingest.peak_bytes, large.ingest.peak_bytes),
        "search p50": (small.search.service_p50, large.search.service_p50),
        "search p95": (small.search.service_p95, large.search.service_p95),
    }
    pairs |= {
        f"step {name}": (seconds, large.ingest.steps[name])
        for name, seconds in small.ingest.steps.items()
        if seconds >= 0.1 and name in large.ingest.steps  # noqa: PLR2004
    }
    scale = math.log(large.documents / small.documents)
    return {
        name: math.log(after / before) / scale
        for name, (before, after) in pairs.items()
        if before > 0 and after > 0
    }
