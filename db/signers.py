"""Signatures recorded one by one: key the names of a batch, correct, void, restore.

What names a person is sealed before it is written (db/sealed.py). Each is one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from json.encoder import encode_basestring
from typing import Any

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from db import audit, clock, contacts, external_imports, live, persons, signature_ids, wards
from db.actor import Actor, Right, allow, own, own_organization
from db.errors import Conflict, Message, NotFound
from db.fields import Checks, is_id
from db.import_rows import ImportRow
from db.models import Batch, FileImport, Signature
from db.portions import portions
from db.prints import Prints
from db.revisions import revise_all
from db.sealed import Seal
from db.signatures import MOST_IN_BATCH, own_batch

MOST_NAME, MOST_STREET, MOST_NOTE, MOST_REASON = 80, 120, 500, 200
_TABLE = "signature"
# First and last name, e-mail, phone, street, ZIP, may contact, note.
Content = tuple[str, str, str, str, str, str, bool, str]


@dataclass(frozen=True)
class Signer:
    """Who signed, as written on the sheet: what a blob holds, in this order."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    zip: str = ""
    may_contact: bool = False
    note: str = ""

    def content(self) -> Content:
        """What is sealed of it, in the order of the fields."""
        return (
            *(self.first_name, self.last_name, self.email, self.phone, self.street, self.zip),
            *(self.may_contact, self.note),
        )

    @property
    def name(self) -> str:
        """First and last name; either may be missing. One line, though a cell may have several."""
        return " ".join(f"{self.first_name} {self.last_name}".split())


@dataclass(frozen=True)
class SignatureCreate(Signer):
    """A line as typed, its own ward if somebody knows it, and the key of this line."""

    ward: int | None = None
    key: str = ""


@dataclass(frozen=True)
class SignatureUpdate(Signer):
    """New values of a line, and the revision they were typed over."""

    ward: int | None = None
    revision: int = 0


def as_json(content: Content) -> str:
    """A content as db/sealed.py writes JSON, in a third of the time: a file has a million of it."""
    *texts, may_contact, note = content
    said = "true" if may_contact else "false"
    return f"[{','.join(map(encode_basestring, texts))},{said},{encode_basestring(note)}]"


def key_signature(session: Session, actor: Actor, batch_id: int, new: SignatureCreate) -> Signature:
    """Record one line of a batch's sheet. The same key twice is one line.

    A person the organization already has (an equal e-mail or phone) is recorded and counts once.
    Raises NotAllowed, NotFound, Invalid, Conflict (the batch is void or complete).
    """
    allow(actor, Right.KEY_SIGNATURES)
    organization_id = own_organization(actor)
    checks = Checks()
    key = checks.key(new.key)
    sent = own(session, actor, Signature).where(Signature.idempotency_key == key)
    if (known := session.exec(sent).first()) is not None:
        return known
    batch = own_batch(session, actor, batch_id)
    _keying(batch)
    signer, ward = _checked(new, checks)
    checks.done()
    line = Signature(
        id=signature_ids.next_id(session),
        organization_id=organization_id,
        batch_id=batch.id,
        idempotency_key=key,
        ward=ward,
        person=0,
        recorded_by=actor.user_id,
        recorded_at=clock.now(),
        **_as_stored(organization_id, signer),
        sealed=b"",
    )
    line.sealed = seal_of(line).seal(line.id, signer.content())
    same = persons.same_person(session, line)
    line.person = same.person if same else persons.new_person(session, organization_id)
    with persons.recounted(
        session,
        organization_id,
        persons={line.person},
        prints=persons.prints_of([line]),
        batches=[batch],
    ):
        session.add(line)
    _record(session, actor, [line], "key signature", {"batch": batch.id})
    return line


def correct_signature(
    session: Session, actor: Actor, signature_id: int, new: SignatureUpdate
) -> Signature:
    """Correct a line. The names of the changed fields stay in its history, not what they said.

    Raises NotAllowed, NotFound, Invalid, Conflict (void, or changed by somebody else meanwhile).
    """
    allow(actor, Right.KEY_SIGNATURES)
    line = own_line(session, actor, signature_id, revision=new.revision)
    if line.voided_at is not None:
        raise Conflict(Message("This signature is void. Restore it before you change it."))
    checks = Checks()
    signer, ward = _checked(new, checks)
    checks.done()
    before = signer_of(line)
    changed = [each.name for each in fields(Signer) if _differs(each.name, before, signer)]
    changed += ["ward"] if ward != line.ward else []
    if not changed:
        return line
    stored = _as_stored(line.organization_id, signer)
    after = Signature(**{**line.model_dump(), **stored})
    person = _person_after(session, line, after)
    batch = session.get_one(Batch, line.batch_id)
    with (
        external_imports.followed(session, line, after, actor.user_id),
        persons.recounted(
            session,
            line.organization_id,
            persons={line.person, person},
            prints=persons.prints_of([line, after]),
            batches=[batch],
        ),
    ):
        line.sealed = seal_of(line).seal(line.id, signer.content())
        line.ward, line.person = ward, person
        for column, value in stored.items():
            setattr(line, column, value)
        revised(session, actor, [line], "corrected", changed)
    _record(session, actor, [line], "correct signature", {"fields": changed})
    return line


