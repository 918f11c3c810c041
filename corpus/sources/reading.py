"""Paths → documents: the one orchestrator of this package."""

import itertools
import logging
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from corpus.errors import LeianError, SkippedError, SourceError
from corpus.models import RawDocument
from corpus.sources.archives import Entry, open_path, walk
from corpus.sources.docx import text_of_docx
from corpus.sources.html import text_of_html, text_of_xml
from corpus.sources.likeness import is_judgment_like
from corpus.sources.mapping import Layout, detect_layout, find_layout, to_document
from corpus.sources.pdf import text_of_pdf
from corpus.sources.plain import text_of_plain
from corpus.sources.sniff import HEAD_BYTES, TABLES, detect_format
from corpus.sources.streams import ByteStream, read_all, too_large
from corpus.sources.tables import BadRow, GoodRow, read_rows
from corpus.sources.types import MAX_BYTES, Blob, Item, Rejected, Scanned, Skipped, SourceOptions

__all__ = ["Scan", "read_blob", "read_bytes", "read_document", "read_paths"]

_logger = logging.getLogger(__name__)

_SAMPLE: Final = 20  # rows by which a table is recognised

_READERS: Final = {
    "text": text_of_plain,
    "html": text_of_html,
    "xml": text_of_xml,
    "docx": text_of_docx,
    "pdf": text_of_pdf,
}

_NO_JUDGMENT = "没有案号、法院、文书名称、裁判理由等特征，不像裁判文书"


class Scan:
    """One pass over files, folders and archives, in order of path and row.

    Documents in a format of their own come as ``Blob``, to be read elsewhere (``read_blob``); rows
    of tables come as RawDocument. ``bytes_total`` and ``bytes_done`` count bytes on disk.
    """

    def __init__(self, paths: Iterable[Path], options: SourceOptions | None = None) -> None:
        """Take note of the paths; files are opened when the scan is iterated.

        Raises:
            InputError: there is no such mapping.
        """
        self._options = options or SourceOptions()
        self._roots = _roots(paths)
        self._layout = find_layout(self._options.mapping) if self._options.mapping else None
        self._passed = 0
        self._file: BinaryIO | None = None
        self._total: int | None = None

    @property
    def bytes_total(self) -> int:
        """Return the size on disk of all files, found by one walk over the folders."""
        if self._total is None:
            found = itertools.chain.from_iterable(walk(root) for root in self._roots)
            self._total = sum(_size(one) for one in found if isinstance(one, Path))
        return self._total

    @property
    def bytes_done(self) -> int:
        """Return how many bytes on disk were read so far."""
        if self._file is None or self._file.closed:
            return self._passed
        return self._passed + self._file.tell()

    def covers(self, path: Path) -> bool:
        """Return whether a file is among, or lies in, the paths of this scan."""
        return any(path.is_relative_to(root) for root in self._roots)

    def __iter__(self) -> Iterator[Scanned]:
        """Yield everything found: documents, and what was skipped or rejected, with the reason."""
        for root in self._roots:
            for found in walk(root):
                if isinstance(found, Path):
                    yield from self._one_file(found)
                else:
                    yield found

    def _one_file(self, path: Path) -> Iterator[Scanned]:
        size = _size(path)
        for entry in open_path(path, limit=self._options.max_bytes, at=self._at):
            if isinstance(entry, Entry):
                yield from _scan_entry(entry, self._options, self._layout)
            else:
                yield entry
        self._passed += size
        self._file = None

    def _at(self, file: BinaryIO) -> None:
        self._file = file


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # gone since the walk: opening it will say so
        return 0


def _roots(paths: Iterable[Path]) -> list[Path]:
    """Return absolute paths, sorted, without those that lie inside another."""
    roots: list[Path] = []
    for path in sorted({path.expanduser().absolute() for path in paths}):
        if not any(path.is_relative_to(root) for root in roots):
            roots.append(path)
    return roots


def _scan_entry(entry: Entry, options: SourceOptions, layout: Layout | None) -> Iterator[Scanned]:
    try:
        if entry.format in TABLES:
            yield from _table(entry, options, layout)
        else:
            yield _blob(entry, options)
    except SkippedError as error:
        yield Skipped(entry.path, str(error))
    except LeianError as error:
        yield Rejected.of(error, path=entry.path)
    except Exception as error:
        _logger.debug("a reader failed", exc_info=True)
        yield Rejected.of(_unexpected(error), path=entry.path)


def _blob(entry: Entry, options: SourceOptions) -> Blob:
    if entry.size is not None and entry.size > options.max_bytes:
        raise SourceError(too_large(options.max_bytes))
    return Blob(entry.path, entry.format, read_all(entry.stream, limit=options.max_bytes))


def _unexpected(error: Exception) -> SourceError:
    """Return the refusal of a file on which a library stumbled: it must not stop the others."""
    return SourceError(f"文件已损坏，读不出来（{type(error).__name__}）。请重新导出")


