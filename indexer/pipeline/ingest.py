"""The record stage: files → parsed judgments in the record store.

The parent reads and writes, in order of path and row; workers parse. What is stored already is
recognised by the hash of its raw text before anything is parsed. Each batch is one transaction, so
a run that was stopped anywhere goes on when it is started again with the same run number.
"""

import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from corpus.models import Judgment, RawDocument
from corpus.sources import (
    Blob,
    Item,
    Rejected,
    Scan,
    Scanned,
    Skipped,
    SourceOptions,
    container_of,
)
from indexer.pipeline.messages import (
    Parsed,
    ReadTask,
    ReadText,
    decode_parse,
    decode_read,
    encode,
    parse_task,
    record_handler,
)
from indexer.pipeline.report import IngestReport, Progress, ProgressCallback, Tally
from indexer.pipeline.workers import Failure, Pool, make_pool
from indexer.types import Record, RecordStore, Reject

__all__ = ["ForgetRejects", "ingest", "text_hash"]

ParseFunction = Callable[[RawDocument], Judgment]
ForgetRejects = Callable[[Sequence[tuple[str, int]]], int]

_BATCH: Final = 64  # documents that travel and are written together, and at most …
_BATCH_CHARS: Final = 1_000_000
_BLOB_BATCH_BYTES: Final = 4 << 20
_KEPT: Final = 1_000_000  # characters of a rejected text that are kept


def text_hash(text: str) -> str:
    """Return the sha256 of a raw text, hex: the identity of a version."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def ingest(
    paths: Iterable[Path],
    *,
    store: RecordStore,
    run: int,
    parse: ParseFunction,
    workers: int = 0,
    options: SourceOptions | None = None,
    progress: ProgressCallback | None = None,
    forget_rejects: ForgetRejects | None = None,
) -> IngestReport:
    """Read files, folders and archives into the record store and return the report.

    Args:
        paths: what to read.
        store: where records and rejects go.
        run: number of this run; the same number again continues it.
        parse: a module's function (it is named to worker processes), raises ParseError.
        workers: number of worker processes; 0 parses in this process.
        options: mapping, kind and limits, of size and time.
        progress: is told after each batch how far the run is.
        forget_rejects: removes rejects of earlier runs that this run did not meet again.

    Ctrl-C stops the workers and gives a report marked ``interrupted``; the batch in hand is either
    wholly written or not at all.

    Raises:
        InputError: there is no such mapping.
    """
    options = options or SourceOptions()
    scan = Scan(paths, options)
    stage = _RecordStage(scan=scan, store=store, tally=Tally(run))
    interrupted = False
    factory = functools.partial(record_handler, parse, options)
    with make_pool(factory, workers=workers, seconds=options.max_seconds) as pool:
        try:
            for _ in stage.run(pool):
                if progress is not None:
                    progress(stage.progress())
        except KeyboardInterrupt:
            interrupted = True
    if forget_rejects is not None and not interrupted:
        stage.forget_outdated(forget_rejects)
    return stage.tally.report(bytes_read=scan.bytes_done, interrupted=interrupted)


@dataclass(slots=True)
class _Batch:
    """Items in order, and the hashes of those documents that are not stored yet."""

    items: list[Item] = field(default_factory=list)
    hashes: dict[int, str] = field(default_factory=dict)  # place among the items → hash
    tasks: list[bytes] = field(default_factory=list)


@dataclass(slots=True)
class _RecordStage:
    scan: Scan
    store: RecordStore
    tally: Tally
    _earlier: dict[tuple[str, int], Reject] = field(default_factory=dict)
    _met: set[tuple[str, int]] = field(default_factory=set)

    def run(self, pool: Pool) -> Iterator[None]:
        """Do the work, yielding after each batch that is written."""
        self._earlier = {(one.path, one.row): one for one in self.store.rejects()}
        items = _read_blobs(pool, self.scan)
        planned = ((batch, batch.tasks) for batch in map(self._plan, _batches(items)))
        for batch, outcomes in pool.map(planned):
            self._write(batch, outcomes)
            yield

    def progress(self) -> Progress:
        return Progress(
            stage="解析入库",
            documents=self.tally.documents,
            done=self.scan.bytes_done,
            total=self.scan.bytes_total,
            unit="bytes",
            seconds=self.tally.seconds,
        )

    def _plan(self, items: list[Item]) -> _Batch:
        """Leave out what is stored already; make tasks of the rest."""
        batch = _Batch(items)
        documents = {
            place: item for place, item in enumerate(items) if isinstance(item, RawDocument)
        }
        hashes = {place: text_hash(item.text) for place, item in documents.items()}
        known = self.store.known_hashes(list(hashes.values()))
        for place, item in documents.items():
            if hashes[place] not in known:
                batch.hashes[place] = hashes[place]
                batch.tasks.append(encode(parse_task(item)))
        return batch

    def _write(self, batch: _Batch, outcomes: Sequence[bytes | Failure]) -> None:
        answers = iter(outcomes)
        records: list[Record] = []
        rejects: list[Reject] = []
        for place, item in enumerate(batch.items):
            if isinstance(item, Skipped):
                self.tally.skip(item)
            elif isinstance(item, Rejected):
                rejects.append(self._reject(item, item.error, item.detail))
            elif place not in batch.hashes:
                self.tally.unchanged += 1
            else:
                self._take(item, batch.hashes[place], next(answers), records, rejects)
        if records:
            self.tally.put(self.store.put(records))
        self._put_rejects(rejects)

    def _take(
        self,
        item: RawDocument,
        hash_: str,
        outcome: bytes | Failure,
        records: list[Record],
        rejects: list[Reject],
    ) -> None:
        """Make a record of a worker's answer, or a reject."""
        if isinstance(outcome, Failure):
            rejects.append(self._reject(item, outcome.error, outcome.detail))
            return
        answer = decode_parse(outcome)
        if isinstance(answer, Parsed):
            run = self.tally.run
            records.append(Record(answer.judgment, hash_, item.path, item.row, run, answer.fields))
        else:
            rejects.append(self._reject(item, answer.error, answer.detail))

    def _reject(self, item: RawDocument | Rejected, error: str, detail: str) -> Reject:
        return Reject(item.path, item.row, error, detail, self.tally.run, item.text[:_KEPT])

    def _put_rejects(self, rejects: list[Reject]) -> None:
        """Keep rejects; one that is kept already in the same words is not written again."""
        new = []
        for one in rejects:
            self.tally.reject(one)
            key = (one.path, one.row)
            self._met.add(key)
            before = self._earlier.get(key)
            if before is None or (before.error, before.detail) != (one.error, one.detail):
                new.append(one)
        if new:
            self.store.reject(new)

    def forget_outdated(self, forget: ForgetRejects) -> None:
        """Remove rejects of files that were read again and did not fail again."""
        outdated = [
            key
            for key in self._earlier
            if key not in self._met and self.scan.covers(container_of(key[0]))
        ]
        if outdated:
            forget(outdated)


