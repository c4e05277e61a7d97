"""What a file says of signatures that were here before it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=False),
        sa.Column("taken_back", sa.Boolean(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["file_import.id"], name=op.f("fk_import_follow_up_import_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_import_follow_up_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signature.id"], name=op.f("fk_import_follow_up_signature_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_follow_up")),
    )
    for column in ("organization_id", "import_id", "signature_id"):
        op.create_index(f"ix_import_follow_up_{column}", "import_follow_up", [column])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE import_follow_up ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE import_follow_up FORCE ROW LEVEL SECURITY")
        op.execute(
            "CREATE POLICY own_organization ON import_follow_up USING ("
            "coalesce(current_setting('contamos.organization', true), '')"
            " IN ('', organization_id::text))"
        )


def downgrade() -> None:
    op.drop_table("import_follow_up")