# ------------------------------------------------------------------------------ tables


def _table(entry: Entry, options: SourceOptions, layout: Layout | None) -> Iterator[Item]:
    """Yield the documents of a table: its layout is found from the first rows."""
    rows = read_rows(entry.stream, format=entry.format, limit=options.max_bytes)
    first: list[GoodRow | BadRow] = []
    broken: LeianError | None = None
    try:
        first.extend(itertools.islice(rows, _SAMPLE))
    except LeianError as error:
        broken = error
    good = [row for row in first if isinstance(row, GoodRow)]
    if good:
        layout = layout or _layout_of(good, options)
    elif not broken and not first:
        raise SourceError("表中没有数据行。请检查导出是否成功")
    last = 0
    try:
        for row in itertools.chain(first, rows):
            last = row.number
            yield _row_item(row, layout, entry.path, options)
    except LeianError as error:
        broken = broken or error
    if broken is not None:
        where = f"（已读出前 {last} 行）" if last else ""
        yield Rejected.of(type(broken)(f"{broken}{where}"), path=entry.path)


def _layout_of(rows: Sequence[GoodRow], options: SourceOptions) -> Layout:
    """Return the layout that the rows show.

    Raises:
        SkippedError: the rows are no documents.
    """
    layout = detect_layout([row.values for row in rows])
    if layout is None:
        names = "、".join(list(rows[0].values)[:12])
        raise SkippedError(
            f"表中没有可作正文的列（列：{names}），不是文书。确为文书时用 --mapping 指定映射文件"
        )
    if layout.check == "text" and not options.any_text:
        like = 0
        for row in rows:
            try:
                like += is_judgment_like(to_document(row.values, layout, path="", number=0).text)
            except SourceError:
                continue
        if like * 2 < len(rows):
            raise SkippedError(f"各行正文{_NO_JUDGMENT}。确为文书时用 --mapping 指定映射文件")
    return layout


def _row_item(
    row: GoodRow | BadRow, layout: Layout | None, path: str, options: SourceOptions
) -> Item:
    if isinstance(row, BadRow) or layout is None:
        detail = row.detail if isinstance(row, BadRow) else "没有映射"
        return Rejected(path, detail, row.number, text=row.text if isinstance(row, BadRow) else "")
    try:
        return to_document(row.values, layout, path=path, number=row.number, kind=options.kind)
    except LeianError as error:
        return Rejected.of(error, path=path, row=row.number)


# ------------------------------------------------------------------------------ documents


def _text_of(format_: str, data: bytes) -> str:
    try:
        return _READERS[format_](data)
    except LeianError:
        raise
    except Exception as error:
        raise _unexpected(error) from error


def read_blob(blob: Blob, options: SourceOptions | None = None) -> Item:
    """Return the document of a file, or why it is none."""
    options = options or SourceOptions()
    try:
        text = _text_of(blob.format, blob.data)
    except LeianError as error:
        return Rejected.of(error, path=blob.path)
    if not options.any_text and not is_judgment_like(text):
        return Skipped(blob.path, f"{_NO_JUDGMENT}。确为文书时用 --any-text")
    return RawDocument(text=text, path=blob.path, kind=options.kind)


def read_paths(paths: Iterable[Path], options: SourceOptions | None = None) -> Iterator[Item]:
    """Yield the documents of files, folders and archives, and what was skipped or rejected.

    Nothing raises but a wrong mapping: every file that is no document is named with its reason.

    Raises:
        InputError: there is no such mapping.
    """
    for found in Scan(paths, options):
        yield read_blob(found, options) if isinstance(found, Blob) else found


def read_bytes(data: bytes, *, name: str, max_bytes: int = MAX_BYTES) -> RawDocument:
    """Return the one document in an uploaded file, whatever its text is about.

    Raises:
        SourceError: it cannot be read, holds no text, or is a table or an archive.
    """
    import io

    if len(data) > max_bytes:
        raise SourceError(too_large(max_bytes))
    try:
        found = detect_format(name, ByteStream(io.BytesIO(data)).peek(HEAD_BYTES))
        if found not in _READERS:
            raise SourceError(f"{found} 不是单份文书。请给出 txt、docx、html 或带文字层的 PDF")
        return RawDocument(text=_text_of(found, data), path=name)
    except SkippedError as error:
        raise SourceError(str(error)) from error


def read_document(path: Path, *, max_bytes: int = MAX_BYTES) -> RawDocument:
    """Return the one document in a file, whatever its text is about.

    Raises:
        SourceError: as ``read_bytes``, or there is no such file.
    """
    try:
        if path.stat().st_size > max_bytes:
            raise SourceError(too_large(max_bytes))
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"文件打不开：{path}（{error.strerror}）。请检查路径和权限") from error
    return read_bytes(data, name=path.name, max_bytes=max_bytes)
