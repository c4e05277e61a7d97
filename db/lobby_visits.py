"""Visits and calls to alderpersons: who goes when, what is asked, what was answered.

Every organization sees all of them, so that two don't come in the same week without knowing; each
changes its own. A visit is to the person who holds the seat on its day; if somebody else does by
then, it says so until it is moved, noted or called off.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, select

from db import clock, council
from db.actor import Actor, Right, allow, own_organization
from db.errors import Conflict, Doubtful, Message, NotAllowed, NotFound
from db.fields import Checks, is_id, unchanged
from db.lobby_list import Visit, visits_in_week
from db.measures import measure_by_slug
from db.models import LobbyVisit, Measure, SeatHolder
from db.wards import NUMBERS

MOST_ASK, MOST_ANSWER = 300, 500


@dataclass(frozen=True)
class VisitCreate:
    """A visit to plan, as the form has it. `measure` is a slug; None: about both."""

    ward: int | None
    planned_for: date | None
    ask: str
    measure: str | None = None
    key: str = ""


@dataclass(frozen=True)
class VisitUpdate:
    """New values of a visit, what came of it, and the revision they were typed over."""

    planned_for: date | None
    ask: str
    measure: str | None = None
    done_on: date | None = None  # None: it has not taken place
    answer: str = ""
    revision: int = 0


def plan_visit(
    session: Session, actor: Actor, new: VisitCreate, *, sure: bool = False
) -> LobbyVisit:
    """Plan a visit of the actor's own organization. The same key twice is one visit.

    Raises NotAllowed, NotFound (a person without an organization), Invalid (a vacant seat, a day
    that is over or outside the term), Doubtful (another organization goes there in that week).
    """
    allow(actor, Right.PLAN_VISIT)
    organization_id = own_organization(actor)
    checks = Checks()
    key = checks.key(new.key)
    sent = session.exec(
        select(LobbyVisit).where(
            LobbyVisit.idempotency_key == key, LobbyVisit.organization_id == organization_id
        )
    ).first()
    if sent is not None:
        return sent
    ward = checks.one_of("ward", new.ward, NUMBERS)
    about = _measure(session, checks, new.measure)
    _, last = _term(session)
    planned_for = checks.day("planned_for", new.planned_for, first=clock.today(), last=last)
    ask = checks.text("ask", new.ask, most=MOST_ASK, required=True)
    holder_id = 0
    if not {"ward", "planned_for"} & checks.problems.keys():
        holder_id = _visited(session, checks, "ward", ward, planned_for)
    checks.done()
    _ask_about_others(session, actor, ward, planned_for, sure=sure)
    visit = LobbyVisit(
        holder_id=holder_id,
        organization_id=organization_id,
        measure_id=about.id if about else None,
        planned_for=planned_for,
        ask=ask,
        recorded_by=actor.user_id,
        recorded_at=clock.now(),
        idempotency_key=key,
    )
    session.add(visit)
    session.flush()
    council.record_change(session, actor, "plan visit", f"visit {visit.id}", {"holder": holder_id})
    return visit


def change_visit(
    session: Session, actor: Actor, visit_id: int, new: VisitUpdate, *, sure: bool = False
) -> LobbyVisit:
    """Change a visit of the own organization, or note that it took place and what was answered.

    On another day it is to whoever holds the seat then, also when it did not take place after all.
    Raises NotAllowed (another organization's), NotFound, Invalid (also an answer without its having
    taken place), Conflict (called off, or changed by somebody else meanwhile), Doubtful.
    """
    visit = _own_visit(session, actor, visit_id, new.revision)
    checks = Checks()
    about = _measure(session, checks, new.measure)
    first, last = _term(session)
    moved = new.planned_for != visit.planned_for
    planned_for = checks.day(
        "planned_for", new.planned_for, first=clock.today() if moved else None, last=last
    )
    done_on = new.done_on
    if done_on is not None:
        done_on = checks.day("done_on", done_on, first=first, last=min(clock.today(), last))
    answer = checks.text("answer", new.answer, most=MOST_ANSWER)
    if answer and new.done_on is None:
        checks.refuse("answer", Message("Say on which day it took place, then the answer."))
    values = {
        "planned_for": planned_for,
        "measure_id": about.id if about else None,
        "ask": checks.text("ask", new.ask, most=MOST_ASK, required=True),
        "done_on": done_on,
        "answer": answer,
        "holder_id": visit.holder_id,
    }
    ward = session.get_one(SeatHolder, visit.holder_id).ward
    if done_on is not None and done_on != visit.done_on and "done_on" not in checks.problems:
        values["holder_id"] = _visited(session, checks, "done_on", ward, done_on)
    elif done_on is None and moved and "planned_for" not in checks.problems:
        values["holder_id"] = _visited(session, checks, "planned_for", ward, planned_for)
    elif done_on is None and visit.done_on is not None:
        # It did not take place after all: it is with whom it was planned, if the seat was held.
        known = council.all_holders(session).get(ward, [])
        holder = council.holder_on(known, visit.planned_for)
        values["holder_id"] = holder.id if holder else visit.holder_id
    checks.done()
    changed = [field for field, value in values.items() if getattr(visit, field) != value]
    if not changed:
        return visit
    if moved and done_on is None:
        _ask_about_others(session, actor, ward, planned_for, sure=sure)
    for field, value in values.items():
        setattr(visit, field, value)
    visit.revision += 1
    session.add(visit)
    session.flush()
    council.record_change(session, actor, "change visit", f"visit {visit.id}", {"fields": changed})
    return visit


def call_off(session: Session, actor: Actor, visit_id: int, *, revision: int) -> LobbyVisit:
    """Call off a planned visit of the own organization.

    Raises NotAllowed (another organization's), NotFound, Conflict (it took place, is called off
    already, or somebody else changed it meanwhile).
    """
    visit = _own_visit(session, actor, visit_id, revision)
    if visit.done_on is not None:
        raise Conflict(Message("This visit took place. Correct its day if that is wrong."))
    visit.cancelled_at = clock.now()
    visit.revision += 1
    session.add(visit)
    session.flush()
    council.record_change(session, actor, "call off visit", f"visit {visit.id}", {})
    return visit


def _own_visit(session: Session, actor: Actor, visit_id: int, revision: int) -> LobbyVisit:
    """A visit that stands, if it is the own organization's."""
    allow(actor, Right.PLAN_VISIT)
    organization_id = own_organization(actor)
    visit = session.get(LobbyVisit, visit_id) if is_id(visit_id) else None
    if visit is None:
        raise NotFound
    if visit.organization_id != organization_id:
        raise NotAllowed(Message("Another organization planned this visit. Ask its people."))
    if visit.cancelled_at is not None:
        raise Conflict(Message("This visit is called off."))
    unchanged(revision, visit.revision)
    return visit


