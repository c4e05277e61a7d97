"""Files of outreach: import what is new in one, undo it. Each is one transaction.

A file becomes one outreach for each kind and day, without a ward. The next file of the same tool
has the same people again: only whom it adds counts (db/imported_contacts.py).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from db import audit, clock, imported_contacts, imported_outreach, left_alone, live
from db.actor import Actor, Right, allow, own, own_organization
from db.campaign import open_days
from db.errors import Conflict, Message, NotFound
from db.fields import Checks, is_id, unchanged
from db.file_imports import UNDO_DAYS
from db.imported_contacts import Part
from db.imports import MOST_NAME
from db.models import ImportedContacts, Outreach, OutreachImport, OutreachKind, Signature
from db.outreach_meanings import Remembered, remember
from db.portions import portions
from db.prints import contact_print
from db.sealed import new_id
from db.signers import own_signatures
from db.users import names_of

TOOLS = ("van", "spoke")


@dataclass(frozen=True)
class FileEffort:
    """The outreach of one kind on one day, as a file has it; None: it doesn't say the day.

    `people`: print (`person_print`) → reached.
    """

    kind: str
    day: date | None
    people: Mapping[int, bool]


@dataclass(frozen=True)
class OutreachImportCreate:
    """What was read of a file: nothing here is checked yet.

    `day` is that of what has none. `left_alone`: phone and e-mail of whoever asked for it.
    `meanings` are remembered for the organization's next file of this tool.
    """

    file_name: str
    tool: str
    efforts: Sequence[FileEffort]
    day: date | None = None
    left_alone: Sequence[tuple[str, str]] = ()
    meanings: Remembered = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True)
class New:
    """What a file adds to the outreach of one kind on one day, and what is there already."""

    kind: OutreachKind
    day: date
    attempts: int
    conversations: int
    logged: int  # other outreach of that kind and day that counts: is it the same?


@dataclass(frozen=True)
class Preview:
    """What an import would add."""

    new: list[New]
    outside: int  # attempts on days before the campaign or after today: left out
    left_alone: int  # signatures whose people may not be contacted any more

    @property
    def attempts(self) -> int:
        """People tried who are not here yet."""
        return sum(each.attempts for each in self.new)

    @property
    def conversations(self) -> int:
        """People reached who are not here yet as reached."""
        return sum(each.conversations for each in self.new)

    def __bool__(self) -> bool:
        return bool(self.new or self.left_alone)


@dataclass(frozen=True)
class ImportedFile:
    """An import as its organization's list shows it."""

    id: int
    file_name: str
    tool: str
    efforts: int
    attempts: int
    conversations: int
    left_alone: int
    imported_at: datetime
    undone_at: datetime | None
    can_be_undone: bool
    revision: int
    recorded_by: str


def person_print(actor: Actor, tool: str) -> Callable[[str], int]:
    """What makes a print of whoever a tool names, for the actor's organization alone.

    Raises NotAllowed, NotFound.
    """
    allow(actor, Right.IMPORT_FILES)
    return contact_print(own_organization(actor), tool)


def preview(session: Session, actor: Actor, new: OutreachImportCreate) -> Preview:
    """What an import would add; writes nothing. Raises NotAllowed, NotFound, Invalid."""
    allow(actor, Right.IMPORT_FILES)
    organization_id = own_organization(actor)
    checks = Checks()
    parts, outside = _parts(session, actor, new, checks)
    checks.done()
    lines = left_alone.lines_of(session, actor, organization_id, new.left_alone)
    added = [New(part.kind, part.day, *part.gain, _logged(session, actor, part)) for part in parts]
    return Preview(added, outside, len(left_alone.contacted(lines)))


def import_outreach(
    session: Session, actor: Actor, new: OutreachImportCreate
) -> OutreachImport | None:
    """Count what is new in a file; None if nothing is. The same key twice is one import.

    Whoever asked to be left alone may not be contacted any more. Raises NotAllowed, NotFound,
    Invalid, Damaged.
    """
    allow(actor, Right.IMPORT_FILES)
    organization_id = own_organization(actor)
    checks = Checks()
    key = checks.key(new.key)
    sent = own(session, actor, OutreachImport).where(OutreachImport.idempotency_key == key)
    if (known := session.exec(sent).first()) is not None:
        return known
    parts, _ = _parts(session, actor, new, checks)
    checks.done()
    remember(session, actor, new.tool, new.meanings)
    lines = left_alone.lines_of(session, actor, organization_id, new.left_alone)
    stopped = left_alone.contacted(lines)
    if not parts and not stopped:
        return None
    gains = [part.gain for part in parts]
    file = OutreachImport(
        id=new_id(session, OutreachImport),
        organization_id=organization_id,
        idempotency_key=key,
        sealed=b"",
        tool=new.tool,
        efforts=len(parts),
        attempts=sum(each.attempts for each in gains),
        conversations=sum(each.conversations for each in gains),
        left_alone=len(stopped),
        imported_at=clock.now(),
        recorded_by=actor.user_id,
    )
    left_alone.set_may_contact(session, actor, stopped, may=False)
    content = {
        "name": new.file_name[:MOST_NAME],
        "stopped": [(line.id, line.revision) for line in stopped],
        "asked": [line.id for line in lines],
    }
    file.sealed = left_alone.seal_of_outreach(organization_id).seal(file.id, content)
    session.add(file)
    session.flush()
    for part in parts:
        imported_outreach.add(session, actor, file, part)
    _record(session, actor, file, "import outreach")
    return file


