"""The main job: files → records → a searchable index, interruptible and repeatable."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.models import Judgment
from corpus.parse import parse_judgment
from corpus.sources import SourceOptions
from indexer.manifest import check_segmenter, read_json, write_json
from indexer.pipeline import IngestReport, ProgressCallback, ingest
from indexer.pipeline.build import update_index
from indexer.pipeline.documents import version_of
from indexer.types import AllOf, CaseIndex, KeywordField, Manifest, Match
from search_api.admin.contract import Application
from search_api.admin.reindex import TWO_TOWER, build_and_switch, check_encoder

__all__ = ["ingest_into", "synchronise"]

_COMPARED = 500  # versions asked for at a time


def ingest_into(
    application: Application,
    paths: Sequence[Path],
    *,
    options: SourceOptions | None = None,
    progress: ProgressCallback | None = None,
) -> IngestReport:
    """Read files, folders and archives into the home, make them searchable, return the report.

    The first time this ends with a trained encoder and a generation of the index; later what is new
    or changed is written into the current one. A run that was stopped or killed goes on where it
    stopped when it is started again with the same paths.

    Raises:
        LockedError: another process is writing to this home.
        MismatchError: the index was made with another segmenter.
        InputError: there is no such encoder.
    """
    started = time.monotonic()
    check_encoder(application.settings.encoder)
    files = [path.absolute() for path in paths]
    with application.lock():
        if (current := application.admin.current()) is not None:
            check_segmenter(current, application.segmenter.id)
        run = application.store.begin_run("\n".join(map(str, files)))
        report = ingest(
            files,
            store=application.store,
            run=run.id,
            parse=parse_judgment,
            workers=application.workers,
            options=options,
            progress=progress,
            forget_rejects=application.store.forget_rejects,
        )
        if not report.interrupted:
            try:
                synchronise(application, run=run.id, progress=progress)
            except KeyboardInterrupt:
                # All records are in; the run stays open, and the next one makes the index.
                report = replace(report, interrupted=True)
        report = replace(report, seconds=time.monotonic() - started)
        if report.interrupted:
            application.store.update_run(run, report.to_dict())
            return report
        application.store.finish_run(run, report.to_dict())
    return report


def synchronise(
    application: Application, *, run: int, progress: ProgressCallback | None = None
) -> None:
    """Bring the index to what the record store holds; ``run`` is the run that wrote to it.

    Builds the first generation where there is none, and a new one when a corpus that was too small
    for an encoder has grown. Otherwise only what runs wrote since the last time is compared, by the
    version that the index keeps of each document.
    """
    current = application.admin.current()
    if current is None or _outgrown(application, current):
        if application.store.count():
            built = build_and_switch(application, progress=progress)
            _remember(application, built.generation, run)
        return
    since = min(_synchronised_run(application, current.generation), run - 1)
    index = application.admin.open()
    try:
        changed = _outdated(index, application.store.scan(changed_since=since))
        update_index(
            index,
            changed,
            segmenter=application.segmenter,
            encoder=application.load_encoder(current.encoder),
            workers=0,
            progress=progress,
        )
    finally:
        index.close()
    _remember(application, current.generation, run)


def _outgrown(application: Application, current: Manifest) -> bool:
    """Return whether the index lacks the encoder that its few documents could not train.

    Tried whenever the corpus has doubled, so that a corpus of odd texts is not tried every time.
    """
    from embeddings.train import FEWEST_DOCUMENTS  # scipy comes with it

    return (
        application.settings.encoder == TWO_TOWER
        and current.encoder == "none"
        and application.store.count() >= max(FEWEST_DOCUMENTS, 2 * current.documents)
    )


def _outdated(index: CaseIndex, judgments: Iterator[Judgment]) -> Iterator[Judgment]:
    """Yield those judgments of which the index does not hold this very version."""
    batch: dict[str, Judgment] = {}
    for judgment in judgments:
        batch[version_of(judgment)] = judgment
        if len(batch) == _COMPARED:
            yield from _missing(index, batch)
            batch = {}
    yield from _missing(index, batch)


def _missing(index: CaseIndex, batch: dict[str, Judgment]) -> list[Judgment]:
    if not batch:
        return []
    held = set(index.scan(AllOf((Match(KeywordField.VERSION, tuple(batch)),))))
    return [judgment for judgment in batch.values() if judgment.id not in held]


def _state_file(application: Application) -> Path:
    return application.settings.home / "synchronised.json"


def _synchronised_run(application: Application, generation: str) -> int:
    """Return the run up to which this generation holds all records; 0 where nobody knows."""
    known = read_json(_state_file(application), dict[str, int], "请运行 leian reindex") or {}
    return known.get(generation, 0)


def _remember(application: Application, generation: str, run: int) -> None:
    write_json(_state_file(application), {generation: run})
