"""What the record store says beside the port's own types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

__all__ = ["Counts", "Run", "Version"]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of ingest. A run without ``finished_at`` is resumed by its label."""

    id: int
    label: str
    started_at: str  # ISO 8601, UTC
    finished_at: str | None = None
    report: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Version:
    """One stored version of a document, without its text."""

    text_hash: str
    id: str
    run: int
    path: str
    row: int
    is_current: bool
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Counts:
    """Size of the corpus. Lists are (value, count), most frequent first, ties by value."""

    documents: int
    judgments: int
    library_entries: int
    guiding_cases: int
    versions: int
    rejects: int
    years: tuple[tuple[int | None, int], ...]  # by year, unknown last
    courts: tuple[tuple[str, int], ...]
    causes: tuple[tuple[str, int], ...]
    gaps: Mapping[str, int]  # field → documents in which it is unknown
