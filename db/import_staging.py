"""Writing down the rows of a file that is being checked. Until it is imported nothing of it counts.

Its batches are staged: void, and shown nowhere. Its lines are marked by what they will count among
themselves; db/persons.py settles the people who are on other lines as well when it is imported.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from db import clock, import_follow_ups, persons, signature_ids
from db.actor import Actor, every_organization
from db.errors import Conflict, Message
from db.file_imports import own_import
from db.import_known import KnownPrints
from db.import_preparing import Chunk, Lines
from db.import_rows import RowProblem
from db.models import Batch, FileImport, ImportProblem, ImportState, Signature
from db.portions import among
from db.prints import folded
from db.sealed import Seal, new_id
from db.signers import Signer

AT_ONCE = 20_000  # rows of a transaction: no other writer waits longer than for these
MOST_PROBLEMS = 10_000  # of one file that are kept; all are counted
_TWICE = RowProblem(
    "",
    "",
    Message(
        "This row is in the file already. If it is another person, write down what tells them "
        "apart: an e-mail, a phone, a street."
    ),
)


# The first line that has a print, and whose it is. (No class: a million rows make two million.)
_Found = tuple[int, int]


def being_checked(session: Session, actor: Actor, import_id: int) -> FileImport:
    """The import, if its file is still to be checked. Raises NotAllowed, NotFound, Conflict."""
    file = own_import(session, actor, import_id)
    if file.state is not ImportState.CHECKING:
        raise Conflict(Message("This file is not being checked any more."))
    return file


def stage(
    session: Session,
    actor: Actor,
    import_id: int,
    chunk: Chunk,
    prints: KnownPrints | None = None,
) -> None:
    """Write down the next rows of a file, one transaction for all of them.

    Rows that are here already are left out, and so is one that the file has twice. `prints`: of the
    organization, kept from one call to the next; without them the database is asked for all.
    Raises NotAllowed, NotFound, Conflict (it was discarded meanwhile, or these rows are in).
    """
    file = being_checked(session, actor, import_id)
    if chunk.first <= file.position:
        raise Conflict(Message("This file is not being checked any more."))
    if prints is not None:
        prints.look(session)
    known, in_file = _known(session, file, chunk, prints)
    twice: list[tuple[int, RowProblem]] = []
    left_out: Counter[str] = Counter()
    fits = []
    for number, print_ in zip(chunk.lines.numbers, chunk.lines.source_prints, strict=True):
        is_twice = print_ in in_file
        is_known = not is_twice and print_ in known
        fits.append(not (is_twice or is_known))
        if is_twice:
            twice.append((number, _TWICE))
        elif not is_known:
            in_file.add(print_)
        elif (because := known[print_]) is not None:
            left_out[str(because)] += 1
    new = chunk.lines if all(fits) else chunk.lines.only(fits)
    if any(fits):
        file.again += _write(session, file, new, prints)
    file.rows += chunk.rows
    file.fit += sum(fits)
    file.known += len(fits) - sum(fits) - len(twice)
    file.left_out = {**(left_out + Counter(file.left_out))}
    file.deleted += chunk.deleted
    import_follow_ups.note(session, actor, file, chunk)
    _keep_problems(session, file, sorted([*chunk.problems, *twice], key=itemgetter(0)))
    file.faulty += chunk.faulty + len(twice)
    file.position = chunk.last
    file.worked_at = clock.now()
    session.add(file)
    session.flush()


def finish(session: Session, actor: Actor, import_id: int) -> None:
    """The last row is in: the file is checked. Raises NotAllowed, NotFound, Conflict."""
    file = being_checked(session, actor, import_id)
    file.state, file.worked_at = ImportState.CHECKED, clock.now()
    file.revision += 1
    session.add(file)
    session.flush()


def _known(
    session: Session, file: FileImport, chunk: Chunk, prints: KnownPrints | None
) -> tuple[dict[int, int | None], set[int]]:
    """The source prints of rows that are here already, with the import they came by; and of those
    that are in this file."""
    every_organization(session)
    rows = (
        select(Signature.source_print, Batch.import_id)
        .join(Batch, col(Batch.id) == Signature.batch_id)
        .where(Signature.organization_id == file.organization_id)
        .where(or_(~col(Batch.staged), col(Batch.import_id) == file.id))
    )
    asked = chunk.lines.source_prints
    asked = prints.among(asked) if prints else asked
    found = list(_asked(session, rows, col(Signature.source_print), asked))
    in_file = {print_ for print_, import_id in found if import_id == file.id}
    here = {print_: import_id for print_, import_id in found if import_id != file.id}
    return here | _exported_from_here(session, file, chunk.exported), in_file


def _exported_from_here(
    session: Session, file: FileImport, exported: dict[int, tuple[int, str]]
) -> dict[int, int | None]:
    """Of our own export: the rows whose line is here still, by its id and its name."""
    rows = (
        select(Signature.id, Signature.sealed, Batch.import_id)
        .join(Batch, col(Batch.id) == Signature.batch_id)
        .where(Signature.organization_id == file.organization_id, ~col(Batch.staged))
    )
    seal = Seal(file.organization_id, "signature")
    found = {}
    for row, sealed, import_id in _asked(session, rows, col(Signature.id), exported):
        source_print, name = exported[row]
        if folded(Signer(*seal.open(row, sealed)).name) == name:
            found[source_print] = import_id
    return found


def _write(session: Session, file: FileImport, lines: Lines, prints: KnownPrints | None) -> int:
    """Store the lines on a staged batch; how many are of a person who is on another line."""
    now = clock.now()
    number = len(lines.numbers)
    first = signature_ids.take(session, file, number)
    ids = range(first, first + number)
    batch = Batch(
        organization_id=file.organization_id,
        idempotency_key=f"import {file.id} from {file.position:09}",
        collected_on=file.collected_on,
        channel=file.channel,
        count=number,
        ward=file.ward,
        keyed=number,
        completed_at=now,
        voided_at=now,
        import_id=file.id,
        staged=True,
        recorded_by=file.recorded_by,
        recorded_at=now,
    )
    session.add(batch)
    session.flush()
    emails = _first_with(session, file, col(Signature.email_print), lines.email_prints, prints)
    phones = _first_with(session, file, col(Signature.phone_print), lines.phone_prints, prints)
    people = {person for firsts in (emails, phones) for _, person in firsts.values()}
    marked = _in_this_file(session, file, people)
    standing = _standing(session, file, people)
    next_person = persons.new_person(session, file.organization_id)
    again = 0
    whose: list[int] = []
    counted: list[bool] = []
    for line_id, email, phone in zip(ids, lines.email_prints, lines.phone_prints, strict=True):
        by_email, by_phone = emails.get(email), phones.get(phone)
        if by_email is None and by_phone is None:
            person = next_person
            next_person += 1
        else:
            _, person = min(each for each in (by_email, by_phone) if each is not None)
            again += person in standing or person in marked
        if by_email is None and email is not None:
            emails[email] = line_id, person
        if by_phone is None and phone is not None:
            phones[phone] = line_id, person
        whose.append(person)
        counted.append(person not in marked)
        marked.add(person)
    _insert(session, batch, ids, lines, whose, counted)
    if prints is not None:
        prints.add(ids, lines)
    return again


def _insert(
    session: Session,
    batch: Batch,
    ids: Sequence[int],
    lines: Lines,
    whose: list[int],
    counted: list[bool],
) -> None:
    """Insert lines as the driver takes them: with a million of them the rest would cost more, and
    so would handing over for each line what is the same for all."""
    seal = Seal(batch.organization_id, "signature")
    days = {day: day and day.isoformat() for day in set(lines.signed_on)}
    own: dict[str, Sequence[Any]] = {
        "id": ids,
        "idempotency_key": [f"i{line_id}" for line_id in ids],
        "source_print": lines.source_prints,
        "email_print": lines.email_prints,
        "phone_print": lines.phone_prints,
        "name_print": lines.name_prints,
        "sealed": list(seal.seal_all(ids, lines.contents)),
        "signed_on": [days[day] for day in lines.signed_on],
        "person": whose,
    }
    same = {
        "organization_id": batch.organization_id,
        "batch_id": batch.id,
        "revision": 0,
        "recorded_by": batch.recorded_by,
        "recorded_at": f"'{batch.recorded_at:%Y-%m-%d %H:%M:%S.%f}'",
    }
    for name, column in (("ward", lines.wards), ("counted", counted)):
        if len(set(column)) > 1:
            own[name] = column
        else:
            same[name] = "NULL" if column[0] is None else str(column[0])
    mark = "?" if session.get_bind().dialect.name == "sqlite" else "%s"
    values = ", ".join([mark] * len(own) + [str(value) for value in same.values()])
    into = ", ".join((*own, *same))
    session.connection().exec_driver_sql(
        f"INSERT INTO signature ({into}) VALUES ({values})",  # noqa: S608 - nobody's values
        list(zip(*own.values(), strict=True)),
    )


def _first_with(
    session: Session,
    file: FileImport,
    column: Any,
    asked: list[int | None],
    prints: KnownPrints | None,
) -> dict[int | None, _Found]:
    """Of each of these prints the organization's first line that has it, void or not; of the files
    that are not imported only this one's."""
    others = select(Batch.id).where(
        Batch.organization_id == file.organization_id,
        col(Batch.staged),
        Batch.import_id != file.id,
    )
    mine = Signature.organization_id == file.organization_id, col(Signature.batch_id).not_in(others)
    some = [each for each in asked if each is not None]
    some = prints.among(some) if prints else some
    firsts = select(func.min(Signature.id)).where(*mine).group_by(column)
    ids = [row[0] for row in _asked(session, firsts, column, some)]
    rows = select(column, Signature.id, Signature.person)
    found = _asked(session, rows, col(Signature.id), ids)
    return {print_: (line_id, person) for print_, line_id, person in found}


