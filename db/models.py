"""Every table, with what each column holds, in which unit, and who may see it.

"Own organization" means: people of that organization (staff and leads), never a coordinator.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Dialect, Enum, UniqueConstraint
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from db.actor import Role


class Channel(StrEnum):
    """How signatures reached us."""

    PAPER = "paper"
    ONLINE = "online"
    EVENT = "event"
    PHONE = "phone"
    DOOR = "door"


class MeasureKind(StrEnum):
    """An ordinance and a resolution take different paths through the City Council."""

    ORDINANCE = "ordinance"
    RESOLUTION = "resolution"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no time zone, so it is taken off and put back here."""

    impl = SqlDateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment that does not say its zone; store it in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say again that it is UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


def _choice(options: type[StrEnum]) -> Enum:
    """Store an enumeration as its plain value, checked by the database."""
    return Enum(
        options,
        native_enum=False,
        create_constraint=True,
        name=options.__name__.lower(),
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(SQLModel, registry=registry()):
    """All tables share one registry of their own, so that a hot reload can't define them twice."""


# Every constraint has a name, so that a migration can speak of it.
Base.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


# Geography and the council. Public facts; everyone signed in may see them.


class Ward(Base, table=True):
    """One of Chicago's 50 wards (2015–2023 map), which is also one seat of the City Council."""

    number: int = Field(primary_key=True, description="1 to 50")
    tile_row: int = Field(description="row of its square in the tile map, 0 at the north")
    tile_col: int = Field(description="column of its square, 0 at the west")
    centroid_lat: float = Field(description="degrees north")
    centroid_lon: float = Field(description="degrees east")


class SeatHolder(Base, table=True):
    """Who held a ward's seat, and when. A seat and its holder are two things."""

    __tablename__ = "seat_holder"
    id: int = Field(default=None, primary_key=True, description="row number")
    ward: int = Field(foreign_key="ward.number", index=True, description="the seat")
    name: str = Field(description="the alderperson's name as used")
    legistar_name: str = Field(description="the name as the Clerk's system writes it")
    held_on: date = Field(description="a day on which this person is known to have held the seat")
    until: date | None = Field(default=None, description="the last day, once it is known")


class ZipShare(Base, table=True):
    """How a ZIP's area spreads over wards. A ZIP proposes wards and decides none."""

    __tablename__ = "zip_share"
    zip: str = Field(primary_key=True, description="five digits")
    ward: int = Field(
        primary_key=True, foreign_key="ward.number", description="one of the wards it reaches into"
    )
    share_of_zip: float = Field(description="part of the ZIP's area in this ward, 0 to 1")
    share_of_ward: float = Field(description="part of the ward's area in this ZIP, 0 to 1")
    zip_share_in_city: float = Field(description="part of the ZIP's area inside Chicago, 0 to 1")
    likeliest: bool = Field(description="the ward with the largest share of this ZIP")


class ZipOther(Base, table=True):
    """A ZIP without an area (post-office boxes), which says nothing about a ward."""

    __tablename__ = "zip_other"
    zip: str = Field(primary_key=True, description="five digits")
    kind: str = Field(description="why it has no area")


# The campaign. Everyone signed in may see it; coordinators change it.


class Campaign(Base, table=True):
    """The petition this installation counts for."""

    id: int = Field(default=None, primary_key=True, description="row number")
    title: str = Field(description="the petition's title")
    target: str = Field(description="whom the petition addresses")
    text: str = Field(description="the petition's text")
    starts_on: date = Field(description="first day on which signatures can have been collected")


class Milestone(Base, table=True):
    """A number of signatures to celebrate."""

    id: int = Field(default=None, primary_key=True, description="row number")
    campaign_id: int = Field(foreign_key="campaign.id", description="whose it is")
    signatures: int = Field(unique=True, gt=0, description="coalition total, in signatures")


class ExternalSource(Base, table=True):
    """Another site that collects signatures for the same petition."""

    __tablename__ = "external_source"
    id: int = Field(default=None, primary_key=True, description="row number")
    slug: str = Field(unique=True, description="stable short name")
    name: str = Field(description="the site's name as shown")
    reported: int = Field(default=0, ge=0, description="signatures in the latest report")
    imported: int = Field(default=0, ge=0, description="of those, signatures imported as rows here")


class ExternalReport(Base, table=True):
    """One reading of an external source's counter. Readings are added, never changed."""

    __tablename__ = "external_report"
    id: int = Field(default=None, primary_key=True, description="row number")
    source_id: int = Field(foreign_key="external_source.id", index=True, description="which site")
    reported: int = Field(ge=0, description="signatures the site showed")
    counted: int = Field(description="change of the external rung by this reading, in signatures")
    read_on: date | None = Field(
        description="day of the reading (Chicago); none for the first: its signatures have no day"
    )
    recorded_by: int | None = Field(
        default=None, foreign_key="user.id", description="who typed it; none: seed"
    )
    recorded_at: datetime = Field(sa_type=UtcDateTime, description="when it was typed (UTC)")
    idempotency_key: str = Field(unique=True, description="one key for one press of the button")


# Organizations and their people.


class Organization(Base, table=True):
    """A member of the coalition. Its name is public; its people and rows are its own."""

    id: int = Field(default=None, primary_key=True, description="row number")
    slug: str = Field(unique=True, description="stable short name")
    name: str = Field(description="spelled as in the petition")
    acronym: str = Field(default="", description="short form, empty if it has none")
    languages: str = Field(default="", description="likely languages, ISO 639-1, joined by ;")


class User(Base, table=True):
    """A person who signs in. Seen by leads of the same organization and by coordinators."""

    id: int = Field(default=None, primary_key=True, description="row number")
    username: str = Field(unique=True, description="lower case; what is typed to sign in")
    name: str = Field(description="shown to colleagues of the same organization")
    role: Role = Field(sa_type=_choice(Role), description="staff, lead or coordinator")
    organization_id: int | None = Field(
        default=None, foreign_key="organization.id", index=True, description="none: coordinator"
    )
    password_hash: str = Field(description="argon2id; seen by nobody")
    must_change_password: bool = Field(default=True, description="true after a first or reset one")
    language: str | None = Field(default=None, description="chosen language; none: the browser's")
    created_at: datetime = Field(sa_type=UtcDateTime, description="when the person was added (UTC)")
    disabled_at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="since when kept out (UTC); none: may sign in",
    )


