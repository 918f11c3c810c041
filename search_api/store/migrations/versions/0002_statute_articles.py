"""Texts of statutes, article by article and edition by edition, as the court brings them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_exact = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "statute_articles",
        sa.Column("law", _exact, primary_key=True),
        sa.Column("edition", _exact, primary_key=True),
        sa.Column("article", _exact, primary_key=True),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Remove it again."""
    op.drop_table("statute_articles")
