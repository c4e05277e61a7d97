"""An organization's own outreach, as its list and one opened outreach show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from db.actor import Actor, Right, allow, own
from db.models import Batch, Outreach, OutreachKind
from db.outreach import own_outreach, texts_of
from db.revisions import Change, changes_of
from db.signatures import own_batches
from db.users import names_of


@dataclass(frozen=True)
class OutreachFilter:
    """Which outreach to list. Empty: all of it."""

    kinds: tuple[OutreachKind, ...] = ()
    wards: tuple[int | None, ...] = ()  # None: unknown
    first: date | None = None
    last: date | None = None
    follow_up: bool = False  # only where somebody has to come back
    voided: bool = False  # only void ones

    def __bool__(self) -> bool:
        return self != OutreachFilter()


@dataclass(frozen=True)
class LoggedOutreach:
    """An outreach as its own organization sees it, with the name of who logged it."""

    id: int
    kind: OutreachKind
    happened_on: date
    ward: int | None
    place: str
    note: str
    languages: tuple[str, ...]
    attempts: int
    conversations: int
    batch_id: int | None
    signatures: int  # what counts on that batch
    volunteers: int
    volunteer_minutes: int
    follow_up: bool
    voided: bool
    revision: int
    recorded_by: str
    recorded_at: datetime


def latest_outreach(
    session: Session, actor: Actor, only: OutreachFilter, *, most: int = 10
) -> list[LoggedOutreach]:
    """The actor's own organization's outreach, newest day first. Raises NotAllowed, NotFound."""
    allow(actor, Right.LOG_OUTREACH)
    query = own(session, actor, Outreach)
    if only.kinds:
        query = query.where(col(Outreach.kind).in_(only.kinds))
    if only.wards:
        there = col(Outreach.ward).in_([ward for ward in only.wards if ward is not None])
        unknown = col(Outreach.ward).is_(None)
        query = query.where(or_(there, unknown) if None in only.wards else there)
    if only.first:
        query = query.where(Outreach.happened_on >= only.first)
    if only.last:
        query = query.where(Outreach.happened_on <= only.last)
    if only.follow_up:
        query = query.where(col(Outreach.follow_up))
    if only.voided:
        query = query.where(col(Outreach.voided_at).is_not(None))
    newest = query.order_by(col(Outreach.happened_on).desc(), col(Outreach.id).desc())
    return _as_logged(session, session.exec(newest.limit(most)).all())


def one_outreach(session: Session, actor: Actor, outreach_id: int) -> LoggedOutreach:
    """One outreach of the actor's own organization. Raises NotAllowed, NotFound, Damaged."""
    allow(actor, Right.LOG_OUTREACH)
    [shown] = _as_logged(session, [own_outreach(session, actor, outreach_id)])
    return shown


def outreach_history(session: Session, actor: Actor, outreach_id: int) -> list[Change]:
    """Every change of an outreach, the first one first. Raises NotAllowed, NotFound."""
    allow(actor, Right.LOG_OUTREACH)
    outreach = own_outreach(session, actor, outreach_id)
    return changes_of(session, actor, f"outreach {outreach.id}")


def last_logged(session: Session, actor: Actor) -> LoggedOutreach | None:
    """The outreach this person logged last: the next one's kind and languages are likely the same.

    Raises NotAllowed, NotFound.
    """
    allow(actor, Right.LOG_OUTREACH)
    query = own(session, actor, Outreach).where(Outreach.recorded_by == actor.user_id)
    last = session.exec(query.order_by(col(Outreach.id).desc()).limit(1)).all()
    return next(iter(_as_logged(session, last)), None)


def free_batches(
    session: Session, actor: Actor, *, and_this: int | None = None, most: int = 40
) -> list[Batch]:
    """The own organization's newest batches that stand and that no standing outreach has.

    `and_this`: one more, at the end, if it is the organization's. Raises NotAllowed, NotFound.
    """
    allow(actor, Right.LOG_OUTREACH)
    taken = select(Outreach.batch_id).where(
        col(Outreach.batch_id).is_not(None), col(Outreach.voided_at).is_(None)
    )
    batches = own_batches(session, actor)
    free = batches.where(col(Batch.voided_at).is_(None), col(Batch.id).not_in(taken))
    found = list(session.exec(free.order_by(col(Batch.id).desc()).limit(most)).all())
    if and_this is not None and and_this not in {batch.id for batch in found}:
        found += session.exec(batches.where(Batch.id == and_this)).all()
    return found


def _as_logged(session: Session, found: Sequence[Outreach]) -> list[LoggedOutreach]:
    ids = {outreach.batch_id for outreach in found}
    batches = {
        batch.id: batch for batch in session.exec(select(Batch).where(col(Batch.id).in_(ids)))
    }
    names = names_of(session, {outreach.recorded_by for outreach in found})
    logged = []
    for outreach in found:
        place, note = texts_of(outreach)
        batch = batches.get(outreach.batch_id) if outreach.batch_id else None
        logged.append(
            LoggedOutreach(
                id=outreach.id,
                kind=outreach.kind,
                happened_on=outreach.happened_on,
                ward=outreach.ward,
                place=place,
                note=note,
                languages=tuple(outreach.languages.split(";")) if outreach.languages else (),
                attempts=outreach.attempts,
                conversations=outreach.conversations,
                batch_id=outreach.batch_id,
                signatures=batch.verified + batch.claimed if batch else 0,
                volunteers=outreach.volunteers,
                volunteer_minutes=outreach.volunteer_minutes,
                follow_up=outreach.follow_up,
                voided=outreach.voided_at is not None,
                revision=outreach.revision,
                recorded_by=names[outreach.recorded_by],
                recorded_at=outreach.recorded_at,
            )
        )
    return logged
