"""What it does to the figures that an import begins or ceases to stand, answered beforehand.

The questions are asked of a moment that is kept open for reading, while everybody writes; the
transaction that counts then only writes the answers down. Whoever was keyed, corrected or voided
since that moment is found by what was noted of it and settled anew, exactly. See decision 0015.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import and_, exists, func, not_, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from db import outreach_tallies, persons, tallies
from db.actor import every_organization
from db.counting import Ladder, counting_line
from db.models import (
    Batch,
    BatchRevision,
    FileImport,
    ImportState,
    Revision,
    Signature,
)
from db.persons import Line, Link
from db.portions import among, portions
from db.tallies import Cell

_MOST_SINCE = 2_000  # lines changed since the moment; more, and the questions are asked anew
# Rows of a file; above, what is on one line alone is passed over first, which an index tells in one
# pass over all lines there are.
_MANY = 50_000

Progress = Callable[[float], None]


class _Moment(NamedTuple):
    """What was the newest when the questions were asked."""

    line: int
    revision: int
    batch_revision: int
    imported: frozenset[int]  # files that stand


@dataclass
class Settling:
    """The answers, and the session that still sees the moment of which they are true."""

    then: Session
    organization_id: int
    import_id: int
    stands: bool  # what it will do
    moment: _Moment
    marks: dict[bool, list[int]] = field(default_factory=dict)  # lines that get this mark
    verified: dict[int, int] = field(default_factory=dict)  # batch → lines on it that will count
    cells: dict[int, list[tuple[Cell, Ladder]]] = field(default_factory=dict)  # batch → change
    overlap: int = 0

    def is_near(self, session: Session) -> bool:
        """True if so little changed since that it is quickly settled anew."""
        if _moment(session).imported != self.moment.imported:
            return False
        return sum(1 for _ in self._changed(session)) <= _MOST_SINCE

    @contextmanager
    def applied(self, session: Session) -> Iterator[None]:
        """Let the import's batches begin or cease to stand inside; then the sums say so."""
        every_organization(session)
        changed = set(self._changed(session))
        lines = _lines(self.then, changed) + _lines(session, changed)
        links = {link for line in lines for link in line.links}
        people = {line.person for line in lines if line.organization_id == self.organization_id}
        overlap = (
            self.overlap
            - persons.overlap_change(self.then, self.import_id, links, stands=self.stands)
            + persons.overlap_change(session, self.import_id, links, stands=self.stands)
        )
        anew = set(persons.batches_of(session, self.organization_id, people))
        anew |= {each for each in self._revised(session) if each in self.verified}
        settled = [session.get_one(Batch, each) for each in sorted(self.verified.keys() - anew)]
        with tallies.posting(session, [session.get_one(Batch, each) for each in sorted(anew)]):
            funnel = outreach_tallies.linked(session, settled)
            yield
            session.flush()
            for mark, ids in self.marks.items():
                _mark(session, ids, mark)
            persons.settle(session, self.organization_id, people)
            claims = []
            for batch in settled:
                claimed = batch.claimed
                tallies.write(batch, batch.keyed, self.verified[batch.id])
                claims.append((tallies.cell_of(batch), Ladder(claimed=batch.claimed - claimed)))
                session.add(batch)
            session.flush()
            outreach_tallies.follow(session, funnel)
            cells = [each for batch in settled for each in self.cells.get(batch.id, [])]
            tallies.post(session, *cells, *claims, (Cell(), Ladder(overlap=overlap)))

    def _changed(self, session: Session) -> Iterator[int]:
        """Lines that are new or changed since the moment."""
        every_organization(session)
        yield from session.exec(select(Signature.id).where(col(Signature.id) > self.moment.line))
        newer = select(Revision.subject).where(
            col(Revision.id) > self.moment.revision, col(Revision.subject).startswith("signature ")
        )
        for subject in session.exec(newer):
            yield int(subject.removeprefix("signature "))
        for part in portions(self._revised(session)):
            yield from session.exec(select(Signature.id).where(col(Signature.batch_id).in_(part)))

    def _revised(self, session: Session) -> set[int]:
        newer = col(BatchRevision.id) > self.moment.batch_revision
        return set(session.exec(select(BatchRevision.batch_id).where(newer)))


def prepare(
    then: Session, file: FileImport, *, stands: bool, progress: Progress = lambda _: None
) -> Settling:
    """Ask what it does that an import begins to stand, or ceases to. `progress` is told the part
    that is done, up to 1.
    """
    every_organization(then)
    settling = Settling(then, file.organization_id, file.id, stands, _moment(then))
    people, seeds = _elsewhere(then, file, progress)
    _settle(then, settling, people, lambda part: progress(0.3 + 0.3 * part))
    settling.overlap = persons.overlap_change(
        then, file.id, seeds, stands=stands, progress=lambda part: progress(0.6 + 0.4 * part)
    )
    return settling


def _moment(session: Session) -> _Moment:
    every_organization(session)
    standing = select(FileImport.id).where(FileImport.state == ImportState.IMPORTED)
    return _Moment(
        session.exec(select(func.max(Signature.id))).one() or 0,
        session.exec(select(func.max(Revision.id))).one() or 0,
        session.exec(select(func.max(BatchRevision.id))).one() or 0,
        frozenset(session.exec(standing)),
    )