class LoginTicket(Base, table=True):
    """Proof of a right password, to be exchanged for a login session once and within a minute."""

    __tablename__ = "login_ticket"
    token_hash: str = Field(primary_key=True, description="SHA-256 of the ticket, hex")
    user_id: int = Field(foreign_key="user.id", description="who gave the right password")
    expires_at: datetime = Field(
        sa_type=UtcDateTime, description="a minute after the password (UTC)"
    )


class LoginSession(Base, table=True):
    """One browser in which a person is signed in. Seen by that person."""

    __tablename__ = "login_session"
    id: int = Field(default=None, primary_key=True, description="row number")
    token_hash: str = Field(unique=True, description="SHA-256 of the cookie's random id, hex")
    user_id: int = Field(foreign_key="user.id", index=True, description="who is signed in")
    device: str = Field(default="", description="browser and system, coarse; empty: not known")
    started_at: datetime = Field(sa_type=UtcDateTime, description="when they signed in (UTC)")
    last_seen_at: datetime = Field(sa_type=UtcDateTime, description="exact to a minute")
    ended_at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="when it was ended by somebody (UTC); none: by time alone",
    )


class TokenBucket(Base, table=True):
    """A limit that fills up again with time. Seen by nobody."""

    __tablename__ = "token_bucket"
    key: str = Field(primary_key=True, description="SHA-256 of what is limited, hex")
    tokens: float = Field(description="tries left at `filled_at`")
    filled_at: datetime = Field(sa_type=UtcDateTime, description="when `tokens` was true (UTC)")