def _read_blobs(pool: Pool, scanned: Iterable[Scanned]) -> Iterator[Item]:
    """Yield items in order; files in formats of their own are read by the workers."""
    for group, outcomes in pool.map((group, _read_tasks(group)) for group in _groups(scanned)):
        answers = iter(outcomes)
        for one in group:
            yield _item_of(one, next(answers)) if isinstance(one, Blob) else one


def _read_tasks(group: Sequence[Scanned]) -> list[bytes]:
    return [encode(ReadTask(b.path, b.format, b.data)) for b in group if isinstance(b, Blob)]


def _groups(scanned: Iterable[Scanned]) -> Iterator[list[Scanned]]:
    """Yield runs of findings whose blobs are worth a message to a worker."""
    group: list[Scanned] = []
    size = 0
    for one in scanned:
        group.append(one)
        size += len(one.data) if isinstance(one, Blob) else 0
        if len(group) >= _BATCH // 4 or size >= _BLOB_BATCH_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _item_of(blob: Blob, outcome: bytes | Failure) -> Item:
    if isinstance(outcome, Failure):
        return Rejected(blob.path, outcome.detail, error=outcome.error)
    answer = decode_read(outcome)
    if isinstance(answer, ReadText):
        return RawDocument(text=answer.text, path=blob.path, kind=answer.kind)
    if answer.skipped:
        return Skipped(blob.path, answer.detail)
    return Rejected(blob.path, answer.detail, error=answer.error)


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.text) if isinstance(item, RawDocument) else 0
        if len(batch) >= _BATCH or size >= _BATCH_CHARS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
