"""The same figures, kept in the simplest way there is: lists, and everything counted anew."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from db import (
    campaign,
    file_imports,
    imports,
    installation,
    press_figures,
    press_rule,
    recount,
    signatures,
    signers,
    totals,
)
from db.actor import Actor, Role
from db.engine import reading, writing
from db.errors import Conflict, Refused
from db.import_rows import ImportRow
from db.models import Batch, Channel, Organization, Signature
from db.signatures import BatchCreate, BatchUpdate
from db.signers import SignatureCreate, SignatureUpdate
from tests.db.support import (
    SEEDED,
    TODAY,
    assert_cuts_add_up,
    check_again,
    key,
    new_batch,
    new_line,
    staged,
)

OPERATIONS = 10_000
FIRST = date(2017, 2, 22)
# Most people sign once: as many contacts as lines, or everybody would end up in one group.
EMAILS = [*[""] * 3_000, *(f"n{number}@example.org" for number in range(9_000))]
PHONES = [*[""] * 4_000, *(f"312-555-{number:04}" for number in range(8_000))]


@dataclass
class KnownBatch:
    """A batch as the model remembers it."""

    id: int
    actor: Actor
    day: date
    channel: Channel
    ward: int | None
    count: int
    revision: int = 0
    voided: bool = False
    complete: bool = False
    staged: bool = False  # of a file that is not imported, or no longer
    undone: bool = False  # of a file that is imported no longer
    of_file: bool = False  # no more names are keyed on it


@dataclass
class KnownFile:
    """A file of signers as the model remembers it."""

    id: int
    actor: Actor
    day: date
    channel: Channel
    ward: int | None
    rows: list[ImportRow]
    batches: list[KnownBatch] = field(default_factory=list)
    outdated: bool = False  # another file of its organization came in or was undone since


@dataclass
class KnownLine:
    """A line as the model remembers it. `who` is a label that lines of one person share."""

    id: int
    batch: KnownBatch
    email: str
    phone: str
    ward: int | None
    who: object
    revision: int = 0
    voided: bool = False
    apart: bool = False  # it was said last that it is another person

    @property
    def actor(self) -> Actor:
        return self.batch.actor

    @property
    def contacts(self) -> set[str]:
        return {self.email, self.phone} - {""}

    @property
    def stands(self) -> bool:
        return not self.voided and not self.batch.voided


@dataclass
class Model:
    """Does random operations and remembers what came of them."""

    chance: random.Random
    leads: list[Actor]
    coordinator: Actor
    batches: list[KnownBatch] = field(default_factory=list)
    lines: list[KnownLine] = field(default_factory=list)
    checked: list[KnownFile] = field(default_factory=list)
    imported: list[KnownFile] = field(default_factory=list)
    external: Counter[date | None] = field(default_factory=lambda: Counter({None: SEEDED}))
    reported: int = SEEDED
    read_on: date = FIRST
    refusals: int = 0
    done: Counter[str] = field(default_factory=Counter)

    # Batches.

    def log(self, session: Session) -> None:
        """Log a batch."""
        actor = self.chance.choice(self.leads)
        day, channel, count, ward = self._fields()
        new = BatchCreate(day, channel.value, count, ward, "a place", "", "", key())
        batch = signatures.log_batch(session, actor, new)
        self.batches.append(KnownBatch(batch.id, actor, day, channel, ward, count))

    def edit(self, session: Session) -> None:
        """Change what a batch says."""
        known = self._batch(voided=False)
        day, channel, count, ward = self._fields()
        new = BatchUpdate(day, channel.value, count, ward, revision=known.revision)
        batch = signatures.edit_batch(session, known.actor, known.id, new)
        known.day, known.channel, known.ward, known.count = day, channel, ward, count
        known.revision = batch.revision

    def void(self, session: Session) -> None:
        """Take a batch out."""
        known = self._batch(voided=False)
        known.revision = signatures.void_batch(
            session, known.actor, known.id, reason="counted twice", revision=known.revision
        ).revision
        known.voided = True

    def restore(self, session: Session) -> None:
        """Bring a batch back."""
        known = self._batch(voided=True)
        known.revision = signatures.restore_batch(
            session, known.actor, known.id, revision=known.revision
        ).revision
        known.voided = False

    def complete(self, session: Session) -> None:
        """Say that all names of a batch are keyed."""
        known = self._batch(voided=False)
        known.revision = signatures.complete_batch(
            session, known.actor, known.id, revision=known.revision, sure=True
        ).revision
        known.complete = True

    def reopen(self, session: Session) -> None:
        """Let names be keyed again."""
        known = self._batch(voided=False)
        known.revision = signatures.reopen_batch(
            session, known.actor, known.id, revision=known.revision
        ).revision
        known.complete = False

    # Names.

    def key_name(self, session: Session) -> None:
        """Key a name of a batch, often of one of the latest."""
        for known in [*reversed(self.batches[-4:]), *self.batches]:
            if not known.voided and not known.complete and not known.of_file:
                break
        else:
            return
        if self.chance.random() < 0.5:
            known = self._batch(voided=False)
            if known.complete or known.of_file:
                return
        email, phone = self.chance.choice(EMAILS), self.chance.choice(PHONES)
        ward = self.chance.choice([None, None, None, *range(1, 51)])
        typed = SignatureCreate("Rosa", "", email.upper(), phone, ward=ward, key=key())
        line = signers.key_signature(session, known.actor, known.id, typed)
        made = KnownLine(line.id, known, email, phone, ward, who=object())
        made.who = self._who(made, made.contacts) or made.who
        self.lines.append(made)

    def correct(self, session: Session) -> None:
        """Correct a line's e-mail, phone or ward."""
        known = self._line(voided=False)
        email, phone, ward = known.email, known.phone, known.ward
        match self.chance.randrange(3):
            case 0:
                email = self.chance.choice(EMAILS)
            case 1:
                phone = self.chance.choice(PHONES)
            case _:
                ward = self.chance.choice([None, *range(1, 51)])
        new = SignatureUpdate("Rosa", "", email, phone, ward=ward, revision=known.revision)
        known.revision = signers.correct_signature(session, known.actor, known.id, new).revision
        had = known.contacts
        known.email, known.phone, known.ward = email, phone, ward
        if known.contacts != had:
            new_who = self._who(known, known.contacts - had)
            others = [line for line in self.lines if line.who is known.who and line is not known]
            if new_who is not None:
                known.who = new_who
            elif others and not any(known.contacts & line.contacts for line in others):
                known.who = object()

    def void_line(self, session: Session) -> None:
        """Take a line out."""
        known = self._line(voided=False)
        known.revision = signers.void_signature(
            session, known.actor, known.id, reason="not a person", revision=known.revision
        ).revision
        known.voided = True

    def restore_line(self, session: Session) -> None:
        """Bring a line back."""
        known = self._line(voided=True)
        known.revision = signers.restore_signature(
            session, known.actor, known.id, revision=known.revision
        ).revision
        known.voided = False

    def set_apart(self, session: Session) -> None:
        """Say that a line is another person."""
        known = self._line()
        known.revision = signers.set_apart(
            session, known.actor, known.id, revision=known.revision
        ).revision
        known.who, known.apart = object(), True

    def join(self, session: Session) -> None:
        """Say that a line is the same person after all."""
        known = self._line()
        known.revision = signers.join(
            session, known.actor, known.id, revision=known.revision
        ).revision
        who = self._who(known, known.contacts) or known.who
        known.apart = known.apart and who is known.who
        known.who = who

    # Files. To check one takes transactions of its own.

    def check_file(self) -> None:
        """Check a file of signers; it counts nothing yet."""
        actor = self.chance.choice(self.leads)
        day, channel, _, ward = self._fields()
        rows = [
            ImportRow(
                number,
                key(),
                email=self.chance.choice(EMAILS),
                phone=self.chance.choice(PHONES),
                ward=self.chance.choice([None, None, *range(1, 51)]),
            )
            for number in range(2, self.chance.choice([3, 5, 9]))
        ]
        made = staged(actor, rows, channel=channel.value, collected_on=day, ward=ward)
        file = KnownFile(made, actor, day, channel, ward, rows)
        self._remember(file)
        self.checked.append(file)

    def check_again(self) -> None:
        """Check a file again after another one came in."""
        file = self.chance.choice([each for each in self.checked if each.outdated])
        with pytest.raises(Conflict), writing() as session:
            self._import(session, file)
        check_again(file.actor, file.id, file.rows)
        self.batches = [each for each in self.batches if each not in file.batches]
        self.lines = [each for each in self.lines if each.batch not in file.batches]
        file.batches = []
        self._remember(file)
        file.outdated = False

    def _remember(self, file: KnownFile) -> None:
        """The rows of a file as they are stored."""
        with reading() as session:
            query = select(Signature.id, Signature.batch_id, Batch.count).join(
                Batch, col(Batch.id) == Signature.batch_id
            )
            found = session.exec(
                query.where(Batch.import_id == file.id).order_by(col(Signature.id))
            ).all()
        for row, (line_id, batch_id, count) in zip(file.rows, found, strict=True):
            if not file.batches or file.batches[-1].id != batch_id:
                made = KnownBatch(batch_id, file.actor, file.day, file.channel, file.ward, count)
                made.voided = made.complete = made.staged = made.of_file = True
                file.batches.append(made)
            line = KnownLine(
                line_id, file.batches[-1], row.email, row.phone, row.ward, who=object()
            )
            line.who = self._who(line, line.contacts) or line.who
            self.lines.append(line)
        self.batches += file.batches

    def import_file(self, session: Session) -> None:
        """Let a checked file count."""
        file = self.chance.choice([each for each in self.checked if not each.outdated])
        self._import(session, file)
        self.checked.remove(file)
        for batch in file.batches:
            batch.voided = batch.staged = False
        self.imported.append(file)
        self._outdate(file)

    def _import(self, session: Session, file: KnownFile) -> None:
        revision = file_imports.own_import(session, file.actor, file.id).revision
        imports.import_checked(session, file.actor, file.id, revision=revision)

    def _outdate(self, file: KnownFile) -> None:
        for each in self.checked:
            same = each.actor.organization_id == file.actor.organization_id
            each.outdated = each.outdated or same

    def undo_file(self, session: Session) -> None:
        """Undo an import."""
        file = self.imported.pop(self.chance.randrange(len(self.imported)))
        revision = file_imports.own_import(session, file.actor, file.id).revision
        imports.undo_import(session, file.actor, file.id, revision=revision)
        for batch in file.batches:
            batch.voided = batch.staged = batch.undone = True
        self._decide_anew(file)
        self._outdate(file)

    def _decide_anew(self, file: KnownFile) -> None:
        """Say anew who was keyed since its check, of those who are in the file."""
        its = [line for line in self.lines if line.batch in file.batches]
        whos = {id(line.who) for line in its}
        theirs = [line for line in self.lines if id(line.who) in whos and not line.batch.staged]
        keyed = [line for line in theirs if not line.batch.of_file and line.id > its[0].id]
        taken: dict[int, set[str]] = defaultdict(set)
        for line in theirs:
            if line not in keyed:
                taken[id(line.who)] |= line.contacts
        moved: list[KnownLine] = []
        for line in keyed:
            who = line.who
            same = self._same(line, line.contacts)
            if same is not None and same.id < line.id and (same in moved or not same.apart):
                who = same.who
            elif id(who) in taken and not taken[id(who)] & line.contacts:
                who = object()
            if who is not line.who:
                moved.append(line)
                line.who, line.apart = who, True
                line.revision += 1
            taken[id(who)] |= line.contacts

    # The campaign.

    def report(self, session: Session) -> None:
        """Read the petition page's counter, which may go down as well."""
        reported = max(0, self.reported + self.chance.randint(-50, 200))
        day = self.read_on
        if self.chance.random() < 0.05:
            day = min(TODAY, day + timedelta(days=1))
        campaign.report_external(
            session,
            self.coordinator,
            campaign.ExternalReportCreate("petition-page", reported, day, key()),
        )
        self.external[day] += reported - self.reported
        self.reported, self.read_on = reported, day

    def milestones(self, session: Session) -> None:
        """Set other milestones."""
        campaign.set_milestones(session, self.coordinator, self.chance.sample(range(1, 100_000), 4))

    def refused(self, session: Session) -> None:
        """Try what is refused, after something that is not: all of it must come to nothing."""
        actor = self.chance.choice(self.leads)
        batch = signatures.log_batch(session, actor, new_batch(count=7))
        line = signers.key_signature(session, actor, batch.id, new_line(email="n1@example.org"))
        known = self._batch()
        stranger = replace(actor, organization_id=(known.actor.organization_id or 0) % 18 + 1)
        foreign = replace(actor, organization_id=(actor.organization_id or 0) % 18 + 1)
        self.refusals += 1
        wrong: list[Callable[[], object]] = [
            lambda: signatures.log_batch(session, actor, new_batch(count=0)),
            lambda: signatures.one_batch(session, stranger, known.id),
            lambda: signatures.void_batch(
                session, known.actor, known.id, reason="x", revision=known.revision + 1
            ),
            lambda: signatures.log_batch(session, self.coordinator, new_batch()),
            lambda: signatures.complete_batch(session, actor, batch.id, revision=0),
            lambda: signers.key_signature(session, actor, batch.id, new_line(email="x")),
            lambda: signers.set_apart(session, foreign, line.id, revision=0),
            lambda: signers.void_signature(session, actor, line.id, reason=" ", revision=0),
        ]
        self.chance.choice(wrong)()
        raise AssertionError("was not refused")

    # Which operation comes next.

    def go_on(self, most: int) -> int:
        """One transaction of one to five random operations; how many it was."""
        if len(self.lines) >= 20 and self.chance.random() < 0.05:
            with pytest.raises(Refused), writing() as session:
                self.refused(session)
            return 1
        if len(self.lines) >= 20 and self.chance.random() < 0.03:
            self.check_file()
            return 1
        if any(file.outdated for file in self.checked) and self.chance.random() < 0.03:
            self.check_again()
            return 1
        wanted = min(most, self.chance.choice([1, 2, 3, 5]))
        with writing() as session:
            for _ in range(wanted):
                operation = self.operation()
                operation(session)
                self.done[operation.__name__] += 1
        return wanted

    def operation(self) -> Callable[[Session], None]:
        """A random operation, half of the time another name."""
        if len(self.batches) < 10:
            return self.log
        if len(self.lines) < 20 or self.chance.random() < 0.45:
            return self.key_name
        void_batches = any(known.voided and not known.staged for known in self.batches)
        void_lines = any(known.voided and not known.batch.staged for known in self.lines)
        ready = any(not file.outdated for file in self.checked)
        (operation,) = self.chance.choices(
            [
                *(self.log, self.edit, self.void, self.restore, self.complete, self.reopen),
                *(self.correct, self.void_line, self.restore_line, self.set_apart, self.join),
                *(self.report, self.milestones),
                *(self.import_file, self.undo_file),
            ],
            [
                *(16, 6, 3, 3 if void_batches else 0, 5, 4),
                *(12, 6, 5 if void_lines else 0, 4, 4),
                *(2, 1),
                *(2 if ready else 0, 1 if self.imported else 0),
            ],
        )
        return operation

    def _fields(self) -> tuple[date, Channel, int, int | None]:
        """Random fields of a batch that can be logged."""
        chance = self.chance
        return (
            FIRST + timedelta(days=chance.randrange((TODAY - FIRST).days + 1)),
            chance.choice(list(Channel)),
            chance.choice([1, 2, 10, 25, 40, chance.randint(1, 10_000)]),
            chance.choice([None, None, *range(1, 51)]),
        )

    def _batch(self, *, voided: bool | None = None) -> KnownBatch:
        """A random batch; tried again until it fits, because most of them stand."""
        while True:
            known = self.chance.choice(self.batches)
            if not known.staged and voided in (None, known.voided):
                return known

    def _line(self, *, voided: bool | None = None) -> KnownLine:
        """A random line; tried again until it fits, because most of them stand."""
        while True:
            known = self.chance.choice(self.lines)
            if not known.batch.staged and voided in (None, known.voided):
                return known

    def _who(self, known: KnownLine, by: set[str]) -> object | None:
        """The person of the organization's first other line with one of these contacts."""
        same = self._same(known, by)
        return None if same is None else same.who

    def _same(self, known: KnownLine, by: set[str]) -> KnownLine | None:
        """That line."""
        for line in self.lines:
            mine = line.actor.organization_id == known.actor.organization_id
            decides = mine and not line.batch.undone
            if decides and line is not known and by & line.contacts:
                return line
        return None

    # What the figures must be.

    def counting_lines(self) -> list[KnownLine]:
        """The first standing line of each person."""
        first: dict[int, KnownLine] = {}
        for line in self.lines:  # in the order of their ids
            if line.stands:
                first.setdefault(id(line.who), line)
        return list(first.values())

    def cuts(self) -> dict[str, Counter[object]]:
        """Every cut of verified, claimed and external signatures, counted by hand."""
        none = sum(self.external.values())
        cuts: dict[str, Counter[object]] = {
            "organization": Counter({None: none}),
            "channel": Counter({None: none}),
            "ward": Counter({None: none}),
            "day": Counter(self.external),
        }

        def add(batch: KnownBatch, ward: int | None, number: int) -> None:
            cuts["organization"][batch.actor.organization] += number
            cuts["channel"][batch.channel] += number
            cuts["ward"][ward] += number
            cuts["day"][batch.day] += number

        keyed = Counter(line.batch.id for line in self.lines)
        for batch in self.batches:
            if not batch.voided and not batch.complete:
                add(batch, batch.ward, max(0, batch.count - keyed[batch.id]))
        for line in self.counting_lines():
            add(line.batch, line.ward or line.batch.ward, 1)
        return cuts

    def overlap(self) -> int:
        """Walk from line to line by person, e-mail and phone; in each group, sum less largest."""
        standing = [line for line in self.lines if line.stands]
        near: dict[object, list[KnownLine]] = defaultdict(list)
        for line in standing:
            for link in (id(line.who), *line.contacts):
                near[link].append(line)
        seen: set[int] = set()
        overlap = 0
        for start in standing:
            if start.id in seen:
                continue
            people: dict[int | None, set[int]] = defaultdict(set)
            waiting = [start]
            while waiting:
                line = waiting.pop()
                if line.id in seen:
                    continue
                seen.add(line.id)
                people[line.actor.organization_id].add(id(line.who))
                for link in (id(line.who), *line.contacts):
                    waiting += near[link]
            numbers = [len(known) for known in people.values()]
            overlap += sum(numbers) - max(numbers)
        return overlap


