"""Files of outreach, and whom they added to which outreach."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OF_AN_ORGANIZATION = ("outreach_import", "imported_contacts")


def _own_rows_only(table: str) -> None:
    """Row-level security: a transaction that said its organization sees no other's rows."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY own_organization ON {table} USING ("
        "coalesce(current_setting('contamos.organization', true), '')"
        " IN ('', organization_id::text))"
    )


def upgrade() -> None:
    op.create_table(
        "outreach_import",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("tool", sa.String(), nullable=False),
        sa.Column("efforts", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.Column("left_alone", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_outreach_import_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user.id"], name=op.f("fk_outreach_import_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outreach_import")),
        sa.UniqueConstraint(
            "organization_id",
            "idempotency_key",
            name=op.f("uq_outreach_import_organization_id_idempotency_key"),
        ),
    )
    op.create_index("ix_outreach_import_organization_id", "outreach_import", ["organization_id"])
    op.create_table(
        "imported_contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("outreach_id", sa.Integer(), nullable=False),
        sa.Column("tool", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "door knocking",
                "phone bank",
                "text bank",
                "tabling",
                "house meeting",
                "community event",
                "faith visit",
                "lobby visit",
                "media",
                "social",
                name="outreachkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("dated", sa.Boolean(), nullable=False),
        sa.Column("tried", sa.LargeBinary(), nullable=False),
        sa.Column("reached", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["outreach_import.id"], name=op.f("fk_imported_contacts_import_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_imported_contacts_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["outreach_id"], ["outreach.id"], name=op.f("fk_imported_contacts_outreach_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_contacts")),
    )
    for column in ("import_id", "organization_id", "outreach_id"):
        op.create_index(f"ix_imported_contacts_{column}", "imported_contacts", [column])
    if op.get_bind().dialect.name == "postgresql":
        for table in _OF_AN_ORGANIZATION:
            _own_rows_only(table)


def downgrade() -> None:
    op.drop_table("imported_contacts")
    op.drop_table("outreach_import")
