"""The record store: every version of every document, its parse and where it came from."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, tuple_, update

from corpus.errors import NotFoundError
from corpus.models import Judgment
from indexer.types import PutReport, Record, Reject
from search_api.store.counting import count_corpus
from search_api.store.engine import make_engine, reading, writing
from search_api.store.migrate import migrate, revision
from search_api.store.rows import case_row, judgment_from, keys_of, record_from, version_row
from search_api.store.signatures import Marks, forget, read_marks, unsigned, write_marks
from search_api.store.sqlite import check_sqlite, copy_sqlite
from search_api.store.tables import case_keys, cases, runs, versions
from search_api.store.tables import rejects as reject_table
from search_api.store.types import Counts, Run, Version

__all__ = ["SqlRecordStore"]

_CHUNK = 500  # values in one IN list: every database takes as many
_PAGE = 200  # judgments held in memory by a scan

_Value = TypeVar("_Value")


class SqlRecordStore:
    """``RecordStore`` on SQLAlchemy, with the runs that wrote it and the corpus' figures.

    Among the versions of an id the one with the highest (run, path, row) is current, so neither
    the order of batches nor an interruption decides.
    """

    def __init__(self, url: str) -> None:
        """Connect lazily to ``url``; ``migrate`` makes the tables."""
        self._engine = make_engine(url)
        self.url = url

    # ------------------------------------------------------------ RecordStore

    def put(self, records: Sequence[Record]) -> PutReport:
        """Store versions in one transaction; a text hash that is stored already is unchanged."""
        with writing(self._engine) as connection:
            fresh = _only_new(connection, records)
            held = _current_orders(connection, {record.judgment.id for record in fresh})
            indexed = 0
            winners: dict[str, Record] = {}
            for record in fresh:
                document = record.judgment.id
                indexed += document not in held
                order = (record.run, record.path, record.row)
                if document not in held or order > held[document]:
                    held[document] = order
                    winners[document] = record
            if fresh:
                connection.execute(insert(versions), [version_row(record) for record in fresh])
                _point_to(connection, winners)
            _forget_rejects(connection, {(record.path, record.row) for record in records})
        return PutReport(
            indexed=indexed, replaced=len(fresh) - indexed, unchanged=len(records) - len(fresh)
        )

    def get(self, ids: Sequence[str]) -> list[Judgment]:
        """Return the current versions of those ids that exist, in the order asked."""
        found: dict[str, Judgment] = {}
        with reading(self._engine) as connection:
            for chunk in _chunks(list(dict.fromkeys(ids))):
                rows = connection.execute(_current().where(cases.c.id.in_(chunk)))
                found |= {row.id: judgment_from(row.parse, row.text) for row in rows}
        return [found[document] for document in ids if document in found]

    def known_hashes(self, hashes: Sequence[str]) -> frozenset[str]:
        """Return which of the text hashes are stored as any version."""
        with reading(self._engine) as connection:
            return frozenset(_stored_hashes(connection, hashes))

    def reject(self, rejects: Sequence[Reject]) -> None:
        """Keep rejects; one of the same path and row replaces the older one."""
        newest = {(one.path, one.row): one for one in rejects}
        if not newest:
            return
        with writing(self._engine) as connection:
            _forget_rejects(connection, set(newest))
            connection.execute(insert(reject_table), [_reject_row(one) for one in newest.values()])

    def rejects(self) -> Iterator[Reject]:
        """Yield all rejects in order of path and row."""
        with reading(self._engine) as connection:
            statement = select(reject_table).order_by(reject_table.c.path, reject_table.c.row)
            for row in connection.execution_options(yield_per=_PAGE).execute(statement):
                yield Reject(row.path, row.row, row.error, row.detail, row.run, row.text)

    def scan(self, *, changed_since: int | None = None) -> Iterator[Judgment]:
        """Yield current versions in order of id; only ids that a run > ``changed_since`` wrote.

        Pages by id, so that a long scan holds neither memory nor a transaction.
        """
        statement = _current().order_by(cases.c.id).limit(_PAGE)
        if changed_since is not None:
            statement = statement.where(cases.c.run > changed_since)
        last = ""
        while True:
            with reading(self._engine) as connection:
                page = connection.execute(statement.where(cases.c.id > last)).all()
            for row in page:
                yield judgment_from(row.parse, row.text)
            if len(page) < _PAGE:
                return
            last = page[-1].id

    def delete(self, ids: Sequence[str]) -> int:
        """Remove all versions of the ids, return how many ids there were."""
        removed = 0
        with writing(self._engine) as connection:
            for chunk in _chunks(list(dict.fromkeys(ids))):
                connection.execute(delete(case_keys).where(case_keys.c.id.in_(chunk)))
                forget(connection, chunk)
                removed += connection.execute(delete(cases).where(cases.c.id.in_(chunk))).rowcount
                connection.execute(delete(versions).where(versions.c.id.in_(chunk)))
        return removed

    # ------------------------------------------------------------ looking up

    def find_by_number(self, key: str) -> list[str]:
        """Return ids by case-number equality key, 入库编号 or guiding-case number, ordered."""
        statement = select(case_keys.c.id).where(case_keys.c.key == key).order_by(case_keys.c.id)
        with reading(self._engine) as connection:
            return list(connection.execute(statement).scalars())

    def records(self, ids: Sequence[str]) -> list[Record]:
        """Return the current versions with where they came from, in the order asked."""
        found: dict[str, Record] = {}
        statement = select(versions).join(cases, cases.c.text_hash == versions.c.text_hash)
        with reading(self._engine) as connection:
            for chunk in _chunks(list(dict.fromkeys(ids))):
                rows = connection.execute(statement.where(cases.c.id.in_(chunk)))
                found |= {row.id: record_from(row) for row in rows}
        return [found[document] for document in ids if document in found]

    def dates(self, ids: Sequence[str]) -> dict[str, dt.date | None]:
        """Return the dates of those ids that exist."""
        dates: dict[str, dt.date | None] = {}
        with reading(self._engine) as connection:
            for chunk in _chunks(ids):
                rows = connection.execute(
                    select(cases.c.id, cases.c.date).where(cases.c.id.in_(chunk))
                )
                dates |= {row.id: row.date for row in rows}
        return dates

    def marks(self, ids: Sequence[str]) -> dict[str, Marks]:
        """Return by what those ids are folded; nothing of those that ``sign`` has not seen."""
        found: dict[str, Marks] = {}
        with reading(self._engine) as connection:
            for chunk in _chunks(ids):
                found |= read_marks(connection, chunk)
        return found

    def sign(self) -> int:
        """Give documents that an older program stored their marks, return how many there were."""
        signed = 0
        while True:
            with reading(self._engine) as connection:
                page = unsigned(connection, _PAGE)
            if not page:
                return signed
            judgments = self.get(page)
            with writing(self._engine) as connection:
                write_marks(connection, judgments)
            signed += len(judgments)

    def versions(self, id: str) -> list[Version]:  # noqa: A002 - the house's word
        """Return all stored versions of a document, the current one last."""
        statement = (
            select(versions, cases.c.text_hash.label("current"))
            .join(cases, cases.c.id == versions.c.id)
            .where(versions.c.id == id)
            .order_by(versions.c.run, versions.c.path, versions.c.row)
        )
        with reading(self._engine) as connection:
            return [
                Version(
                    text_hash=row.text_hash,
                    id=row.id,
                    run=row.run,
                    path=row.path,
                    row=row.row,
                    is_current=row.text_hash == row.current,
                    fields=msgspec.json.decode(row.fields, type=dict[str, str]),
                )
                for row in connection.execute(statement)
            ]

    def ids(self) -> Iterator[str]:
        """Yield the ids of all documents in order."""
        with reading(self._engine) as connection:
            statement = select(cases.c.id).order_by(cases.c.id)
            yield from connection.execution_options(yield_per=10_000).execute(statement).scalars()

    def count(self) -> int:
        """Return how many documents there are."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.count()).select_from(cases)).scalar_one()

    def counts(self, *, top: int | None = None) -> Counts:
        """Return the corpus' figures; of courts and causes all, or the ``top`` most frequent."""
        with reading(self._engine) as connection:
            return count_corpus(connection, top=top)

    def forget_rejects(self, keys: Sequence[tuple[str, int]]) -> int:
        """Remove rejects by (path, row), return how many there were."""
        with writing(self._engine) as connection:
            return _forget_rejects(connection, set(keys))

    # ------------------------------------------------------------ runs

    def begin_run(self, label: str) -> Run:
        """Return the unfinished run of that label, which goes on, or a new one."""
        unfinished = select(runs).where(runs.c.label == label, runs.c.finished_at.is_(None))
        with writing(self._engine) as connection:
            row = connection.execute(unfinished.order_by(runs.c.id)).first()
            if row is not None:
                return _run(row)
            last = connection.execute(select(func.max(runs.c.id))).scalar() or 0
            run = Run(id=last + 1, label=label, started_at=_now())
            connection.execute(
                insert(runs).values(id=run.id, label=label, started_at=run.started_at, report="{}")
            )
            return run

    def update_run(self, run: Run | int, report: Mapping[str, Any]) -> None:
        """Keep an unfinished run's progress, for those who watch."""
        self._write_run(run, {"report": msgspec.json.encode(report).decode()})

    def finish_run(self, run: Run | int, report: Mapping[str, Any]) -> None:
        """Close a run with its report; the next one of that label is a new run."""
        encoded = msgspec.json.encode(report).decode()
        self._write_run(run, {"report": encoded, "finished_at": _now()})

    def runs(self) -> list[Run]:
        """Return all runs, newest first."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(runs).order_by(runs.c.id.desc()))
            return [_run(row) for row in rows]

    def _write_run(self, run: Run | int, values: Mapping[str, Any]) -> None:
        number = run if isinstance(run, int) else run.id
        with writing(self._engine) as connection:
            done = connection.execute(update(runs).where(runs.c.id == number).values(**values))
            if not done.rowcount:
                raise NotFoundError(f"没有编号为 {number} 的入库任务")

    # ------------------------------------------------------------ life

    def migrate(self) -> str:
        """Bring the schema to the newest revision and return it.

        Raises:
            MismatchError: a newer program made the schema.
        """
        return migrate(self._engine)

    def revision(self) -> str | None:
        """Return the schema's revision, None for a database without tables of ours."""
        return revision(self._engine)

    def copy_to(self, path: Path) -> None:
        """Write a consistent copy of the database into a new file, while others may write.

        Raises:
            StateError: the database is no SQLite file.
        """
        copy_sqlite(self._engine, path)

    def damage(self) -> str | None:
        """Return what the database finds wrong with its own file, None when all is well."""
        return check_sqlite(self._engine)

    def close(self) -> None:
        """Release all connections; calling twice is harmless."""
        self._engine.dispose()