def _in_this_file(session: Session, file: FileImport, people: Collection[int]) -> set[int]:
    """Who of these people is on a line of this file already."""
    mine = select(Batch.id).where(Batch.import_id == file.id)
    rows = (
        select(Signature.person)
        .where(Signature.organization_id == file.organization_id)
        .where(col(Signature.batch_id).in_(mine))
        .distinct()
    )
    return {row[0] for row in _asked(session, rows, col(Signature.person), people)}


def _standing(session: Session, file: FileImport, people: Collection[int]) -> set[int]:
    """Who of these people is on a line that stands: not only on one that is void, or of a file that
    was checked and never imported."""
    rows = (
        select(Signature.person)
        .join(Batch, col(Batch.id) == Signature.batch_id)
        .where(Signature.organization_id == file.organization_id)
        .where(col(Signature.voided_at).is_(None), col(Batch.voided_at).is_(None))
        .distinct()
    )
    return {row[0] for row in _asked(session, rows, col(Signature.person), people)}


def _asked(session: Session, query: Any, column: Any, values: Collection[int]) -> Any:
    """The query's rows for these values of a column."""
    return session.execute(query.where(among(session, column, values))) if values else ()


def _keep_problems(
    session: Session, file: FileImport, problems: list[tuple[int, RowProblem]]
) -> None:
    kept = session.exec(
        select(func.count()).select_from(ImportProblem).where(ImportProblem.import_id == file.id)
    ).one()
    seal = Seal(file.organization_id, "import_problem")
    first = new_id(session, ImportProblem)
    for row, (number, problem) in enumerate(problems[: MOST_PROBLEMS - kept], first):
        content = [problem.column, problem.value, problem.reason.as_json()]
        session.add(
            ImportProblem(
                id=row,
                organization_id=file.organization_id,
                import_id=file.id,
                number=number,
                sealed=seal.seal(row, content),
            )
        )
