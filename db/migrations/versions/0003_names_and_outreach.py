"""Signatures one by one, outreach, invitations; drafts sealed; the campaign's last day."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OF_AN_ORGANIZATION = ("signature", "revision", "outreach", "invitation")

# What a filter adds up (db/tallies.py), for what was logged before there were cells.
_CELLS_OF_BATCHES = """
    INSERT INTO tally (cut, key, verified, claimed, external, overlap)
    SELECT 'cell', CAST(organization_id AS TEXT) || '/' || channel || '/'
        || coalesce(CAST(ward AS TEXT), '') || '/' || CAST(collected_on AS TEXT) AS cell,
        sum(verified), sum(claimed), 0, 0
    FROM batch WHERE voided_at IS NULL GROUP BY cell
"""
_CELLS_OF_REPORTS = """
    INSERT INTO tally (cut, key, verified, claimed, external, overlap)
    SELECT 'cell', '///' || coalesce(CAST(read_on AS TEXT), '') AS cell, 0, 0, sum(counted), 0
    FROM external_report GROUP BY cell
"""


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
        "key_check",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("check_value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_key_check")),
    )
    op.create_table(
        "outreach_tally",
        sa.Column("cut", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.Column("signatures", sa.Integer(), nullable=False),
        sa.Column("volunteers", sa.Integer(), nullable=False),
        sa.Column("volunteer_minutes", sa.Integer(), nullable=False),
        sa.Column("efforts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("cut", "key", name=op.f("pk_outreach_tally")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "staff",
                "lead",
                "coordinator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("invited_by", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accepted_by"], ["user.id"], name=op.f("fk_invitation_accepted_by")
        ),
        sa.ForeignKeyConstraint(["invited_by"], ["user.id"], name=op.f("fk_invitation_invited_by")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_invitation_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_invitation_idempotency_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_invitation_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["user.id"], name=op.f("fk_revision_changed_by")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_revision_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_revision_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_revision_subject"), ["subject"], unique=False)

    op.create_table(
        "outreach",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
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
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("ward", sa.Integer(), nullable=True),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("volunteers", sa.Integer(), nullable=False),
        sa.Column("volunteer_minutes", sa.Integer(), nullable=False),
        sa.Column("follow_up", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "attempts >= 0 AND conversations >= 0 AND conversations <= attempts AND volunteers >= 0 AND volunteer_minutes >= 0",
            name=op.f("ck_outreach_counts"),
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_outreach_batch_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_outreach_organization_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_outreach_recorded_by")),
        sa.ForeignKeyConstraint(["ward"], ["ward.number"], name=op.f("fk_outreach_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outreach")),
        sa.UniqueConstraint("batch_id", name=op.f("uq_outreach_batch_id")),
        sa.UniqueConstraint(
            "organization_id",
            "idempotency_key",
            name=op.f("uq_outreach_organization_id_idempotency_key"),
        ),
    )
    with op.batch_alter_table("outreach", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outreach_happened_on"), ["happened_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_outreach_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("ward", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("email_print", sa.LargeBinary(), nullable=True),
        sa.Column("phone_print", sa.LargeBinary(), nullable=True),
        sa.Column("name_print", sa.LargeBinary(), nullable=True),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_signature_batch_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_signature_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user.id"], name=op.f("fk_signature_recorded_by")
        ),
        sa.ForeignKeyConstraint(["ward"], ["ward.number"], name=op.f("fk_signature_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint(
            "organization_id",
            "idempotency_key",
            name=op.f("uq_signature_organization_id_idempotency_key"),
        ),
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signature_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signature_email_print"), ["email_print"], unique=False)
        batch_op.create_index(
            "ix_signature_organization_name_print", ["organization_id", "name_print"], unique=False
        )
        batch_op.create_index(
            "ix_signature_organization_person", ["organization_id", "person"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_signature_phone_print"), ["phone_print"], unique=False)

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_subject"), ["subject"], unique=False)

    op.add_column("campaign", sa.Column("ends_on", sa.Date(), nullable=True))
    # A draft lives for a day; those of before were not sealed.
    op.drop_table("draft")
    op.create_table(
        "draft",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_draft_user_id")),
        sa.PrimaryKeyConstraint("user_id", "form", name=op.f("pk_draft")),
    )
    op.execute(_CELLS_OF_BATCHES)
    op.execute(_CELLS_OF_REPORTS)
    if op.get_bind().dialect.name == "postgresql":
        for table in _OF_AN_ORGANIZATION:
            _own_rows_only(table)


def downgrade() -> None:
    op.execute("DELETE FROM tally WHERE cut = 'cell'")
    op.drop_table("draft")
    op.create_table(
        "draft",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_draft_user_id")),
        sa.PrimaryKeyConstraint("user_id", "form", name=op.f("pk_draft")),
    )
    op.execute("ALTER TABLE campaign DROP COLUMN ends_on")

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject"))

    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signature_phone_print"))
        batch_op.drop_index("ix_signature_organization_person")
        batch_op.drop_index("ix_signature_organization_name_print")
        batch_op.drop_index(batch_op.f("ix_signature_email_print"))
        batch_op.drop_index(batch_op.f("ix_signature_batch_id"))

    op.drop_table("signature")
    with op.batch_alter_table("outreach", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outreach_organization_id"))
        batch_op.drop_index(batch_op.f("ix_outreach_happened_on"))

    op.drop_table("outreach")
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revision_subject"))
        batch_op.drop_index(batch_op.f("ix_revision_organization_id"))

    op.drop_table("revision")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_organization_id"))

    op.drop_table("invitation")
    op.drop_table("outreach_tally")
    op.drop_table("key_check")
