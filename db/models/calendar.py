"""The calendar. Everyone signed in may see it; leads and coordinators keep it."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from db.models.base import Base, UtcDateTime, choice


class MeetingKind(StrEnum):
    """What stands in the calendar."""

    COUNCIL = "council"
    COMMITTEE = "committee"
    HEARING = "hearing"
    ACTION = "action"  # the coalition's or an organization's own


class Meeting(Base, table=True):
    """A date in the calendar: of the Council, a committee, or our own."""

    id: int = Field(default=None, primary_key=True, description="row number")
    kind: MeetingKind = Field(sa_type=choice(MeetingKind), description="whose date this is")
    title: str = Field(description="what it is called")
    starts_at: datetime = Field(sa_type=UtcDateTime, description="when it begins (UTC)")
    minutes: int = Field(description="how long it is planned to last")
    place: str = Field(default="", description="room or address")
    committee_id: int | None = Field(
        default=None, foreign_key="committee.id", description="which committee, if one"
    )
    measure_id: int | None = Field(
        default=None, foreign_key="measure.id", description="which measure, if one"
    )
    organization_id: int | None = Field(
        default=None, foreign_key="organization.id", description="whose action; none: not ours"
    )
    source_url: str = Field(default="", description="where this can be read")
    note: str = Field(default="", description="what colleagues should know")
    recorded_by: int = Field(foreign_key="user.id", description="who entered it")
    recorded_at: datetime = Field(sa_type=UtcDateTime, description="when it was entered (UTC)")
    cancelled_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when it was called off (UTC)"
    )
    revision: int = Field(default=0, description="grows with each change")
    idempotency_key: str = Field(unique=True, description="one key for one press of the button")


class CalendarFeed(Base, table=True):
    """A secret address at which a calendar program reads the dates. Only its hash is kept."""

    __tablename__ = "calendar_feed"
    id: int = Field(default=None, primary_key=True, description="row number")
    token_hash: str = Field(unique=True, description="SHA-256 of the address's secret part")
    user_id: int = Field(foreign_key="user.id", index=True, description="whose address this is")
    made_at: datetime = Field(sa_type=UtcDateTime, description="when it was made (UTC)")
    ended_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when it was ended (UTC); none: it works"
    )
