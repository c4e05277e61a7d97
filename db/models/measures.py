"""The two measures. Everyone signed in may see them; leads and coordinators record."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field

from db.models.base import Base, UtcDateTime, choice


class MeasureKind(StrEnum):
    """An ordinance and a resolution take different paths through the City Council."""

    ORDINANCE = "ordinance"
    RESOLUTION = "resolution"


class Measure(Base, table=True):
    """An ordinance or a resolution before the City Council."""

    id: int = Field(default=None, primary_key=True, description="row number")
    slug: str = Field(unique=True, description="stable short name")
    record_number: str = Field(unique=True, description="the Clerk's number, e.g. O2017-1018")
    kind: MeasureKind = Field(
        sa_type=choice(MeasureKind), description="ordinance or resolution: which path it takes"
    )
    short_title: str = Field(description="what organizers call it")
    title: str = Field(description="the Clerk's title")
    committee: str = Field(description="the committee it was first referred to")
    clerk_url: str = Field(description="the Clerk's record, with the text")
    term_starts_on: date = Field(description="first day of the council term it belongs to")
    term_ends_on: date = Field(description="last day of the council term: what is pending dies")
    afterwards: str = Field(default="", description="what came of it after the term")


class Action(Base, table=True):
    """A dated step of a measure. Never changed: superseded, with a reason, or struck."""

    id: int = Field(default=None, primary_key=True, description="row number")
    measure_id: int = Field(foreign_key="measure.id", index=True, description="which measure")
    step: str = Field(description="a step of db/pipelines.py")
    happened_on: date = Field(description="day (Chicago)")
    clerk_action: str = Field(default="", description="the Clerk's own words for it, if given")
    body: str = Field(default="", description="who acted: the Council, a committee, the Mayor")
    note: str = Field(default="", description="what colleagues should know")
    source_url: str = Field(default="", description="where this can be read")
    anyway_reason: str = Field(
        default="", description="why it stands although its path does not lead there"
    )
    recorded_by: int | None = Field(default=None, foreign_key="user.id", description="none: seed")
    recorded_at: datetime = Field(sa_type=UtcDateTime, description="when it was recorded (UTC)")
    superseded_at: datetime | None = Field(
        default=None,
        sa_type=UtcDateTime,
        description="when it was corrected or struck (UTC); none: it stands",
    )
    superseded_by: int | None = Field(
        default=None, foreign_key="user.id", description="who corrected or struck it"
    )
    superseded_reason: str = Field(default="", description="why, in words")
    replaced_by: int | None = Field(
        default=None,
        foreign_key="action.id",
        description="the action that corrects it; none: struck",
    )
    idempotency_key: str = Field(unique=True, description="one key for one press of the button")


class Hearing(Base, table=True):
    """An announced date of a measure. A newer one supersedes it, or it is withdrawn."""

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
        description="when a newer one replaced it or it was withdrawn (UTC); none: it stands",
    )
    idempotency_key: str = Field(unique=True, description="one key for one press of the button")


class Sponsor(Base, table=True):
    """An alderperson on the Clerk's sponsor list. A sponsor is not a Yes."""

    measure_id: int = Field(primary_key=True, foreign_key="measure.id", description="which measure")
    ward: int = Field(primary_key=True, foreign_key="ward.number", description="the sponsor's seat")
    name: str = Field(description="the alderperson's name as used")
    position: int = Field(description="place on the Clerk's list; 1 is the lead sponsor")
    listed_on: date = Field(description="earliest day on which the list is known to show the name")