class Draft(Base, table=True):
    """A form somebody sent after their login session had ended. Seen by that person."""

    user_id: int = Field(primary_key=True, foreign_key="user.id", description="whose it is")
    form: str = Field(primary_key=True, description="the form's name")
    fields: dict[str, Any] = Field(sa_type=JSON, description="what was typed, by field")
    kept_at: datetime = Field(sa_type=UtcDateTime, description="when it was sent (UTC)")


# Signatures.


class Batch(Base, table=True):
    """One logged lot of signatures. Seen by its own organization; others see sums only."""

    __table_args__ = (
        UniqueConstraint("organization_id", "idempotency_key"),
        CheckConstraint(
            "count > 0 AND keyed >= 0 AND verified >= 0 AND claimed >= 0", name="counts"
        ),
    )
    id: int = Field(default=None, primary_key=True, description="row number")
    organization_id: int = Field(
        foreign_key="organization.id", index=True, description="whose it is"
    )
    idempotency_key: str = Field(description="one key for one press of the button")
    collected_on: date = Field(index=True, description="day of collection (Chicago)")
    channel: Channel = Field(sa_type=_choice(Channel), description="how the signatures reached us")
    count: int = Field(description="signatures the organization says are on it")
    ward: int | None = Field(default=None, foreign_key="ward.number", description="none: unknown")
    place: str = Field(default="", description="event or place")
    sheet: str = Field(default="", description="number on the paper sheet")
    note: str = Field(default="", description="what colleagues should know")
    keyed: int = Field(
        default=0, description="valid signatures recorded one by one, each person once"
    )
    completed_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="from then on only `keyed` counts"
    )
    voided_at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="since when it counts nowhere (UTC); none: it counts",
    )
    verified: int = Field(default=0, description="what counts as verified (db/counting.py)")
    claimed: int = Field(default=0, description="what counts as claimed (db/counting.py)")
    revision: int = Field(default=0, description="number of changes so far")
    recorded_by: int = Field(foreign_key="user.id", description="who logged it")
    recorded_at: datetime = Field(
        sa_type=UtcDateTime, index=True, description="when it was logged (UTC)"
    )


class BatchRevision(Base, table=True):
    """One change of a batch: who, when, why, and each changed field before and after."""

    __tablename__ = "batch_revision"
    id: int = Field(default=None, primary_key=True, description="row number")
    organization_id: int = Field(
        foreign_key="organization.id", index=True, description="whose it is, as of its batch"
    )
    batch_id: int = Field(foreign_key="batch.id", index=True, description="which batch was changed")
    change: str = Field(description="edited, voided or restored")
    reason: str = Field(default="", description="why, in words; needed to void")
    changes: dict[str, Any] = Field(sa_type=JSON, description="field → [before, after]")
    changed_by: int = Field(foreign_key="user.id", description="who changed it")
    changed_at: datetime = Field(sa_type=UtcDateTime, description="when (UTC)")


class Tally(Base, table=True):
    """A running sum, so that reading a total costs the same at any number of signatures.

    `cut` is total, organization, channel, ward or day; every cut sums to the total.
    """

    cut: str = Field(primary_key=True, description="total, organization, channel, ward or day")
    key: str = Field(primary_key=True, description="which one; empty: unknown or none")
    verified: int = Field(default=0, description="signatures, by the rule of db/counting.py")
    claimed: int = Field(default=0, description="signatures, by the same rule")
    external: int = Field(default=0, description="signatures, by the same rule")
    overlap: int = Field(default=0, description="to subtract")


class DataVersion(Base, table=True):
    """One row: a number that grows with every change anyone can see."""

    __tablename__ = "data_version"
    id: int = Field(default=1, primary_key=True, description="always 1")
    version: int = Field(default=0, description="number of changes so far")
    changed_at: datetime = Field(sa_type=UtcDateTime, description="when the latest was made (UTC)")


# The two measures. Everyone signed in may see them; leads and coordinators record.


