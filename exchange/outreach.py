"""The rows of VAN and Spoke as outreach: how many people were tried and reached, each day.

People are counted, not rows: who was called twice in a day was tried once, and somebody with whom
one of the calls was a conversation was reached. In a file without days, who is in two campaigns was
tried in both.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import date

from db.contacts import same_phone
from db.errors import Message
from db.import_rows import RowProblem
from db.models import OutreachKind
from exchange import days
from exchange.answers import is_set
from exchange.columns import plain
from exchange.formats import Format, Kind, Recognised
from exchange.formulas import plain_text
from exchange.outreach_results import Meaning, usual_kind, usual_meaning
from exchange.signers import MOST_SHOWN
from exchange.tables import Table

MOST_RESULTS = 500  # different ones in a file; the rest is OTHER_RESULTS
MOST_PROBLEMS = 1_000  # that are listed
OTHER_RESULTS = "…"
REPLY, STOP = "reply", "STOP"  # the results of a message that came in

_STOP_WORDS = frozenset(
    {
        *("stop", "stopall", "unsubscribe", "remove", "quit", "cancel", "end", "optout", "alto"),
        *("parar", "pare", "paren", "baja", "basta", "cancelar", "detener", "eliminar"),
    }
)
# Words that say so alone or like this, and that begin other sentences as well: "para mi familia".
_STOP_PHRASES = frozenset(
    {
        *("para", "para ya", "para por favor", "ya para", "ya no", "ya no mas", "ya basta"),
        *("no mas", "no mas mensajes", "no mas textos", "no mas por favor", "no more"),
        *("no more texts", "no more messages", "no me escriban", "no me escriban mas"),
        *(
            "please stop",
            "por favor alto",
            "por favor paren",
            "take me off",
            "take me off your list",
        ),
    }
)
_MOST_STOP = 3  # words of a message that says no more than that
_MOST_CELL = 200  # characters of a result
_TRIED, _REACHED = 1, 2
_MARKS = {
    Meaning.NOTHING: 0,
    Meaning.ATTEMPT: _TRIED,
    Meaning.CONVERSATION: _TRIED | _REACHED,
    Meaning.DO_NOT_CONTACT: _TRIED,
}


@dataclass(frozen=True)
class Effort:
    """The outreach of one kind on one day, in people; None: the file doesn't say the day."""

    day: date | None
    kind: OutreachKind
    attempts: int
    conversations: int
    results: Map[str, int]  # result → rows
    people: Map[int, bool] = field(default_factory=dict, compare=False, repr=False)
    # whoever was tried, as the reader's `person` knows them → reached


@dataclass(frozen=True)
class DoNotContact:
    """Somebody who asked to be left alone, by whatever the file knows of them."""

    person: str  # the other tool's number
    phone: str
    email: str


@dataclass
class OutreachFile:
    """What a file tells. `results` and `contact_types` are what an organization maps once."""

    rows: int = 0
    efforts: list[Effort] = field(default_factory=list)
    results: dict[str, int] = field(default_factory=dict)  # result → rows
    meanings: dict[str, Meaning] = field(default_factory=dict)  # result → as it was read
    contact_types: dict[str, OutreachKind | None] = field(default_factory=dict)
    do_not_contact: list[DoNotContact] = field(default_factory=list)
    problems: list[tuple[int, RowProblem]] = field(default_factory=list)  # row, why it isn't in
    problem_rows: int = 0  # also of those not listed
    doubtful_days: bool = False  # nothing tells whether 3/4 is in March or in April


def outreach(
    table: Table,
    found: Recognised,
    *,
    meanings: Map[str, Meaning] | None = None,
    kinds: Map[str, OutreachKind] | None = None,
    otherwise: OutreachKind | None = None,
    person: Callable[[str], int] = hash,
) -> OutreachFile:
    """Read a whole table. Raises Unreadable.

    `meanings` (result → meaning) and `kinds` (contact type → kind) are the organization's own, and
    go before what is usual. `otherwise` is the kind of what has no type or one that is none of
    ours: the format's usual one, unless it is given. `person` makes a number of whoever a row is
    of: a million people as texts would take much room.
    """
    otherwise = otherwise or usual_of(found.format)
    return _Reading(table, found, meanings or {}, kinds or {}, otherwise, person).done()


def usual_of(format: Format) -> OutreachKind:
    """The kind of outreach a format is of where it says none: texts for Spoke, else calls."""
    texting = format.key.startswith("spoke")
    return OutreachKind.TEXT_BANK if texting else OutreachKind.PHONE_BANK


