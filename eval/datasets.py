"""Cases and queries to rank, from JSON Lines. Only the fields that may be known are read.

Of a corpus row these are id, text, facts, reasoning and disposition (a title or case name holds the
charge), of a query id and text.
"""

import gzip
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from corpus.errors import SourceError

__all__ = ["RankCase", "RankQuery", "load_cases", "load_queries"]


@dataclass(frozen=True, slots=True)
class RankCase:
    """One document of the corpus; parts that the row lacks are ""."""

    id: str
    text: str
    facts: str = ""
    reasoning: str = ""
    disposition: str = ""


@dataclass(frozen=True, slots=True)
class RankQuery:
    """One query: the facts of a case."""

    id: str
    text: str


def load_cases(path: Path) -> list[RankCase]:
    """Return the corpus in the file's order.

    Raises:
        SourceError: the file cannot be read, or an id stands twice.
    """
    optional = ("facts", "reasoning", "disposition")
    return [
        RankCase(row_id, text, *(str(row.get(name) or "") for name in optional))
        for row_id, text, row in _rows(path)
    ]


def load_queries(path: Path) -> list[RankQuery]:
    """Return the queries in the file's order.

    Raises:
        SourceError: the file cannot be read, or an id stands twice.
    """
    return [RankQuery(row_id, text) for row_id, text, _ in _rows(path)]


def _rows(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    seen: set[str] = set()
    for number, line in _lines(path):
        try:
            row = json.loads(line)
            row_id, text = str(row["id"]), str(row["text"] or "")
        except (ValueError, KeyError, TypeError) as error:
            raise SourceError(
                f"{path}:{number}: needs a JSON object with id and text: {error!r}"
            ) from error
        if row_id in seen:
            raise SourceError(f"{path}:{number}: id {row_id!r} stands twice")
        seen.add(row_id)
        yield row_id, text, row


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with _open(path) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, line
    except (OSError, EOFError, UnicodeDecodeError, lzma.LZMAError) as error:
        raise SourceError(f"cannot read {path}: {error}") from error


def _open(path: Path) -> IO[str]:
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8")
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")
