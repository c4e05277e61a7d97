"""A roll call beside the whip count of the evening before: who voted as counted, and who moved."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from db import clock
from db.actor import Actor, Right, allow
from db.models import VoteOption
from db.recorded_roll_calls import CastVote, roll_call
from db.roll_calls import ON_THE_MEASURE
from db.whip import Side, whip_count

YES_SIDES = frozenset({Side.FIRM_YES, Side.SOFT_YES})
NO_SIDES = frozenset({Side.FIRM_NO, Side.SOFT_NO})


class Outcome(StrEnum):
    """What a vote was, seen from the count."""

    MOVED = "moved"  # counted on one side, voted on the other
    AS_COUNTED = "as counted"
    DECIDED = "decided"  # was undecided or unknown
    DID_NOT_VOTE = "did not vote"


@dataclass(frozen=True)
class ComparedVote:
    """Somebody's vote, and what they had been counted as."""

    vote: CastVote
    side: Side
    outcome: Outcome


@dataclass(frozen=True)
class Comparison:
    """How well a vote was predicted."""

    as_of: date
    votes: tuple[ComparedVote, ...]  # those who moved first

    def counted(self, sides: frozenset[Side]) -> int:
        """How many had been counted on these sides."""
        return sum(each.side in sides for each in self.votes)

    def voted(self, sides: frozenset[Side], option: VoteOption) -> int:
        """How many of those voted so."""
        return sum(each.side in sides and each.vote.option is option for each in self.votes)

    def outcomes(self) -> dict[Outcome, int]:
        """How many of each."""
        counted = Counter(each.outcome for each in self.votes)
        return {outcome: counted[outcome] for outcome in Outcome}


def compare(session: Session, actor: Actor, roll_call_id: Any) -> Comparison | None:
    """Compare a roll call with the count of the day before, without what was not known then.

    None if its motion was not on the measure itself. Raises NotAllowed, NotFound.
    """
    allow(actor, Right.SEE_COUNCIL)
    found = roll_call(session, actor, roll_call_id)
    if found.motion not in ON_THE_MEASURE:
        return None
    eve = found.held_on - timedelta(days=1)
    midnight = datetime.combine(found.held_on, time(), clock.CHICAGO)
    count = whip_count(session, actor, found.measure, as_of=eve, known_by=midnight)
    sides = {seat.holder_id: seat.side for seat in count.seats}
    votes = [_compared(vote, sides.get(vote.holder_id, Side.UNKNOWN)) for vote in found.votes]
    outcomes, order = list(Outcome), list(Side)
    votes.sort(key=lambda each: (outcomes.index(each.outcome), order.index(each.side)))
    return Comparison(eve, tuple(votes))


def _compared(vote: CastVote, side: Side) -> ComparedVote:
    if vote.option not in (VoteOption.YES, VoteOption.NO):
        outcome = Outcome.DID_NOT_VOTE
    elif side not in YES_SIDES | NO_SIDES:
        outcome = Outcome.DECIDED
    elif (side in YES_SIDES) == (vote.option is VoteOption.YES):
        outcome = Outcome.AS_COUNTED
    else:
        outcome = Outcome.MOVED
    return ComparedVote(vote, side, outcome)
