"""The tables of the record store, as the newest migration leaves them.

``cases`` has one row a document: which version is current and what a list shows of it, so that
listing and counting decode no parse. ``versions`` keeps every version that was ever read. Ids and
paths compare by code point on every database, as Python does, so that order never depends on a
server's locale.
"""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

__all__ = [
    "HEAD",
    "case_keys",
    "cases",
    "metadata",
    "rejects",
    "runs",
    "signatures",
    "statute_articles",
    "versions",
]

HEAD = "0003"
"""The newest migration; a test holds it against the migrations folder."""

metadata = MetaData()

_Exact = String().with_variant(String(collation="C"), "postgresql")

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("label", Text, nullable=False),
    Column("started_at", String, nullable=False),
    Column("finished_at", String),
    Column("report", Text, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("text_hash", String(64), primary_key=True),
    Column("id", _Exact, nullable=False, index=True),
    Column("run", Integer, nullable=False),
    Column("path", _Exact, nullable=False),
    Column("row", Integer, nullable=False),
    Column("fields", Text, nullable=False),
    Column("parse", LargeBinary, nullable=False),
    Column("text", Text, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("id", _Exact, primary_key=True),
    Column("text_hash", String(64), ForeignKey("versions.text_hash"), nullable=False),
    Column("run", Integer, nullable=False, index=True),
    Column("path", _Exact, nullable=False),
    Column("row", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("case_number", String),
    Column("court", String),
    Column("level", String),
    Column("province", String),
    Column("date", Date),
    Column("case_type", String, nullable=False),
    Column("procedure", String, nullable=False),
    Column("document_type", String, nullable=False),
    Column("cause", String),
    Column("result", String),
    Column("source", String, nullable=False),
    Column("source_id", String),
    Column("warnings", Integer, nullable=False),
)

case_keys = Table(
    "case_keys",
    metadata,
    Column("key", _Exact, primary_key=True),
    Column("id", _Exact, primary_key=True),
    Index("ix_case_keys_id", "id"),
)

rejects = Table(
    "rejects",
    metadata,
    Column("path", _Exact, primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("error", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("run", Integer, nullable=False),
    Column("text", Text, nullable=False),
)

statute_articles = Table(
    "statute_articles",
    metadata,
    Column("law", _Exact, primary_key=True),
    Column("edition", _Exact, primary_key=True),
    Column("article", _Exact, primary_key=True),
    Column("path", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("source", Text, nullable=False),
)

signatures = Table(
    "signatures",
    metadata,
    Column("id", _Exact, primary_key=True),
    Column("signature", LargeBinary),
    Column("series", LargeBinary, nullable=False),
)
