"""The gate ahead of a measure: what opens it, who holds it, and the clock.

Having the votes and being able to get a vote are two things: 28 sponsors were more than the 26
votes needed, and the ordinance of 2017 still died in committee. The numbers are rules that can be
changed (db/council_rules.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from db import council_rules
from db.council_rules import Rule
from db.errors import N_, Message
from db.models import MeasureKind
from db.standing import Standing, is_pending


class Keeper(StrEnum):
    """Who opens a gate."""

    CHAIR = "chair"
    COMMITTEE = "committee"
    COUNCIL = "council"
    MAYOR = "mayor"
    CLERK = "clerk"


@dataclass(frozen=True)
class Gate:
    """What stands between a measure and the next stage of its path; `opens` names the rules."""

    label: str
    opens: str
    keeper: Keeper


@dataclass(frozen=True)
class GateAhead:
    """The gate that a measure stands before."""

    label: str
    opens: Message
    keeper: Keeper


@dataclass(frozen=True)
class Clock:
    """The days that count for a measure; None where one says nothing now."""

    term_ends_in: int | None  # days; 0 on its last day
    discharge_on: date | None  # from this day a motion to discharge it is in order
    notice_until: date | None  # the earliest day of a hearing that is announced today


# By the stage in which a measure stands.
_GATES = {
    "introduced": Gate(
        N_("Referral"),
        N_("The Council refers it to a committee at the meeting."),
        Keeper.COUNCIL,
    ),
    "referred": Gate(
        N_("A hearing"),
        N_("The chair puts it on an agenda, with {notice} days' notice. Nobody else can."),
        Keeper.CHAIR,
    ),
    "hearing": Gate(
        N_("The committee's vote"),
        N_("The chair calls the vote; more than {majority} of those voting pass it."),
        Keeper.COMMITTEE,
    ),
    "committee vote": Gate(
        N_("The report to the Council"),
        N_("The chair reports it at a Council meeting."),
        Keeper.CHAIR,
    ),
    "reported": Gate(
        N_("The Council's vote"),
        N_("{passage} votes pass it. Any {deferral} members can have it deferred by one meeting."),
        Keeper.COUNCIL,
    ),
    "deferred": Gate(
        N_("The Council's vote"),
        N_("{passage} votes pass it, at the next meeting."),
        Keeper.COUNCIL,
    ),
    "council vote": Gate(
        N_("The Mayor"),
        N_("The Mayor signs it, lets it stand without signature, or vetoes it."),
        Keeper.MAYOR,
    ),
    "mayor": Gate(N_("Taking effect"), N_("It is published and takes effect."), Keeper.CLERK),
    "vetoed": Gate(N_("The override"), N_("{override} votes override the veto."), Keeper.COUNCIL),
    "override": Gate(N_("Taking effect"), N_("It is published and takes effect."), Keeper.CLERK),
}
_VOTE_ON_A_RESOLUTION = Gate(
    N_("The Council's vote"),
    N_("More than {adopts} of those voting adopt it; we plan for {passage} votes."),
    Keeper.COUNCIL,
)
_ON_THE_TABLE = Gate(
    N_("Taken from the table"),
    N_("More than {majority} of those voting take it from the table."),
    Keeper.COUNCIL,
)
_FLOOR = ("reported", "deferred")


def gate_ahead(kind: MeasureKind, here: Standing, rules: Mapping[str, Rule]) -> GateAhead | None:
    """The gate ahead of where a measure stands; None if nothing is ahead."""
    gate = None if here.step.ended else _GATES.get(here.stage.name)
    if gate is None:
        return None
    if here.stage.name in _FLOOR:
        if kind is MeasureKind.RESOLUTION:
            gate = _VOTE_ON_A_RESOLUTION
        if here.step.name == "tabled":
            gate = _ON_THE_TABLE
    numbers = {
        "passage": rules[council_rules.PASSAGE].number,
        "override": rules[council_rules.OVERRIDE].number,
        "deferral": rules[council_rules.DEFERRAL].number,
        "notice": rules[council_rules.NOTICE_DAYS].number,
        "majority": rules[council_rules.MAJORITY].part,
        "adopts": rules[council_rules.RESOLUTION].part,
    }
    used = {name: number for name, number in numbers.items() if f"{{{name}}}" in gate.opens}
    return GateAhead(gate.label, Message(gate.opens, **used), gate.keeper)


def way_around(here: Standing, rules: Mapping[str, Rule]) -> Message | None:
    """The other way out of a committee; None where there is none."""
    if here.step.ended or here.stage.name != "referred":
        return None
    return Message(
        "Without a hearing for {days} days, the Council can discharge the committee (Rule 41). "
        "Both attempts of 2013 failed.",
        days=rules[council_rules.DISCHARGE_DAYS].number,
    )


def clock_of(
    here: Standing,
    rules: Mapping[str, Rule],
    *,
    today: date,
    term_ends_on: date,
    referred_on: date | None,
    notice_until: date,
) -> Clock:
    """The days that count now. `referred_on`: when the committee that has it got it."""
    pending = is_pending(here) and today <= term_ends_on
    waits = pending and here.stage.name == "referred"
    days = timedelta(days=rules[council_rules.DISCHARGE_DAYS].number)
    return Clock(
        term_ends_in=(term_ends_on - today).days if pending else None,
        discharge_on=referred_on + days if waits and referred_on else None,
        notice_until=notice_until if waits else None,
    )