def void_signature(
    session: Session, actor: Actor, signature_id: int, *, reason: str, revision: int
) -> Signature:
    """Take a line out of every figure, with a reason; the line stays.

    Raises NotAllowed, NotFound, Invalid (no reason), Conflict.
    """
    allow(actor, Right.VOID_SIGNATURE)
    line = own_line(session, actor, signature_id, revision=revision)
    checks = Checks()
    reason = checks.text("reason", reason, most=MOST_REASON, required=True)
    checks.done()
    if line.voided_at is not None:
        return line
    set_void(session, actor, [line], voided=True, reason=reason)
    return line


def restore_signature(
    session: Session, actor: Actor, signature_id: int, *, revision: int
) -> Signature:
    """Count a voided line again. Raises NotAllowed, NotFound, Conflict."""
    allow(actor, Right.VOID_SIGNATURE)
    line = own_line(session, actor, signature_id, revision=revision)
    if line.voided_at:
        set_void(session, actor, [line], voided=False)
    return line


def set_apart(session: Session, actor: Actor, signature_id: int, *, revision: int) -> Signature:
    """Say that this is another person, who shares an e-mail or phone: both count.

    Raises NotAllowed, NotFound, Conflict.
    """
    allow(actor, Right.KEY_SIGNATURES)
    line = own_line(session, actor, signature_id, revision=revision)
    person = persons.new_person(session, line.organization_id)
    return _set_person(session, actor, line, person, "set apart")


def join(session: Session, actor: Actor, signature_id: int, *, revision: int) -> Signature:
    """Say that this is the same person as on the line with the equal e-mail or phone, after all.

    Raises NotAllowed, NotFound, Conflict.
    """
    allow(actor, Right.KEY_SIGNATURES)
    line = own_line(session, actor, signature_id, revision=revision)
    same = persons.same_person(session, line)
    return _set_person(session, actor, line, same.person, "joined") if same else line


def tell_apart(session: Session, actor: Actor, file: FileImport) -> None:
    """Set apart whom only the lines of a file made one person: it is undone, discarded, failed or
    checked anew, and its columns may have been mistaken. Who was here before its check stays who
    they were. The audit log has what became of the file, the histories have each.
    """
    of_file = col(Signature.batch_id).in_(select(Batch.id).where(Batch.import_id == file.id))
    first = session.exec(select(func.min(Signature.id)).where(of_file)).one() or 0
    its_people = col(Signature.person).in_(select(Signature.person).where(of_file))
    lines = own_signatures(session, actor)  # none of the file: it counts no more
    several = lines.where(its_people).with_only_columns(col(Signature.person))
    people = session.execute(several.group_by(col(Signature.person)).having(func.count() > 1))
    new_person = persons.new_person(session, file.organization_id)
    known: dict[tuple[int, persons.Link], tuple[int, int]] = {}  # the first line that has a print
    met: set[int] = set()
    decided: dict[int, int] = {}
    line: Any = Signature
    who = lines.with_only_columns(line.id, line.person, line.email_print, line.phone_print)
    for part in portions([row[0] for row in people]):
        for each in session.execute(who.where(line.person.in_(part)).order_by(line.id)):
            prints = [(each.person, print_) for print_ in persons.prints_of([each])]
            same = [known[print_] for print_ in prints if print_ in known]
            person = each.person
            if each.id > first and person in met:
                person = min(same)[1] if same else new_person
            if person != each.person:
                decided[each.id] = person
                new_person = max(new_person, person + 1)
            met.add(each.person)
            for print_ in prints:
                known.setdefault(print_, (each.id, person))
    if not decided:
        return
    changed = [
        each
        for part in portions(decided)
        for each in session.exec(lines.where(line.id.in_(part)).order_by(line.id))
    ]
    with _together(session, changed, *decided.values()):
        for moved in changed:
            moved.person = decided[moved.id]
        revised(session, actor, changed, "set apart")


def signer_of(line: Signature) -> Signer:
    """Who signed. Raises Damaged."""
    return Signer(*seal_of(line).open(line.id, line.sealed))


def _checked(new: SignatureCreate | SignatureUpdate, checks: Checks) -> tuple[Signer, int | None]:
    """The line as stored, and its ward. Collects every problem in `checks`."""
    signer = checked_signer(new, checks)
    if new.ward is None:
        return signer, None
    return signer, checks.whole_number("ward", new.ward, least=1, most=wards.NUMBERS[-1])


def checked_signer(new: "Signer | ImportRow", checks: Checks) -> Signer:
    """Who signed, as stored. Collects every problem in `checks`."""
    first = checks.text("first_name", new.first_name, most=MOST_NAME)
    last = checks.text("last_name", new.last_name, most=MOST_NAME)
    if not _has_letters(first + last) and not checks.problems:
        checks.refuse("first_name", Message("Give a name: the first, the last, or both."))
    return Signer(
        first_name=first,
        last_name=last,
        email=contacts.email(checks, "email", new.email),
        phone=contacts.phone(checks, "phone", new.phone),
        street=checks.text("street", new.street, most=MOST_STREET),
        zip=contacts.zip_code(checks, "zip", new.zip),
        may_contact=new.may_contact is True,
        note=checks.text("note", new.note, most=MOST_NOTE),
    )


