import json
from pathlib import Path
from typing import Any

import pytest

from indexer.pipeline import IngestReport, Progress, ingest
from tests.corpus.sources.factories import docx, judgment, paragraphs, pdf, zip_of
from tests.indexer.parsers import parse, parse_with_accidents
from tests.indexer.stores import FakeStore


def _rows(path: Path, numbers: range, **more: str) -> Path:
    lines = [json.dumps({"id": f"r{n}", "text": judgment(n), **more}) for n in numbers]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _ingest(path: Path, store: FakeStore, **options: Any) -> IngestReport:
    given = {"run": 1, "parse": parse, "forget_rejects": store.forget, **options}
    return ingest([path], store=store, **given)


def _counts(report: IngestReport) -> dict[str, int]:
    names = ("indexed", "unchanged", "replaced", "skipped", "rejected")
    assert report.read == sum(getattr(report, name) for name in names)
    return {name: getattr(report, name) for name in names if getattr(report, name)}


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Return a folder of good and bad files in many formats."""
    folder = tmp_path / "in"
    folder.mkdir()
    _rows(folder / "a.jsonl", range(1, 130))
    with (folder / "a.jsonl").open("a", encoding="utf-8") as file:
        file.write(
            '\n{"id": "x", "text": "cut in ha\n' + json.dumps({"id": "y", "text": "无法解析"})
        )
    (folder / "b.docx").write_bytes(docx(paragraphs(judgment(300))))
    (folder / "c.pdf").write_bytes(pdf(judgment(301)))
    (folder / "d.txt").write_bytes(judgment(302).encode("gb18030"))
    (folder / "e.txt").write_bytes(judgment(302).encode("gb18030"))
    (folder / "f.docx").write_bytes(b"PK\x03\x04broken")
    (folder / "g.pdf").write_bytes(pdf(""))
    (folder / "h.txt").write_bytes(b"")
    (folder / "i.zip").write_bytes(zip_of({"1.txt": judgment(303).encode(), "../2.txt": b"x"}))
    (folder / "queries.jsonl").write_text('{"id": "1", "text": "被告人酒后驾驶。"}')
    (folder / "LICENSE").write_text("Permission is hereby granted")
    return folder


EXPECTED = {"indexed": 133, "unchanged": 1, "skipped": 2, "rejected": 6}


@pytest.mark.parametrize("workers", [0, 2])
def test_every_file_is_counted_once_whatever_the_workers(mixed: Path, workers: int) -> None:
    store = FakeStore()
    report = _ingest(mixed, store, workers=workers)
    assert _counts(report) == EXPECTED
    assert [(Path(one.path).name, one.row) for one in store.rejects()] == [
        ("a.jsonl", 130),
        ("a.jsonl", 131),
        ("f.docx", 0),
        ("g.pdf", 0),
        ("h.txt", 0),
        ("2.txt", 0),
    ]
    assert all(one.detail for one in store.rejects())
    assert {Path(one.path).name for one in report.skips} == {"LICENSE", "queries.jsonl"}
    assert sum(report.reasons.values()) == 8


def test_the_second_time_nothing_is_written(mixed: Path) -> None:
    store = FakeStore()
    _ingest(mixed, store)
    written = store.writes
    report = _ingest(mixed, store, run=2)
    assert _counts(report) == {"unchanged": 134, "skipped": 2, "rejected": 6}
    assert store.writes == written


@pytest.mark.parametrize("puts", [0, 2])
def test_a_run_that_was_stopped_goes_on_to_the_same_end(mixed: Path, puts: int) -> None:
    calm, store = FakeStore(), FakeStore(fails_after=puts)
    _ingest(mixed, calm)
    stopped = _ingest(mixed, store)
    assert stopped.interrupted
    store.fails_after = None
    finished = _ingest(mixed, store)
    assert not finished.interrupted
    assert store.versions == calm.versions
    assert store.kept == calm.kept


def test_a_new_text_of_a_known_number_replaces_it(tmp_path: Path) -> None:
    store = FakeStore()
    path = _rows(tmp_path / "a.jsonl", range(3))
    _ingest(path, store)
    path.write_text(path.read_text().replace(json.dumps("李四")[1:-1], "Li"), encoding="utf-8")
    assert _counts(_ingest(path, store, run=2)) == {"replaced": 3}
    assert len(list(store.scan())) == 3
    assert len(list(store.scan(changed_since=1))) == 3


def test_rejects_that_were_mended_are_forgotten_and_others_kept(mixed: Path) -> None:
    store = FakeStore()
    _ingest(mixed, store)
    (mixed / "h.txt").write_bytes(judgment(400).encode())
    (mixed / "g.pdf").unlink()
    report = _ingest(mixed, store, run=2)
    assert report.indexed == 1
    assert len(store.kept) == 4
    _ingest(mixed / "LICENSE", store, run=3)
    assert len(store.kept) == 4


def test_documents_that_kill_or_fail_are_rejected_and_the_rest_is_in(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.jsonl"
    texts = [judgment(n) for n in range(6)]
    for number, accident in ((1, "进程死亡"), (4, "程序错误")):
        texts[number] += accident
    path.write_text("\n".join(json.dumps({"text": text}) for text in texts), encoding="utf-8")
    store = FakeStore()
    report = _ingest(path, store, parse=parse_with_accidents, workers=1)
    assert _counts(report) == {"indexed": 4, "rejected": 2}
    assert [(one.row, one.error) for one in store.rejects()] == [
        (2, "process_died"),
        (5, "program_error"),
    ]
    assert all(one.text for one in store.rejects())


def test_progress_ends_at_the_whole(mixed: Path) -> None:
    seen: list[Progress] = []
    _ingest(mixed, FakeStore(), progress=seen.append)
    assert seen[-1].documents == 142
    assert seen[-1].done == seen[-1].total > 0
    assert seen[-1].seconds_left == 0
    assert seen[-1].rate > 0


def test_hints_that_repeat_the_text_are_not_kept_twice(tmp_path: Path) -> None:
    store = FakeStore()
    _ingest(_rows(tmp_path / "a.jsonl", range(1), title="标题"), store)
    [record] = store.versions.values()
    assert dict(record.fields) == {"title": "标题"}
    row = {
        "id": "1", "title": "t", "case_name": "c", "text": judgment(7), "facts": "款项已经交付",
        "reasoning": "列中另有的理由", "disposition": None,
    }  # fmt: skip
    (tmp_path / "b.jsonl").write_text(json.dumps(row), encoding="utf-8")
    _ingest(tmp_path / "b.jsonl", store)
    record = list(store.versions.values())[-1]
    assert dict(record.fields) == {"title": "t", "reasoning": "列中另有的理由", "case_type": "刑事"}


def test_the_report_as_json(mixed: Path) -> None:
    report = json.loads(json.dumps(_ingest(mixed, FakeStore()).to_dict()))
    assert report["read"] == 142
    assert len(report["rejects"]) == 6
