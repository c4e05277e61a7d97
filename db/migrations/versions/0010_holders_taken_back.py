"""Somebody who was entered as a seat's holder by mistake is taken back, with a reason."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seat_removal",
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("removed_by", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["seat_holder.id"], name=op.f("fk_seat_removal_holder_id")
        ),
        sa.ForeignKeyConstraint(
            ["removed_by"], ["user.id"], name=op.f("fk_seat_removal_removed_by")
        ),
        sa.PrimaryKeyConstraint("holder_id", name=op.f("pk_seat_removal")),
    )


def downgrade() -> None:
    op.drop_table("seat_removal")
