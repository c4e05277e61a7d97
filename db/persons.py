"""Who is the same person: within an organization, so that each counts once; and across, as a sum.

A person of an organization is a number that its lines share. It is decided when a line is keyed, by
an equal e-mail or phone, and changed when somebody says that it is another person. Across
organizations only the number of overlaps is ever told, never a line.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

from sqlalchemy import ColumnElement, and_, false, func, or_, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from db import tallies
from db.actor import every_organization
from db.counting import Ladder, counting_line, overlap_counts
from db.models import Batch, FileImport, ImportState, Signature
from db.portions import portions

_FOLLOWED = 5_000  # prints followed together
_COLUMNS = {"e-mail": col(Signature.email_print), "phone": col(Signature.phone_print)}


Link = tuple[Any, ...]


class Printed(Protocol):
    """Whatever has the prints of an e-mail and a phone."""

    @property
    def email_print(self) -> int | None:
        """Of the e-mail."""

    @property
    def phone_print(self) -> int | None:
        """Of the phone."""


class Line(NamedTuple):
    """What tells lines that stand apart: no name, only whose it is and its prints."""

    organization_id: int
    person: int
    email_print: int | None
    phone_print: int | None
    is_of_import: bool = False  # of the one in question, if one is

    @property
    def links(self) -> list[Link]:
        """By what it is the same as another line."""
        return [("person", self.organization_id, self.person), *_prints(self)]


def prints_of(lines: Iterable[Printed]) -> set[Link]:
    """The e-mail and phone prints of some lines: ("e-mail", …) and ("phone", …)."""
    return {link for line in lines for link in _prints(line)}


def _prints(line: Printed) -> list[Link]:
    prints = (("e-mail", line.email_print), ("phone", line.phone_print))
    return [link for link in prints if link[1] is not None]


def is_same(line: Signature, by: Collection[Link] | None = None) -> ColumnElement[bool]:
    """The condition of an equal e-mail or phone; `by`: only by these of the line's prints."""
    prints = _prints(line) if by is None else by
    return or_(false(), *(_COLUMNS[kind] == each for kind, each in prints))


def same_person(
    session: Session, line: Signature, by: Collection[Link] | None = None
) -> Signature | None:
    """The organization's first line with an equal e-mail or phone, void or not; None for none."""
    query = select(Signature).where(
        Signature.organization_id == line.organization_id,
        Signature.id != line.id,
        is_same(line, by),
        decides(line.organization_id),
    )
    with session.no_autoflush:
        return session.exec(query.order_by(col(Signature.id)).limit(1)).first()


def decides(organization_id: int) -> ColumnElement[bool]:
    """The condition that a line has a say in who is the same person: one of a file that was undone
    has none, for its columns may have been mistaken."""
    undone = select(FileImport.id).where(
        FileImport.organization_id == organization_id, FileImport.state == ImportState.UNDONE
    )
    batches = select(Batch.id).where(col(Batch.import_id).in_(undone))
    return col(Signature.batch_id).not_in(batches)


def new_person(session: Session, organization_id: int) -> int:
    """A number that no line of the organization has yet."""
    most = select(func.max(Signature.person)).where(Signature.organization_id == organization_id)
    with session.no_autoflush:
        return (session.exec(most).one() or 0) + 1


@contextmanager
def recounted(
    session: Session,
    organization_id: int,
    *,
    persons: Collection[int],
    prints: Collection[Link],
    batches: Collection[Batch],
) -> Iterator[None]:
    """Let lines change inside; afterwards every person counts once and the sums say so.

    `persons`, `prints`, `batches`: all that the lines have before or will have after the change.
    """
    every_organization(session)
    lines = list(_lines_of(session, organization_id, persons))
    ids = {line.batch_id for line in lines} | {batch.id for batch in batches}
    seeds = {*prints, *prints_of(lines)}
    touched = [session.get_one(Batch, each) for each in sorted(ids)]
    with _posting(session, touched, seeds):
        yield
        session.flush()
        settle(session, organization_id, persons)


@contextmanager
def recounted_batch(session: Session, batch: Batch) -> Iterator[None]:
    """Let a whole batch be voided or restored inside: its people may count elsewhere then."""
    query = select(Signature.person).where(Signature.batch_id == batch.id).distinct()
    people = set(session.exec(query))
    with recounted(session, batch.organization_id, persons=people, prints=(), batches=[batch]):
        yield


@contextmanager
def _posting(session: Session, batches: Iterable[Batch], seeds: Collection[Link]) -> Iterator[None]:
    """Let batches change inside, and post that and what it does to the overlap around `seeds`."""
    before = overlap(_reached_from(session, seeds))
    with tallies.posting(session, batches):
        yield
    after = overlap(_reached_from(session, seeds))
    tallies.post(session, (tallies.Cell(), Ladder(overlap=after - before)))


