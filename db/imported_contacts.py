"""Whom files of outreach have, and what a file adds: a tool's file has all of last week's again.

An outreach that comes from files counts the people of all imports that stand, each once. Who was
tried last week and is reached in this week's file for the same day is one more conversation.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, select

from db.actor import Actor, own
from db.models import ImportedContacts, Outreach, OutreachImport, OutreachKind

_BYTES = 8  # of a print


class Figures(NamedTuple):
    """People tried and people reached."""

    attempts: int
    conversations: int


@dataclass
class Part:
    """Whom a file adds to the outreach of one kind on one day."""

    kind: OutreachKind
    day: date
    dated: bool  # the file says the day
    tried: set[int] = field(default_factory=set)
    reached: set[int] = field(default_factory=set)
    stands: Sequence[ImportedContacts] = ()  # what is there already
    outreach_id: int | None = None  # the outreach it is added to; None: there is none yet

    @property
    def before(self) -> Figures:
        """What the imports that stand have."""
        return figures_of(self.stands)

    @property
    def after(self) -> Figures:
        """The same with this part."""
        return figures_of(self.stands, self.tried, self.reached)

    @property
    def gain(self) -> Figures:
        """What this part adds."""
        return Figures(*(now - was for now, was in zip(self.after, self.before, strict=True)))


def added(
    session: Session,
    actor: Actor,
    tool: str,
    kind: OutreachKind,
    day: date,
    people: Mapping[int, bool],
    *,
    dated: bool,
) -> list[Part]:
    """What these people (print → reached) add, day by day; nothing for whom is there already.

    Where the file doesn't say the day, whoever is there already stays on the day given then.
    """
    query = own(session, actor, ImportedContacts).where(
        ImportedContacts.tool == tool,
        ImportedContacts.kind == kind,
        ImportedContacts.dated == dated,
    )
    rows = session.exec(query.where(ImportedContacts.day == day) if dated else query).all()
    stands = _standing(session, actor, rows)
    days = {row.day for row in stands} | {day}
    parts = {
        each: Part(kind, each, dated, stands=[row for row in stands if row.day == each])
        for each in days
    }
    for row in rows:
        if row.day in parts:
            parts[row.day].outreach_id = row.outreach_id
    known = {who: row.day for row in stands for who in unpacked(row.tried)}
    reached = {who for row in stands for who in unpacked(row.reached)}
    for who, is_reached in people.items():
        if who not in known:
            parts[day].tried.add(who)
        if is_reached and (who not in known or who not in reached):
            parts[known.get(who, day)].reached.add(who)
    return [part for _, part in sorted(parts.items()) if part.tried or part.reached]


def standing(session: Session, actor: Actor, outreach_id: int) -> list[ImportedContacts]:
    """What the imports that stand have of one outreach."""
    query = own(session, actor, ImportedContacts)
    rows = session.exec(query.where(ImportedContacts.outreach_id == outreach_id)).all()
    return _standing(session, actor, rows)


def only_of_undone_files() -> ColumnElement[bool]:
    """The condition that an outreach came with files, and that all of them were undone."""
    brought = select(ImportedContacts.outreach_id)
    stand = select(OutreachImport.id).where(col(OutreachImport.undone_at).is_(None))
    still = brought.where(col(ImportedContacts.import_id).in_(stand))
    return and_(col(Outreach.id).in_(brought), col(Outreach.id).not_in(still))


def figures_of(
    rows: Iterable[ImportedContacts],
    tried: AbstractSet[int] = frozenset(),
    reached: AbstractSet[int] = frozenset(),
) -> Figures:
    """The people of these rows and sets, each once. Nobody is reached who was not tried."""
    all_tried, all_reached = set(tried), set(reached)
    for row in rows:
        all_tried.update(unpacked(row.tried))
        all_reached.update(unpacked(row.reached))
    return Figures(len(all_tried), len(all_tried & all_reached))


def packed(people: AbstractSet[int]) -> bytes:
    """Prints as a row keeps them."""
    return struct.pack(f"<{len(people)}Q", *sorted(people))


def unpacked(prints: bytes) -> tuple[int, ...]:
    """The same, read again."""
    return struct.unpack(f"<{len(prints) // _BYTES}Q", prints)


def _standing(
    session: Session, actor: Actor, rows: Iterable[ImportedContacts]
) -> list[ImportedContacts]:
    undone = own(session, actor, OutreachImport).where(col(OutreachImport.undone_at).is_not(None))
    gone = {each.id for each in session.exec(undone)}
    return [row for row in rows if row.import_id not in gone]
