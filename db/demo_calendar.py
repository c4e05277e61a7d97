"""Made-up dates for the demo's calendar, always the same. Each one's note says so."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel import Session, select

from db import clock, meetings, users
from db.actor import Actor
from db.meeting_fields import MeetingCreate
from db.models import Committee, MeetingKind, Organization, User

NOTE = "Made up for the demo."
_ORDINANCE, _RESOLUTION = "welcoming-city-ordinance", "fop-contract-resolution"
_HUMAN_RELATIONS = "Committee on Human Relations"
_WORKFORCE = "Committee on Workforce Development and Audit"
_CHAMBER, _ROOM = "City Hall, Council Chamber", "City Hall, room 201-A"
_ENTERED = datetime(2017, 4, 24, 8, 50, tzinfo=clock.CHICAGO)


@dataclass(frozen=True)
class _Date:
    """A date to enter; whoever `who` is enters it, a lead as an action of her own organization."""

    kind: MeetingKind
    title: str
    day: date
    begins: time
    minutes: int
    place: str
    committee: str | None = None
    measure: str | None = None
    who: str = "demo-coordinator"
    called_off: bool = False


_COUNCIL, _COMMITTEE = MeetingKind.COUNCIL, MeetingKind.COMMITTEE
_HEARING, _ACTION = MeetingKind.HEARING, MeetingKind.ACTION
_DATES = (
    _Date(_COUNCIL, "City Council", date(2017, 3, 29), time(10), 180, _CHAMBER),
    _Date(
        *(_COMMITTEE, _WORKFORCE, date(2017, 4, 11), time(13), 90, _ROOM, _WORKFORCE, _RESOLUTION),
    ),
    _Date(_ACTION, "Volunteer training", date(2017, 4, 24), time(18), 90, "Online"),
    _Date(
        *(_COMMITTEE, _WORKFORCE, date(2017, 4, 27), time(11), 90, _ROOM, _WORKFORCE, _RESOLUTION),
        called_off=True,
    ),
    _Date(
        *(_ACTION, "Know-your-rights night", date(2017, 4, 28), time(18, 30), 120, "Parish hall"),
        who="demo-lead",
    ),
    _Date(_ACTION, "May Day march", date(2017, 5, 1), time(13), 180, "Union Park"),
    _Date(
        *(_HEARING, _HUMAN_RELATIONS, date(2017, 5, 4), time(10), 120, _ROOM),
        committee=_HUMAN_RELATIONS,
        measure=_ORDINANCE,
    ),
    _Date(
        *(_COMMITTEE, _WORKFORCE, date(2017, 5, 16), time(13), 90, _ROOM, _WORKFORCE, _RESOLUTION),
    ),
    _Date(_COUNCIL, "City Council", date(2017, 5, 24), time(10), 240, _CHAMBER),
    _Date(
        *(_ACTION, "Sheet-counting evening", date(2017, 5, 26), time(17, 30), 120, "Library"),
        who="demo-lead",
    ),
    _Date(_COUNCIL, "City Council", date(2017, 6, 28), time(10), 240, _CHAMBER),
)


def fill(session: Session) -> None:
    """Add the dates, as entered this morning."""
    committees = {name: _committee(session, name) for name in (_HUMAN_RELATIONS, _WORKFORCE)}
    with clock.stopped_at(_ENTERED):
        for number, each in enumerate(_DATES):
            who = _person(session, each.who)
            new = MeetingCreate(
                kind=each.kind,
                title=each.title,
                day=each.day,
                begins=each.begins,
                minutes=each.minutes,
                place=each.place,
                committee_id=committees[each.committee] if each.committee else None,
                measure=each.measure,
                organization=who.organization,
                note=NOTE,
                key=f"demo meeting {number:06}",
            )
            meeting = meetings.enter(session, who, new, sure=True)
            if each.called_off:
                meetings.call_off(session, who, meeting.id, revision=meeting.revision)


def _person(session: Session, username: str) -> Actor:
    query = (
        select(User, Organization.slug)
        .join(Organization, isouter=True)
        .where(User.username == username)
    )
    return users.as_actor(*session.exec(query).one())


def _committee(session: Session, name: str) -> int:
    """The committee's number; it is added if nobody has yet."""
    committee = session.exec(select(Committee).where(Committee.name == name)).first()
    if committee is None:
        committee = Committee(name=name)
        session.add(committee)
        session.flush()
    return committee.id
