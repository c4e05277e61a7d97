"""At which of its revisions an import left a signature: whoever changed it since has decided."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "import_follow_up",
        sa.Column("line_revision", sa.Integer(), nullable=False, server_default="0"),
    )
    # What was changed before is not known any more.
    op.execute(
        "UPDATE import_follow_up SET line_revision = (SELECT signature.revision FROM signature"
        " WHERE signature.id = import_follow_up.signature_id) WHERE done"
    )


def downgrade() -> None:
    # Raw: batch mode would build the table anew, and forget its row-level security.
    op.execute("ALTER TABLE import_follow_up DROP COLUMN line_revision")
