"""Rehearsal: made-up growth for a display, so that a lectern can be tried before the cameras come.

It is computed from the time alone. Nothing is written, and no figure of it is anybody's.
"""

from datetime import datetime

from db.press_figures import PublicFigures, floor_of

EVERY = 2.0  # seconds between two changes
_STEPS = (3, 11, 1, 7, 25, 4, 2, 16, 5, 9)  # signatures, over and over


def played(figures: PublicFigures, began: datetime, now: datetime, *, exact: bool) -> PublicFigures:
    """The figures with the growth that is made up by now, since the rehearsal began.

    Not `exact`: it grows from the floor, for the moments at which a floor jumps would tell the
    exact figure that it grew from. Above the last milestone the next one is twice as far.
    """
    times = int((now - began).total_seconds() / EVERY)
    rounds, rest = divmod(max(0, times), len(_STEPS))
    gained = rounds * sum(_STEPS) + sum(_STEPS[:rest])
    before = figures.signatures if exact or not figures.floor else figures.floor + 1
    total = before + gained
    last, ahead = figures.last_milestone, figures.goal(exact=exact)
    while ahead and ahead <= total:
        last, ahead = ahead, 2 * ahead
    rung = next(name for name in ("claimed", "verified", "external") if name in figures.rungs)
    return figures.model_copy(
        update={
            "as_of": now,
            "signatures": total,
            "floor": floor_of(total),
            "rungs": {**figures.rungs, rung: figures.rungs[rung] + gained},
            "last_milestone": last,
            "next_milestone": ahead,
            "above_floor": None,
            "since_yesterday": figures.since_yesterday + gained,
            "last_seven_days": figures.last_seven_days + gained,
        }
    )
