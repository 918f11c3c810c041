"""JSON Lines, JSON, CSV and Excel → rows. A bad row is named and left out; the others go on."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

import msgspec

from corpus.errors import SourceError
from corpus.sources.encoding import detect_encoding
from corpus.sources.streams import check_ratio, read_all, reading_archive, too_large
from corpus.sources.types import MEGABYTE

__all__ = ["BadRow", "GoodRow", "read_rows"]

_HEAD: Final = 1 << 16
_HOPELESS: Final = 20  # bad lines at the beginning after which a file is no JSON Lines
_KEPT: Final = 2000  # characters of a damaged row that are kept to mend it
_CELL: Final = 32_767  # the most that a cell of Excel holds
_NESTED: Final = ("data", "rows", "records", "items", "list", "results", "result", "documents")

_CUT = "不是完整的 JSON（可能被截断）：{reason}。请补全这一行，或从原系统重新导出"
_NOT_LINES = "不是 JSON Lines：开头 {count} 行没有一行是完整的 JSON。请确认格式（一行一个对象）"


@dataclass(frozen=True, slots=True)
class GoodRow:
    """A row by column name; ``number`` as an editor or Excel counts it, from 1."""

    number: int
    values: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read, with the reason and its beginning."""

    number: int
    detail: str
    text: str = field(default="", repr=False)


TableRow = GoodRow | BadRow


def read_rows(stream: BinaryIO, *, format: str, limit: int) -> Iterator[TableRow]:  # noqa: A002
    """Yield the rows of a table; no row and no whole-file format may be over ``limit`` bytes.

    Raises:
        SourceError: the file as a whole cannot be read on (after the rows that could be).
    """
    if format == "jsonl":
        return _json_lines(stream, limit=limit)
    if format == "json":
        return _json(stream, limit=limit)
    if format == "csv":
        return _csv(stream, limit=limit)
    return _xlsx(stream, limit=limit)


# ------------------------------------------------------------------------------ JSON


def _json_lines(stream: BinaryIO, *, limit: int) -> Iterator[TableRow]:
    encoding = _encoding_of(stream)
    bad: list[BadRow] | None = []  # held back until one row was good
    lines = _lines(stream, encoding, limit=limit)
    for number, line in lines:
        row = line if isinstance(line, BadRow) else _json_row(number, line)
        if row is None:
            continue
        if bad is None:
            yield row
        elif isinstance(row, GoodRow):
            yield from bad
            bad = None
            yield row
        else:
            bad.append(row)
            if len(bad) >= _HOPELESS:
                raise SourceError(_NOT_LINES.format(count=len(bad)))
    yield from bad or ()


def _encoding_of(stream: BinaryIO) -> str:
    """Return the character set; UTF-8 where the head does not tell, so that rows are judged."""
    head = _peek(stream)
    try:
        return detect_encoding(head)
    except SourceError:
        return "utf-8"


def _peek(stream: BinaryIO) -> bytes:
    if isinstance(stream, io.BufferedReader):
        return stream.peek(_HEAD)[:_HEAD]
    position = stream.tell()
    head = stream.read(_HEAD)
    stream.seek(position)
    return head


def _lines(stream: BinaryIO, encoding: str, *, limit: int) -> Iterator[tuple[int, bytes | BadRow]]:
    if encoding.startswith("utf-16"):
        recoded = codecs.EncodedFile(stream, "utf-8", encoding, errors="replace")
        stream = io.BytesIO(read_all(recoded, limit=4 * limit))
        encoding = "utf-8"
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) > limit:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MEGABYTE)
            yield number, BadRow(number, too_large(limit))
        elif encoding.startswith("utf-8"):
            yield number, line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        else:
            yield number, _recoded(number, line, encoding)


def _recoded(number: int, line: bytes, encoding: str) -> bytes | BadRow:
    try:
        return line.decode(encoding).encode()
    except UnicodeError:
        return BadRow(number, f"这一行不是 {encoding} 编码。请重新导出", _shown(line))


def _shown(line: bytes) -> str:
    return line[: 4 * _KEPT].decode("utf-8", "replace")[:_KEPT]


def _json_row(number: int, line: bytes) -> TableRow | None:
    """Return the row of a line, None for an empty one."""
    if not line.strip():
        return None
    try:
        value = msgspec.json.decode(line)
    except UnicodeDecodeError:
        return BadRow(number, "这一行含有不是 UTF-8 的字节。请重新导出", _shown(line))
    except (msgspec.DecodeError, RecursionError) as error:
        return BadRow(number, _CUT.format(reason=error), _shown(line))
    if not isinstance(value, dict):
        return BadRow(number, "这一行不是 JSON 对象（{列: 值}）", _shown(line))
    return GoodRow(number, value)


