"""Parsers for worker processes, which find them by name: quick ones, and ones that misbehave."""

import os
import re
import time

from corpus.errors import ParseError
from corpus.models import CaseType, Judgment, Kind, RawDocument
from indexer.pipeline.workers import Handler

__all__ = ["handler", "parse", "parse_with_accidents"]


def parse(raw: RawDocument) -> Judgment:
    """Return a judgment whose id is its case number, else its source's id."""
    number = re.search(r"（\d{4}）[^号]+号", raw.text)
    if "无法解析" in raw.text:
        raise ParseError("文书无法解析。请检查")
    return Judgment(
        id=number[0] if number else str(raw.source_id),
        kind=raw.kind or Kind.JUDGMENT,
        title=raw.fields.get("title", ""),
        text=raw.text,
        case_type=CaseType.CIVIL,
        document_type="判决书",
        procedure="一审",
        source=raw.source,
        source_id=raw.source_id,
    )


def parse_with_accidents(raw: RawDocument) -> Judgment:
    """Return a judgment; die or fail where the text says so."""
    if "进程死亡" in raw.text:
        os._exit(9)
    if "程序错误" in raw.text:
        raise IndexError("list index out of range")
    return parse(raw)


def _answer(task: bytes) -> bytes:
    if task == b"die":
        os._exit(9)
    if task == b"hang":
        time.sleep(60)
    if task == b"fail":
        raise ValueError("no")
    if task == b"memory":
        return bytes(8 << 30)
    if task == b"pid":
        return str(os.getpid()).encode()
    return task * 2


def handler() -> Handler:
    """Return what a worker does with a task: usually doubles it."""
    return _answer