def _current() -> Any:
    return select(cases.c.id, versions.c.parse, versions.c.text).join(
        versions, versions.c.text_hash == cases.c.text_hash
    )


def _chunks(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


def _stored_hashes(connection: Connection, hashes: Sequence[str]) -> set[str]:
    stored: set[str] = set()
    for chunk in _chunks(hashes):
        statement = select(versions.c.text_hash).where(versions.c.text_hash.in_(chunk))
        stored.update(connection.execute(statement).scalars())
    return stored


def _only_new(connection: Connection, records: Sequence[Record]) -> list[Record]:
    seen = _stored_hashes(connection, [record.text_hash for record in records])
    fresh = []
    for record in records:
        if record.text_hash not in seen:
            seen.add(record.text_hash)
            fresh.append(record)
    return fresh


def _current_orders(connection: Connection, ids: set[str]) -> dict[str, tuple[int, str, int]]:
    orders: dict[str, tuple[int, str, int]] = {}
    for chunk in _chunks(sorted(ids)):
        statement = select(cases.c.id, cases.c.run, cases.c.path, cases.c.row)
        for row in connection.execute(statement.where(cases.c.id.in_(chunk))):
            orders[row.id] = (row.run, row.path, row.row)
    return orders


def _point_to(connection: Connection, winners: Mapping[str, Record]) -> None:
    """Make these versions current: their summaries and keys replace the older ones."""
    if not winners:
        return
    for chunk in _chunks(sorted(winners)):
        connection.execute(delete(case_keys).where(case_keys.c.id.in_(chunk)))
        forget(connection, chunk)
        connection.execute(delete(cases).where(cases.c.id.in_(chunk)))
    connection.execute(insert(cases), [case_row(record) for record in winners.values()])
    write_marks(connection, [record.judgment for record in winners.values()])
    keys = [
        {"key": key, "id": document}
        for document, record in winners.items()
        for key in keys_of(record.judgment)
    ]
    if keys:
        connection.execute(insert(case_keys), keys)


def _forget_rejects(connection: Connection, keys: set[tuple[str, int]]) -> int:
    if connection.execute(select(reject_table.c.path).limit(1)).first() is None:
        return 0
    removed = 0
    for chunk in _chunks(sorted(keys)):
        where = tuple_(reject_table.c.path, reject_table.c.row).in_(chunk)
        removed += connection.execute(delete(reject_table).where(where)).rowcount
    return removed


def _reject_row(one: Reject) -> dict[str, Any]:
    return {
        "path": one.path,
        "row": one.row,
        "error": one.error,
        "detail": one.detail,
        "run": one.run,
        "text": one.text,
    }


def _run(row: Any) -> Run:
    return Run(
        id=row.id,
        label=row.label,
        started_at=row.started_at,
        finished_at=row.finished_at,
        report=msgspec.json.decode(row.report),
    )


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
