"""Labelled rows of the shared data, and the corrections to their labels."""

import json
import lzma
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from corpus.models import Kind, RawDocument

__all__ = ["SOURCES", "Row", "correction", "read_rows", "to_raw"]

Row = Mapping[str, Any]

SOURCES: Final = {
    "openlaw": "openlaw/judgments.jsonl.xz",
    "lecard": "lecard/corpus.jsonl.xz",
    "spc": "spc/documents.jsonl.xz",
    "drug_rulings": "drug_rulings/rulings.jsonl.xz",
    "wenshu_admin": "wenshu_admin/judgments.jsonl.xz",
    "case_library": "case_library/entries.jsonl.xz",
    "guiding_cases": "guiding_cases/cases.jsonl.xz",
}
_KINDS: Final = {
    "case_library": Kind.LIBRARY_ENTRY,
    "guiding_cases": Kind.GUIDING_CASE,
}


def read_rows(data: Path, source: str, *, step: int = 1) -> Iterator[Row]:
    """Yield every ``step``-th row of a labelled source."""
    with lzma.open(data / SOURCES[source], "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % step == 0:
                yield json.loads(line)


def to_raw(source: str, row: Row) -> RawDocument:
    """Return the row's text alone: the parser sees no label."""
    return RawDocument(
        text=row.get("full_text") or row.get("text") or "",
        path=SOURCES[source],
        source=source,
        source_id=str(row["id"]),
        kind=_KINDS.get(source, Kind.JUDGMENT),
    )


def correction(source: str, row_id: str, field: str, text: str) -> str | None:
    """Return the right value of a label that was found to be wrong, None where it stands.

    An empty string means that the label cannot be judged and the row is left out for this field.
    A value that holds a name is kept as offsets into the row's raw text, joined by 、 here; the
    value 无 says that the text has none.
    """
    entry = _corrections().get((source, row_id, field))
    if entry is None:
        return None
    if "spans" in entry:
        return "、".join(text[start:end] for start, end in entry["spans"])
    return str(entry.get("value", ""))


@cache
def _corrections() -> dict[tuple[str, str, str], dict[str, Any]]:
    data = json.loads(files("eval.extraction").joinpath("corrections.json").read_text("utf-8"))
    return {
        (entry["source"], row_id, entry["field"]): entry
        for entry in data["corrections"]
        for row_id in entry.get("ids", [entry.get("id")])
    }
