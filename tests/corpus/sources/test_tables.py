import csv
import datetime as dt
import gzip
import io
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from openpyxl import Workbook

from corpus.models import RawDocument
from corpus.sources import Item, Rejected, Skipped, SourceOptions, read_paths
from tests.corpus.sources.factories import docx, judgment, paragraphs, pdf, zip_of

ROWS: list[dict[str, Any]] = [
    {"编号": f"{n}", "标题": f"张三与甲公司借款纠纷{n}", "正文": judgment(n)} for n in range(1, 4)
]


def _jsonl(rows: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _csv(rows: list[dict[str, Any]], delimiter: str = ",") -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def _xlsx(rows: list[dict[str, Any]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([])
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _read(folder: Path, name: str, data: bytes, **options: Any) -> list[Item]:
    path = folder / name
    path.write_bytes(data)
    return list(read_paths([path], SourceOptions(**options)))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", _jsonl(ROWS)),
        ("a.ndjson", b"\xef\xbb\xbf" + _jsonl(ROWS)),
        ("a.jsonl", _jsonl(ROWS).decode().encode("gb18030")),
        ("a.jsonl", _jsonl(ROWS).decode().encode("utf-16")),
        ("a.json", _jsonl(ROWS)),
        ("a.json", _json(ROWS)),
        ("a.json", json.dumps(ROWS, ensure_ascii=False, indent=1).encode("gb18030")),
        ("a.json", _json({"code": 1, "data": ROWS})),
        ("a.json", _json({"code": 1, "result": {"total": 3, "list": ROWS}})),
        ("a", _json(ROWS)),
        ("a.csv", _csv(ROWS).encode("utf-8-sig")),
        ("a.csv", _csv(ROWS).encode("gb18030")),
        ("a.csv", _csv(ROWS, ";").encode()),
        ("a.tsv", _csv(ROWS, "\t").encode()),
        ("a.xlsx", _xlsx(ROWS)),
    ],
)
def test_every_table_format_gives_the_same_documents(
    tmp_path: Path, name: str, data: bytes
) -> None:
    items = _read(tmp_path, name, data)
    documents = [item for item in items if isinstance(item, RawDocument)]
    assert len(items) == len(documents) == 3
    for number, document in enumerate(documents, start=1):
        assert document.text.splitlines() == judgment(number).splitlines()
        assert document.source_id == str(number)
        assert document.fields["title"] == f"张三与甲公司借款纠纷{number}"


def test_one_object_is_one_document(tmp_path: Path) -> None:
    [item] = _read(tmp_path, "a.json", _json(ROWS[0]))
    assert isinstance(item, RawDocument)


def test_dates_and_numbers_of_excel_become_text(tmp_path: Path) -> None:
    rows = [{"编号": 7.0, "裁判日期": dt.datetime(2021, 3, 1), "正文": judgment()}]  # noqa: DTZ001
    [item] = _read(tmp_path, "a.xlsx", _xlsx(rows))
    assert isinstance(item, RawDocument)
    assert (item.source_id, item.fields["date"]) == ("7", "2021-03-01")


def _cut() -> bytes:
    lines = _jsonl(ROWS).splitlines(keepends=True)
    return lines[0] + lines[1][: len(lines[1]) // 2] + b"\n" + lines[2]


def _replaced(line: bytes) -> bytes:
    lines = _jsonl(ROWS).splitlines(keepends=True)
    return lines[0] + line + b"\n" + lines[2]


BAD_ROWS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "cut in half": ("a.jsonl", _cut, "截断"),
    "first line cut": ("a.jsonl", lambda: b'{"id": "1", "te\n' + _jsonl(ROWS[:2]), "截断"),
    "last line cut": ("a.jsonl", lambda: _jsonl(ROWS)[:-200], "截断"),
    "no object": ("a.jsonl", lambda: _replaced(b"[1, 2]"), "不是 JSON 对象"),
    "no text": ("a.jsonl", lambda: _replaced('{"编号": "2", "正文": "  "}'.encode()), "正文为空"),
    "text missing": ("a.jsonl", lambda: _replaced(b'{"id": "2"}'), "正文为空"),
    "wrong bytes": ("a.jsonl", lambda: _replaced('{"正文": "'.encode() + b'\xff\xfe"}'), "UTF-8"),
    "endless nesting": ("a.jsonl", lambda: _replaced(b'{"a":' + b"[" * 20_000), "截断"),
    "too long": ("a.jsonl", lambda: _replaced(b'{"text": "' + b"a" * 60_000 + b'"}'), "上限"),
    "cells missing": ("a.csv", (_csv(ROWS[:2]) + "3,张三").encode, "2 列"),
    "too many cells": ("a.csv", (_csv(ROWS[:2]) + "3,张三,正文,多").encode, "4 列"),
    "quote left open": ("a.csv", (_csv(ROWS[:2]) + '3,张三,"正文').encode, ""),
    "cell at the limit": (
        "a.xlsx",
        lambda: _xlsx([*ROWS[:2], {"编号": "3", "标题": "", "正文": "判" * 32_767}]),
        "上限",
    ),
    "item of a list": ("a.json", lambda: _json([*ROWS[:2], "text"]), "不是 JSON 对象"),
}


@pytest.mark.parametrize(("name", "make", "reason"), BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_a_bad_row_is_named_and_the_others_are_read(
    tmp_path: Path, name: str, make: Callable[[], bytes], reason: str
) -> None:
    items = _read(tmp_path, name, make(), max_bytes=50_000)
    assert sum(isinstance(item, RawDocument) for item in items) >= 2
    for item in items:
        if isinstance(item, Rejected):
            assert reason in item.detail
            assert item.row > 0
    assert name == "a.csv" or sum(isinstance(item, Rejected) for item in items) == 1


BAD_TABLES: dict[str, tuple[str, bytes, str]] = {
    "no lines of JSON": ("a.jsonl", b"hello\n" * 50, "不是 JSON Lines"),
    "cut value": ("a.json", _json(ROWS)[:-100], "截断"),
    "empty list": ("a.json", b"[]", "没有数据行"),
    "header only": ("a.csv", b"id,text\n", "没有数据行"),
    "binary": ("a.jsonl", b"\x00\xff" * 1000, ""),
    "broken excel": ("a.xlsx", _xlsx(ROWS)[:2000], "损坏"),
    "huge value": ("a.json", _json(ROWS * 100), "上限"),
}


@pytest.mark.parametrize(("name", "data", "reason"), BAD_TABLES.values(), ids=BAD_TABLES.keys())
def test_a_bad_table_is_named(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    items = _read(tmp_path, name, data, max_bytes=50_000)
    assert items
    assert all(isinstance(item, Rejected) and reason in item.detail for item in items)


def _no_documents() -> dict[str, tuple[str, bytes]]:
    facts = "被告人张三酒后驾驶小型轿车，被民警查获，血液酒精含量为186mg/100ml。"
    query = {"id": "1", "text": facts, "charges": ["危险驾驶罪"], "kind": "common"}
    question = "邻居的树枝伸到我家院子里，可以自己砍掉吗？"
    articles = {
        "law": "中华人民共和国某法",
        "article": "第一条",
        "text": "为了规范某事，制定本法。",
    }
    return {
        "queries with charges": ("q.jsonl", _jsonl([query])),
        "judgments as queries": ("q.jsonl", _jsonl([{"id": 1, "query": judgment(), "fact": "f"}])),
        "questions": ("q.jsonl", _jsonl([{"query_id": 1, "问题": question, "match_id": [1]}])),
        "articles": ("a.jsonl", _jsonl([articles] * 3)),
        "catalogue": ("catalog.json", _json({"version": "1", "modules": [{"id": "M1"}]})),
        "labels": ("gold.jsonl", _jsonl([{"id": "1", "issue_stance": "deny", "confidence": 0.9}])),
        "pools": ("pools.tsv", b"4891\t10134\n4891\t11373\n"),
        "qrels": ("qrels.trec", b"4891 0 24048 1\n4891 0 412 2\n"),
        "run without suffix": ("run", b"4891 Q0 483 3 0.83 tag\n" * 5),
        "licence": ("LICENSE", b"Permission is hereby granted, free of charge, to any person\n"),
        "readme": ("README.md", "# 数据\n\n民事判决书 100 份。\n".encode()),
        "terms": ("terms.txt", "审判长\n判决书\n人民法院\n本院认为\n判决如下\n".encode()),
        "program": ("run.py", b"print(1)\n"),
        "picture": ("scan.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 50),
        "lock file": ("~$a.docx", b"\x01\x02"),
        "hidden": (".DS_Store", b"\0\0"),
    }  # fmt: skip


@pytest.mark.parametrize(("name", "data"), _no_documents().values(), ids=_no_documents().keys())
def test_what_is_no_document_is_skipped_with_a_reason(
    tmp_path: Path, name: str, data: bytes
) -> None:
    [item] = _read(tmp_path, name, data)
    assert isinstance(item, Skipped)
    assert item.detail


def test_any_text_takes_what_does_not_look_like_a_judgment(tmp_path: Path) -> None:
    rows = [{"id": "1", "text": "原告借款给被告。"}]
    [item] = _read(tmp_path, "a.jsonl", _jsonl(rows), any_text=True)
    assert isinstance(item, RawDocument)
    [item] = _read(tmp_path, "a.txt", "原告借款给被告。".encode(), any_text=True)
    assert isinstance(item, RawDocument)


def test_damaged_files_of_every_format_never_raise(tmp_path: Path) -> None:
    random = Random(3)  # noqa: S311 - the same damage each time
    whole = {
        "a.docx": docx(paragraphs(judgment())),
        "a.pdf": pdf(judgment()),
        "a.zip": zip_of({"1.txt": judgment().encode(), "2.jsonl": _jsonl(ROWS)}),
        "a.jsonl.xz": lzma.compress(_jsonl(ROWS)),
        "a.jsonl.gz": gzip.compress(_jsonl(ROWS)),
        "a.xlsx": _xlsx(ROWS),
        "a.csv": _csv(ROWS).encode("gb18030"),
        "a.json": _json(ROWS),
        "a.html": f"<html><p>{judgment()}</p></html>".encode(),
        "a.txt": judgment().encode("utf-16"),
    }
    for name, data in whole.items():
        for _ in range(12):
            damaged = bytearray(data[: random.randrange(len(data) // 2, len(data))])
            for _ in range(random.choice((0, 1, 5))):
                damaged[random.randrange(len(damaged))] = random.randrange(256)
            assert _read(tmp_path, name, bytes(damaged))
