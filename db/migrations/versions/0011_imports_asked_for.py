"""An import is counted in a process of its own: that it is asked for, how far it is; and which
import a row that was left out was here by."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("file_import", sa.Column("asked_at", sa.DateTime(), nullable=True))
    op.add_column(
        "file_import", sa.Column("settled", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column(
        "file_import", sa.Column("left_out", sa.JSON(), nullable=False, server_default="{}")
    )


def downgrade() -> None:
    # Raw: batch mode would build the table anew, and forget its row-level security.
    op.execute("ALTER TABLE file_import DROP COLUMN left_out")
    op.execute("ALTER TABLE file_import DROP COLUMN settled")
    op.execute("ALTER TABLE file_import DROP COLUMN asked_at")
