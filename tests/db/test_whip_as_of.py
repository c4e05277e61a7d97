"""After any stances, undos and days, the count as of each day is what a simple model says."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from db import stance_entry, whip
from db.actor import Actor
from db.engine import reading, writing
from db.models import Evidence, Position
from db.stance_entry import StanceCreate
from db.whip import Side
from tests.db.support import TODAY
from tests.db.test_whip import ORDINANCE, count, say

FIRST = date(2017, 3, 1)
DAYS = [FIRST + timedelta(days=n) for n in range((TODAY - FIRST).days + 1)]
FIRM = {"vote", "public statement", "written", "said to two of us"}


@dataclass
class Said:
    """A stance as the model remembers it, in the order of recording."""

    press: str
    new: StanceCreate
    undone: bool = False


def side_on(day: date, ward: int, said: list[Said]) -> str:
    """By the newest day said, of one day the last recorded; undone ones never were."""
    latest = None
    for each in said:
        stands = not each.undone and each.new.ward == ward and each.new.said_on <= day  # type: ignore[operator]
        if stands and (latest is None or each.new.said_on >= latest.said_on):  # type: ignore[operator]
            latest = each.new
    if latest is None:
        return "unknown"
    lapsed = latest.expires_on is not None and latest.expires_on <= day
    firm = latest.evidence in FIRM and not lapsed
    return {
        "yes": "firm yes" if firm else "soft yes",
        "lean yes": "soft yes",
        "undecided": "undecided",
        "unknown": "unknown",
        "lean no": "soft no",
        "no": "firm no" if firm else "soft no",
    }[str(latest.position)]


def stance(chance: random.Random, ward: int) -> StanceCreate:
    said_on = chance.choice(DAYS)
    return StanceCreate(
        ward,
        chance.choice(list(Position)),
        chance.choice(list(Evidence)),
        said_on,
        chance.choice([None, said_on + timedelta(days=chance.randint(1, 40))]),
    )


@pytest.mark.parametrize("_run", range(3))
def test_every_count_as_of_a_day_is_the_models(alice: Actor, dora: Actor, _run: int) -> None:
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed of this run: {seed}")  # shown when it fails: put it above to see it again
    chance = random.Random(seed)
    said: list[Said] = []
    presses: dict[str, Actor] = {}
    for _ in range(40):
        standing = sorted({each.press for each in said if not each.undone})
        if standing and chance.random() < 0.3:
            press = chance.choice(standing)
            with writing() as session:
                stance_entry.undo(session, presses[press], ORDINANCE, press)
            for each in said:
                each.undone = each.undone or each.press == press
        else:
            actor = chance.choice([alice, dora])
            made = [stance(chance, ward) for ward in chance.sample(range(1, 13), 5)]
            press = say(actor, *made)
            presses[press] = actor
            said += [Said(press, new) for new in made]
    with reading() as session:
        moved = whip.count_over_time(session, alice, ORDINANCE)
    for day in [*DAYS[::3], TODAY]:
        model = Counter(side_on(day, ward, said) for ward in range(1, 51))
        expected = {side: model[side.value] for side in Side}
        assert count(alice, as_of=day).counts == expected, day
        before = [counts for on, counts in moved if on <= day]
        if before:
            assert before[-1] == expected, day
