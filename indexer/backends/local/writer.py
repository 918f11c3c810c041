"""Tantivy's writer for the length of one ``write``: opened when there is something to write."""

from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any

from indexer.backends.local.errors import tantivy_errors
from indexer.backends.local.schema import ID, ROW, Prepared

__all__ = ["TextWriter"]

_HEAP_BYTES = 128_000_000  # when it is full a segment goes to disk
_THREADS = 1  # more would spread the documents of a batch over several segments


class TextWriter:
    """A context manager; leaving it waits for the merges that its commits began."""

    def __init__(self, index: Any) -> None:
        """Name the Tantivy index."""
        self._index = index
        self._writer: Any = None

    def __enter__(self) -> "TextWriter":
        """Open nothing yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait for merges, so that many small writes do not leave many small segments."""
        if self._writer is not None:
            with tantivy_errors():
                self._writer.wait_merging_threads()
            self._writer = None

    def commit(
        self, documents: Sequence[Prepared], *, first_row: int, replaced: Iterable[str]
    ) -> None:
        """Remove the replaced ids and add the documents, in one commit."""
        with tantivy_errors():
            writer = self._open()
            try:
                for id_ in replaced:
                    writer.delete_documents_by_term(ID, id_)
                for row, prepared in enumerate(documents, first_row):
                    prepared.document.add_unsigned(ROW, row)
                    writer.add_document(prepared.document)
                writer.commit()
            except BaseException:
                writer.rollback()
                raise

    def _open(self) -> Any:
        if self._writer is None:
            self._writer = self._index.writer(_HEAP_BYTES, _THREADS)
        return self._writer
