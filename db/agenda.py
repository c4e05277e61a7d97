"""The calendar as a whole: meetings and own actions, announced hearings, lobby visits.

Everyone signed in sees all of it, but of a lobby visit only which organization goes to which ward.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from db import clock
from db.actor import Actor, Right, allow
from db.errors import N_
from db.models import (
    Committee,
    Hearing,
    LobbyVisit,
    Measure,
    Meeting,
    MeetingKind,
    Organization,
    SeatHolder,
)
from db.users import names_of


class EntryKind(StrEnum):
    """What stands in the calendar: the kinds of meetings, and lobby visits."""

    COUNCIL = MeetingKind.COUNCIL.value
    COMMITTEE = MeetingKind.COMMITTEE.value
    HEARING = MeetingKind.HEARING.value
    ACTION = MeetingKind.ACTION.value
    VISIT = "lobby visit"


LABELS = {
    EntryKind.COUNCIL: N_("Council meeting"),
    EntryKind.COMMITTEE: N_("Committee meeting"),
    EntryKind.HEARING: N_("Hearing"),
    EntryKind.ACTION: N_("Campaign action"),
    EntryKind.VISIT: N_("Lobby visit"),
}


@dataclass(frozen=True)
class Entry:
    """A date in the calendar. Without `starts_at` only its day is known."""

    uid: str  # the same for ever, and in no other installation
    kind: EntryKind
    day: date
    starts_at: datetime | None
    minutes: int
    title: str  # of a visit, whom it goes to
    place: str
    committee_id: int | None
    committee: str  # its name
    measure: str | None  # its slug
    measure_title: str
    organization: str | None  # its slug: whose action or visit
    organization_name: str
    ward: int | None  # of a visit
    source_url: str
    note: str
    recorded_by: str
    recorded_at: datetime
    called_off: bool
    revision: int
    meeting_id: int | None  # None: it is changed elsewhere

    @property
    def ends_at(self) -> datetime | None:
        """When it is planned to end."""
        return self.starts_at and self.starts_at + timedelta(minutes=self.minutes)

    def is_over(self, now: datetime) -> bool:
        """True once it has ended; of a whole day, once the day has."""
        if self.ends_at is not None:
            return self.ends_at <= now
        return self.day < clock.chicago(now).date()


@dataclass(frozen=True)
class AgendaFilter:
    """Which dates to show; by default all that are still to come."""

    kinds: tuple[EntryKind, ...] = ()
    measure: str | None = None
    past: bool = False


def agenda(session: Session, actor: Actor) -> tuple[Entry, ...]:
    """The whole calendar in the order of time, whole days first. Raises NotAllowed."""
    allow(actor, Right.SEE_COUNCIL)
    found = [*_meetings(session), *_hearings(session), *_visits(session)]
    return tuple(sorted(found, key=_place))


def chosen(
    entries: Iterable[Entry], only: AgendaFilter, now: datetime
) -> list[tuple[date, list[Entry]]]:
    """The dates that a filter shows, day by day: the next one first, of the past the latest.

    A visit about both measures is about each of them.
    """
    days: dict[date, list[Entry]] = {}
    for each in entries:
        about = only.measure is None or each.measure == only.measure
        about = about or (each.kind is EntryKind.VISIT and each.measure is None)
        if about and each.is_over(now) == only.past and each.kind in (only.kinds or EntryKind):
            days.setdefault(each.day, []).append(each)
    return sorted(days.items(), reverse=only.past)


def _meetings(session: Session) -> Iterator[Entry]:
    query = (
        select(Meeting, Committee.name, Measure, Organization)
        .join(Committee, isouter=True)
        .join(Measure, isouter=True)
        .join(Organization, isouter=True)
    )
    rows = session.exec(query).all()
    names = names_of(session, {meeting.recorded_by for meeting, *_rest in rows})
    for meeting, committee, measure, organization in rows:
        yield Entry(
            uid=_uid("meeting", meeting.idempotency_key),
            kind=EntryKind(meeting.kind.value),
            day=clock.chicago(meeting.starts_at).date(),
            committee=committee or "",
            measure=measure.slug if measure else None,
            measure_title=measure.short_title if measure else "",
            organization=organization.slug if organization else None,
            organization_name=organization.name if organization else "",
            ward=None,
            recorded_by=names[meeting.recorded_by],
            called_off=meeting.cancelled_at is not None,
            meeting_id=meeting.id,
            **meeting.model_dump(
                include={
                    "starts_at",
                    "minutes",
                    "title",
                    "place",
                    "committee_id",
                    "source_url",
                    "note",
                    "recorded_at",
                    "revision",
                }
            ),
        )


def _hearings(session: Session) -> Iterator[Entry]:
    """What was announced on Measures, as a day."""
    query = select(Hearing, Measure).join(Measure).where(col(Hearing.superseded_at).is_(None))
    rows = session.exec(query).all()
    names = names_of(session, {hearing.recorded_by for hearing, _measure in rows})
    for hearing, measure in rows:
        yield Entry(
            uid=_uid("hearing", hearing.idempotency_key),
            kind=EntryKind.HEARING,
            day=hearing.scheduled_for,
            starts_at=None,
            minutes=0,
            title=hearing.body,
            place=hearing.place,
            committee_id=None,
            committee="",
            measure=measure.slug,
            measure_title=measure.short_title,
            organization=None,
            organization_name="",
            ward=None,
            source_url=hearing.source_url,
            note="",
            recorded_by=names[hearing.recorded_by],
            recorded_at=hearing.recorded_at,
            called_off=False,
            revision=0,
            meeting_id=None,
        )


def _visits(session: Session) -> Iterator[Entry]:
    """Visits that are planned or done: who goes where, and nothing of what is asked or answered."""
    query = (
        select(LobbyVisit, SeatHolder, Organization, Measure)
        .join(SeatHolder)
        .join(Organization)
        .join(Measure, isouter=True)
        .where(col(LobbyVisit.cancelled_at).is_(None))
    )
    for visit, holder, organization, measure in session.exec(query):
        yield Entry(
            uid=_uid("visit", visit.idempotency_key),
            kind=EntryKind.VISIT,
            day=visit.done_on or visit.planned_for,
            starts_at=None,
            minutes=0,
            title=holder.name,
            place="",
            committee_id=None,
            committee="",
            measure=measure.slug if measure else None,
            measure_title=measure.short_title if measure else "",
            organization=organization.slug,
            organization_name=organization.name,
            ward=holder.ward,
            source_url="",
            note="",
            recorded_by="",
            recorded_at=visit.recorded_at,
            called_off=False,
            revision=visit.revision,
            meeting_id=None,
        )


def _uid(table: str, key: str) -> str:
    """Made of the random key with which a row was entered, and tells nothing of it."""
    return hashlib.sha256(f"{table} {key}".encode()).hexdigest()[:32]


def _place(entry: Entry) -> tuple[date, float, datetime, str]:
    """Its place in the order of time; what begins together stands as it was entered."""
    moment = entry.starts_at.timestamp() if entry.starts_at else 0.0
    return entry.day, moment, entry.recorded_at, entry.uid
