"""Judgment ↔ rows of the tables."""

from dataclasses import replace
from typing import Any

import msgspec

from corpus import codec
from corpus.models import Judgment
from indexer.pipeline.documents import case_number_key
from indexer.types import Record

__all__ = ["case_row", "judgment_from", "keys_of", "record_from", "version_row"]


def version_row(record: Record) -> dict[str, Any]:
    """Return the row of ``versions``; the text stands in its own column, once."""
    judgment = record.judgment
    return {
        "text_hash": record.text_hash,
        "id": judgment.id,
        "run": record.run,
        "path": record.path,
        "row": record.row,
        "fields": msgspec.json.encode(dict(record.fields)).decode(),
        "parse": codec.to_json(replace(judgment, text="")),
        "text": judgment.text,
    }


def judgment_from(parse: bytes, text: str) -> Judgment:
    """Return the judgment that ``version_row`` took apart."""
    return replace(codec.from_json(parse), text=text)


def record_from(row: Any) -> Record:
    """Return the record of a row of ``versions``."""
    return Record(
        judgment=judgment_from(row.parse, row.text),
        text_hash=row.text_hash,
        path=row.path,
        row=row.row,
        run=row.run,
        fields=msgspec.json.decode(row.fields, type=dict[str, str]),
    )


def case_row(record: Record) -> dict[str, Any]:
    """Return the row of ``cases``: the summary, and which version it is of."""
    judgment = record.judgment
    court, number, outcome = judgment.court, judgment.case_number, judgment.outcome
    return {
        "id": judgment.id,
        "text_hash": record.text_hash,
        "run": record.run,
        "path": record.path,
        "row": record.row,
        "kind": judgment.kind.value,
        "title": judgment.title,
        "case_number": number.text if number else None,
        "court": (court.canonical or court.name) if court else None,
        "level": court.level if court else None,
        "province": court.province if court else None,
        "date": judgment.date,
        "case_type": judgment.case_type.value,
        "procedure": judgment.procedure,
        "document_type": judgment.document_type,
        "cause": next(iter(judgment.cause_nodes or judgment.causes), None),
        "result": outcome.result if outcome else None,
        "source": judgment.source,
        "source_id": judgment.source_id,
        "warnings": len(judgment.warnings),
    }


def keys_of(judgment: Judgment) -> tuple[str, ...]:
    """Return what the document can be asked for by: case number, 入库编号, guiding number."""
    keys = []
    if judgment.case_number is not None:
        keys.append(case_number_key(judgment.case_number))
    if judgment.entry_number:
        keys.append(judgment.entry_number)
    if judgment.guiding_number is not None:
        keys += [f"指导性案例{judgment.guiding_number}号", str(judgment.guiding_number)]
    return tuple(dict.fromkeys(keys))
