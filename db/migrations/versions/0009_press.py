"""Press: what may be said, the displays, the frozen figures."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "press_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("claimed", sa.Boolean(), nullable=False),
        sa.Column("external", sa.Boolean(), nullable=False),
        sa.Column("whip_released", sa.Boolean(), nullable=False),
        sa.Column("petition_url", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_press_rule")),
    )
    op.create_table(
        "press_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("frozen_by", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["frozen_by"], ["user.id"], name=op.f("fk_press_figure_frozen_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_press_figure")),
        sa.UniqueConstraint("number", name=op.f("uq_press_figure_number")),
        sa.UniqueConstraint("hash", name=op.f("uq_press_figure_hash")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_press_figure_idempotency_key")),
    )
    op.create_table(
        "press_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("scenes", sa.JSON(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column(
            "language",
            sa.Enum(
                "en",
                "es",
                "both",
                name="displaylanguage",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "theme",
            sa.Enum(
                "auto",
                "light",
                "dark",
                name="displaytheme",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("exact", sa.Boolean(), nullable=False),
        sa.Column("frozen_id", sa.Integer(), nullable=True),
        sa.Column("rehearsal_at", sa.DateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_press_link_made_by")),
        sa.ForeignKeyConstraint(
            ["frozen_id"], ["press_figure.id"], name=op.f("fk_press_link_frozen_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_press_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_press_link_token_hash")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_press_link_idempotency_key")),
    )


def downgrade() -> None:
    op.drop_table("press_link")
    op.drop_table("press_figure")
    op.drop_table("press_rule")
