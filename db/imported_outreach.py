"""Outreach that comes from files: made, counted on, and void when nothing of a file is left in it.

What its people corrected by hand stays: a file adds to the figures that stand there.
"""

from sqlmodel import Session

from db import clock, imported_contacts, outreach_tallies
from db.actor import Actor
from db.imported_contacts import Figures, Part
from db.models import ImportedContacts, Outreach, OutreachImport
from db.outreach import posting, revised, seal_of
from db.sealed import new_id


def add(session: Session, actor: Actor, file: OutreachImport, part: Part) -> None:
    """Count whom a file adds, in the outreach of that tool, kind and day."""
    if part.outreach_id is None:
        outreach = _made(session, actor, file, part)
    else:
        outreach = session.get_one(Outreach, part.outreach_id)
        _count(session, actor, outreach, part.before, part.after)
    session.add(
        ImportedContacts(
            organization_id=file.organization_id,
            import_id=file.id,
            outreach_id=outreach.id,
            tool=file.tool,
            kind=part.kind,
            day=part.day,
            dated=part.dated,
            tried=imported_contacts.packed(part.tried),
            reached=imported_contacts.packed(part.reached),
        )
    )
    session.flush()


def take_out(session: Session, actor: Actor, file: OutreachImport, outreach_id: int) -> None:
    """Count no more whom a file added to an outreach."""
    stands = imported_contacts.standing(session, actor, outreach_id)
    left = [row for row in stands if row.import_id != file.id]
    before, after = (imported_contacts.figures_of(rows) for rows in (stands, left))
    _count(session, actor, session.get_one(Outreach, outreach_id), before, after)


def _made(session: Session, actor: Actor, file: OutreachImport, part: Part) -> Outreach:
    row = new_id(session, Outreach)
    figures = part.after
    outreach = Outreach(
        id=row,
        organization_id=file.organization_id,
        idempotency_key=f"import {file.id:06} {row:012}",
        kind=part.kind,
        happened_on=part.day,
        attempts=figures.attempts,
        conversations=figures.conversations,
        sealed=seal_of(file.organization_id).seal(row, ("", "")),
        recorded_by=actor.user_id,
        recorded_at=clock.now(),
    )
    session.add(outreach)
    session.flush()
    place = outreach_tallies.place_of(outreach)
    outreach_tallies.post(session, (place, outreach_tallies.counts_of(outreach, None)))
    return outreach


def _changed(had: int, before: int, after: int) -> int:
    """A figure changed by as much as the files' changed. What the files that are left have stays,
    unless it was corrected to less.
    """
    return max(had + after - before, min(had, after))


def _count(
    session: Session, actor: Actor, outreach: Outreach, before: Figures, after: Figures
) -> None:
    """Change the figures by as much as the files' changed; from nothing and to nothing as a whole.

    What a lead has voided by hand stays void, as long as a file stands.
    """
    with posting(session, outreach):
        if not after.attempts:
            if outreach.voided_at is None:
                outreach.voided_at = clock.now()
                revised(session, actor, outreach, "voided", [])
            return
        had = Figures(outreach.attempts, outreach.conversations)
        is_back = not before.attempts and outreach.voided_at is not None
        if not before.attempts:
            outreach.attempts, outreach.conversations = after
            outreach.voided_at = None
        else:
            outreach.attempts, conversations = map(_changed, had, before, after)
            outreach.conversations = min(conversations, outreach.attempts)
        now = Figures(outreach.attempts, outreach.conversations)
        fields = [
            name
            for name, was, is_now in zip(Figures._fields, had, now, strict=True)
            if was != is_now
        ]
        if fields or is_back:
            revised(session, actor, outreach, "restored" if is_back else "corrected", fields)
