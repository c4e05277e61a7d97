"""Outreach: log, edit, void, restore. Each is one transaction.

Place and note may name a home or a person, so both are sealed together (db/sealed.py). Signatures
gathered there are a batch of their own and count there, once; the outreach only points to it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlmodel import Session

from db import audit, clock, live, outreach_tallies
from db.actor import Actor, Right, allow, own, own_organization
from db.errors import Conflict, Doubtful, Message, NotFound
from db.fields import Checks, is_id
from db.imported_contacts import only_of_undone_files
from db.models import Batch, Channel, Outreach, OutreachKind
from db.outreach_fields import MOST_REASON, OutreachCreate, OutreachUpdate, checked, number
from db.outreach_tallies import Change, Funnel
from db.revisions import revise
from db.sealed import Seal, new_id
from db.signatures import MOST_IN_BATCH, BatchCreate, log_batch, own_batch

_CHANNELS = {
    OutreachKind.DOOR_KNOCKING: Channel.DOOR,
    OutreachKind.PHONE_BANK: Channel.PHONE,
    OutreachKind.TEXT_BANK: Channel.ONLINE,
    OutreachKind.SOCIAL: Channel.ONLINE,
    OutreachKind.MEDIA: Channel.ONLINE,
}
# Their place is likely somebody's home, and a batch keeps its place in clear.
_AT_HOMES = (OutreachKind.DOOR_KNOCKING, OutreachKind.HOUSE_MEETING)
_NOT_ALL_ANSWER = 50  # attempts; beyond these a contact rate near 100% is likely a slip
_NEARLY_ALL = 95  # percent


def log_outreach(
    session: Session, actor: Actor, new: OutreachCreate, *, sure: bool = False
) -> Outreach:
    """Log outreach of the actor's own organization, and its signatures as a batch if a number.

    The same key twice is one outreach. Raises NotAllowed, NotFound (a person without an
    organization, a batch that is not its own), Invalid, Doubtful (nearly everyone answered).
    """
    allow(actor, Right.LOG_OUTREACH)
    organization_id = own_organization(actor)
    checks = Checks()
    key = checks.key(new.key)
    sent = session.exec(own(session, actor, Outreach).where(Outreach.idempotency_key == key))
    if (known := sent.first()) is not None:
        return known
    values, texts = checked(session, new, checks)
    signatures = number(checks, "signatures", new.signatures, most=MOST_IN_BATCH)
    if signatures and new.batch_id is not None:
        checks.refuse("signatures", Message("Give a number or choose a batch, not both."))
    _check_batch(session, actor, checks, new.batch_id)
    checks.done()
    _ask(values, sure=sure)
    _release(session, actor, new.batch_id)
    outreach_id = new_id(session, Outreach)
    if signatures:
        kind = values["kind"]
        batch = BatchCreate(
            collected_on=values["happened_on"],
            channel=_CHANNELS.get(kind, Channel.EVENT),
            count=signatures,
            ward=values["ward"],
            place="" if kind in _AT_HOMES else texts[0],
            key=f"outreach {outreach_id:012}",
        )
        values["batch_id"] = log_batch(session, actor, batch).id
    outreach = Outreach(
        id=outreach_id,
        organization_id=organization_id,
        idempotency_key=key,
        sealed=seal_of(organization_id).seal(outreach_id, texts),
        recorded_by=actor.user_id,
        recorded_at=clock.now(),
        **values,
    )
    session.add(outreach)
    session.flush()
    outreach_tallies.post(session, _counted(session, outreach))
    details = {"kind": outreach.kind.value, "batch": outreach.batch_id}
    _record(session, actor, outreach, "log outreach", details)
    return outreach


def edit_outreach(
    session: Session, actor: Actor, outreach_id: int, new: OutreachUpdate, *, sure: bool = False
) -> Outreach:
    """Correct an outreach, or link it to another batch or none.

    The names of the changed fields stay in its history, not what they said. Raises NotAllowed,
    NotFound, Invalid, Conflict (void, or changed by somebody else meanwhile), Doubtful.
    """
    allow(actor, Right.LOG_OUTREACH)
    outreach = own_outreach(session, actor, outreach_id, revision=new.revision)
    if outreach.voided_at is not None:
        raise Conflict(Message("This outreach is void. Restore it before you change it."))
    checks = Checks()
    values, texts = checked(session, new, checks)
    if new.batch_id != outreach.batch_id:
        _check_batch(session, actor, checks, new.batch_id)
    checks.done()
    changed = [field for field, value in values.items() if getattr(outreach, field) != value]
    before = zip(("place", "note"), texts_of(outreach), texts, strict=True)
    changed += [name for name, was, text in before if was != text]
    if not changed:
        return outreach
    if {"attempts", "conversations"} & set(changed):
        _ask(values, sure=sure)
    if "batch_id" in changed:
        _release(session, actor, new.batch_id)
    with posting(session, outreach):
        for field, value in values.items():
            setattr(outreach, field, value)
        outreach.sealed = seal_of(outreach.organization_id).seal(outreach.id, texts)
        revised(session, actor, outreach, "corrected", changed)
    _record(session, actor, outreach, "edit outreach", {"fields": changed})
    return outreach


def void_outreach(
    session: Session, actor: Actor, outreach_id: int, *, reason: str, revision: int
) -> Outreach:
    """Take an outreach out of the funnel, with a reason. Its signatures stand: they are a batch.

    Raises NotAllowed, NotFound, Invalid (no reason), Conflict.
    """
    allow(actor, Right.VOID_OUTREACH)
    outreach = own_outreach(session, actor, outreach_id, revision=revision)
    checks = Checks()
    reason = checks.text("reason", reason, most=MOST_REASON, required=True)
    checks.done()
    if outreach.voided_at is not None:
        return outreach
    return _set_void(session, actor, outreach, voided=True, reason=reason)


def restore_outreach(
    session: Session, actor: Actor, outreach_id: int, *, revision: int
) -> Outreach:
    """Count a voided outreach again, unless the files that brought it were undone.

    Raises NotAllowed, NotFound, Conflict.
    """
    allow(actor, Right.VOID_OUTREACH)
    outreach = own_outreach(session, actor, outreach_id, revision=revision)
    if not outreach.voided_at:
        return outreach
    undone = own(session, actor, Outreach).where(Outreach.id == outreach.id, only_of_undone_files())
    if session.exec(undone).first() is not None:
        raise Conflict(
            Message("The file that brought this outreach was undone. Bring it in again instead.")
        )
    return _set_void(session, actor, outreach, voided=False)


def own_outreach(
    session: Session, actor: Actor, outreach_id: int, *, revision: int | None = None
) -> Outreach:
    """The outreach, if it is the actor's organization's and still at the revision the actor saw.

    Raises NotFound, Conflict.
    """
    if not is_id(outreach_id):
        raise NotFound
    found = session.exec(own(session, actor, Outreach).where(Outreach.id == outreach_id)).first()
    if found is None:
        raise NotFound
    if revision is not None and found.revision != revision:
        raise Conflict(
            Message(
                "Somebody changed this outreach in the meantime. Look at it again, then decide."
            )
        )
    return found


def texts_of(outreach: Outreach) -> tuple[str, str]:
    """Place and note. Raises Damaged."""
    place, note = seal_of(outreach.organization_id).open(outreach.id, outreach.sealed)
    return place, note


def _ask(values: dict[str, Any], *, sure: bool) -> None:
    """Raise Doubtful if nearly everyone answered."""
    attempts, conversations = values["attempts"], values["conversations"]
    if attempts > _NOT_ALL_ANSWER and conversations * 100 >= attempts * _NEARLY_ALL and not sure:
        raise Doubtful(
            Message(
                "{conversations} conversations in {attempts} attempts: nearly everyone answered. "
                "Are you sure?",
                conversations=conversations,
                attempts=attempts,
            )
        )


def _check_batch(session: Session, actor: Actor, checks: Checks, batch_id: int | None) -> None:
    """A batch to link is the own organization's, stands, and is no standing outreach's yet."""
    if batch_id is None:
        return
    if own_batch(session, actor, batch_id).voided_at is not None:
        checks.refuse("batch_id", Message("This batch is void. Choose another one."))
    holder = _holder(session, actor, batch_id)
    if holder is not None and holder.voided_at is None:
        checks.refuse("batch_id", Message("This batch is already linked to another outreach."))


def _holder(session: Session, actor: Actor, batch_id: int) -> Outreach | None:
    query = own(session, actor, Outreach).where(Outreach.batch_id == batch_id)
    return session.exec(query).first()


def _release(session: Session, actor: Actor, batch_id: int | None) -> None:
    """Take a batch from the voided outreach that has it: that one counts nothing anyway."""
    holder = _holder(session, actor, batch_id) if batch_id is not None else None
    if holder is not None:
        holder.batch_id = None
        revised(session, actor, holder, "corrected", ["batch_id"])


def _set_void(
    session: Session, actor: Actor, outreach: Outreach, *, voided: bool, reason: str = ""
) -> Outreach:
    change = "voided" if voided else "restored"
    with posting(session, outreach):
        outreach.voided_at = clock.now() if voided else None
        revised(session, actor, outreach, change, [], reason)
    _record(session, actor, outreach, "void outreach" if voided else "restore outreach", {})
    return outreach


@contextmanager
def posting(session: Session, outreach: Outreach) -> Iterator[None]:
    """Let an outreach change inside, and post to the sums what that changes."""
    place, funnel = _counted(session, outreach)
    yield
    session.flush()
    outreach_tallies.post(session, _counted(session, outreach), (place, Funnel().minus(funnel)))


def _counted(session: Session, outreach: Outreach) -> Change:
    """What an outreach counts now, and where."""
    batch = session.get_one(Batch, outreach.batch_id) if outreach.batch_id else None
    return outreach_tallies.place_of(outreach), outreach_tallies.counts_of(outreach, batch)


def revised(
    session: Session,
    actor: Actor,
    outreach: Outreach,
    change: str,
    changed: list[str],
    reason: str = "",
) -> None:
    """Note a change of an outreach in its history."""
    outreach.revision += 1
    session.add(outreach)
    revise(
        session,
        actor,
        f"outreach {outreach.id}",
        organization_id=outreach.organization_id,
        change=change,
        fields=changed,
        reason=reason,
    )


def _record(
    session: Session, actor: Actor, outreach: Outreach, action: str, details: dict[str, Any]
) -> None:
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=outreach.organization_id,
        action=action,
        subject=f"outreach {outreach.id}",
        details=details,
    )
    live.announce(session)


def seal_of(organization_id: int) -> Seal:
    """What seals an organization's places and notes."""
    return Seal(organization_id, "outreach")
