"""Reads a corpus for the search for divergences: JSON Lines with id and text, parsed one by one."""

import gzip
import json
import lzma
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from corpus.errors import ParseError, SkippedError, SourceError
from corpus.models import RawDocument
from corpus.parse import parse_judgment
from search_api.consistency.confirmed import NOT_REACHED, Label
from search_api.consistency.reading import Reading, read_judgment
from search_api.consistency.types import Stance

__all__ = ["load_labels", "load_readings"]

_TEXT = ("full_text", "text")
_STANCES = frozenset({*Stance, NOT_REACHED})


def load_readings(
    path: Path,
    *,
    only: frozenset[str] | None = None,
    unreadable: Callable[[str, str], None] = lambda _id, _reason: None,
) -> list[Reading]:
    """Return the readings of a corpus in the file's order, texts parsed by ``corpus.parse``.

    A row is ``{"id", "text" | "full_text"}``; other keys are not read. ``unreadable`` is told of
    each row that is no judgment, by id and reason; with ``only`` other ids are passed over.

    Raises:
        SourceError: the file cannot be read, a row has no id or text, or an id stands twice.
    """
    readings, seen = [], set[str]()
    for number, row in _rows(path):
        text = next((row[key] for key in _TEXT if row.get(key)), None)
        if "id" not in row or not isinstance(text, str):
            raise SourceError(f"{path}:{number}: a row needs id and text (or full_text)")
        row_id = str(row["id"])
        if row_id in seen:
            raise SourceError(f"{path}:{number}: id {row_id!r} stands twice; keep one of them")
        seen.add(row_id)
        if only is not None and row_id not in only:
            continue
        try:
            judgment = parse_judgment(RawDocument(text=text, path=str(path), row=number))
        except (ParseError, SkippedError) as error:
            unreadable(row_id, str(error))
            continue
        readings.append(read_judgment(judgment, row_id))
    return readings


def load_labels(path: Path) -> list[Label]:
    """Return the labels of a question that a human confirmed.

    A row is ``{"id", "issue_stance", "issue_quote"}``; the short keys stance and quote do as well.

    Raises:
        SourceError: the file cannot be read, or a row has no id or an unknown stance.
    """
    labels = []
    for number, row in _rows(path):
        stance = row.get("issue_stance", row.get("stance"))
        if "id" not in row or stance not in _STANCES:
            raise SourceError(
                f"{path}:{number}: a label needs id and issue_stance, one of "
                f"{', '.join(sorted(_STANCES))}; found {stance!r}"
            )
        quote = row.get("issue_quote", row.get("quote")) or ""
        labels.append(Label(str(row["id"]), str(stance), str(quote)))
    return labels


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with _open(path) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, _object(path, number, line)
    except (OSError, EOFError, UnicodeDecodeError, lzma.LZMAError) as error:
        raise SourceError(f"cannot read {path}: {error}") from error


def _object(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise SourceError(f"{path}:{number}: no JSON: {error}") from error
    if not isinstance(row, dict):
        raise SourceError(f"{path}:{number}: a line must be a JSON object")
    return row


def _open(path: Path) -> IO[str]:
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8")
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")
