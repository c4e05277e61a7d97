"""What a file says of signatures that were here before it: taken back there, or do not contact.

It is noted while the file is checked and done when it is imported; undone, all is as it was.
"""

from collections import defaultdict

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from db import left_alone
from db.actor import Actor, own
from db.import_preparing import Chunk
from db.models import FileImport, ImportFollowUp, ImportState, Revision, Signature
from db.portions import portions
from db.signers import own_signatures, set_void

_REASON = "deleted where it comes from"
_AT_ONCE = 500  # people of a transaction who are not contacted any more
_Noted = tuple[ImportFollowUp, Signature]


def note(session: Session, actor: Actor, file: FileImport, chunk: Chunk) -> None:
    """Note which signatures some rows of a file speak of."""
    source = col(Signature.source_print)
    for part in portions(chunk.taken_back):
        _note(session, actor, file, source.in_(part), taken_back=True)
    for part in portions(chunk.unsubscribed):
        same = or_(
            source.in_(part),
            col(Signature.email_print).in_(part),
            col(Signature.phone_print).in_(part),
        )
        _note(session, actor, file, same, taken_back=False)


def changes(session: Session, actor: Actor, file: FileImport) -> tuple[int, int]:
    """How many signatures that were here before it an import takes back, and of how many nobody is
    contacted any more: those that it changed, or will change. Raises Damaged.
    """
    ahead = file.state is ImportState.CHECKED
    found = {  # once each, however many rows speak of it
        (line.id, each.taken_back)
        for each, line in _noted(session, actor, file)
        if each.done or (ahead and _changes(each, line))
    }
    taken_back = sum(is_taken_back for _, is_taken_back in found)
    return taken_back, len(found) - taken_back


def do(session: Session, actor: Actor, file: FileImport) -> None:
    """Void what was taken back, and contact nobody who does not want it. Raises Damaged."""
    _do(session, actor, _noted(session, actor, file, done=False))


def undo(session: Session, actor: Actor, file: FileImport) -> None:
    """Take back what `do` did, unless somebody has decided since, or another import that stands
    says so as well: then it is that one's from now on. Raises Damaged.
    """
    _undo(session, actor, file, _noted(session, actor, file, done=True))


def leave_alone(
    session: Session, actor: Actor, file: FileImport, after: int, *, stands: bool
) -> int | None:
    """Do, or undo, a part of what counts nothing: the next of whom is not to be contacted. The last
    note dealt with, to go on after; None: there is none any more. Raises Damaged.
    """
    found = _noted(session, actor, file, done=not stands, after=after)
    if not found:
        return None
    if stands:
        _do(session, actor, found)
    else:
        _undo(session, actor, file, found)
    return found[-1][0].id


def _do(session: Session, actor: Actor, noted: list[_Noted]) -> None:
    once = {(line.id, each.taken_back): (each, line) for each, line in noted}  # it may say so twice
    _set(session, actor, [each for each in once.values() if _changes(*each)], done=True)


def _undo(session: Session, actor: Actor, file: FileImport, noted: list[_Noted]) -> None:
    others = _said_elsewhere(session, actor, file)
    outreach = left_alone.asked_for_by_outreach(session, actor)
    decided = _decided_since(session, actor, noted)
    mine = []
    for each, line in noted:
        key = (each.signature_id, each.taken_back)
        if key in others and key not in decided:
            others[key].done, others[key].line_revision = True, each.line_revision
            session.add(others[key])
        elif key not in decided and (each.taken_back or line.id not in outreach):
            mine.append((each, line))
        each.done = False
        session.add(each)
    _set(session, actor, mine, done=False)


def _decided_since(session: Session, actor: Actor, noted: list[_Noted]) -> set[tuple[int, bool]]:
    """(signature, taken back) of what was changed again after it was done: that stays."""
    changed = [(each, line) for each, line in noted if line.revision != each.line_revision]
    history = defaultdict(list)
    for part in portions(sorted({f"signature {line.id}" for _, line in changed})):
        query = own(session, actor, Revision).where(col(Revision.subject).in_(part))
        for revision in session.exec(query.order_by(col(Revision.id))):
            history[revision.subject].append(revision)
    return {
        (line.id, each.taken_back)
        for each, line in changed
        for revision in history[f"signature {line.id}"][each.line_revision :]
        if (
            revision.change in ("voided", "restored")
            if each.taken_back
            else "may_contact" in revision.fields
        )
    }


def _changes(each: ImportFollowUp, line: Signature) -> bool:
    """True if the line is not yet as the file says."""
    return line.voided_at is None if each.taken_back else bool(left_alone.contacted([line]))


def _set(session: Session, actor: Actor, noted: list[_Noted], *, done: bool) -> None:
    void = [line for each, line in noted if each.taken_back]
    set_void(session, actor, void, voided=done, reason=_REASON if done else "")
    unsubscribed = [line for each, line in noted if not each.taken_back]
    left_alone.set_may_contact(session, actor, unsubscribed, may=not done)
    for each, line in noted:
        each.done, each.line_revision = done, line.revision
        session.add(each)


def _said_elsewhere(
    session: Session, actor: Actor, file: FileImport
) -> dict[tuple[int, bool], ImportFollowUp]:
    """(signature, taken back) → the note of another import that stands."""
    mine = select(ImportFollowUp.signature_id).where(ImportFollowUp.import_id == file.id)
    standing = select(FileImport.id).where(
        FileImport.organization_id == file.organization_id,
        FileImport.state == ImportState.IMPORTED,
        FileImport.id != file.id,
    )
    found = own(session, actor, ImportFollowUp).where(
        col(ImportFollowUp.signature_id).in_(mine), col(ImportFollowUp.import_id).in_(standing)
    )
    return {(each.signature_id, each.taken_back): each for each in session.exec(found)}


def _note(
    session: Session,
    actor: Actor,
    file: FileImport,
    which: ColumnElement[bool],
    *,
    taken_back: bool,
) -> None:
    lines = own_signatures(session, actor).where(which)
    session.add_all(
        ImportFollowUp(
            organization_id=file.organization_id,
            import_id=file.id,
            signature_id=line.id,
            taken_back=taken_back,
        )
        for line in session.exec(lines)
    )


def _noted(
    session: Session,
    actor: Actor,
    file: FileImport,
    *,
    done: bool | None = None,
    after: int | None = None,
) -> list[_Noted]:
    """The notes of a file with their signatures; `after`: only some of those that count nothing."""
    query = own(session, actor, ImportFollowUp).where(ImportFollowUp.import_id == file.id)
    if done is not None:
        query = query.where(ImportFollowUp.done == done)
    if after is not None:
        query = query.where(col(ImportFollowUp.id) > after, ~col(ImportFollowUp.taken_back))
        query = query.limit(_AT_ONCE)
    found = session.exec(query.order_by(col(ImportFollowUp.id))).all()
    lines = {
        line.id: line
        for part in portions([each.signature_id for each in found])
        for line in session.exec(own_signatures(session, actor).where(col(Signature.id).in_(part)))
    }
    return [(each, lines[each.signature_id]) for each in found if each.signature_id in lines]
