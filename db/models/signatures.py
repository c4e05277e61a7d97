"""Batches of signatures, the signatures on them, and the running sums of both."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from db.models.base import Base, UtcDateTime, choice


class Channel(StrEnum):
    """How signatures reached us."""

    PAPER = "paper"
    ONLINE = "online"
    EVENT = "event"
    PHONE = "phone"
    DOOR = "door"


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
    channel: Channel = Field(sa_type=choice(Channel), description="how the signatures reached us")
    count: int = Field(description="signatures the organization says are on it")
    ward: int | None = Field(default=None, foreign_key="ward.number", description="none: unknown")
    place: str = Field(default="", description="event or place")
    sheet: str = Field(default="", description="number on the paper sheet")
    note: str = Field(default="", description="what colleagues should know")
    keyed: int = Field(default=0, description="lines recorded one by one, whatever their state")
    completed_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="from then on only what was keyed counts"
    )
    voided_at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="since when it counts nowhere (UTC); none: it counts",
    )
    verified: int = Field(default=0, description="what counts as verified (db/counting.py)")
    claimed: int = Field(default=0, description="what counts as claimed (db/counting.py)")
    import_id: int | None = Field(
        default=None, index=True, description="the file_import that made it; none: it was logged"
    )
    staged: bool = Field(
        default=False,
        description="of a file that is not imported, or no longer: it is void, and shown nowhere",
    )
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


class Signature(Base, table=True):
    """One person's signature, recorded one by one. Seen by its own organization.

    Who it is stands in `sealed` and nowhere else. The prints are keyed hashes (db/prints.py): equal
    where the e-mail, phone, or name with ZIP are equal, and of no use without their key.
    """

    __table_args__ = (
        UniqueConstraint("organization_id", "idempotency_key"),
        Index("ix_signature_organization_person", "organization_id", "person"),
        # A name is looked for in one batch after the other: so that a large file, whose prints have
        # no order, has one index less to write all over the place.
        Index("ix_signature_batch_name_print", "batch_id", "name_print"),
    )
    # Given by the command, not by the database: a blob is sealed for its row before it is written.
    id: int = Field(
        primary_key=True, sa_column_kwargs={"autoincrement": False}, description="row number"
    )
    organization_id: int = Field(foreign_key="organization.id", description="whose it is")
    batch_id: int = Field(foreign_key="batch.id", description="the batch it is on")
    idempotency_key: str = Field(description="one key for one line typed")
    signed_on: date | None = Field(
        default=None, description="day of its own (Chicago); none: its batch's"
    )
    ward: int | None = Field(
        default=None, foreign_key="ward.number", description="ward of its own; none: its batch's"
    )
    sealed: bytes = Field(description="name, e-mail, phone, street, ZIP, may contact, note; sealed")
    email_print: int | None = Field(
        default=None, sa_type=BigInteger, index=True, description="of the e-mail"
    )
    phone_print: int | None = Field(
        default=None, sa_type=BigInteger, index=True, description="of the phone"
    )
    name_print: int | None = Field(
        default=None,
        sa_type=BigInteger,
        description="of name and ZIP, within the organization: a hint, no proof",
    )
    source_print: int | None = Field(
        default=None,
        sa_type=BigInteger,
        index=True,
        description="of the row of a file that it comes from; none: it was keyed",
    )
    person: int = Field(
        description="which person of the organization; lines of one person share the number"
    )
    voided_at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="since when it counts nowhere (UTC); none: it stands",
    )
    counted: bool = Field(
        default=False,
        description="the line on which its person counts; on a staged batch: it would",
    )
    revision: int = Field(default=0, description="number of changes so far")
    recorded_by: int = Field(foreign_key="user.id", description="who keyed it")
    recorded_at: datetime = Field(sa_type=UtcDateTime, description="when it was keyed (UTC)")


class Revision(Base, table=True):
    """One change of a signature or of an outreach. Seen by its own organization.

    It names the fields and never keeps what stood in them: a mistyped address is somebody else's.
    """

    id: int = Field(
        primary_key=True, sa_column_kwargs={"autoincrement": False}, description="row number"
    )
    organization_id: int = Field(
        foreign_key="organization.id", index=True, description="whose it is, as of its row"
    )
    subject: str = Field(index=True, description="table and id of the row, e.g. signature 5")
    change: str = Field(description="corrected, voided, restored, set apart or joined")
    fields: list[str] = Field(sa_type=JSON, description="names of the fields that were changed")
    sealed: bytes | None = Field(
        default=None, description="why, in words; sealed, for it may name somebody"
    )
    changed_by: int = Field(foreign_key="user.id", description="who changed it")
    changed_at: datetime = Field(sa_type=UtcDateTime, description="when (UTC)")


class Tally(Base, table=True):
    """A running sum, so that reading a total costs the same at any number of signatures.

    `cut` is total, organization, channel, ward, day or cell; every cut sums to the total. A cell's
    key joins organization, channel, ward and day by slashes: what a filter adds up.
    """

    cut: str = Field(
        primary_key=True, description="total, organization, channel, ward, day or cell"
    )
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
