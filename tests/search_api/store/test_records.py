import datetime as dt
import itertools
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from corpus.errors import CorruptStateError, MismatchError, MissingStateError, NotFoundError
from corpus.models import CaseType, Kind
from indexer.types import PutReport, RecordStore, Reject
from search_api.store import SqlRecordStore
from search_api.store.engine import make_engine
from search_api.store.migrate import MIGRATIONS, revision
from search_api.store.tables import HEAD, metadata
from tests.search_api.factories import make_judgment, make_record


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlRecordStore]:
    opened = SqlRecordStore(f"sqlite:///{tmp_path / 'records.db'}")
    opened.migrate()
    yield opened
    opened.close()


def test_it_is_a_record_store(store: SqlRecordStore) -> None:
    port: RecordStore = store
    assert port.get(["nothing"]) == []


def test_a_judgment_comes_back_whole(store: SqlRecordStore) -> None:
    record = make_record(1)
    assert store.put([record]) == PutReport(indexed=1)
    assert store.get(["j-0001"]) == [record.judgment]
    assert store.known_hashes([record.text_hash, "0" * 64]) == {record.text_hash}


def test_get_keeps_the_order_asked_and_leaves_out_the_unknown(store: SqlRecordStore) -> None:
    store.put([make_record(number) for number in (1, 2, 3)])
    found = store.get(["j-0003", "j-0009", "j-0001", "j-0003"])
    assert [judgment.id for judgment in found] == ["j-0003", "j-0001", "j-0003"]


def test_putting_twice_writes_nothing(store: SqlRecordStore) -> None:
    records = [make_record(1), make_record(2)]
    store.put(records)
    assert store.put([*records, make_record(3)]) == PutReport(indexed=1, unchanged=2)
    again = make_record(4)
    assert store.put([again, again]) == PutReport(indexed=1, unchanged=1)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_current_version_does_not_depend_on_the_order(
    store: SqlRecordStore, order: tuple[int, ...]
) -> None:
    records = [
        make_record(1, text="甲文本", path="b.jsonl", row=9),
        make_record(1, text="乙文本", path="a.jsonl", row=10),
        make_record(1, text="丙文本", path="b.jsonl", row=10),
    ]
    reports = [store.put([records[index]]) for index in order]
    assert sum(report.indexed for report in reports) == 1
    assert sum(report.replaced for report in reports) == 2
    assert store.get(["j-0001"])[0].text == "丙文本"
    listed = store.versions("j-0001")
    assert [version.is_current for version in listed] == [False, False, True]
    assert listed[-1].fields == {"court": "长沙市芙蓉区人民法院"}


def test_a_later_run_wins_over_path_and_row(store: SqlRecordStore) -> None:
    store.put([make_record(1, text="旧", path="z.jsonl", row=99, run=1)])
    store.put([make_record(1, text="新", path="a.jsonl", row=0, run=2)])
    assert store.get(["j-0001"])[0].text == "新"


def test_scan_streams_in_order_and_tells_what_changed(store: SqlRecordStore) -> None:
    store.put([make_record(number) for number in range(450, 0, -1)])
    store.put([make_record(7, text="改过的文本", run=2), make_record(999, run=2)])
    ids = [judgment.id for judgment in store.scan()]
    assert ids == sorted(ids)
    assert len(ids) == 451
    assert list(store.ids()) == ids
    assert [judgment.id for judgment in store.scan(changed_since=1)] == ["j-0007", "j-0999"]


def test_delete_removes_every_version_and_key(store: SqlRecordStore) -> None:
    old = make_record(1, text="旧")
    store.put([old, make_record(1, text="新", row=2), make_record(2)])
    assert store.delete(["j-0001", "j-0404"]) == 1
    assert store.get(["j-0001"]) == []
    assert store.find_by_number("2021|湘0102|民初|1|") == []
    assert store.known_hashes([old.text_hash]) == frozenset()
    assert store.put([old]) == PutReport(indexed=1)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("2021|湘0102|民初|1|", ["j-0001"]),
        ("2023-07-2-103-001", ["j-0002"]),
        ("24", ["j-0003"]),
        ("指导性案例24号", ["j-0003"]),
        ("25", []),
    ],
)
def test_find_by_number(store: SqlRecordStore, key: str, expected: list[str]) -> None:
    store.put(
        [
            make_record(1),
            make_record(2, kind=Kind.LIBRARY_ENTRY, entry_number="2023-07-2-103-001"),
            make_record(3, kind=Kind.GUIDING_CASE, guiding_number=24, case_number=None),
        ]
    )
    assert store.find_by_number(key) == expected


