"""Who talks to which alderperson. Every organization sees it, and keeps its own."""

from datetime import date, datetime

from sqlmodel import Field

from db.models.base import Base, UtcDateTime


class Relationship(Base, table=True):
    """Which organization leads the relationship with an alderperson, since when."""

    id: int = Field(default=None, primary_key=True, description="row number")
    holder_id: int = Field(
        foreign_key="seat_holder.id", index=True, description="which alderperson"
    )
    organization_id: int = Field(foreign_key="organization.id", description="who leads")
    since: date = Field(description="first day (Chicago)")
    until: date | None = Field(default=None, description="last day; none: it still leads")
    set_by: int = Field(foreign_key="user.id", description="who said so")


class LobbyVisit(Base, table=True):
    """A visit or call to an alderperson, planned or done. Every organization sees it, so that two
    don't come in the same week without knowing."""

    __tablename__ = "lobby_visit"
    id: int = Field(default=None, primary_key=True, description="row number")
    holder_id: int = Field(
        foreign_key="seat_holder.id", index=True, description="which alderperson"
    )
    organization_id: int = Field(foreign_key="organization.id", description="who goes")
    measure_id: int | None = Field(
        default=None, foreign_key="measure.id", description="about which measure; none: both"
    )
    planned_for: date = Field(index=True, description="day (Chicago)")
    ask: str = Field(default="", description="what is asked of the alderperson")
    answer: str = Field(default="", description="what the alderperson answered")
    done_on: date | None = Field(default=None, description="the day it took place; none: not yet")
    cancelled_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when it was called off (UTC)"
    )
    recorded_by: int = Field(foreign_key="user.id", description="who planned it")
    recorded_at: datetime = Field(sa_type=UtcDateTime, description="when it was planned (UTC)")
    revision: int = Field(default=0, description="grows with each change")
    idempotency_key: str = Field(unique=True, description="one key for one press of the button")
