"""Queries for a bench from files: fact descriptions in JSON Lines, or one a line."""

import gzip
import json
import lzma
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from corpus.errors import InputError

__all__ = ["read_queries"]

_KEYS = ("fact", "facts", "text", "query")


def _open(path: Path) -> IO[str]:
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8")
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _of_row(line: str, path: Path, number: int) -> str:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"{path}, line {number}: {error}; give one JSON object a line") from error
    for key in _KEYS:
        if isinstance(row, dict) and isinstance(row.get(key), str) and row[key].strip():
            return str(row[key]).strip()
    raise InputError(
        f"{path}, line {number}: none of {', '.join(_KEYS)}; give a text in one of them"
    )


def read_queries(paths: Iterable[Path]) -> list[str]:
    """Return the queries of all files in order: .jsonl (also .xz, .gz) or plain text lines.

    Raises:
        InputError: a file cannot be read, a row has no query, or there is none at all.
    """
    queries: list[str] = []
    for path in paths:
        table = ".jsonl" in path.suffixes
        try:
            with _open(path) as lines:
                for number, line in enumerate(lines, 1):
                    if line.strip():
                        queries.append(_of_row(line, path, number) if table else line.strip())
        except (OSError, UnicodeDecodeError, lzma.LZMAError) as error:
            raise InputError(f"{path} cannot be read: {error}") from error
    if not queries:
        raise InputError(
            "no query in the files given; give .jsonl with a text, or one query a line"
        )
    return queries
