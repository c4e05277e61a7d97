"""The calendar's dates: entered, changed, called off.

A date begins in Chicago time and is kept in UTC. What the whole calendar shows is in db/agenda.py.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlmodel import Session, col, select

from db import audit, clock, council_rules, live
from db.actor import Actor, Right, allow
from db.errors import Conflict, Doubtful, Message, NotAllowed, NotFound
from db.fields import Checks, is_id, unchanged
from db.meeting_fields import MeetingCreate, MeetingUpdate, checked
from db.models import Hearing, Measure, Meeting, MeetingKind, Organization
from db.notice import days_of_notice
from db.users import names_of


@dataclass(frozen=True)
class NextDate:
    """The next date of a measure. `starts_at` is None where only the day is known."""

    scheduled_for: date
    starts_at: datetime | None
    body: str
    place: str
    source_url: str
    recorded_by: str


def may_change(actor: Actor, organization: str | None) -> bool:
    """True if the actor may change a date: an organization's own action only its own leads and
    coordinators, any other every lead and coordinator."""
    return actor.may(Right.KEEP_COUNCIL) and (
        actor.organization is None or organization in (None, actor.organization)
    )


def enter(session: Session, actor: Actor, new: MeetingCreate, *, sure: bool = False) -> Meeting:
    """Enter a date. The same key twice is one date.

    Raises NotAllowed, Invalid, Doubtful (a committee's date with less notice than Rule 39 asks).
    """
    allow(actor, Right.KEEP_COUNCIL)
    checks = Checks()
    key = checks.key(new.key)
    sent = session.exec(select(Meeting).where(Meeting.idempotency_key == key)).first()
    if sent is not None:
        return sent
    values = checked(session, checks, new, organizations={None, actor.organization})
    checks.done()
    _ask_about_notice(session, values, sure=sure)
    meeting = Meeting(
        recorded_by=actor.user_id, recorded_at=clock.now(), idempotency_key=key, **values
    )
    _record(session, actor, meeting, "enter meeting")
    return meeting


def change(
    session: Session, actor: Actor, meeting_id: int, new: MeetingUpdate, *, sure: bool = False
) -> Meeting:
    """Change a date.

    Raises NotAllowed (another organization's action), NotFound, Invalid, Conflict (called off, or
    changed by somebody else meanwhile), Doubtful (less notice than Rule 39 asks).
    """
    meeting, whose = _to_change(session, actor, meeting_id, new.revision)
    if meeting.cancelled_at is not None:
        raise Conflict(Message("This date is called off. Put it back before you change it."))
    checks = Checks()
    values = checked(
        session,
        checks,
        new,
        organizations={None, actor.organization, whose},
        kept=clock.chicago(meeting.starts_at).date(),
    )
    checks.done()
    changed = [field for field, value in values.items() if getattr(meeting, field) != value]
    if not changed:
        return meeting
    if {"kind", "committee_id", "starts_at"} & set(changed):
        _ask_about_notice(session, values, sure=sure)
    meeting.sqlmodel_update(values)
    meeting.revision += 1
    _record(session, actor, meeting, "change meeting", {"fields": changed})
    return meeting


def call_off(session: Session, actor: Actor, meeting_id: int, *, revision: int) -> Meeting:
    """Call a date off; it stays in the calendar and says so.

    Raises NotAllowed, NotFound, Conflict.
    """
    return _set_called_off(session, actor, meeting_id, revision, off=True)


def put_back(session: Session, actor: Actor, meeting_id: int, *, revision: int) -> Meeting:
    """A date that was called off takes place after all. Raises NotAllowed, NotFound, Conflict."""
    return _set_called_off(session, actor, meeting_id, revision, off=False)


def next_date(
    session: Session, measure: str, *, entered_since: datetime | None = None
) -> NextDate | None:
    """The next hearing or meeting of a measure (its slug), of today or a day to come; None if there
    is none. The campaign's own actions are not among them. `entered_since`: nor is what was
    announced or entered before that moment."""
    today = clock.today()
    since = entered_since or datetime.min.replace(tzinfo=UTC)
    hearing = session.exec(
        select(Hearing)
        .join(Measure)
        .where(
            Measure.slug == measure,
            col(Hearing.superseded_at).is_(None),
            Hearing.scheduled_for >= today,
            Hearing.recorded_at >= since,
        )
        .order_by(col(Hearing.scheduled_for))
    ).first()
    [midnight] = clock.moments_of(datetime.combine(today, time.min))
    meeting = session.exec(
        select(Meeting)
        .join(Measure)
        .where(
            Measure.slug == measure,
            Meeting.kind != MeetingKind.ACTION,
            col(Meeting.cancelled_at).is_(None),
            Meeting.starts_at >= midnight,
            Meeting.recorded_at >= since,
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    ).first()
    known = names_of(session, [each.recorded_by for each in (hearing, meeting) if each])
    dates: list[tuple[date, datetime | None, str, Meeting | Hearing]] = []
    if meeting is not None:  # first: of the same day it says more, for it has a time
        day = clock.chicago(meeting.starts_at).date()
        dates.append((day, meeting.starts_at, meeting.title, meeting))
    if hearing is not None:
        dates.append((hearing.scheduled_for, None, hearing.body, hearing))
    if not dates:
        return None
    day, starts_at, body, row = min(dates, key=lambda each: each[0])
    return NextDate(day, starts_at, body, row.place, row.source_url, known[row.recorded_by])


def _ask_about_notice(session: Session, values: dict[str, Any], *, sure: bool) -> None:
    """Raise Doubtful if a committee's date to come has less notice than the rules ask for."""
    held_on, today = clock.chicago(values["starts_at"]).date(), clock.today()
    if sure or values["committee_id"] is None or held_on < today:
        return
    needed = council_rules.rules(session)[council_rules.NOTICE_DAYS].number
    given = days_of_notice(today, held_on)
    if given < needed:
        raise Doubtful(
            Message(
                "The rules ask for {needed} days' notice of a committee's meeting, Sundays and "
                "holidays not counted. Days left from today: {given}. Is the date right?",
                needed=needed,
                given=given,
            )
        )


def _to_change(
    session: Session, actor: Actor, meeting_id: int, revision: int
) -> tuple[Meeting, str | None]:
    """The date, and whose action it is. Raises NotAllowed, NotFound, Conflict."""
    allow(actor, Right.KEEP_COUNCIL)
    meeting = session.get(Meeting, meeting_id) if is_id(meeting_id) else None
    if meeting is None:
        raise NotFound
    owner = session.get(Organization, meeting.organization_id or 0)
    whose = owner.slug if owner else None
    if not may_change(actor, whose):
        raise NotAllowed(
            Message("This is another organization's action: its leads and coordinators change it.")
        )
    unchanged(revision, meeting.revision)
    return meeting, whose


def _set_called_off(
    session: Session, actor: Actor, meeting_id: int, revision: int, *, off: bool
) -> Meeting:
    meeting, _whose = _to_change(session, actor, meeting_id, revision)
    if (meeting.cancelled_at is not None) != off:
        meeting.cancelled_at = clock.now() if off else None
        meeting.revision += 1
        _record(session, actor, meeting, "call off meeting" if off else "put meeting back")
    return meeting


def _record(
    session: Session,
    actor: Actor,
    meeting: Meeting,
    action: str,
    details: dict[str, Any] | None = None,
) -> None:
    session.add(meeting)
    session.flush()
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=meeting.organization_id,
        action=action,
        subject=f"meeting {meeting.id}",
        details={"kind": meeting.kind.value, **(details or {})},
    )
    live.announce(session)
