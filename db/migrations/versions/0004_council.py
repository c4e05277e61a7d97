"""The council: rules, committees, whip count, roll calls, lobby visits, calendar."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ADDED: dict[str, list[tuple[str, sa.types.TypeEngine[Any], str]]] = {
    "action": [("clerk_action", sa.String(), ""), ("anyway_reason", sa.String(), "")],
    "measure": [("term_starts_on", sa.Date(), "2015-05-18")],
    "seat_holder": [
        ("came_by", sa.String(), ""),
        ("note", sa.String(), ""),
        ("phone", sa.String(), ""),
        ("email", sa.String(), ""),
        ("address", sa.String(), ""),
        ("revision", sa.Integer(), "0"),
    ],
}


def upgrade() -> None:
    op.create_table(
        "committee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_committee_idempotency_key")),
        sa.UniqueConstraint("name", name=op.f("uq_committee_name")),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_calendar_feed_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_feed_user_id"), ["user_id"], unique=False)

    op.create_table(
        "committee_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column(
            "seat",
            sa.Enum(
                "chair",
                "vice chair",
                "member",
                name="seat",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committee.id"], name=op.f("fk_committee_member_committee_id")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["seat_holder.id"], name=op.f("fk_committee_member_holder_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_member")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_committee_member_idempotency_key")),
    )
    with op.batch_alter_table("committee_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_committee_member_committee_id"), ["committee_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_committee_member_holder_id"), ["holder_id"], unique=False
        )

    op.create_table(
        "council_rule",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("out_of", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["user.id"], name=op.f("fk_council_rule_changed_by")
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_council_rule")),
    )
    op.create_table(
        "lobby_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=True),
        sa.Column("planned_for", sa.Date(), nullable=False),
        sa.Column("ask", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["seat_holder.id"], name=op.f("fk_lobby_visit_holder_id")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_lobby_visit_measure_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_lobby_visit_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user.id"], name=op.f("fk_lobby_visit_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lobby_visit")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_lobby_visit_idempotency_key")),
    )
    with op.batch_alter_table("lobby_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lobby_visit_holder_id"), ["holder_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_lobby_visit_planned_for"), ["planned_for"], unique=False
        )

    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "council",
                "committee",
                "hearing",
                "action",
                name="meetingkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=True),
        sa.Column("measure_id", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committee.id"], name=op.f("fk_meeting_committee_id")
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_meeting_measure_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_meeting_organization_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_meeting_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_meeting_idempotency_key")),
    )
    op.create_table(
        "relationship",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["seat_holder.id"], name=op.f("fk_relationship_holder_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_relationship_organization_id")
        ),
        sa.ForeignKeyConstraint(["set_by"], ["user.id"], name=op.f("fk_relationship_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relationship")),
    )
    with op.batch_alter_table("relationship", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_relationship_holder_id"), ["holder_id"], unique=False)

    op.create_table(
        "roll_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("committee_id", sa.Integer(), nullable=True),
        sa.Column(
            "motion",
            sa.Enum(
                "recommend",
                "pass",
                "discharge",
                "table",
                "suspend",
                "override",
                "other",
                name="motion",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("voided_at", sa.DateTime(), nullable=True),
        sa.Column("voided_by", sa.Integer(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_roll_call_action_id")),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committee.id"], name=op.f("fk_roll_call_committee_id")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_roll_call_measure_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user.id"], name=op.f("fk_roll_call_recorded_by")
        ),
        sa.ForeignKeyConstraint(["voided_by"], ["user.id"], name=op.f("fk_roll_call_voided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_call")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_roll_call_idempotency_key")),
    )
    with op.batch_alter_table("roll_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roll_call_measure_id"), ["measure_id"], unique=False)

    op.create_table(
        "stance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column(
            "position",
            sa.Enum(
                "yes",
                "lean yes",
                "undecided",
                "lean no",
                "no",
                "unknown",
                name="position",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "evidence",
            sa.Enum(
                "vote",
                "public statement",
                "written",
                "said to two of us",
                "said to one of us",
                "sponsor",
                "hearsay",
                name="evidence",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("roll_call_id", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("press", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["seat_holder.id"], name=op.f("fk_stance_holder_id")
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_stance_measure_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_stance_organization_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_stance_recorded_by")),
        sa.ForeignKeyConstraint(
            ["roll_call_id"], ["roll_call.id"], name=op.f("fk_stance_roll_call_id")
        ),
        sa.ForeignKeyConstraint(["undone_by"], ["user.id"], name=op.f("fk_stance_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stance")),
        sa.UniqueConstraint(
            "press", "measure_id", "holder_id", name=op.f("uq_stance_press_measure_id_holder_id")
        ),
    )
    with op.batch_alter_table("stance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stance_holder_id"), ["holder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stance_measure_id"), ["measure_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stance_press"), ["press"], unique=False)

    op.create_table(
        "vote",
        sa.Column("roll_call_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column(
            "option",
            sa.Enum(
                "yes",
                "no",
                "absent",
                "abstain",
                "not voting",
                "paired",
                "excused",
                "other",
                name="voteoption",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["holder_id"], ["seat_holder.id"], name=op.f("fk_vote_holder_id")),
        sa.ForeignKeyConstraint(
            ["roll_call_id"], ["roll_call.id"], name=op.f("fk_vote_roll_call_id")
        ),
        sa.PrimaryKeyConstraint("roll_call_id", "holder_id", name=op.f("pk_vote")),
    )
    for table, columns in _ADDED.items():
        for column, type_, default in columns:
            op.add_column(table, sa.Column(column, type_, nullable=False, server_default=default))


def downgrade() -> None:
    for table, columns in _ADDED.items():
        for column, _, _ in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    op.drop_table("vote")
    with op.batch_alter_table("stance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stance_press"))
        batch_op.drop_index(batch_op.f("ix_stance_measure_id"))
        batch_op.drop_index(batch_op.f("ix_stance_holder_id"))

    op.drop_table("stance")
    with op.batch_alter_table("roll_call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roll_call_measure_id"))

    op.drop_table("roll_call")
    with op.batch_alter_table("relationship", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_relationship_holder_id"))

    op.drop_table("relationship")
    op.drop_table("meeting")
    with op.batch_alter_table("lobby_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lobby_visit_planned_for"))
        batch_op.drop_index(batch_op.f("ix_lobby_visit_holder_id"))

    op.drop_table("lobby_visit")
    op.drop_table("council_rule")
    with op.batch_alter_table("committee_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_committee_member_holder_id"))
        batch_op.drop_index(batch_op.f("ix_committee_member_committee_id"))

    op.drop_table("committee_member")
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_feed_user_id"))

    op.drop_table("calendar_feed")
    op.drop_table("committee")
