"""What a person says of a date in the calendar: the shapes a form fills, and what is refused."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col, select

from db import clock
from db.campaign import campaign
from db.errors import Message
from db.fields import Checks
from db.models import Committee, Measure, MeetingKind, Organization

MOST_TITLE, MOST_PLACE, MOST_NOTE = 120, 120, 1_000
LEAST_MINUTES, MOST_MINUTES = 5, 24 * 60
OF_A_COMMITTEE = (MeetingKind.COMMITTEE, MeetingKind.HEARING)
_AHEAD = timedelta(days=2 * 365)


@dataclass(frozen=True)
class MeetingFields:
    """What the form of a date has. `organization` is whose action it is; None: the coalition's."""

    kind: str | None
    title: str
    day: date | None
    begins: time | None
    minutes: int | float | None
    place: str = ""
    committee_id: int | None = None
    measure: str | None = None
    organization: str | None = None
    source_url: str = ""
    note: str = ""


@dataclass(frozen=True)
class MeetingCreate(MeetingFields):
    """A new date, as the form has it."""

    key: str = ""


@dataclass(frozen=True)
class MeetingUpdate(MeetingFields):
    """A date's new values, and the revision they were typed over."""

    revision: int = 0


def committees(session: Session) -> dict[int, str]:
    """Committee id → its name, by name."""
    query = select(Committee.id, Committee.name).order_by(col(Committee.name))
    return dict(session.exec(query).all())


def checked(
    session: Session,
    checks: Checks,
    new: MeetingFields,
    *,
    organizations: set[str | None],
    kept: date | None = None,
) -> dict[str, Any]:
    """The fields as stored. Collects every problem in `checks`.

    `organizations` are those whose action it may be; None is the coalition. `kept`: the day of a
    date that is changed, which stays right whatever the campaign's days are by now.
    """
    kind = checks.option("kind", new.kind, MeetingKind)
    minutes = checks.whole_number("minutes", new.minutes, least=LEAST_MINUTES, most=MOST_MINUTES)
    measures = {each.slug: each for each in session.exec(select(Measure))}
    measure = checks.one_of("measure", new.measure, [None, *measures])
    committee_id = checks.one_of("committee_id", new.committee_id, [None, *committees(session)])
    if kind is MeetingKind.COMMITTEE and committee_id is None:
        checks.refuse("committee_id", Message("Say which committee meets."))
    if kind not in OF_A_COMMITTEE and committee_id is not None:
        checks.refuse(
            "committee_id", Message("Only a committee's meeting or a hearing has a committee.")
        )
    about = measures.get(measure) if isinstance(measure, str) else None
    if about is not None and kind is not MeetingKind.ACTION:
        _check_term(checks, about, new.day)
    organization_id = None
    if kind is MeetingKind.ACTION:
        slug = checks.one_of("organization", new.organization, organizations)
        if slug is not None and "organization" not in checks.problems:
            query = select(Organization.id).where(Organization.slug == slug)
            organization_id = session.exec(query).one()
    return {
        "kind": kind,
        "title": checks.text("title", new.title, most=MOST_TITLE, required=True),
        "starts_at": _starts_at(session, checks, new, kept),
        "minutes": minutes,
        "place": checks.text("place", new.place, most=MOST_PLACE),
        "committee_id": committee_id,
        "measure_id": about.id if about else None,
        "organization_id": organization_id,
        "source_url": checks.link("source_url", new.source_url),
        "note": checks.text("note", new.note, most=MOST_NOTE),
    }


def _check_term(checks: Checks, about: Measure, day: Any) -> None:
    """Refuse a measure's day after its term while that lasts: what is pending then dies with it."""
    last = about.term_ends_on
    if type(day) is date and clock.today() <= last < day:
        checks.refuse(
            "day",
            Message(
                "That is in another council term: this measure's ends on {last}.",
                last=last,
            ),
        )


def _starts_at(session: Session, checks: Checks, new: MeetingFields, kept: date | None) -> datetime:
    first = None if new.day == kept else campaign(session).starts_on
    day = checks.day("day", new.day, first=first, last=clock.today() + _AHEAD)
    begins = new.begins
    if not isinstance(begins, time) or begins.tzinfo is not None:
        checks.refuse("begins", Message("Give a time, such as 10:00."))
        begins = time(12)
    if "day" in checks.problems:
        return clock.now()
    moments = clock.moments_of(datetime.combine(day, begins.replace(second=0, microsecond=0)))
    if not moments:
        checks.refuse(
            "begins",
            Message(
                "In the night of {day} the clocks in Chicago are put forward, and this time does "
                "not exist. Give another one.",
                day=day,
            ),
        )
        return clock.now()
    if len(moments) > 1:
        checks.refuse(
            "begins",
            Message(
                "In the night of {day} the clocks in Chicago are put back, and this time comes "
                "twice. Give one before 1:00 or from 2:00 on.",
                day=day,
            ),
        )
    return moments[0]
