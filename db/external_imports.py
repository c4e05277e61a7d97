"""How many of another site's signatures are rows here: so many less the site itself counts.

Several organizations can bring in the same signature of the petition's page; the site has it once.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from db.actor import every_organization
from db.campaign import note_imported
from db.models import Batch, ExternalSource, FileImport, ImportFollowUp, ImportState, Signature
from db.persons import Link, is_same, prints_of
from db.portions import portions


class _Row(NamedTuple):
    """A row of such a site: no name, only whose line it is and its prints."""

    id: int
    organization_id: int
    email_print: int | None
    phone_print: int | None


def imported_rows(session: Session, source_id: int) -> int:
    """The site's signatures that are rows of imports that stand, each once, but for those that were
    taken back there since: the site counts them no more either.

    The same in two organizations is known by its e-mail or its phone. Who signed the page twice is
    on it twice: an organization's rows are as many as its imports say.
    """
    files = _standing(session, source_id)
    if _of_several(files):
        return _each_once(_Row(*row) for row in session.exec(_rows(files)))
    gone = session.exec(_taken_back(files).distinct()).all()
    return sum(file.fit for file in files) - len(gone)


@contextmanager
def followed(session: Session, line: Signature, after: Signature, by: int) -> Iterator[None]:
    """Let a line's e-mail or phone change inside; afterwards the site that it is a row of, if there
    is one, counts as much less as is known by them. `by`: who changes it."""
    prints = prints_of([line, after])
    is_same_row = prints_of([line]) == prints_of([after])
    source = None if is_same_row else _site_of(session, line)
    files = _standing(session, source.id) if source else []
    if source is None or not _of_several(files):  # nobody else can have the same row
        yield
        return
    before = _each_once(_around(session, files, line, prints))
    yield
    session.flush()
    change = _each_once(_around(session, files, line, prints)) - before
    if change:
        key = f"signature {line.id} {line.revision} {source.id}"
        note_imported(session, source, source.imported + change, key=key, recorded_by=by)


def _site_of(session: Session, line: Signature) -> ExternalSource | None:
    """The site that counts this line as well, if there is one."""
    every_organization(session)
    query = (
        select(ExternalSource).join(FileImport).join(Batch, col(Batch.import_id) == FileImport.id)
    )
    return session.exec(query.where(Batch.id == line.batch_id)).first()


def _standing(session: Session, source_id: int) -> list[FileImport]:
    """The imports that stand of files of this site."""
    every_organization(session)
    query = select(FileImport).where(
        FileImport.source_id == source_id, FileImport.state == ImportState.IMPORTED
    )
    return list(session.exec(query))


def _of_several(files: Iterable[FileImport]) -> bool:
    return len({file.organization_id for file in files}) > 1


def _taken_back(files: Iterable[FileImport]) -> Any:
    """The lines of these imports that an import that stands says are no signatures any more."""
    standing = select(FileImport.id).where(FileImport.state == ImportState.IMPORTED)
    return (
        select(ImportFollowUp.signature_id)
        .join(Signature, col(Signature.id) == ImportFollowUp.signature_id)
        .where(col(ImportFollowUp.taken_back))  # also what somebody here had voided before
        .where(col(ImportFollowUp.import_id).in_(standing), _is_of(files))
    )


def _rows(files: Collection[FileImport]) -> Any:
    """The lines of these imports that the site has too."""
    line: Any = Signature
    query = select(line.id, line.organization_id, line.email_print, line.phone_print)
    return query.where(_is_of(files), line.id.not_in(_taken_back(files)))


def _is_of(files: Iterable[FileImport]) -> ColumnElement[bool]:
    """The condition that a line came in with one of these."""
    batches = select(Batch.id).where(col(Batch.import_id).in_([file.id for file in files]))
    return col(Signature.batch_id).in_(batches)


def _around(
    session: Session, files: Collection[FileImport], line: Signature, prints: Collection[Link]
) -> set[_Row]:
    """The line, the rows that have these prints, and all that share one with them."""
    rows = _rows(files)
    found = {_Row(*row) for row in session.exec(rows.where(Signature.id == line.id))}
    asked: set[Link] = set()
    links = set(prints)
    while links:
        asked |= links
        for some in portions(links):
            same = is_same(line, by=some)
            found |= {_Row(*row) for row in session.exec(rows.where(same))}
        links = prints_of(found) - asked
    return found


def _each_once(rows: Iterable[_Row]) -> int:
    """How many signatures of a site these are. Of a group of rows that share e-mails or phones the
    organization is believed that has most: a family that shares a phone signed each for itself."""
    parent: list[int] = []  # group → the group that it is of, itself if of none
    group_of: dict[int, int] = {}

    def root(group: int) -> int:
        while parent[group] != group:
            parent[group] = group = parent[parent[group]]
        return group

    placed: list[tuple[int, int]] = []
    for row in rows:
        prints = [each for each in (row.email_print, row.phone_print) if each is not None]
        groups = [root(group_of[each]) for each in prints if each in group_of]
        if groups:
            parent[groups[-1]] = groups[0]
        else:
            groups = [len(parent)]
            parent.append(groups[0])
        group_of.update(dict.fromkeys(prints, groups[0]))
        placed.append((groups[0], row.organization_id))
    most: dict[int, int] = defaultdict(int)
    for (group, _), number in Counter((root(group), of) for group, of in placed).items():
        most[group] = max(most[group], number)
    return sum(most.values())