class _Reading:
    """One reading of a table."""

    def __init__(
        self,
        table: Table,
        found: Recognised,
        meanings: Map[str, Meaning],
        kinds: Map[str, OutreachKind],
        otherwise: OutreachKind,
        person: Callable[[str], int],
    ) -> None:
        self._table, self._kind = table, found.format.kind
        self._columns = {
            name: table.header.index(column)
            for name, column in found.mapping.columns.items()
            if column in table.header
        }
        self._names = found.mapping.columns
        self._own_meanings, self._own_kinds = meanings, kinds
        self._otherwise, self._person = otherwise, person
        self._marks: dict[tuple[date | None, OutreachKind], dict[int, int]] = {}
        self._results: dict[tuple[date | None, OutreachKind], Counter[str]] = {}
        self._written: dict[int, date | None] = {}  # person → when they were last written to
        self._left_alone: dict[DoNotContact, None] = {}
        self._file = OutreachFile()
        order = self._order(found.mapping.day_first)
        self._day_of = days.reader(day_first=order.day_first)
        self._file.doubtful_days = order.doubtful

    def done(self) -> OutreachFile:
        """Read every row."""
        for number, cells in self._table.rows():
            self._file.rows += 1
            self._row(number, cells)
        for day, kind in sorted(self._marks, key=lambda at: (at[0] or date.min, at[1])):
            marks = self._marks[day, kind]
            people = {who: bool(mark & _REACHED) for who, mark in marks.items() if mark & _TRIED}
            reached = sum(people.values())
            results = dict(self._results[day, kind])
            self._file.efforts.append(Effort(day, kind, len(people), reached, results, people))
        self._file.do_not_contact = list(self._left_alone)
        return self._file

    def _row(self, number: int, cells: list[str]) -> None:
        # A spreadsheet keeps numbers as 3125550142.0.
        phone = self._cell(cells, "phone").removesuffix(".0")
        name = self._cell(cells, "person").removesuffix(".0")
        result = self._result(cells)
        meaning = self._meaning(result)
        # That holds whatever else is wrong with the row.
        if meaning is Meaning.DO_NOT_CONTACT or is_set(self._cell(cells, "opt_out")):
            email = self._cell(cells, "email")
            self._left_alone.setdefault(DoNotContact(name, phone, email))
        day_text = self._cell(cells, "day")
        day = self._day_of(day_text) if day_text else None
        if day is None and "day" in self._columns:
            self._refuse(number, day_text)
            return
        person = self._person(self._who(name, phone, day, cells))
        if self._kind is Kind.MESSAGES:
            if result in (REPLY, STOP):  # belongs to the message it answers
                day = self._written.get(person, day)
            elif meaning is not Meaning.NOTHING:
                self._written[person] = day
        at = day, self._kind_of(self._cell(cells, "contact_type"))
        marks = self._marks.setdefault(at, {})
        marks[person] = marks.get(person, 0) | _MARKS[meaning]
        self._results.setdefault(at, Counter())[result] += 1
        self._file.results[result] = self._file.results.get(result, 0) + 1

    def _who(self, name: str, phone: str, day: date | None, cells: list[str]) -> str:
        """Whoever a row is of; where no day tells contacts apart, in which campaign. Of a row that
        names nobody, all of it: it is the same in the next file."""
        who = name or (same_phone(phone) or phone if phone else "\n".join(cells))
        return who if day else f"{self._cell(cells, 'campaign')}\n{who}"

    def _result(self, cells: list[str]) -> str:
        if self._kind is Kind.MESSAGES and is_set(self._cell(cells, "from_contact")):
            return STOP if _says_stop(self._cell(cells, "text")) else REPLY
        result, question = self._cell(cells, "result"), self._cell(cells, "question")
        text = (f"{question}: {result}" if question else result)[:_MOST_CELL]
        known = self._file.meanings
        return text if text in known or len(known) < MOST_RESULTS else OTHER_RESULTS

    def _meaning(self, result: str) -> Meaning:
        meaning = self._file.meanings.get(result)
        if meaning is None:
            meaning = self._own_meanings.get(result) or self._usual(result)
            self._file.meanings[result] = meaning
        return meaning

    def _usual(self, result: str) -> Meaning:
        if result in (REPLY, STOP):
            return Meaning.CONVERSATION if result == REPLY else Meaning.DO_NOT_CONTACT
        answers = self._kind is Kind.SURVEY  # somebody answered, or there would be no row
        otherwise = Meaning.CONVERSATION if answers else Meaning.ATTEMPT
        return usual_meaning(result.rpartition(": ")[2], otherwise=otherwise)

    def _kind_of(self, contact_type: str) -> OutreachKind:
        types = self._file.contact_types
        if contact_type and contact_type not in types and len(types) < MOST_RESULTS:
            types[contact_type] = self._own_kinds.get(contact_type) or usual_kind(contact_type)
        return types.get(contact_type) or self._otherwise

    def _refuse(self, number: int, text: str) -> None:
        self._file.problem_rows += 1
        if len(self._file.problems) < MOST_PROBLEMS:
            reason = Message("This is no day, such as 2017-04-24.")
            problem = RowProblem(self._names["day"], text[:MOST_SHOWN], reason)
            self._file.problems.append((number, problem))

    def _cell(self, cells: list[str], name: str) -> str:
        column = self._columns.get(name)
        if column is None or column >= len(cells):
            return ""
        return plain_text(cells[column].strip())

    def _order(self, said: bool | None) -> days.DayOrder:
        if said is not None or "day" not in self._columns:
            return days.DayOrder(bool(said), doubtful=False)
        return days.order_of(self._days())

    def _days(self) -> Iterator[str]:
        return (self._cell(cells, "day") for _, cells in self._table.rows())


def _says_stop(text: str) -> bool:
    """True of a message that says no more than that nobody should write again."""
    said = plain(text)
    words = said.split()
    if said in _STOP_PHRASES:
        return True
    return 0 < len(words) <= _MOST_STOP and words[0] in _STOP_WORDS
