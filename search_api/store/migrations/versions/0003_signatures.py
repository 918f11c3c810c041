"""Signatures: by what near-duplicates and series are folded. `leian reindex` fills them in."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_exact = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "signatures",
        sa.Column("id", _exact, primary_key=True),
        sa.Column("signature", sa.LargeBinary),
        sa.Column("series", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Remove it again."""
    op.drop_table("signatures")
