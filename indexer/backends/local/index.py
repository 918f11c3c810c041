"""``CaseIndex`` in a folder: ``text/`` (Tantivy), ``vectors/`` (row log), ``write.lock``."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import tantivy

from corpus.errors import StateError
from indexer.backends.local.errors import tantivy_errors
from indexer.backends.local.locks import FolderLock
from indexer.backends.local.rows import RowLog
from indexer.backends.local.schema import ROW, Prepared, build_schema, prepare
from indexer.backends.local.snapshot import Snapshot
from indexer.backends.local.vectors import grow_graphs
from indexer.backends.local.writer import TextWriter
from indexer.backends.values import check_depth
from indexer.types import AllOf, CaseDocument, Clause, Page, Query, StoredCase

__all__ = ["LocalIndex"]

_BATCH_CHARS = 16_000_000  # of one commit: what memory holds of a stream
_BATCH_DOCUMENTS = 5_000
_BUSY = "另一个进程正在写入同一索引。请等它结束，或先停止它，再重试"


class LocalIndex:
    """One generation. Many readers, in any number of processes, and one writer at a time.

    A reader sees a commit of another process at its next call. Writing a document that is there
    already, exactly the same, does nothing, so a repeated write changes no score. Replacing does:
    until Tantivy merges their segment away, replaced documents count in the statistics of BM25
    (as they do in Lucene), which ``leian reindex`` puts right; ids, counts, facets, fields and
    vectors are exact at once.
    """

    def __init__(self, folder: Path, *, dim: int, keep: FolderLock | None = None) -> None:
        """Open the generation in a folder, or start one where there is none.

        ``keep`` is released by ``close``.

        Raises:
            CorruptStateError: its files are damaged.
        """
        self._dim = dim
        self._keep = keep
        self._closed = False
        self._vectors = folder / "vectors"
        self._meta = folder / "text" / "meta.json"
        self._log = RowLog(self._vectors, dim)
        self._write_lock = FolderLock(folder / "write.lock", _BUSY)
        self._writing = threading.Lock()
        self._reading = threading.Lock()
        self._ids: list[str] = []
        self._ids_offset = 0
        self._seen: tuple[int, ...] = ()
        (folder / "text").mkdir(parents=True, exist_ok=True)
        with tantivy_errors():
            self._schema = build_schema()
            self._index = tantivy.Index(self._schema, str(folder / "text"), reuse=True)
            self._index.config_reader("manual")
            self._snapshot = self._take_snapshot()

    # ------------------------------------------------------------ write

    def write(self, documents: Iterable[CaseDocument]) -> int:
        """Add or replace documents, return how many were given.

        A long stream is committed in parts. Where it breaks off, the parts before are there and
        nothing of the one that was being collected.
        """
        self._check_open()
        written = 0
        with self._writing, self._write_lock:
            with TextWriter(self._index) as writer:
                batch: dict[str, Prepared] = {}
                size = 0
                for document in documents:
                    with tantivy_errors():
                        prepared = prepare(document, dim=self._dim)
                    batch[prepared.id] = prepared
                    size += prepared.size
                    written += 1
                    if size >= _BATCH_CHARS or len(batch) >= _BATCH_DOCUMENTS:
                        self._commit(writer, batch)
                        batch, size = {}, 0
                self._commit(writer, batch)
            with tantivy_errors():
                rows = self._fresh().rows
            grow_graphs(self._vectors, self._log, rows=rows, dim=self._dim)
        return written

    def _commit(self, writer: TextWriter, batch: dict[str, Prepared]) -> None:
        with tantivy_errors():
            snapshot = self._fresh()
            old = {id_: snapshot.row_of(id_) for id_ in batch}
            changed = [
                prepared
                for prepared in batch.values()
                if (row := old[prepared.id]) is None or self._log.digest(row) != prepared.digest
            ]
            if not changed:
                return
            first = self._log.append(
                [prepared.id for prepared in changed],
                [prepared.digest for prepared in changed],
                [prepared.vectors for prepared in changed],
            )
        replaced = [prepared.id for prepared in changed if old[prepared.id] is not None]
        writer.commit(changed, first_row=first, replaced=replaced)

    def delete(self, ids: Sequence[str]) -> int:
        """Remove documents, return how many there were; unknown ids are ignored."""
        self._check_open()
        with self._writing, self._write_lock, TextWriter(self._index) as writer:
            with tantivy_errors():
                snapshot = self._fresh()
                there = [id_ for id_ in dict.fromkeys(ids) if snapshot.row_of(id_) is not None]
            if there:
                writer.commit([], first_row=snapshot.rows, replaced=there)
        return len(there)

    # ------------------------------------------------------------ read

    def get(self, id: str) -> StoredCase | None:  # noqa: A002 - the port's word
        """Return the stored values of one document, or None."""
        with tantivy_errors():
            return self._fresh().get(id)

    def search(self, queries: Sequence[Query]) -> list[Page]:
        """Return one page a query, in order, all over the same commit."""
        with tantivy_errors():
            snapshot = self._fresh()
            return [snapshot.page(query) for query in queries]

    def scan(self, where: Clause) -> Iterator[str]:
        """Yield the ids of all matching documents in order of id, as of the call."""
        check_depth(where)
        with tantivy_errors():
            return self._fresh().scan(where)

    def count(self, where: Clause) -> int:
        """Return how many documents match."""
        check_depth(where)
        with tantivy_errors():
            return self._fresh().count(where)

    def stale_share(self) -> float:
        """Return which share of the rows ever written belongs to replaced or deleted documents."""
        with tantivy_errors():
            snapshot = self._fresh()
            return 1 - snapshot.count(AllOf()) / snapshot.rows if snapshot.rows else 0.0

    def close(self) -> None:
        """Release files and locks; calling twice is harmless."""
        self._closed = True
        if self._keep is not None:
            self._keep.release()

    # ------------------------------------------------------------ commits

    def _check_open(self) -> None:
        if self._closed:
            raise StateError("索引已关闭，不能再用。请重新打开")

    def _fresh(self) -> Snapshot:
        """Return the newest commit, whichever process made it."""
        self._check_open()
        with self._reading:
            if self._stamp() != self._seen:
                self._snapshot = self._take_snapshot(self._snapshot)
            return self._snapshot

    def _stamp(self) -> tuple[int, ...]:
        stat = self._meta.stat()
        return (stat.st_mtime_ns, stat.st_ino, stat.st_size)

    def _take_snapshot(self, older: Snapshot | None = None) -> Snapshot:
        seen = self._stamp()  # before the reload: a commit in between is then seen next time
        self._index.reload()
        searcher = self._index.searcher()
        rows = _count_rows(searcher)
        more, self._ids_offset = self._log.read_ids(self._ids_offset, rows - len(self._ids))
        self._ids += more  # older snapshots know how many of them are theirs
        self._seen = seen
        return Snapshot(
            searcher,
            self._schema,
            self._log,
            folder=self._vectors,
            ids=self._ids,
            dim=self._dim,
            older=older,
        )


def _count_rows(searcher: Any) -> int:
    if not searcher.num_docs:
        return 0
    hits = searcher.search(tantivy.Query.all_query(), 1, count=False, order_by_field=ROW).hits
    return int(hits[0][0]) + 1
