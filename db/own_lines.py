"""Signatures recorded one by one, as their own organization sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_
from sqlmodel import Session, col, select

from db import audit, persons
from db.actor import Actor, Right, allow, own
from db.engine import reading, writing
from db.models import Batch, Signature
from db.revisions import Change, changes_of
from db.signatures import own_batch
from db.signers import Signer, own_line, own_signatures, signer_of
from db.users import names_of

_ALIKE = 5


@dataclass(frozen=True)
class Line:
    """A signature as its own organization sees it."""

    id: int
    batch_id: int
    signer: Signer
    ward: int | None  # its own, else its batch's
    own_ward: int | None
    day: date
    voided: bool
    counted: bool
    again: bool  # the same person as another line, which counts for both
    revision: int
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class Alike:
    """Another line of the same organization that looks like this one."""

    id: int
    batch_id: int
    name: str
    sure: bool  # an equal e-mail or phone; False: only the same name and ZIP


def lines_of_batch(actor: Actor, batch_id: int, *, most: int = 25) -> list[Line]:
    """The lines keyed on a batch, the latest first: that somebody looked is in the audit log.

    Opens its own transactions; asked again every two seconds it writes every ten minutes.

    Raises NotAllowed, NotFound.
    """
    allow(actor, Right.KEY_SIGNATURES)
    look: dict[str, Any] = {
        "user_id": actor.user_id,
        "action": "look at names of batch",
        "subject": f"batch {batch_id}",
    }
    with reading() as session:
        batch = own_batch(session, actor, batch_id)
        query = own(session, actor, Signature).where(Signature.batch_id == batch.id)
        latest = query.order_by(col(Signature.id).desc()).limit(most)
        lines = as_lines(session, session.exec(latest).all())
        looked = not lines or audit.has_looked(session, **look)
    if not looked:
        with writing() as session:
            audit.record_look(session, organization_id=batch.organization_id, **look)
    return lines


def some_lines(session: Session, actor: Actor, ids: Sequence[int]) -> list[Line]:
    """These lines of the own organization, the latest first. Raises NotAllowed, NotFound."""
    allow(actor, Right.SEE_PEOPLE)
    query = own_signatures(session, actor).where(col(Signature.id).in_(ids))
    return as_lines(session, session.exec(query.order_by(col(Signature.id).desc())).all())


def one_line(session: Session, actor: Actor, signature_id: int) -> Line:
    """One signature, opened: that somebody looked is in the audit log. In a writing session.

    Raises NotAllowed, NotFound, Damaged.
    """
    allow(actor, Right.SEE_PEOPLE)
    line = own_line(session, actor, signature_id)
    audit.record_look(
        session,
        user_id=actor.user_id,
        organization_id=line.organization_id,
        action="look at signature",
        subject=f"signature {line.id}",
    )
    [shown] = as_lines(session, [line])
    return shown


def alike(session: Session, actor: Actor, signature_id: int) -> list[Alike]:
    """The own organization's lines that look like this one, at most five, surest first.

    Never a word of another organization's. Raises NotAllowed, NotFound.
    """
    allow(actor, Right.KEY_SIGNATURES)
    line = own_line(session, actor, signature_id)
    others = own_signatures(session, actor).where(Signature.id != line.id)
    sure = persons.is_same(line)
    conditions = [sure]  # what is both is sure: it comes last
    if line.name_print is not None:
        batches = select(Batch.id).where(Batch.organization_id == line.organization_id)
        namesake = and_(
            col(Signature.batch_id).in_(batches), col(Signature.name_print) == line.name_print
        )
        conditions.insert(0, namesake)
    found = {
        each.id: Alike(each.id, each.batch_id, signer_of(each).name, sure=condition is sure)
        for condition in conditions
        for each in session.exec(others.where(condition).order_by(col(Signature.id)).limit(_ALIKE))
    }
    return sorted(found.values(), key=lambda each: (not each.sure, each.id))[:_ALIKE]


def history(session: Session, actor: Actor, signature_id: int) -> list[Change]:
    """Every change of a line, the first one first. Raises NotAllowed, NotFound."""
    allow(actor, Right.SEE_PEOPLE)
    line = own_line(session, actor, signature_id)
    return changes_of(session, actor, f"signature {line.id}")


def as_lines(session: Session, found: Sequence[Signature]) -> list[Line]:
    """These lines as their own organization sees them."""
    ids = {line.batch_id for line in found}
    batches = {
        batch.id: batch for batch in session.exec(select(Batch).where(col(Batch.id).in_(ids)))
    }
    names = names_of(session, {line.recorded_by for line in found})
    return [
        Line(
            id=line.id,
            batch_id=line.batch_id,
            signer=signer_of(line),
            ward=line.ward or batches[line.batch_id].ward,
            own_ward=line.ward,
            day=line.signed_on or batches[line.batch_id].collected_on,
            voided=line.voided_at is not None,
            counted=line.counted,
            again=not line.counted
            and line.voided_at is None
            and batches[line.batch_id].voided_at is None,
            revision=line.revision,
            recorded_by=names[line.recorded_by],
            recorded_at=line.recorded_at,
        )
        for line in found
    ]
