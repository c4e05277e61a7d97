"""Writing down the rows of a file that is being checked. Until it is imported nothing of it counts.

Its batches are staged: void, and shown nowhere. Its lines are marked by what they will count among
themselves; db/persons.py settles the people who are on other lines as well when it is imported.
"""

import json
from collections import Counter
from collections.abc import Collection
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, bindparam, func, or_
from sqlmodel import Session, col, select

from db import clock, import_follow_ups, persons
from db.actor import Actor, every_organization
from db.errors import Conflict, Message
from db.file_imports import own_import
from db.import_known import KnownPrints
from db.import_preparing import Chunk, Line
from db.import_rows import RowProblem
from db.models import Batch, FileImport, ImportProblem, ImportState, Signature
from db.prints import folded
from db.sealed import Seal, new_id
from db.signers import Signer

# A line as it is written: what it has of its own, then what all lines of its batch share.
_COLUMNS = (
    *Line._fields[:-3],
    *("person", "counted", "idempotency_key"),
    *("organization_id", "batch_id", "revision", "recorded_by", "recorded_at"),
)
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


class _Found(NamedTuple):
    """The first line that has a print."""

    line_id: int
    person: int


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
    known, in_file = _known(session, file, chunk.lines, prints)
    new: list[Line] = []
    twice: list[tuple[int, RowProblem]] = []
    for line in chunk.lines:
        if line.source_print in in_file:
            twice.append((line.number, _TWICE))
        elif line.source_print not in known:
            in_file.add(line.source_print)
            new.append(line)
    if new:
        file.again += _write(session, file, new, prints)
    file.rows += chunk.rows
    file.fit += len(new)
    file.known += len(chunk.lines) - len(new) - len(twice)
    because = Counter(
        str(known[line.source_print])
        for line in chunk.lines
        if line.source_print not in in_file and known.get(line.source_print) is not None
    )
    file.left_out = {**(because + Counter(file.left_out))}
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
    session: Session, file: FileImport, lines: list[Line], prints: KnownPrints | None
) -> tuple[dict[int, int | None], set[int]]:
    """The source prints of rows that are here already, with the import they came by; and of those
    that are in this file."""
    every_organization(session)
    asked = [line.source_print for line in lines]
    rows = (
        select(Signature.source_print, Batch.import_id)
        .join(Batch, col(Batch.id) == Signature.batch_id)
        .where(Signature.organization_id == file.organization_id)
        .where(or_(~col(Batch.staged), col(Batch.import_id) == file.id))
    )
    asked = prints.among(asked) if prints else asked
    found = list(_asked(session, rows, col(Signature.source_print), asked))
    in_file = {print_ for print_, import_id in found if import_id == file.id}
    here = {print_: import_id for print_, import_id in found if import_id != file.id}
    return here | _exported_from_here(session, file, lines), in_file


def _exported_from_here(
    session: Session, file: FileImport, lines: list[Line]
) -> dict[int, int | None]:
    """Of our own export: the rows whose line is here still, by its id and its name."""
    exported = {line.exported_id: line for line in lines if line.exported_id is not None}
    rows = (
        select(Signature.id, Signature.sealed, Batch.import_id)
        .join(Batch, col(Batch.id) == Signature.batch_id)
        .where(Signature.organization_id == file.organization_id, ~col(Batch.staged))
    )
    seal = Seal(file.organization_id, "signature")
    return {
        exported[row].source_print: import_id
        for row, sealed, import_id in _asked(session, rows, col(Signature.id), exported)
        if folded(Signer(*seal.open(row, sealed)).name) == exported[row].name
    }


def _write(
    session: Session, file: FileImport, lines: list[Line], prints: KnownPrints | None
) -> int:
    """Store the lines on a staged batch; how many are of a person who is on another line."""
    now = clock.now()
    batch = Batch(
        organization_id=file.organization_id,
        idempotency_key=f"import {file.id} from {file.position:09}",
        collected_on=file.collected_on,
        channel=file.channel,
        count=len(lines),
        ward=file.ward,
        keyed=len(lines),
        completed_at=now,
        voided_at=now,
        import_id=file.id,
        staged=True,
        recorded_by=file.recorded_by,
        recorded_at=now,
    )
    session.add(batch)
    session.flush()
    same = {
        "email_print": _first_with(session, file, col(Signature.email_print), lines, prints),
        "phone_print": _first_with(session, file, col(Signature.phone_print), lines, prints),
    }
    people = {found.person for firsts in same.values() for found in firsts.values()}
    marked = _in_this_file(session, file, people)
    standing = _standing(session, file, people)
    next_person = persons.new_person(session, file.organization_id)
    again = 0
    rows: list[tuple[Any, ...]] = []
    for line in lines:
        candidates = [
            found
            for column, firsts in same.items()
            if (found := firsts.get(getattr(line, column))) is not None
        ]
        if candidates:
            person = min(candidates).person
            again += person in standing or person in marked
        else:
            person = next_person
            next_person += 1
        mine = _Found(line.id, person)
        for column, firsts in same.items():
            if (print_ := getattr(line, column)) is not None:
                firsts.setdefault(print_, mine)
        day = line.signed_on.isoformat() if line.signed_on else None
        rows.append((*line[:6], day, line.ward, person, person not in marked, f"i{line.id}"))
        marked.add(person)
    _insert(session, batch, rows)
    if prints is not None:
        prints.add(lines, batch.id)
    return again


def _insert(session: Session, batch: Batch, rows: list[tuple[Any, ...]]) -> None:
    """Insert lines as the driver takes them: with a million of them the rest would cost more."""
    same = (
        batch.organization_id,
        batch.id,
        0,
        batch.recorded_by,
        batch.recorded_at.strftime("%Y-%m-%d %H:%M:%S.%f"),
    )
    mark = "?" if session.get_bind().dialect.name == "sqlite" else "%s"
    marks = ", ".join([mark] * len(_COLUMNS))
    session.connection().exec_driver_sql(
        f"INSERT INTO signature ({', '.join(_COLUMNS)}) VALUES ({marks})",  # noqa: S608 - no values
        [(*row, *same) for row in rows],
    )


def _first_with(
    session: Session,
    file: FileImport,
    column: Any,
    lines: list[Line],
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
    asked = [each for line in lines if (each := getattr(line, column.key)) is not None]
    asked = prints.among(asked) if prints else asked
    firsts = select(func.min(Signature.id)).where(*mine).group_by(column)
    ids = [row[0] for row in _asked(session, firsts, column, asked)]
    rows = select(column, Signature.id, Signature.person)
    return {row[0]: _Found(*row[1:]) for row in _asked(session, rows, col(Signature.id), ids)}


def _in_this_file(session: Session, file: FileImport, people: Collection[int]) -> set[int]:
    """Who of these people is on a line of this file already."""
    mine = select(Batch.id).where(Batch.import_id == file.id)
    rows = select(Signature.person).where(
        Signature.organization_id == file.organization_id, col(Signature.batch_id).in_(mine)
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
    )
    return {row[0] for row in _asked(session, rows, col(Signature.person), people)}


def _asked(session: Session, query: Any, column: Any, values: Collection[int]) -> Any:
    """The query's rows for these values of a column, as one parameter however many they are."""
    if not values:
        return ()
    if session.get_bind().dialect.name == "postgresql":
        return session.execute(
            query.where(column == func.any(bindparam(None, list(values), ARRAY(column.type))))
        )
    # In their order: neighbours stand on one page of the index.
    listed = func.json_each(json.dumps(sorted(values))).table_valued("value").c.value
    return session.execute(query.where(column.in_(select(listed))))


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
