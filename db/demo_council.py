"""Made-up stances for the demo, always the same. No alderperson said any of this."""

import random
from collections import defaultdict
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from db import clock
from db.actor import Actor, Role
from db.models import Evidence, Measure, Organization, Position, User
from db.stance_entry import StanceCreate, proposed_expiry, set_stances
from db.users import as_actor
from db.wards import NUMBERS

_FIRST_DAY, _LAST_DAY = date(2017, 3, 1), date(2017, 4, 23)
_DAYS = (_LAST_DAY - _FIRST_DAY).days
# How an alderperson's spring went: the positions in turn, and how often that is.
_PATHS: tuple[tuple[tuple[Position, ...], int], ...] = (
    ((), 9),
    ((Position.YES,), 9),
    ((Position.LEAN_YES, Position.YES), 6),
    ((Position.UNDECIDED, Position.LEAN_YES), 6),
    ((Position.UNDECIDED,), 6),
    ((Position.YES, Position.UNDECIDED), 2),
    ((Position.UNDECIDED, Position.LEAN_NO), 3),
    ((Position.LEAN_NO, Position.UNDECIDED, Position.LEAN_YES), 2),
    ((Position.NO,), 5),
    ((Position.LEAN_NO, Position.NO), 2),
)
_HOW = {
    Evidence.PUBLIC: 4,
    Evidence.WRITTEN: 3,
    Evidence.TWO_OF_US: 5,
    Evidence.ONE_OF_US: 4,
    Evidence.HEARSAY: 2,
}
_PRESS_EVERY = 3  # days: a lead records what came together


def fill(session: Session) -> None:
    """Add stances of both measures, recorded by several organizations from March to April."""
    chance = random.Random(20170301)  # noqa: S311 - made-up stances, the same every time
    leads = _leads(session)
    for measure in session.exec(select(Measure.slug).order_by(col(Measure.id))):
        pressed: dict[tuple[int, int], dict[int, StanceCreate]] = defaultdict(dict)
        for ward in NUMBERS:
            for stance in _spring(chance, ward):
                days = ((stance.said_on or _LAST_DAY) - _FIRST_DAY).days
                lead = chance.randrange(len(leads))
                pressed[days // _PRESS_EVERY, lead][ward] = stance
        for (when, lead), stances in sorted(pressed.items()):
            day = min(_LAST_DAY, _FIRST_DAY + timedelta(days=(when + 1) * _PRESS_EVERY))
            with clock.stopped_at(datetime.combine(day, time(21), clock.CHICAGO)):
                key = f"demo stances {measure} {when:03} {lead:02}"
                set_stances(session, leads[lead], measure, list(stances.values()), key=key)


def _spring(chance: random.Random, ward: int) -> list[StanceCreate]:
    """What one alderperson is made to say, in the order of days."""
    [path] = chance.choices([path for path, _often in _PATHS], [often for _path, often in _PATHS])
    days = sorted(chance.sample(range(_DAYS + 1), len(path)))
    found = []
    for position, days_in in zip(path, days, strict=True):
        said_on = _FIRST_DAY + timedelta(days=days_in)
        [evidence] = chance.choices(list(_HOW), list(_HOW.values()))
        expires_on = proposed_expiry(evidence, said_on)
        if chance.random() < 0.3:  # somebody wanted to hear it again sooner
            expires_on = said_on + timedelta(days=21)
        found.append(StanceCreate(ward, position, evidence, said_on, expires_on))
    return found


def _leads(session: Session) -> list[Actor]:
    """The leads of six organizations."""
    query = (
        select(User, Organization.slug)
        .join(Organization, col(Organization.id) == User.organization_id)
        .where(User.role == Role.LEAD)
        .order_by(col(User.id))
        .limit(6)
    )
    return [as_actor(user, organization) for user, organization in session.exec(query)]