def undo_outreach_import(
    session: Session, actor: Actor, import_id: int, *, revision: int
) -> OutreachImport:
    """Take out what an import added; for 30 days. What a later file added stays.

    Whom it stopped from being contacted may be again, unless another import says so too or the
    signature was changed since then. Raises NotAllowed, NotFound, Conflict, Damaged.
    """
    allow(actor, Right.UNDO_IMPORT)
    file = _own_import(session, actor, import_id)
    if file.undone_at is not None:
        return file
    if not _can_be_undone(file):
        raise Conflict(Message("An import can be undone for {days} days after it.", days=UNDO_DAYS))
    unchanged(revision, file.revision)
    of_this = own(session, actor, ImportedContacts).where(ImportedContacts.import_id == file.id)
    for outreach_id in sorted({row.outreach_id for row in session.exec(of_this)}):
        imported_outreach.take_out(session, actor, file, outreach_id)
    file.undone_at = clock.now()
    file.revision += 1
    session.add(file)
    _contact_again(session, actor, file)
    _record(session, actor, file, "undo outreach import")
    return file


def latest_outreach_imports(
    session: Session, actor: Actor, *, most: int = 20
) -> list[ImportedFile]:
    """The own organization's imports of outreach, newest first. Raises NotAllowed, NotFound."""
    allow(actor, Right.IMPORT_FILES)
    query = own(session, actor, OutreachImport).order_by(col(OutreachImport.id).desc())
    files = session.exec(query.limit(most)).all()
    names = names_of(session, {file.recorded_by for file in files})
    return [
        ImportedFile(
            id=file.id,
            file_name=left_alone.content_of(file)["name"],
            tool=file.tool,
            efforts=file.efforts,
            attempts=file.attempts,
            conversations=file.conversations,
            left_alone=file.left_alone,
            imported_at=file.imported_at,
            undone_at=file.undone_at,
            can_be_undone=_can_be_undone(file),
            revision=file.revision,
            recorded_by=names[file.recorded_by],
        )
        for file in files
    ]


def _parts(
    session: Session, actor: Actor, new: OutreachImportCreate, checks: Checks
) -> tuple[list[Part], int]:
    """What is new in a file, and how many were tried on days that can't be."""
    first, last = open_days(session)
    checks.one_of("tool", new.tool, TOOLS)
    day = last
    if any(effort.day is None for effort in new.efforts):
        day = checks.day("day", new.day, first=first, last=last)
    kinds = [checks.option("kind", effort.kind, OutreachKind) for effort in new.efforts]
    if OutreachKind.LOBBY_VISIT in kinds and "kind" not in checks.problems:
        checks.refuse("kind", Message("A lobby visit needs the ward whose seat was visited."))
    if checks.problems:
        return [], 0
    parts: list[Part] = []
    outside = 0
    for effort, kind in zip(new.efforts, kinds, strict=True):
        on = effort.day or day
        if on > last or (first and on < first):
            outside += len(effort.people)
            continue
        dated = effort.day is not None
        parts += imported_contacts.added(
            session, actor, new.tool, kind, on, effort.people, dated=dated
        )
    return parts, outside


def _logged(session: Session, actor: Actor, part: Part) -> int:
    """Outreach of the same kind and day that counts and that no file brought."""
    files = select(ImportedContacts.outreach_id)
    query = own(session, actor, Outreach).where(
        Outreach.kind == part.kind,
        Outreach.happened_on == part.day,
        col(Outreach.voided_at).is_(None),
        col(Outreach.id).not_in(files),
    )
    return len(session.exec(query).all())


def _contact_again(session: Session, actor: Actor, file: OutreachImport) -> None:
    stopped = left_alone.content_of(file)["stopped"]
    asked = left_alone.asked_for_by_outreach(session, actor)  # this one is undone
    asked |= left_alone.asked_for_by_signers(session, actor, [line_id for line_id, _ in stopped])
    revisions = {line_id: revision for line_id, revision in stopped if line_id not in asked}
    lines = [
        line
        for part in portions(revisions)
        for line in session.exec(own_signatures(session, actor).where(col(Signature.id).in_(part)))
        if line.revision == revisions[line.id]
    ]
    left_alone.set_may_contact(session, actor, lines, may=True)


def _own_import(session: Session, actor: Actor, import_id: int) -> OutreachImport:
    query = own(session, actor, OutreachImport).where(OutreachImport.id == import_id)
    found = session.exec(query).first() if is_id(import_id) else None
    if found is None:
        raise NotFound
    return found


def _can_be_undone(file: OutreachImport) -> bool:
    since = clock.now() - timedelta(days=UNDO_DAYS)
    return file.undone_at is None and file.imported_at > since


def _record(session: Session, actor: Actor, file: OutreachImport, action: str) -> None:
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=file.organization_id,
        action=action,
        subject=f"outreach_import {file.id}",
        details={
            "efforts": file.efforts,
            "attempts": file.attempts,
            "conversations": file.conversations,
            "left_alone": file.left_alone,
        },
    )
    live.announce(session)
