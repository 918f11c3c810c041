"""The record store: runs, versions, cases, their keys, rejects."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_exact = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the first tables."""
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("started_at", sa.String, nullable=False),
        sa.Column("finished_at", sa.String),
        sa.Column("report", sa.Text, nullable=False),
    )
    op.create_table(
        "versions",
        sa.Column("text_hash", sa.String(64), primary_key=True),
        sa.Column("id", _exact, nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("path", _exact, nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("parse", sa.LargeBinary, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("ix_versions_id", "versions", ["id"])
    op.create_table(
        "cases",
        sa.Column("id", _exact, primary_key=True),
        sa.Column("text_hash", sa.String(64), sa.ForeignKey("versions.text_hash"), nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("path", _exact, nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("case_number", sa.String),
        sa.Column("court", sa.String),
        sa.Column("level", sa.String),
        sa.Column("province", sa.String),
        sa.Column("date", sa.Date),
        sa.Column("case_type", sa.String, nullable=False),
        sa.Column("procedure", sa.String, nullable=False),
        sa.Column("document_type", sa.String, nullable=False),
        sa.Column("cause", sa.String),
        sa.Column("result", sa.String),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("source_id", sa.String),
        sa.Column("warnings", sa.Integer, nullable=False),
    )
    op.create_index("ix_cases_run", "cases", ["run"])
    op.create_table(
        "case_keys",
        sa.Column("key", _exact, primary_key=True),
        sa.Column("id", _exact, primary_key=True),
    )
    op.create_index("ix_case_keys_id", "case_keys", ["id"])
    op.create_table(
        "rejects",
        sa.Column("path", _exact, primary_key=True),
        sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("error", sa.String, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Remove them again."""
    for table in ("rejects", "case_keys", "cases", "versions", "runs"):
        op.drop_table(table)