def _has_letters(text: str) -> bool:
    return any(c.isprintable() and not c.isspace() for c in text)


def _as_stored(organization_id: int, signer: Signer) -> dict[str, Any]:
    """The prints by which a line is found to be alike."""
    prints = Prints(organization_id)
    return {
        "email_print": prints.email(signer.email),
        "phone_print": prints.phone(signer.phone),
        "name_print": prints.name(signer.name, signer.zip),
    }


def _person_after(session: Session, before: Signature, after: Signature) -> int:
    """Who a corrected line is: as new prints say; somebody new if it no longer shares any."""
    had, has = persons.prints_of([before]), persons.prints_of([after])
    if had == has:
        return before.person
    same = persons.same_person(session, after, by=has - had)
    if same is not None:
        return same.person
    others = select(Signature).where(
        Signature.organization_id == before.organization_id,
        Signature.person == before.person,
        Signature.id != before.id,
    )
    lines = session.exec(others).all()
    if not lines or has & persons.prints_of(lines):
        return before.person
    return persons.new_person(session, before.organization_id)


def _differs(field: str, before: Signer, after: Signer) -> bool:
    return bool(getattr(before, field) != getattr(after, field))


def _keying(batch: Batch) -> None:
    if batch.voided_at is not None:
        raise Conflict(Message("This batch is void. Restore it before you change it."))
    if batch.import_id is not None:  # undone, it would take what was keyed on it along
        raise Conflict(Message("This batch came in with a file. Log another one for more names."))
    if batch.completed_at is not None:
        raise Conflict(Message("This batch is complete. Open it again to key more names."))
    if batch.keyed >= MOST_IN_BATCH:
        raise Conflict(Message("A batch holds at most {most} names.", most=MOST_IN_BATCH))


def own_signatures(session: Session, actor: Actor) -> SelectOfScalar[Signature]:
    """The actor's own organization's lines with their batch, but for those not imported."""
    query = own(session, actor, Signature).join(Batch, col(Batch.id) == Signature.batch_id)
    return query.where(~col(Batch.staged))


def own_line(
    session: Session, actor: Actor, signature_id: int, *, revision: int | None = None
) -> Signature:
    """The line, if it is the actor's organization's and still at the revision the actor saw.

    Raises NotFound, Conflict.
    """
    if not is_id(signature_id):
        raise NotFound
    line = session.exec(own_signatures(session, actor).where(Signature.id == signature_id)).first()
    if line is None:
        raise NotFound
    if revision is not None and line.revision != revision:
        raise Conflict(
            Message("Somebody changed this signature in the meantime. Look at it again.")
        )
    return line


def set_void(
    session: Session, actor: Actor, lines: Sequence[Signature], *, voided: bool, reason: str = ""
) -> None:
    """Void or restore lines of the organization that the actor is known to be of, counted anew once
    for all of them."""
    if not lines:
        return
    change = "voided" if voided else "restored"
    with _together(session, lines):
        for line in lines:
            line.voided_at = clock.now() if voided else None
        revised(session, actor, lines, change, reason=reason)
    _record(session, actor, lines, "void signature" if voided else "restore signature")


def _set_person(
    session: Session, actor: Actor, line: Signature, person: int, change: str
) -> Signature:
    if person == line.person:
        return line
    with _together(session, [line], person):
        line.person = person
        revised(session, actor, [line], change)
    _record(session, actor, [line], f"{change} signature")
    return line


def _together(session: Session, lines: Sequence[Signature], *others: int) -> Any:
    return persons.recounted(
        session,
        lines[0].organization_id,
        persons={*(line.person for line in lines), *others},
        prints=persons.prints_of(lines),
        batches=[session.get_one(Batch, each) for each in sorted({x.batch_id for x in lines})],
    )


def revised(
    session: Session,
    actor: Actor,
    lines: Sequence[Signature],
    change: str,
    changed: Sequence[str] = (),
    *,
    reason: str = "",
) -> None:
    """Count up the revision of an organization's lines, and note the change in their histories."""
    for line in lines:
        line.revision += 1
        session.add(line)
    revise_all(
        session,
        actor,
        [f"signature {line.id}" for line in lines],
        organization_id=lines[0].organization_id,
        change=change,
        fields=changed,
        reason=reason,
    )


def seal_of(line: Signature) -> Seal:
    """What seals who signed on a line."""
    return Seal(line.organization_id, _TABLE)


def _record(
    session: Session,
    actor: Actor,
    lines: Sequence[Signature],
    action: str,
    details: dict[str, Any] | None = None,
) -> None:
    audit.record_all(
        session,
        [f"signature {line.id}" for line in lines],
        user_id=actor.user_id,
        organization_id=lines[0].organization_id,
        action=action,
        details=details,
    )
    live.announce(session)