def test_rejects_are_replaced_by_place_and_forgotten_when_taken_in(store: SqlRecordStore) -> None:
    store.reject([Reject("b.txt", 0, "unreadable", "空文件", 1), Reject("a", 2, "x", "", 1, "文")])
    store.reject([Reject("b.txt", 0, "unparsable", "不是文书", 2)])
    assert [(one.path, one.error, one.run) for one in store.rejects()] == [
        ("a", "x", 1),
        ("b.txt", "unparsable", 2),
    ]
    store.put([make_record(1, path="b.txt", row=0)])
    assert [one.path for one in store.rejects()] == ["a"]
    assert store.forget_rejects([("a", 2)]) == 1
    assert list(store.rejects()) == []


def test_an_unfinished_run_goes_on_and_a_finished_one_does_not(store: SqlRecordStore) -> None:
    first = store.begin_run("ingest 甲")
    assert store.begin_run("ingest 甲").id == first.id
    other = store.begin_run("ingest 乙")
    assert other.id == first.id + 1
    store.update_run(first, {"read": 3})
    assert store.runs()[1].report == {"read": 3}
    store.finish_run(first, {"read": 5})
    assert store.runs()[1].finished_at is not None
    assert store.begin_run("ingest 甲").id == other.id + 1
    with pytest.raises(NotFoundError):
        store.finish_run(77, {})


def test_counts(store: SqlRecordStore) -> None:
    store.put(
        [
            make_record(1),
            make_record(2, date=dt.date(2019, 1, 2), case_type=CaseType.CRIMINAL, outcome=None),
            make_record(3, date=None, court=None, kind=Kind.GUIDING_CASE, guiding_number=1),
            make_record(4, kind=Kind.LIBRARY_ENTRY, cause_nodes=("盗窃罪",), outcome=None),
            make_record(4, text="另一版本", row=44, outcome=None),
        ]
    )
    store.reject([Reject("x", 0, "unreadable", "", 1)])
    counts = store.counts()
    assert (counts.documents, counts.judgments, counts.library_entries) == (4, 3, 0)
    assert (counts.guiding_cases, counts.versions, counts.rejects) == (1, 5, 1)
    assert counts.years == ((2019, 1), (2021, 2), (None, 1))
    assert counts.courts == (("长沙市芙蓉区人民法院", 3),)
    assert counts.gaps["court"] == 1
    assert counts.gaps["result"] == 1
    assert store.count() == 4


def test_the_migrations_make_the_tables_that_the_code_declares(tmp_path: Path) -> None:
    migrated = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    declared = make_engine(f"sqlite:///{tmp_path / 'b.db'}")
    store = SqlRecordStore(f"sqlite:///{tmp_path / 'a.db'}")
    assert store.migrate() == store.migrate() == HEAD
    metadata.create_all(declared)
    one, two = inspect(migrated), inspect(declared)
    for table in metadata.tables:
        for of in (one, two):
            assert of.has_table(table)
        assert _shape(one, table) == _shape(two, table)
    assert (MIGRATIONS / "versions" / "0001_foundation.py").is_file()
    for engine in (migrated, declared):
        engine.dispose()
    store.close()


def _shape(inspector: object, table: str) -> object:
    columns = inspector.get_columns(table)  # type: ignore[attr-defined]
    indexes = inspector.get_indexes(table)  # type: ignore[attr-defined]
    return (
        [(one["name"], str(one["type"]), one["nullable"]) for one in columns],
        sorted((one["name"], tuple(one["column_names"])) for one in indexes),
    )


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    store = SqlRecordStore(f"sqlite:///{tmp_path / 'a.db'}")
    store.migrate()
    engine = make_engine(store.url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert revision(engine) == "9999"
    with pytest.raises(MismatchError, match="9999"):
        store.migrate()
    engine.dispose()
    store.close()


def test_vendor_errors_are_ours(tmp_path: Path) -> None:
    store = SqlRecordStore(f"sqlite:///{tmp_path / 'a.db'}")
    with pytest.raises(MissingStateError, match="leian ingest"):
        store.count()
    store.close()
    (tmp_path / "b.db").write_bytes(b"this is no database at all" * 100)
    broken = SqlRecordStore(f"sqlite:///{tmp_path / 'b.db'}")
    with pytest.raises(CorruptStateError, match="leian restore"):
        broken.count()
    broken.close()


def test_two_threads_write_without_losing_anything(store: SqlRecordStore) -> None:
    def write(start: int) -> None:
        for number in range(start, start + 20):
            store.put([make_record(number)])

    threads = [threading.Thread(target=write, args=(start,)) for start in (100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.count() == 60


def test_a_store_in_memory_works_for_tests() -> None:
    store = SqlRecordStore("sqlite://")
    store.migrate()
    store.put([make_record(1)])
    assert store.get(["j-0001"]) == [make_judgment(1)]
    store.close()
