"""Outreach: who was reached, where, by whom; and its running sums."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from db.models.base import Base, UtcDateTime, choice


class OutreachKind(StrEnum):
    """How people were reached."""

    DOOR_KNOCKING = "door knocking"
    PHONE_BANK = "phone bank"
    TEXT_BANK = "text bank"
    TABLING = "tabling"
    HOUSE_MEETING = "house meeting"
    COMMUNITY_EVENT = "community event"
    FAITH_VISIT = "faith visit"
    LOBBY_VISIT = "lobby visit"
    MEDIA = "media"
    SOCIAL = "social"


class Outreach(Base, table=True):
    """One evening of calls, one stall, one visit. Seen by its own organization; others see sums."""

    __table_args__ = (
        UniqueConstraint("organization_id", "idempotency_key"),
        CheckConstraint(
            "attempts >= 0 AND conversations >= 0 AND conversations <= attempts"
            " AND volunteers >= 0 AND volunteer_minutes >= 0",
            name="counts",
        ),
    )
    id: int = Field(
        primary_key=True, sa_column_kwargs={"autoincrement": False}, description="row number"
    )
    organization_id: int = Field(
        foreign_key="organization.id", index=True, description="whose it is"
    )
    idempotency_key: str = Field(description="one key for one press of the button")
    kind: OutreachKind = Field(sa_type=choice(OutreachKind), description="how people were reached")
    happened_on: date = Field(index=True, description="day (Chicago)")
    ward: int | None = Field(
        default=None,
        foreign_key="ward.number",
        description="where; of a lobby visit: the seat visited; none: unknown",
    )
    languages: str = Field(default="", description="spoken there, ISO 639-1, joined by ;")
    attempts: int = Field(default=0, description="contact attempts, in people")
    conversations: int = Field(default=0, description="contacts that were reached, in people")
    batch_id: int | None = Field(
        default=None,
        foreign_key="batch.id",
        unique=True,
        description="the batch of the signatures gathered there: they count there, once",
    )
    volunteers: int = Field(default=0, description="people who did it")
    volunteer_minutes: int = Field(default=0, description="of all volunteers together, in minutes")
    follow_up: bool = Field(default=False, description="somebody has to come back to it")
    sealed: bytes = Field(description="place and note, which may name a home or a person; sealed")
    voided_at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="since when it counts nowhere (UTC); none: it counts",
    )
    revision: int = Field(default=0, description="number of changes so far")
    recorded_by: int = Field(foreign_key="user.id", description="who logged it")
    recorded_at: datetime = Field(sa_type=UtcDateTime, description="when it was logged (UTC)")


class OutreachTally(Base, table=True):
    """A running sum of outreach, so that reading one costs the same however much there was.

    `cut` is total, organization, kind, week, ward or cell; every cut sums to the total. A week's
    key is its Monday; a cell's joins organization, kind, ward and day by slashes.
    """

    __tablename__ = "outreach_tally"
    cut: str = Field(primary_key=True, description="total, organization, kind, week, ward or cell")
    key: str = Field(primary_key=True, description="which one; empty: unknown")
    attempts: int = Field(default=0, description="contact attempts")
    conversations: int = Field(default=0, description="contacts that were reached")
    signatures: int = Field(default=0, description="verified and claimed on the linked batches")
    volunteers: int = Field(default=0, description="people, counted anew each time")
    volunteer_minutes: int = Field(default=0, description="of all volunteers together")
    efforts: int = Field(default=0, description="outreach logged")
