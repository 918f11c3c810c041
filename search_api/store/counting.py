"""The corpus' figures, counted in the database from the summaries."""

from typing import Any

from sqlalchemy import Connection, extract, func, select

from corpus.models import CaseType, Kind
from search_api.store.tables import cases, rejects, versions
from search_api.store.types import Counts

__all__ = ["count_corpus"]

_GAP_FIELDS = ("case_number", "court", "date", "cause", "result")


def count_corpus(connection: Connection, *, top: int | None) -> Counts:
    """Return the figures of one consistent state; ``top`` limits courts and causes."""
    kinds = dict(_grouped(connection, cases.c.kind))
    year = extract("year", cases.c.date)
    years = sorted(_grouped(connection, year), key=lambda pair: (pair[0] is None, pair[0] or 0))
    return Counts(
        documents=sum(kinds.values()),
        judgments=kinds.get(Kind.JUDGMENT.value, 0),
        library_entries=kinds.get(Kind.LIBRARY_ENTRY.value, 0),
        guiding_cases=kinds.get(Kind.GUIDING_CASE.value, 0),
        versions=_size(connection, versions),
        rejects=_size(connection, rejects),
        years=tuple((None if value is None else int(value), n) for value, n in years),
        courts=_most(connection, cases.c.court, top),
        causes=_most(connection, cases.c.cause, top),
        gaps={name: _missing(connection, cases.c[name]) for name in _GAP_FIELDS},
    )


def _size(connection: Connection, table: Any) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _missing(connection: Connection, column: Any) -> int:
    statement = select(func.count()).select_from(cases).where(column.is_(None))
    if column is cases.c.result:
        # What a criminal judgment decides are sentences, which are no result over claims.
        statement = statement.where(cases.c.case_type != CaseType.CRIMINAL.value)
    return connection.execute(statement).scalar_one()


def _grouped(connection: Connection, column: Any) -> list[tuple[Any, int]]:
    rows = connection.execute(select(column.label("value"), func.count()).group_by(column))
    return [(value, count) for value, count in rows]


def _most(connection: Connection, column: Any, top: int | None) -> tuple[tuple[str, int], ...]:
    # Sorted here: ties go by code point on every database.
    known = [(value, n) for value, n in _grouped(connection, column) if value is not None]
    return tuple(sorted(known, key=lambda pair: (-pair[1], pair[0]))[:top])