def every_figure_agrees_after_ten_thousand_operations(alice: Actor, cora: Actor) -> None:
    """Do them, and compare after each hundred with a recount and with the model."""
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed of this run: {seed}")  # shown when it fails: put it above to see it again
    with reading() as session:
        leads = [
            replace(alice, organization_id=n, organization=slug, role=Role.LEAD)
            for n, slug in session.exec(select(Organization.id, Organization.slug))
        ]
    assert len(leads) == 18
    model = Model(random.Random(seed), leads, cora)
    done = checked = 0
    while done < OPERATIONS:
        done += model.go_on(OPERATIONS - done)
        if done >= checked + 100:
            checked += 100
            assert_figures_hold(model)
    assert checked == OPERATIONS
    assert len(model.lines) > OPERATIONS / 4
    assert len(model.batches) > OPERATIONS / 10
    assert min(model.done.values()) >= OPERATIONS / 1_000, model.done
    assert model.refusals > OPERATIONS / 100
    assert installation.verify() == []


def assert_figures_hold(model: Model) -> None:
    """Every figure agrees with the recount and with the model."""
    with reading() as session:
        now = totals.snapshot(session)
        assert recount.drift(session) == []
        assert recount.batch_drift(session) == []
        said = press_figures.figures(session, now, press_rule.press_rule(session))
    assert said.signatures == now.headline.total
    assert not said.by_day or said.by_day[-1][1] == now.headline.total
    assert all(10 <= n <= now.by_ward[ward].total for ward, n in said.wards.items())
    assert_cuts_add_up(now)
    cuts = model.cuts()
    overlap = model.overlap()
    assert now.headline.overlap == overlap
    assert now.headline.total == sum(cuts["day"].values()) - overlap
    assert now.headline.external == model.reported
    assert now.headline.verified == len(model.counting_lines())
    for name, ladders in (
        ("organization", now.by_organization),
        ("channel", now.by_channel),
        ("ward", now.by_ward),
        ("day", now.by_day),
    ):
        have = {
            key: ladder.total + ladder.overlap
            for key, ladder in ladders.items()
            if ladder.total + ladder.overlap
        }
        assert have == {key: n for key, n in cuts[name].items() if n}, name
