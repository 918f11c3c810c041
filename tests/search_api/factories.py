"""Small judgments with invented people, built by hand for the tests of the application."""

import datetime as dt
import hashlib
from dataclasses import replace
from typing import Any

from corpus.models import CaseNumber, CaseType, Court, Judgment, Kind, Outcome
from indexer.types import Record

__all__ = ["make_judgment", "make_record"]


def make_judgment(serial: int = 1, **changes: Any) -> Judgment:
    """Return a short civil judgment of 长沙市芙蓉区人民法院."""
    text = changes.pop("text", f"原告张三与被告李四民间借贷纠纷，第{serial}号。判决驳回。")
    judgment = Judgment(
        id=f"j-{serial:04d}",
        kind=Kind.JUDGMENT,
        title=f"张三与李四民间借贷纠纷一审民事判决书（{serial}）",
        text=text,
        case_type=CaseType.CIVIL,
        document_type="判决书",
        procedure="一审",
        court=Court("长沙市芙蓉区人民法院", "长沙市芙蓉区人民法院", "湘0102", "基层", "湖南省"),
        case_number=CaseNumber(
            f"（2021）湘0102民初{serial}号", 2021, "湘0102", "民初", str(serial)
        ),
        causes=("民间借贷纠纷",),
        cause_nodes=("民间借贷纠纷",),
        date=dt.date(2021, 3, 1),
        outcome=Outcome(result="dismissed"),
        source="test",
    )
    return replace(judgment, **changes)


def make_record(serial: int = 1, *, run: int = 1, row: int | None = None, **changes: Any) -> Record:
    """Return the record of ``make_judgment``; its hash is that of its text."""
    path = changes.pop("path", "a.jsonl")
    fields = changes.pop("fields", {"court": "长沙市芙蓉区人民法院"})
    judgment = make_judgment(serial, **changes)
    digest = hashlib.sha256(judgment.text.encode()).hexdigest()
    return Record(judgment, digest, path, serial if row is None else row, run, fields)
