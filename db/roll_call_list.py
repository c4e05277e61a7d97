"""A pasted roll call, line by line: whose vote each is, what is doubtful, what is unknown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from db import council, council_rules
from db.actor import Actor, Right, allow
from db.council import Holder
from db.errors import Message
from db.measures import measure_by_slug
from db.models import Motion, VoteOption
from db.roll_call_names import match
from db.roll_call_tally import Tally, tally
from db.roll_call_text import ReadCount, ReadVote, read

LEFT_OUT = 0  # instead of a holder: this line is nobody's vote


@dataclass(frozen=True)
class ListLine:
    """A line of a list. It is settled if it has a holder and an option."""

    number: int
    written: str
    option: VoteOption | None
    holder: Holder | None
    likely: tuple[Holder, ...]  # who may be meant, the likeliest first
    doubt: Message | None  # why it isn't known whose vote this is

    @property
    def settled(self) -> bool:
        """True if it is known who voted, and how."""
        return self.holder is not None and self.option is not None


@dataclass(frozen=True)
class ReadList:
    """A list as read for a day."""

    lines: tuple[ListLine, ...]
    miscounted: tuple[ReadCount, ...]
    holders: tuple[Holder, ...]  # who held a seat that day, by ward

    @property
    def open_lines(self) -> list[ListLine]:
        """The lines that a person has to settle."""
        return [line for line in self.lines if not line.settled]

    def settle(self, holders: Mapping[int, int], options: Mapping[int, str]) -> list[ListLine]:
        """The lines with what was settled by hand: line → holder, or LEFT_OUT; line → vote.

        The person chosen counts, also where the name matched another: a line may only be asked
        about for its vote, and who reads it knows better. Those left out are gone. What can't be
        is still open.
        """
        held = {holder.id: holder for holder in self.holders}
        words = {option.value: option for option in VoteOption}
        return [
            replace(
                line,
                holder=held.get(holders[line.number]) if line.number in holders else line.holder,
                option=line.option or words.get(options.get(line.number, "")),
            )
            for line in self.lines
            if holders.get(line.number) != LEFT_OUT
        ]


def read_list(session: Session, actor: Actor, text: str, day: Any) -> ReadList:
    """Read a pasted list, and match its names to who held the seats on a day.

    Raises NotAllowed.
    """
    allow(actor, Right.KEEP_COUNCIL)
    known = council.all_holders(session)
    found = read(text)
    if type(day) is not date:
        return ReadList((), found.miscounted, ())
    held = tuple(
        holder for seat in known.values() if (holder := council.holder_on(seat, day)) is not None
    )
    everybody = [each for seat in known.values() for each in seat]
    return ReadList(
        lines=tuple(_once([_line(vote, day, held, everybody) for vote in found.votes])),
        miscounted=found.miscounted,
        holders=held,
    )


def twice(holder: Holder, first: int, second: int) -> Message:
    """What to say of one person's second vote."""
    return Message(
        "{name} votes twice: in line {first} and in line {second}.",
        name=holder.name,
        first=first,
        second=second,
    )


def _once(lines: Sequence[ListLine]) -> Iterator[ListLine]:
    """The lines; a second vote of somebody is open, to be settled or left out."""
    first: dict[int, int] = {}
    for line in lines:
        if line.holder is None:
            yield line
        elif line.holder.id in first:
            doubt = twice(line.holder, first[line.holder.id], line.number)
            yield replace(line, holder=None, doubt=doubt)
        else:
            first[line.holder.id] = line.number
            yield line


def foreseen(
    session: Session,
    actor: Actor,
    measure: str,
    motion: Motion,
    found: ReadList,
    lines: Sequence[ListLine],
) -> Tally:
    """What the settled lines would come to. Raises NotAllowed, NotFound (no such measure)."""
    allow(actor, Right.KEEP_COUNCIL)
    return tally(
        (line.option for line in lines if line.option is not None and line.settled),
        motion=motion,
        kind=measure_by_slug(session, measure).kind,
        members=len(found.holders),
        rules=council_rules.rules(session),
    )


def _line(
    vote: ReadVote, day: date, held: Sequence[Holder], everybody: Sequence[Holder]
) -> ListLine:
    found = match(vote.name, vote.ward, held)
    doubt = None
    if found.certain is None:
        doubt = _doubt(vote, day, held, everybody, bool(found.likely))
    return ListLine(vote.number, vote.written, vote.option, found.certain, found.likely, doubt)


def _doubt(
    vote: ReadVote,
    day: date,
    held: Sequence[Holder],
    everybody: Sequence[Holder],
    likely: bool,
) -> Message:
    """Why nobody is meant for certain."""
    if likely:
        return Message("Who is “{name}”?", name=vote.name)
    former = match(vote.name, vote.ward, everybody).certain
    if former is None and not vote.name:
        return Message("This line has no name. Write names, not wards.")
    if former is None:
        return Message("Nobody by the name “{name}” held a seat on {day}.", name=vote.name, day=day)
    if former.ward not in {holder.ward for holder in held}:
        return Message(
            "The seat of ward {ward}, once {name}’s, was vacant on {day}.",
            ward=former.ward,
            name=former.name,
            day=day,
        )
    return Message("{name} did not hold a seat on {day}.", name=former.name, day=day)
