"""What an ingest says while it runs and when it is done."""

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from corpus.sources import Skipped
from indexer.types import PutReport, Reject

__all__ = ["IngestReport", "Progress", "ProgressCallback", "Tally"]

_LISTED: Final = 1000  # skipped and rejected ones that a report names; the store keeps all rejects
_REASON_ENDS: Final = re.compile(r"[（：。；，]")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is. ``total`` is 0 where nobody can know."""

    stage: str
    documents: int
    done: int  # in ``unit``
    total: int
    unit: str  # "bytes" or "documents"
    seconds: float

    @property
    def rate(self) -> float:
        """Return documents a second."""
        return self.documents / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Return the time left by the rate so far, None while nothing can be said."""
        if not 0 < self.done <= self.total:
            return None
        return self.seconds * (self.total - self.done) / self.done


ProgressCallback = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The end of a run: read = indexed + unchanged + replaced + skipped + rejected."""

    run: int
    indexed: int = 0
    unchanged: int = 0
    replaced: int = 0
    skipped: int = 0
    rejected: int = 0
    skips: tuple[Skipped, ...] = ()
    rejects: tuple[Reject, ...] = ()
    reasons: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    bytes_read: int = 0
    interrupted: bool = False

    @property
    def read(self) -> int:
        """Return how many documents and other files were looked at."""
        return self.indexed + self.unchanged + self.replaced + self.skipped + self.rejected

    @property
    def written(self) -> int:
        """Return how many versions the run added."""
        return self.indexed + self.replaced

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        return {
            "run": self.run,
            "read": self.read,
            "indexed": self.indexed,
            "unchanged": self.unchanged,
            "replaced": self.replaced,
            "skipped": self.skipped,
            "rejected": self.rejected,
            "reasons": dict(self.reasons),
            "skips": [{"path": s.path, "row": s.row, "detail": s.detail} for s in self.skips],
            "rejects": [
                {"path": r.path, "row": r.row, "error": r.error, "detail": r.detail}
                for r in self.rejects
            ],
            "seconds": round(self.seconds, 2),
            "bytes_read": self.bytes_read,
            "interrupted": self.interrupted,
        }


@dataclass(slots=True)
class Tally:
    """Counts while a run goes on."""

    run: int
    started: float = field(default_factory=time.monotonic)
    indexed: int = 0
    unchanged: int = 0
    replaced: int = 0
    skipped: int = 0
    rejected: int = 0
    skips: list[Skipped] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def seconds(self) -> float:
        """Return the time since the start."""
        return time.monotonic() - self.started

    @property
    def documents(self) -> int:
        """Return how many documents and other files are done."""
        return self.indexed + self.unchanged + self.replaced + self.skipped + self.rejected

    def put(self, report: PutReport) -> None:
        """Count what a ``put`` did."""
        self.indexed += report.indexed
        self.replaced += report.replaced
        self.unchanged += report.unchanged

    def skip(self, skipped: Skipped) -> None:
        """Count a file that is no document."""
        self.skipped += 1
        self._note("跳过", skipped.detail)
        if len(self.skips) < _LISTED:
            self.skips.append(skipped)

    def reject(self, reject: Reject) -> None:
        """Count a document that could not be taken in."""
        self.rejected += 1
        self._note("拒收", reject.detail)
        if len(self.rejects) < _LISTED:
            self.rejects.append(reject)

    def _note(self, what: str, detail: str) -> None:
        self.reasons[f"{what}：{_REASON_ENDS.split(detail, maxsplit=1)[0]}"] += 1

    def report(self, *, bytes_read: int, interrupted: bool) -> IngestReport:
        """Return the report of the run so far."""
        return IngestReport(
            run=self.run,
            indexed=self.indexed,
            unchanged=self.unchanged,
            replaced=self.replaced,
            skipped=self.skipped,
            rejected=self.rejected,
            skips=tuple(self.skips),
            rejects=tuple(self.rejects),
            reasons=dict(self.reasons.most_common()),
            seconds=self.seconds,
            bytes_read=bytes_read,
            interrupted=interrupted,
        )