class Measure(Base, table=True):
    """An ordinance or a resolution before the City Council."""

    id: int = Field(default=None, primary_key=True, description="row number")
    slug: str = Field(unique=True, description="stable short name")
    record_number: str = Field(unique=True, description="the Clerk's number, e.g. O2017-1018")
    kind: MeasureKind = Field(
        sa_type=_choice(MeasureKind), description="ordinance or resolution: which path it takes"
    )
    short_title: str = Field(description="what organizers call it")
    title: str = Field(description="the Clerk's title")
    committee: str = Field(description="the committee it was first referred to")
    clerk_url: str = Field(description="the Clerk's record, with the text")
    term_ends_on: date = Field(description="last day of the council term: what is pending dies")
    afterwards: str = Field(default="", description="what came of it after the term")


class Action(Base, table=True):
    """A dated step of a measure. Never changed: superseded, with a reason."""

    id: int = Field(default=None, primary_key=True, description="row number")
    measure_id: int = Field(foreign_key="measure.id", index=True, description="which measure")
    step: str = Field(description="a step of db/pipelines.py")
    happened_on: date = Field(description="day (Chicago)")
    body: str = Field(default="", description="who acted: the Council, a committee, the Mayor")
    note: str = Field(default="", description="what colleagues should know")
    source_url: str = Field(default="", description="where this can be read")
    recorded_by: int | None = Field(default=None, foreign_key="user.id", description="none: seed")
    recorded_at: datetime = Field(sa_type=UtcDateTime, description="when it was recorded (UTC)")
    superseded_at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="when it was corrected (UTC); none: it stands",
    )
    superseded_by: int | None = Field(
        default=None, foreign_key="user.id", description="who corrected it"
    )
    superseded_reason: str = Field(default="", description="why, in words")
    replaced_by: int | None = Field(
        default=None, foreign_key="action.id", description="the action that corrects it"
    )
    idempotency_key: str = Field(unique=True, description="one key for one press of the button")


class Hearing(Base, table=True):
    """An announced date of a measure. A newer one supersedes it."""

    id: int = Field(default=None, primary_key=True, description="row number")
    measure_id: int = Field(foreign_key="measure.id", index=True, description="which measure")
    scheduled_for: date = Field(description="day (Chicago)")
    body: str = Field(description="which committee or the Council")
    place: str = Field(default="", description="room and time, as announced")
    source_url: str = Field(default="", description="where this can be read")
    recorded_by: int = Field(foreign_key="user.id", description="who announced it here")
    recorded_at: datetime = Field(sa_type=UtcDateTime, description="when it was recorded (UTC)")
    superseded_at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="when a newer one replaced it (UTC); none: it stands",
    )
    idempotency_key: str = Field(unique=True, description="one key for one press of the button")


class Sponsor(Base, table=True):
    """An alderperson on the Clerk's sponsor list. A sponsor is not a Yes."""

    measure_id: int = Field(primary_key=True, foreign_key="measure.id", description="which measure")
    ward: int = Field(primary_key=True, foreign_key="ward.number", description="the sponsor's seat")
    name: str = Field(description="the alderperson's name as used")
    position: int = Field(description="place on the Clerk's list; 1 is the lead sponsor")
    listed_on: date = Field(description="earliest day on which the list is known to show the name")


class AuditEntry(Base, table=True):
    """Who did what, when. Only grows; each entry carries the hash of the one before.

    Holds no free text and no personal data: only ids, names of fields and enumerations.
    """

    __tablename__ = "audit_entry"
    id: int = Field(
        default=None, primary_key=True, description="row number, in the order of the log"
    )
    at: datetime = Field(sa_type=UtcDateTime, description="when (UTC)")
    user_id: int | None = Field(default=None, description="none: the operator or the seed")
    organization_id: int | None = Field(default=None, description="whose rows were touched")
    action: str = Field(description="the command")
    subject: str = Field(description="table and id")
    details: dict[str, Any] = Field(
        sa_type=JSON, description="ids, names of fields and enumerations only"
    )
    previous_hash: str = Field(description="`hash` of the entry before; zeros for the first")
    hash: str = Field(unique=True, description="SHA-256 over this entry and `previous_hash`, hex")
