"""Documents out: JSON Lines that can be ingested again without loss, CSV, one judgment as Word.

Each document keeps its source and the mark 合成样例 where it is one.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import msgspec

from corpus import codec
from corpus.errors import InputError
from embeddings.views import article_key
from indexer.pipeline.documents import RESULTS, authority_of
from indexer.types import AllOf, Record
from search_api.admin.contract import Application
from search_api.admin.word import write_docx
from search_api.similar import Filters
from search_api.similar.filters import filter_clause

__all__ = ["ExportReport", "export_csv", "export_docx", "export_jsonl"]

_FORMAT = 1  # of a JSON line; corpus/data/mappings/leian.yaml reads it again
_BATCH = 200
_COLUMNS = (
    *("id", "kind", "authority", "title", "case_number", "court", "level", "province", "date"),
    *("case_type", "document_type", "procedure", "causes", "result", "statutes", "parties"),
    *("source", "source_id", "text"),
)
# A cell that begins with one of these is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written."""

    path: str
    documents: int


def export_jsonl(
    application: Application, target: Path, *, filters: Filters | None = None
) -> ExportReport:
    """Write the documents, one JSON object a line in order of id, and return how many.

    A line holds what the source said (text, kind, source, fields), from which ingesting it again
    makes the same record, and the parse, for other programs.

    Raises:
        InputError: the file is there already.
        MissingStateError: filters were given and there is no index to filter by.
    """
    with _opened(target, encoding="utf-8") as file:
        written = 0
        for record in _records(application, filters):
            file.write(msgspec.json.encode(_line(record)).decode() + "\n")
            written += 1
    return ExportReport(str(target), written)


def _line(record: Record) -> dict[str, Any]:
    judgment = record.judgment
    return {
        "leian_export": _FORMAT,
        "id": judgment.id,
        "kind": judgment.kind,
        "source": judgment.source,
        "source_id": judgment.source_id,
        "path": record.path,
        "row": record.row,
        "fields": dict(record.fields),
        "text": judgment.text,
        "parse": codec.to_builtins(judgment),
    }


def export_csv(
    application: Application, target: Path, *, filters: Filters | None = None
) -> ExportReport:
    """Write the documents as a table that Excel and WPS open, and return how many.

    Raises:
        InputError: the file is there already.
        MissingStateError: filters were given and there is no index to filter by.
    """
    with _opened(target, encoding="utf-8-sig") as file:  # without the mark Excel guesses GBK
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        written = 0
        for record in _records(application, filters):
            writer.writerow([_cell(value) for value in _row(record)])
            written += 1
    return ExportReport(str(target), written)


def _row(record: Record) -> Sequence[str | None]:
    judgment = record.judgment
    court, number = judgment.court, judgment.case_number
    statutes = dict.fromkeys(key for one in judgment.citations if (key := article_key(one)))
    return (
        judgment.id,
        judgment.kind.value,
        authority_of(judgment),
        judgment.title,
        number.text if number else judgment.entry_number,
        (court.canonical or court.name) if court else None,
        court.level if court else None,
        court.province if court else None,
        judgment.date.isoformat() if judgment.date else None,
        judgment.case_type.value,
        judgment.document_type,
        judgment.procedure,
        "、".join(judgment.cause_nodes or judgment.causes),
        RESULTS.get(judgment.outcome.result or "") if judgment.outcome else None,
        "、".join(statutes),
        "、".join(f"{party.role}{party.name}" for party in judgment.parties),
        judgment.source,
        judgment.source_id,
        judgment.text,
    )


def _cell(value: str | None) -> str:
    if value is None:
        return ""
    return f"'{value}" if value.startswith(_FORMULA) else value


def export_docx(application: Application, id: str, target: Path) -> ExportReport:  # noqa: A002
    """Write one judgment, by id or case number, as a Word document.

    Raises:
        InputError: the file is there already.
        NotFoundError: there is no such judgment.
    """
    judgment = application.require_search().judgment(id)
    if target.exists():
        raise InputError(f"{target} 已存在。请换一个文件名，或先移走它。")
    target.parent.mkdir(parents=True, exist_ok=True)
    write_docx(judgment, target)
    return ExportReport(str(target), 1)


def _opened(target: Path, *, encoding: str) -> IO[str]:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        return target.open("x", encoding=encoding, newline="")
    except FileExistsError as error:
        raise InputError(f"{target} 已存在。请换一个文件名，或先移走它。") from error


def _records(application: Application, filters: Filters | None) -> Iterator[Record]:
    batch: list[str] = []
    for document in _ids(application, filters or Filters()):
        batch.append(document)
        if len(batch) == _BATCH:
            yield from application.store.records(batch)
            batch = []
    yield from application.store.records(batch)


def _ids(application: Application, filters: Filters) -> Iterator[str]:
    where = filter_clause(filters)
    if where == AllOf():
        yield from application.store.ids()
        return
    application.require_search()  # says what to do where there is no index
    index = application.admin.open()
    try:
        yield from index.scan(where)
    finally:
        index.close()
