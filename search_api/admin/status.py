"""The present state of a home: corpus, index, encoder, disk."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from search_api.admin.contract import Application
from search_api.admin.version import program_version

__all__ = ["DatedCount", "Disk", "NamedCount", "Status", "folder_bytes", "status"]


@dataclass(frozen=True, slots=True)
class NamedCount:
    """A court, cause or gap with its number of documents."""

    name: str
    documents: int


@dataclass(frozen=True, slots=True)
class DatedCount:
    """A year with its number of documents; None for unknown dates."""

    year: int | None
    documents: int


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes by part of the home, and what is left on its disk."""

    records: int
    index: int
    models: int
    other: int
    free: int


@dataclass(frozen=True, slots=True)
class Status:
    """Everything ``leian status`` prints. ``indexed`` counts the current generation."""

    version: str
    home: str
    documents: int
    judgments: int
    library_entries: int
    guiding_cases: int
    versions: int
    rejects: int
    generation: str | None
    indexed: int
    segmenter: str
    encoder: str
    dim: int
    built_at: str | None
    years: tuple[DatedCount, ...]
    courts: tuple[NamedCount, ...]
    causes: tuple[NamedCount, ...]
    gaps: tuple[NamedCount, ...]
    disk: Disk


def status(application: Application, *, top: int = 20) -> Status:
    """Return the state of the home; of courts and causes the ``top`` most frequent."""
    counts = application.store.counts(top=top)
    manifest = application.admin.current()
    return Status(
        version=program_version(),
        home=str(application.settings.home),
        documents=counts.documents,
        judgments=counts.judgments,
        library_entries=counts.library_entries,
        guiding_cases=counts.guiding_cases,
        versions=counts.versions,
        rejects=counts.rejects,
        generation=manifest.generation if manifest else None,
        indexed=_indexed(application),
        segmenter=manifest.segmenter if manifest else application.segmenter.id,
        encoder=manifest.encoder if manifest else "none",
        dim=manifest.dim if manifest else 0,
        built_at=manifest.created_at if manifest else None,
        years=tuple(DatedCount(year, number) for year, number in counts.years),
        courts=tuple(NamedCount(name, number) for name, number in counts.courts),
        causes=tuple(NamedCount(name, number) for name, number in counts.causes),
        gaps=tuple(NamedCount(name, number) for name, number in counts.gaps.items()),
        disk=_disk(application.settings.home, application.models),
    )


def _indexed(application: Application) -> int:
    search = application.search
    return 0 if search is None else search.size()


def folder_bytes(path: Path) -> int:
    """Return the size of a file or of everything in a folder; 0 where there is none."""
    if path.is_file():
        return path.stat().st_size
    total = 0
    for one in path.rglob("*"):
        try:
            total += one.stat().st_size if one.is_file() else 0
        except FileNotFoundError:
            continue  # another process is writing: what is gone takes no space
    return total


def _disk(home: Path, models: Path) -> Disk:
    records = sum(folder_bytes(path) for path in home.glob("records.sqlite3*"))
    index, encoders = folder_bytes(home / "index"), folder_bytes(models)
    return Disk(
        records=records,
        index=index,
        models=encoders,
        other=max(0, folder_bytes(home) - records - index - encoders),
        free=shutil.disk_usage(home).free if home.exists() else 0,
    )