def overlap(lines: Iterable[Line]) -> int:
    """How many too many the organizations count together, by the rule of db/counting.py."""
    parent: dict[Link, Link] = {}

    def root(link: Link) -> Link:
        parent.setdefault(link, link)
        while parent[link] != link:
            parent[link] = link = parent[parent[link]]
        return link

    persons = set()
    for line in lines:
        first, *others = line.links
        persons.add(first)
        for other in others:
            parent[root(other)] = root(first)
    groups: dict[Link, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for person in persons:
        groups[root(person)][person[1]] += 1
    return sum(overlap_counts(group) for group in groups.values() if len(group) > 1)


def all_standing(session: Session) -> Iterator[Line]:
    """Every line that stands and has a print."""
    every_organization(session)
    printed = or_(col(Signature.email_print).is_not(None), col(Signature.phone_print).is_not(None))
    yield from _standing(session, printed)


def _lines_of(session: Session, organization_id: int, persons: Collection[int]) -> Iterator[Any]:
    """What decides on which line each of these people counts: one may have thousands."""
    line: Any = Signature
    stands = and_(line.voided_at.is_(None), col(Batch.voided_at).is_(None))
    columns = (line.id, line.person, line.batch_id, line.email_print, line.phone_print)
    query: Any = select(*columns, line.counted, Batch.staged, stands.label("stands"))  # type: ignore[call-overload]
    query = query.join(Batch, col(Batch.id) == line.batch_id)
    for some in portions(persons):
        of_these = (line.organization_id == organization_id, line.person.in_(some))
        yield from session.exec(query.where(*of_these))


def settle(session: Session, organization_id: int, persons: Collection[int]) -> None:
    """Mark the line on which each of these people counts."""
    standing = defaultdict(list)
    lines = list(_lines_of(session, organization_id, persons))
    for line in lines:
        if line.stands:
            standing[line.person].append(line.id)
    counting = {counting_line(ids) for ids in standing.values()}
    changed: dict[bool, list[int]] = {True: [], False: []}
    for line in lines:
        counts = line.id in counting
        # A staged one is marked by what it would count, until the file is imported.
        if not line.staged and line.counted != counts:
            changed[counts].append(line.id)
    for counts, ids in changed.items():
        for some in portions(ids):
            these = update(Signature).where(col(Signature.id).in_(some))
            session.execute(these.values(counted=counts))


def batches_of(session: Session, organization_id: int, persons: Collection[int]) -> Iterator[int]:
    """The batches on which these people are."""
    for some in portions(persons):
        theirs = and_(
            col(Signature.organization_id) == organization_id, col(Signature.person).in_(some)
        )
        yield from session.exec(select(Signature.batch_id).where(theirs).distinct())


def first_standing() -> SelectOfScalar[int]:
    """The line on which each person counts: `counting_line` of db/counting.py, for all at once."""
    return (
        select(func.min(Signature.id))
        .join(Batch, col(Batch.id) == Signature.batch_id)
        .where(col(Signature.voided_at).is_(None), col(Batch.voided_at).is_(None))
        .group_by(col(Signature.organization_id), col(Signature.person))
    )


def overlap_change(
    session: Session,
    import_id: int,
    seeds: Collection[Link],
    *,
    stands: bool,
    progress: Callable[[float], None] = lambda _: None,
) -> int:
    """How the overlap around these prints changes when an import that does not stand begins to
    (`stands`), or one that does ceases to. `progress` is told the part that is done, up to 1.
    """
    every_organization(session)
    done: set[Link] = set()
    change = 0
    waiting = list(seeds)
    for start in range(0, len(waiting), _FOLLOWED):
        new = {link for link in waiting[start : start + _FOLLOWED] if link not in done}
        found = _reached_from(session, new, import_id, stands=stands)
        done |= {link for line in found for link in _prints(line)}
        change += overlap(found) - overlap(line for line in found if not line.is_of_import)
        progress(min(1.0, (start + _FOLLOWED) / len(waiting)))
    return change if stands else -change


def _reached_from(
    session: Session,
    prints: Collection[Link],
    import_id: int | None = None,
    *,
    stands: bool = False,
) -> set[Line]:
    """The standing lines that have these prints, and all that share a person or print with them.

    `stands`: as if the import stood already.
    """
    found: set[Line] = set()
    asked: set[Link] = set()
    links = set(prints)
    while links:
        asked |= links
        new = set(_linked(session, links, import_id, stands=stands)) - found
        found |= new
        links = {link for line in new for link in line.links} - asked
    return found


def _linked(
    session: Session, links: set[Link], import_id: int | None, *, stands: bool
) -> Iterator[Line]:
    which: dict[str, Any] = {"import_id": import_id, "stands": stands}
    for kind, column in _COLUMNS.items():
        for some in portions([link[1] for link in links if link[0] == kind]):
            yield from _standing(session, column.in_(some), **which)
    people = defaultdict(list)
    for kind, *rest in links:
        if kind == "person":
            people[rest[0]].append(rest[1])
    for organization_id, persons in people.items():
        for some in portions(persons):
            of_these = (
                Signature.organization_id == organization_id,
                col(Signature.person).in_(some),
            )
            yield from _standing(session, *of_these, **which)


def _standing(
    session: Session,
    *only: ColumnElement[bool] | bool,
    import_id: int | None = None,
    stands: bool = False,
) -> Iterator[Line]:
    batch_stands: ColumnElement[bool] = col(Batch.voided_at).is_(None)
    if stands:
        batch_stands = or_(batch_stands, col(Batch.import_id) == import_id)
    line: Any = Signature
    who = (line.organization_id, line.person, line.email_print, line.phone_print)
    columns: list[Any] = [*who, Batch.import_id]
    query: Any = select(*columns).join(Batch, col(Batch.id) == Signature.batch_id)
    query = query.where(line.voided_at.is_(None), batch_stands, *only)
    return (
        Line(row[0], row[1], row[2], row[3], import_id is not None and row[4] == import_id)
        for row in session.exec(query)
    )
