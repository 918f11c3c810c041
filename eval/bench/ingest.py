"""Times one ingest run with the memory and the disk that it takes."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from eval.bench.memory import PeakMemory, folder_bytes

__all__ = ["IngestBench", "IngestOutcome", "bench_ingest"]


@dataclass(frozen=True, slots=True)
class IngestOutcome:
    """What an ingest says of itself: documents taken in, and seconds by step where it knows."""

    documents: int
    steps: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IngestBench:
    """One ingest, measured from outside."""

    documents: int
    seconds: float
    peak_bytes: int
    disk_bytes: int
    steps: dict[str, float] = field(default_factory=dict)

    @property
    def per_second(self) -> float:
        """Documents a second."""
        return self.documents / self.seconds if self.seconds else 0.0


def bench_ingest(ingest: Callable[[], IngestOutcome], home: Path) -> IngestBench:
    """Return time, peak memory (children included) and disk of one ingest into ``home``.

    ``disk_bytes`` is how much the home has grown.
    """
    before = folder_bytes(home)
    with PeakMemory() as memory:
        start = time.perf_counter()
        outcome = ingest()
        seconds = time.perf_counter() - start
    return IngestBench(
        documents=outcome.documents,
        seconds=seconds,
        peak_bytes=memory.peak_bytes,
        disk_bytes=folder_bytes(home) - before,
        steps=dict(outcome.steps),
    )