def _elsewhere(
    session: Session, file: FileImport, progress: Progress
) -> tuple[list[int], set[Link]]:
    """Of an import's lines: people who are on other lines as well, and prints that are on those of
    somebody else."""
    its_batches = select(Batch.id).where(Batch.import_id == file.id)
    mine = col(Signature.organization_id) == file.organization_id
    other = aliased(Signature)

    def found(name: str) -> set[Any]:
        column = getattr(Signature, name)
        query: Any = select(column.label("value"), col(Signature.person).label("person")).where(
            col(Signature.batch_id).in_(its_batches), column.is_not(None)
        )
        if file.fit > _MANY:
            which_lines = mine if name == "person" else column.is_not(None)
            several = select(column).where(which_lines).group_by(column).having(func.count() > 1)
            query = query.where(column.in_(several), mine)
        # Each of them once: a whole file may have one phone, and then each line asks all of them.
        its = query.distinct().subquery()
        which = same_person = and_(
            col(other.organization_id) == file.organization_id,
            col(other.person) == its.c.person,
        )
        if name != "person":  # of another person: else it leads to nobody whom that doesn't lead to
            which = and_(getattr(other, name) == its.c.value, not_(same_person))
        outside = exists().where(col(other.batch_id).not_in(its_batches), which)
        return set(session.exec(select(its.c.value).where(outside)))

    people = found("person")
    progress(0.1)
    emails = found("email_print")
    progress(0.2)
    phones = found("phone_print")
    progress(0.3)
    seeds = {("e-mail", each) for each in emails} | {("phone", each) for each in phones}
    return sorted(people), seeds


def _settle(
    session: Session, settling: Settling, people: Collection[int], progress: Progress
) -> None:
    """Which lines of these people count then, and what each batch has of them and where."""
    marks: dict[bool, list[int]] = {True: [], False: []}
    changes: dict[int, Counter[tuple[int | None, Any]]] = defaultdict(Counter)
    own = set(session.exec(select(Batch.id).where(Batch.import_id == settling.import_id)))
    batches = {each: session.get_one(Batch, each) for each in own}
    for number, some in enumerate(portions(people), 1):
        lines = session.exec(_lines_of(settling.organization_id, some)).all()
        standing: dict[int, list[int]] = defaultdict(list)
        for person, line, batch, void, *_ in lines:
            if _stands(batch, own, settling, void=void):
                standing[person].append(line)
        counting = {person: counting_line(ids) for person, ids in standing.items()}
        for person, line, batch, _, staged, counted, ward, signed_on in lines:
            is_own = batch in own
            counts = line == counting.get(person)
            if (is_own and not settling.stands) or (staged and not is_own) or counts == counted:
                continue
            marks[counts].append(line)
            changes[batch][ward, signed_on] += 1 if counts else -1
        progress(number * 500 / max(len(people), 500))
    settling.marks = marks
    for batch_id in changes.keys() - own:
        batches[batch_id] = session.get_one(Batch, batch_id)
    for cell_of, line_count in _counted(session, own):
        batch_id, *place = cell_of
        changes[batch_id][tuple(place)] += line_count
    for batch_id, batch in batches.items():
        places = changes[batch_id]
        _note(settling, batch, places, is_own=batch_id in own)


def _note(
    settling: Settling, batch: Batch, places: Counter[tuple[int | None, Any]], *, is_own: bool
) -> None:
    """What a batch will count. `places`: of an own one all that counts, else what changes."""
    total = sum(places.values())
    settling.verified[batch.id] = total if is_own else batch.verified + total
    sign = 1
    if is_own and not settling.stands:
        sign = 0 if batch.voided_at is not None else -1
    settling.cells[batch.id] = [
        (tallies.cell_of(batch, *place), Ladder(verified=sign * lines))
        for place, lines in places.items()
    ]


def _stands(batch: int, own: set[int], settling: Settling, *, void: bool) -> bool:
    return settling.stands if batch in own else not void


def _lines_of(organization_id: int, people: list[int]) -> Any:
    line: Any = Signature
    void = or_(line.voided_at.is_not(None), col(Batch.voided_at).is_not(None))
    which: list[Any] = [line.person, line.id, line.batch_id, void, Batch.staged, line.counted]
    which += [line.ward, line.signed_on]
    query: Any = select(*which)
    query = query.join(Batch, col(Batch.id) == Signature.batch_id)
    return query.where(line.organization_id == organization_id, line.person.in_(people))


def _counted(
    session: Session, batches: Collection[int]
) -> Iterator[tuple[tuple[int, int | None, Any], int]]:
    """(batch, own ward, own day) → lines that are marked as counting."""
    line: Any = Signature
    place = (line.batch_id, line.ward, line.signed_on)
    for batch in sorted(batches):
        query = select(*place, func.count()).where(
            Signature.batch_id == batch, col(Signature.counted)
        )
        for *where, lines in session.exec(query.group_by(*place)):
            yield tuple(where), lines


def _lines(session: Session, ids: Collection[int]) -> list[Line]:
    """These lines, whatever their state."""
    every_organization(session)
    columns: Any = select(
        Signature.organization_id, Signature.person, Signature.email_print, Signature.phone_print
    )
    return [
        Line(*row)
        for part in portions(ids)
        for row in session.exec(columns.where(col(Signature.id).in_(part)))
    ]


def _mark(session: Session, ids: list[int], mark: bool) -> None:
    """Mark lines as counting or not, in one go however many they are."""
    if not ids:
        return
    session.execute(
        update(Signature).where(among(session, col(Signature.id), ids)).values(counted=mark),
        execution_options={"synchronize_session": False},
    )
