"""The whip count: where alderpersons stand. Everyone signed in may see it; leads keep it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from db.models.base import Base, UtcDateTime, choice


class Position(StrEnum):
    """Where an alderperson stands on a measure."""

    YES = "yes"
    LEAN_YES = "lean yes"
    UNDECIDED = "undecided"
    LEAN_NO = "lean no"
    NO = "no"
    UNKNOWN = "unknown"


class Evidence(StrEnum):
    """How we know."""

    VOTE = "vote"
    PUBLIC = "public statement"
    WRITTEN = "written"
    TWO_OF_US = "said to two of us"
    ONE_OF_US = "said to one of us"
    SPONSOR = "sponsor"
    HEARSAY = "hearsay"


class Stance(Base, table=True):
    """What an alderperson's position on a measure was said to be. Never changed: a newer one
    follows, or it is undone."""

    id: int = Field(default=None, primary_key=True, description="row number")
    measure_id: int = Field(foreign_key="measure.id", index=True, description="which measure")
    holder_id: int = Field(
        foreign_key="seat_holder.id", index=True, description="which alderperson"
    )
    position: Position = Field(sa_type=choice(Position), description="yes to no, or unknown")
    evidence: Evidence = Field(sa_type=choice(Evidence), description="how we know")
    said_on: date = Field(description="the day it was said, written or voted (Chicago)")
    expires_on: date | None = Field(
        default=None, description="from this day it asks to be confirmed; none: never"
    )
    organization_id: int | None = Field(
        default=None, foreign_key="organization.id", description="who knows; none: a coordinator"
    )
    roll_call_id: int | None = Field(
        default=None, foreign_key="roll_call.id", description="the vote that showed it, if one"
    )
    source_url: str = Field(default="", description="where this can be read")
    press: str = Field(index=True, description="the press of the button it came with, to undo it")
    recorded_by: int | None = Field(default=None, foreign_key="user.id", description="none: seed")
    recorded_at: datetime = Field(sa_type=UtcDateTime, description="when it was recorded (UTC)")
    undone_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when it was undone (UTC); none: it stands"
    )
    undone_by: int | None = Field(default=None, foreign_key="user.id", description="who undid it")
    __table_args__ = (UniqueConstraint("press", "measure_id", "holder_id"),)
