"""The City Council: seats and who holds them, committees, rules, roll calls.

Public facts; everyone signed in may see them, leads and coordinators record them.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field

from db.models.base import Base, UtcDateTime, choice


class SeatHolder(Base, table=True):
    """Who held a ward's seat, and when. A seat and its holder are two things."""

    __tablename__ = "seat_holder"
    id: int = Field(default=None, primary_key=True, description="row number")
    ward: int = Field(foreign_key="ward.number", index=True, description="the seat")
    name: str = Field(description="the alderperson's name as used")
    legistar_name: str = Field(description="the name as the Clerk's system writes it")
    held_on: date = Field(description="the first day on which this person is known to hold it")
    until: date | None = Field(default=None, description="the last day, once it is known")
    came_by: str = Field(default="", description="elected or appointed; empty: not known")
    note: str = Field(default="", description="party or caucus, as publicly known")
    phone: str = Field(default="", description="the office's public phone number")
    email: str = Field(default="", description="the office's public e-mail address")
    address: str = Field(default="", description="where the ward office is")
    revision: int = Field(default=0, description="grows with each change")


class SeatRemoval(Base, table=True):
    """That somebody was entered as a seat's holder by mistake: it is taken back."""

    __tablename__ = "seat_removal"
    holder_id: int = Field(
        primary_key=True, foreign_key="seat_holder.id", description="who never held it"
    )
    reason: str = Field(description="why, in words")
    removed_by: int = Field(foreign_key="user.id", description="who took it back")
    removed_at: datetime = Field(sa_type=UtcDateTime, description="when (UTC)")


class Committee(Base, table=True):
    """A committee of the Council."""

    id: int = Field(default=None, primary_key=True, description="row number")
    name: str = Field(unique=True, description="as the Clerk writes it, e.g. Committee on Finance")
    note: str = Field(default="", description="what colleagues should know")
    revision: int = Field(default=0, description="grows with each change")
    idempotency_key: str | None = Field(
        default=None, unique=True, description="one key for one press of the button; none: seed"
    )


class Seat(StrEnum):
    """What a member of a committee is there."""

    CHAIR = "chair"
    VICE_CHAIR = "vice chair"
    MEMBER = "member"


class CommitteeMember(Base, table=True):
    """An alderperson on a committee, from a day until a day."""

    __tablename__ = "committee_member"
    id: int = Field(default=None, primary_key=True, description="row number")
    committee_id: int = Field(foreign_key="committee.id", index=True, description="which committee")
    holder_id: int = Field(
        foreign_key="seat_holder.id", index=True, description="which alderperson"
    )
    seat: Seat = Field(sa_type=choice(Seat), description="chair, vice chair or member")
    since: date = Field(description="first day on which this is known")
    until: date | None = Field(default=None, description="the last day, once it is known")
    idempotency_key: str = Field(unique=True, description="one key for one press of the button")


class CouncilRule(Base, table=True):
    """A number that the law or the Council's rules set: a threshold of votes, or days.

    Facts with a source, not constants: rules of order are adopted anew in each term.
    """

    __tablename__ = "council_rule"
    slug: str = Field(primary_key=True, description="a rule of db/council_rules.py")
    number: int = Field(description="votes or days; with `out_of`, the upper part of the fraction")
    out_of: int | None = Field(
        default=None, description="the lower part: 2 of 3 is two thirds; none: a plain number"
    )
    source: str = Field(description="statute or rule that says so")
    source_url: str = Field(default="", description="where this can be read")
    confirmed: bool = Field(description="read in a source; false: general knowledge")
    revision: int = Field(default=0, description="grows with each change")
    changed_by: int | None = Field(
        default=None, foreign_key="user.id", description="who changed it last; none: seed"
    )
    changed_at: datetime = Field(sa_type=UtcDateTime, description="when (UTC)")


class Motion(StrEnum):
    """What a roll call decided."""

    RECOMMEND = "recommend"  # in committee: to pass
    PASS = "pass"  # noqa: S105 - the ordinance or resolution itself
    DISCHARGE = "discharge"  # take it from its committee (Rule 41)
    TABLE = "table"
    SUSPEND = "suspend"  # the rules, to take it up at once
    OVERRIDE = "override"  # the Mayor's veto
    OTHER = "other"


class RollCall(Base, table=True):
    """A vote of the Council or of a committee, alderperson by alderperson."""

    __tablename__ = "roll_call"
    id: int = Field(default=None, primary_key=True, description="row number")
    measure_id: int = Field(foreign_key="measure.id", index=True, description="which measure")
    action_id: int | None = Field(
        default=None, foreign_key="action.id", description="the step that it decided, if recorded"
    )
    committee_id: int | None = Field(
        default=None, foreign_key="committee.id", description="which committee; none: the Council"
    )
    motion: Motion = Field(sa_type=choice(Motion), description="what was voted on")
    held_on: date = Field(description="day (Chicago)")
    source_url: str = Field(default="", description="where this can be read")
    note: str = Field(default="", description="what colleagues should know")
    recorded_by: int = Field(foreign_key="user.id", description="who recorded it")
    recorded_at: datetime = Field(sa_type=UtcDateTime, description="when it was recorded (UTC)")
    voided_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when it was taken out (UTC); none: stands"
    )
    voided_by: int | None = Field(default=None, foreign_key="user.id", description="who did")
    void_reason: str = Field(default="", description="why, in words")
    idempotency_key: str = Field(unique=True, description="one key for one press of the button")


class VoteOption(StrEnum):
    """How one votes, in Open Civic Data's words."""

    YES = "yes"
    NO = "no"
    ABSENT = "absent"
    ABSTAIN = "abstain"
    NOT_VOTING = "not voting"
    PAIRED = "paired"
    EXCUSED = "excused"
    OTHER = "other"


class Vote(Base, table=True):
    """One alderperson's vote in a roll call."""

    roll_call_id: int = Field(
        primary_key=True, foreign_key="roll_call.id", description="which roll call"
    )
    holder_id: int = Field(
        primary_key=True, foreign_key="seat_holder.id", description="which alderperson"
    )
    option: VoteOption = Field(sa_type=choice(VoteOption), description="how they voted")