def _json(stream: BinaryIO, *, limit: int) -> Iterator[TableRow]:
    """Read one value, or lines of values: many exports call both ``.json``."""
    head = _peek(stream)
    first, _, rest = head.partition(b"\n")
    if rest.strip() and isinstance(_json_row(1, first.removeprefix(codecs.BOM_UTF8)), GoodRow):
        yield from _json_lines(stream, limit=limit)
        return
    data = _in_utf8(read_all(stream, limit=limit))
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        lines = data.splitlines()
        if len(lines) > 1 and isinstance(_json_row(1, lines[0]), GoodRow):
            yield from _json_lines(io.BytesIO(data), limit=limit)
            return
        raise SourceError(_CUT.format(reason=error)) from error
    for number, one in enumerate(_listed(value), start=1):
        if isinstance(one, dict):
            yield GoodRow(number, one)
        else:
            yield BadRow(number, "这一项不是 JSON 对象（{列: 值}）", str(one)[:_KEPT])


def _in_utf8(data: bytes) -> bytes:
    encoding = detect_encoding(data)
    return data if encoding == "utf-8" else data.decode(encoding).encode()


def _listed(value: object) -> list[Any]:
    """Return the list of rows in a JSON value: itself, one a level down, or the value alone."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        for name in _NESTED:
            inner = value.get(name)
            if isinstance(inner, list) and inner and isinstance(inner[0], dict):
                return inner
            if isinstance(inner, dict) and len(value) <= len(_NESTED):
                return _listed(inner)
    return [value]


# ------------------------------------------------------------------------------ CSV, Excel


def _csv(stream: BinaryIO, *, limit: int) -> Iterator[TableRow]:
    encoding = detect_encoding(_peek(stream))
    text = io.TextIOWrapper(stream, encoding, errors="surrogateescape", newline="")
    csv.field_size_limit(limit)
    first = text.readline(_HEAD)
    delimiter = max(",\t;", key=first.count)
    header = next(csv.reader([first], delimiter=delimiter), [])
    names = [name.strip() for name in header]
    reader = csv.reader(text, delimiter=delimiter)
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadRow(number, f"这一行不合 CSV 格式（{error}）。请检查引号是否成对")
            continue
        if cells:
            yield _csv_row(number, names, cells)


def _csv_row(number: int, names: list[str], cells: list[str]) -> TableRow:
    shown = "，".join(cells)[:_KEPT]
    if len(cells) != len(names):
        return BadRow(
            number,
            f"有 {len(cells)} 列，而表头有 {len(names)} 列（可能被截断，或引号、分隔符有误）",
            shown.encode("utf-8", "replace").decode(),
        )
    if any(not cell.isascii() and _has_surrogate(cell) for cell in cells):
        return BadRow(number, "这一行含有不合编码的字节。请重新导出为 UTF-8")
    return GoodRow(number, dict(zip(names, cells, strict=True)))


def _has_surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _xlsx(stream: BinaryIO, *, limit: int) -> Iterator[TableRow]:
    data = read_all(stream, limit=limit)
    with _workbook(data, limit=limit) as book:
        for sheet in book.worksheets:
            rows = sheet.iter_rows(values_only=True)
            yield from _sheet(rows)


def _workbook(data: bytes, *, limit: int) -> Any:
    import contextlib
    import zipfile

    from openpyxl import load_workbook

    with reading_archive(), zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
        check_ratio(unpacked=unpacked, packed=len(data))
        if unpacked > 20 * limit:
            raise SourceError("Excel 文件展开后过大，已停止读取。请另存为 CSV 或 JSON Lines")
    try:
        return contextlib.closing(load_workbook(io.BytesIO(data), read_only=True, data_only=True))
    except Exception as error:
        # openpyxl raises whatever its XML library or a missing part raises.
        raise SourceError(
            f"Excel 文件已损坏（{type(error).__name__}）。请重新保存为 xlsx"
        ) from error


def _sheet(rows: Iterable[tuple[Any, ...]]) -> Iterator[TableRow]:
    names: list[str] = []
    for number, cells in enumerate(rows, start=1):
        if not any(cell is not None for cell in cells):
            continue
        if not names:
            names = ["" if cell is None else str(cell).strip() for cell in cells]
        elif any(isinstance(cell, str) and len(cell) >= _CELL for cell in cells):
            yield BadRow(
                number,
                f"有单元格达到 Excel 的上限 {_CELL:,} 字，正文已被截断。请改用 CSV 或 JSON Lines",
            )
        else:
            named = zip(names, cells, strict=False)
            yield GoodRow(number, {name: cell for name, cell in named if name})
