"""Rehearsal: made-up growth for a display, so that a lectern can be tried before the cameras come.

It is computed from the time alone. Nothing is written, and no figure of it is anybody's.
"""

from datetime import datetime

from db.press_figures import PublicFigures, floor_of

EVERY = 2.0  # seconds between two changes
_STEPS = (3, 11, 1, 7, 25, 4, 2, 16, 5, 9)  # signatures, over and over


def played(figures: PublicFigures, began: datetime, now: datetime) -> PublicFigures:
    """The figures with the growth that is made up by now, since the rehearsal began."""
    times = int((now - began).total_seconds() / EVERY)
    rounds, rest = divmod(max(0, times), len(_STEPS))
    gained = rounds * sum(_STEPS) + sum(_STEPS[:rest])
    total = figures.signatures + gained
    passed = figures.next_milestone is not None and total >= figures.next_milestone
    rung = next(name for name in ("claimed", "verified", "external") if name in figures.rungs)
    return figures.model_copy(
        update={
            "as_of": now,
            "signatures": total,
            "floor": floor_of(total),
            "rungs": {**figures.rungs, rung: figures.rungs[rung] + gained},
            "last_milestone": figures.next_milestone if passed else figures.last_milestone,
            "next_milestone": 2 * (figures.next_milestone or 0)
            if passed
            else figures.next_milestone,
            "since_yesterday": figures.since_yesterday + gained,
            "last_seven_days": figures.last_seven_days + gained,
        }
    )
