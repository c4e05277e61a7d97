"""An organization's own people leave as a file: by its lead, who types the password again.

Each time is in the audit log. The rows are read a thousand at a time and opened one after the
other, never kept: however slowly they are taken, no transaction stays open.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from db import audit, clock, users
from db.actor import Actor, Right, allow, every_organization, own, own_organization
from db.engine import reading, writing
from db.errors import Message, NotAllowed, NotFound
from db.models import Batch, Channel, Organization, Signature
from db.people import State
from db.sealed import Seal
from db.signers import Signer

_GOOD_FOR = timedelta(minutes=5)
_AT_ONCE = 1_000  # rows asked of the database at a time


@dataclass(frozen=True)
class Permit:
    """A lead has just typed the password again: files with names can be made for five minutes."""

    user_id: int
    given_at: datetime

    def holds_for(self, actor: Actor) -> bool:
        """True while it is fresh, for whom it was given to."""
        return self.user_id == actor.user_id and clock.now() - self.given_at < _GOOD_FOR


class Person(NamedTuple):
    """One signature of an organization, opened."""

    id: int
    signer: Signer
    signed_on: date  # its own day, else its batch's
    ward: int | None  # its own, else its batch's
    channel: Channel
    state: State


def permit(actor: Actor, password: str) -> Permit:
    """Let a lead make files with names of the own organization. Opens its own transactions.

    Raises NotAllowed, NotFound (a person without an organization), Invalid ("password").
    """
    allow(actor, Right.EXPORT_PEOPLE)
    own_organization(actor)
    users.confirm_password(actor, password)
    return Permit(actor.user_id, clock.now())


def own_people(actor: Actor, permit: Permit, *, purpose: str) -> Iterator[Person]:
    """All signatures of the actor's own organization, void ones too, the first one first.

    What changes while they are read is as before or after.

    `purpose` is one of our own words for what is made of them, for the audit log.
    Opens its own transactions. Raises NotAllowed (no right, or the permit ran out), NotFound.
    """
    allow(actor, Right.EXPORT_PEOPLE)
    organization_id = own_organization(actor)
    if not permit.holds_for(actor):
        raise NotAllowed(Message("Type your password again first."))
    _note(actor.user_id, organization_id, purpose)
    return _people(organization_id, lambda session: own(session, actor, Signature))


def people_of(organization: str, *, purpose: str) -> tuple[int, Iterator[Person]]:
    """All signatures of an organization by its short name (operator), and how many they are now.

    Raises NotFound.
    """

    def whose(session: Session) -> SelectOfScalar[Signature]:
        every_organization(session)
        return select(Signature).where(Signature.organization_id == organization_id)

    with reading() as session:
        query = select(Organization.id).where(Organization.slug == organization)
        organization_id = session.exec(query).first()
        if organization_id is None:
            raise NotFound
        number = session.execute(_imported(whose(session)).with_only_columns(func.count())).scalar()
    _note(None, organization_id, purpose)
    return number or 0, _people(organization_id, whose)


def _note(user_id: int | None, organization_id: int, purpose: str) -> None:
    with writing() as session:
        audit.record(
            session,
            user_id=user_id,
            organization_id=organization_id,
            action="export signatures",
            subject=f"organization {organization_id}",
            details={"as": purpose},
        )


def _imported(lines: SelectOfScalar[Signature]) -> SelectOfScalar[Signature]:
    """Without those of files that are not imported, or no longer."""
    return lines.join(Batch, col(Batch.id) == Signature.batch_id).where(~col(Batch.staged))


def _people(
    organization_id: int, whose: Callable[[Session], SelectOfScalar[Signature]]
) -> Iterator[Person]:
    seal = Seal(organization_id, "signature")
    last, full = 0, True
    while full:
        with reading() as session:
            query = (
                _imported(whose(session))
                .where(col(Signature.id) > last)
                .order_by(col(Signature.id))
                .limit(_AT_ONCE)
                .with_only_columns(
                    col(Signature.id),
                    col(Signature.sealed),
                    col(Signature.signed_on),
                    col(Signature.ward),
                    col(Signature.voided_at).is_(None),
                    col(Signature.counted),
                    col(Batch.collected_on),
                    col(Batch.ward),
                    col(Batch.channel),
                    col(Batch.voided_at).is_(None),
                )
            )
            rows = session.execute(query).all()
        full = len(rows) == _AT_ONCE
        for row, sealed, day, ward, stands, counted, batch_day, batch_ward, channel, kept in rows:
            last = row
            yield Person(
                id=row,
                signer=Signer(*seal.open(row, sealed)),
                signed_on=day or batch_day,
                ward=ward or batch_ward,
                channel=channel,
                state=_state(stands=stands and kept, counted=counted),
            )


def _state(*, stands: bool, counted: bool) -> State:
    if not stands:
        return State.VOID
    return State.COUNTED if counted else State.AGAIN
