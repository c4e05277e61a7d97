"""Files brought in: imports, what is wrong with rows, mappings; batches and lines of imports."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_OF_AN_ORGANIZATION = ("file_import", "import_problem", "import_mapping")


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
        "import_mapping",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("header_print", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_import_mapping_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "header_print", name=op.f("pk_import_mapping")),
    )
    op.create_table(
        "file_import",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "paper",
                "online",
                "event",
                "phone",
                "door",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("collected_on", sa.Date(), nullable=False),
        sa.Column("ward", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "checking",
                "checked",
                "imported",
                "undone",
                "discarded",
                "failed",
                name="importstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("fit", sa.Integer(), nullable=False),
        sa.Column("again", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("faulty", sa.Integer(), nullable=False),
        sa.Column("reserved_to", sa.Integer(), nullable=False),
        sa.Column("change", sa.JSON(), nullable=False),
        sa.Column("error", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("worked_at", sa.DateTime(), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_file_import_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user.id"], name=op.f("fk_file_import_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["external_source.id"], name=op.f("fk_file_import_source_id")
        ),
        sa.ForeignKeyConstraint(["ward"], ["ward.number"], name=op.f("fk_file_import_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_import")),
        sa.UniqueConstraint(
            "organization_id",
            "idempotency_key",
            name=op.f("uq_file_import_organization_id_idempotency_key"),
        ),
    )
    with op.batch_alter_table("file_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_file_import_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_file_import_reserved_to"), ["reserved_to"], unique=False
        )

    op.create_table(
        "import_problem",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["file_import.id"], name=op.f("fk_import_problem_import_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_import_problem_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_problem")),
    )
    with op.batch_alter_table("import_problem", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_problem_import_id"), ["import_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_import_problem_organization_id"), ["organization_id"], unique=False
        )

    op.add_column("batch", sa.Column("import_id", sa.Integer(), nullable=True))
    op.add_column(
        "batch", sa.Column("staged", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index("ix_batch_import_id", "batch", ["import_id"])

    op.add_column("signature", sa.Column("source_print", sa.LargeBinary(), nullable=True))
    op.create_index(
        "ix_signature_organization_source_print", "signature", ["organization_id", "source_print"]
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in _OF_AN_ORGANIZATION:
            _own_rows_only(table)


def downgrade() -> None:
    op.drop_index("ix_signature_organization_source_print", "signature")
    op.execute("ALTER TABLE signature DROP COLUMN source_print")
    op.drop_index("ix_batch_import_id", "batch")
    op.execute("ALTER TABLE batch DROP COLUMN staged")
    op.execute("ALTER TABLE batch DROP COLUMN import_id")
    with op.batch_alter_table("import_problem", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_problem_organization_id"))
        batch_op.drop_index(batch_op.f("ix_import_problem_import_id"))

    op.drop_table("import_problem")
    with op.batch_alter_table("file_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_file_import_reserved_to"))
        batch_op.drop_index(batch_op.f("ix_file_import_organization_id"))

    op.drop_table("file_import")
    op.drop_table("import_mapping")
