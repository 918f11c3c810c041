"""What each current document is folded by: kept beside its row, written with it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select

from corpus.models import Judgment
from indexer.signature import series_keys, signature
from search_api.store.tables import cases, signatures

__all__ = ["Marks", "forget", "read_marks", "unsigned", "write_marks"]


class Marks(NamedTuple):
    """Kind and procedure of a document, its signature (None: too short) and its series."""

    kind: str
    procedure: str
    signature: bytes | None
    series: bytes


def write_marks(connection: Connection, judgments: Sequence[Judgment]) -> None:
    """Store the marks of documents that have none."""
    rows = [
        {"id": one.id, "signature": signature(one), "series": series_keys(one)} for one in judgments
    ]
    if rows:
        connection.execute(insert(signatures), rows)


def forget(connection: Connection, ids: Sequence[str]) -> None:
    """Remove the marks of documents that are replaced or deleted."""
    connection.execute(delete(signatures).where(signatures.c.id.in_(ids)))


def read_marks(connection: Connection, ids: Sequence[str]) -> dict[str, Marks]:
    """Return the marks of those documents that have them."""
    statement: Any = select(
        cases.c.id, cases.c.kind, cases.c.procedure, signatures.c.signature, signatures.c.series
    ).join(signatures, signatures.c.id == cases.c.id)
    rows = connection.execute(statement.where(cases.c.id.in_(ids)))
    return {row[0]: Marks._make(row[1:]) for row in rows}


def unsigned(connection: Connection, most: int) -> list[str]:
    """Return ids of documents that an older program stored without marks."""
    statement = (
        select(cases.c.id)
        .outerjoin(signatures, signatures.c.id == cases.c.id)
        .where(signatures.c.id.is_(None))
        .order_by(cases.c.id)
        .limit(most)
    )
    return list(connection.execute(statement).scalars())
