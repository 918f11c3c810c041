"""Mapping files: which column of a table is which part of a judgment. See docs/mappings.md.

A layout is data, not code: the built-in ones lie in ``corpus/data/mappings``, a user's own is given
by path.
"""

import datetime as dt
import functools
import importlib.resources
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from corpus.errors import InputError, SourceError
from corpus.models import Kind, RawDocument

__all__ = [
    "FIELDS",
    "Layout",
    "built_in_layouts",
    "detect_layout",
    "find_layout",
    "load_layout",
    "to_document",
]

Row = Mapping[str, Any]

FIELDS: Final = frozenset(
    {
        *("title", "court", "case_number", "date", "publish_date", "cause", "procedure"),
        *("document_type", "case_type", "facts", "reasoning", "disposition", "gist", "keywords"),
        *("index", "entry_number", "guiding_number", "url"),
    }
)


class _Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a value comes from: the first column with a value, or all of them joined."""

    columns: str | tuple[str, ...] = msgspec.field(name="from")
    join: bool = False
    html: bool = False
    values: dict[str, str] = {}

    @property
    def names(self) -> tuple[str, ...]:
        return (self.columns,) if isinstance(self.columns, str) else self.columns


class _Detect(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which columns a table of this layout has; ``any`` and ``none`` may be left out."""

    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


_Given = str | tuple[str, ...] | _Column


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One mapping file."""

    name: str
    text: _Given
    describe: str = ""
    detect: _Detect = _Detect()
    id: _Given | None = None
    kind: Literal["judgment", "library_entry", "guiding_case"] | _Column | None = None
    source: str | _Column = ""
    fields: dict[str, _Given] = {}
    constants: dict[str, str] = {}
    check: Literal["layout", "text"] = "layout"


# ------------------------------------------------------------------------------ loading


def load_layout(data: str | bytes, *, origin: str) -> Layout:
    """Return the layout of a mapping file's content (YAML, of which JSON is a part).

    Raises:
        InputError: it is no mapping; the message says where and what is allowed.
    """
    import yaml

    try:
        given = yaml.safe_load(data)
        layout = msgspec.convert(given, Layout)
    except yaml.YAMLError as error:
        raise InputError(f"映射文件 {origin} 不是合法的 YAML：{error}") from error
    except msgspec.ValidationError as error:
        raise InputError(f"映射文件 {origin} 有误：{error}。格式见 docs/mappings.md") from error
    unknown = sorted((set(layout.fields) | set(layout.constants)) - FIELDS)
    if unknown:
        raise InputError(
            f"映射文件 {origin} 中没有这些字段：{'、'.join(unknown)}。"
            f"可用字段：{'、'.join(sorted(FIELDS))}"
        )
    return layout


@functools.lru_cache(maxsize=1)
def built_in_layouts() -> tuple[Layout, ...]:
    """Return the layouts that come with the program, sorted by name."""
    folder = importlib.resources.files("corpus").joinpath("data/mappings")
    files = sorted((one for one in folder.iterdir()), key=lambda one: one.name)
    return tuple(
        load_layout(one.read_bytes(), origin=one.name)
        for one in files
        if one.name.endswith(".yaml")
    )


def find_layout(name: str) -> Layout:
    """Return the layout of a built-in name or of a mapping file's path.

    Raises:
        InputError: neither; the message lists the names.
    """
    for layout in built_in_layouts():
        if layout.name == name:
            return layout
    path = Path(name)
    if path.is_file():
        return load_layout(path.read_bytes(), origin=name)
    names = "、".join(layout.name for layout in built_in_layouts())
    raise InputError(f"没有映射 {name}：请给出映射文件的路径，或内置名称之一：{names}")


# ------------------------------------------------------------------------------ detecting


def detect_layout(rows: Sequence[Row]) -> Layout | None:
    """Return the layout that fits most of the rows, the most demanding one; None if none fits."""
    best: tuple[int, str, Layout] | None = None
    for layout in built_in_layouts():
        fitting = sum(_fits(layout.detect, row) for row in rows)
        if fitting * 2 > len(rows):
            demand = len(layout.detect.all)
            if best is None or (-demand, layout.name) < best[:2]:
                best = (-demand, layout.name, layout)
    return None if best is None else best[2]


def _fits(detect: _Detect, row: Row) -> bool:
    return (
        all(name in row for name in detect.all)
        and (not detect.any or any(name in row for name in detect.any))
        and not any(name in row for name in detect.none)
        and bool(detect.all or detect.any)
    )


# ------------------------------------------------------------------------------ applying


def to_document(
    row: Row, layout: Layout, *, path: str, number: int, kind: Kind | None = None
) -> RawDocument:
    """Return the document that a row is, by its layout.

    Raises:
        SourceError: the text column is missing or empty, or the kind is unknown.
    """
    text = _value(layout.text, row)
    if not text.strip():
        raise SourceError(
            f"正文为空（按映射 {layout.name}，正文列为 {'、'.join(_names(layout.text))}）。"
            "请补全，或用 --mapping 指定正确的映射"
        )
    fields = dict(layout.constants)
    for name, given in layout.fields.items():
        if value := _value(given, row):
            fields[name] = value
    identity = _value(layout.id, row) if layout.id is not None else ""
    return RawDocument(
        text=text,
        path=path,
        row=number,
        source=layout.source if isinstance(layout.source, str) else _value(layout.source, row),
        source_id=identity or None,
        kind=kind or _kind(layout, row),
        fields=fields,
    )


def _kind(layout: Layout, row: Row) -> Kind | None:
    value = _value(layout.kind, row) if isinstance(layout.kind, _Column) else layout.kind
    if not value:
        return None
    try:
        return Kind(value)
    except ValueError as error:
        raise SourceError(f"类别 {value} 不认识，应为 {'、'.join(Kind)} 之一") from error


def _names(given: _Given) -> tuple[str, ...]:
    if isinstance(given, _Column):
        return given.names
    return (given,) if isinstance(given, str) else given


def _value(given: _Given, row: Row) -> str:
    column = given if isinstance(given, _Column) else _Column(columns=given)
    found = (_as_text(_look_up(row, name)) for name in column.names)
    values = [value for value in found if value.strip()]
    if not values:
        return ""
    value = "\n".join(values) if column.join else values[0]
    if column.html:
        from corpus.sources.html import text_of_markup  # lxml only where a page is in a column

        value = text_of_markup(value)
    return column.values.get(value, value)


def _look_up(row: Row, name: str) -> Any:
    """Return the value of a column, or of ``a.b.0`` inside one."""
    if name in row:
        return row[name]
    value: Any = row
    for part in name.split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return _joined(value.values(), "\n")
    if isinstance(value, Iterable):
        return _joined(value, "、")
    if isinstance(value, float) and value.is_integer():  # 3.0 is how Excel gives 3
        value = int(value)
    elif isinstance(value, dt.datetime):
        value = value.date()
    return "" if value is None else str(value)


def _joined(values: Iterable[object], sign: str) -> str:
    return sign.join(text for value in values if (text := _as_text(value).strip()))