def _measure(session: Session, checks: Checks, slug: Any) -> Measure | None:
    """The measure that a visit is about; None: both."""
    if slug is None:
        return None
    try:
        return measure_by_slug(session, slug)
    except NotFound:
        checks.refuse("measure", Message("Choose one of the list."))
        return None


def _term(session: Session) -> tuple[date, date]:
    """First and last day of the Council's term: what is asked for dies with it."""
    measures = session.exec(select(Measure)).all()
    return (
        min(measure.term_starts_on for measure in measures),
        max(measure.term_ends_on for measure in measures),
    )


def _visited(session: Session, checks: Checks, field: str, ward: int, day: date) -> int:
    """Who holds the seat on that day: the person who is visited."""
    known = council.all_holders(session).get(ward, [])
    holder = council.holder_on(known, day)
    if holder is None:
        left = [each for each in known if each.until and each.until < day]
        checks.refuse(
            field,
            Message(
                "Ward {ward} is vacant on {day}: {name} held the seat until {last}.",
                ward=ward,
                day=day,
                name=left[-1].name,
                last=left[-1].until,
            )
            if left
            else Message("Ward {ward} has no alderperson on {day}.", ward=ward, day=day),
        )
        return 0
    return holder.id


def _ask_about_others(session: Session, actor: Actor, ward: int, day: date, *, sure: bool) -> None:
    """Raise Doubtful if another organization goes to this ward's office in the same week."""
    others = [
        visit
        for visit in visits_in_week(session, actor, day)
        if visit.ward == ward and visit.organization != actor.organization
    ]
    if others and not sure:
        raise Doubtful(_said_of(others[0]))


def _said_of(visit: Visit) -> Message:
    values = {"organization": visit.organization_name, "day": visit.day}
    if visit.done_on:
        return Message("{organization} was there on {day}. Book yours as well?", **values)
    return Message("{organization} goes on {day}. Book yours as well?", **values)
