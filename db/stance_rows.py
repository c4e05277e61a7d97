"""What is typed into a row of the whip count's grid, and the stance that it comes to.

A row shows the position; how it is known, its day, its day to confirm by and its link are empty,
because typing into a row makes a new stance. The one before stays in the history as it was.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.models import Evidence
from db.stance_entry import StanceCreate, proposed_expiry
from db.whip import SeatStance

FIELDS = ("position", "evidence", "said_on", "expires_on", "source_url")
Typed = Mapping[str, Any]


def as_it_is(seat: SeatStance) -> dict[str, Any]:
    """What a row holds before anybody types into it."""
    stance = seat.stance
    return {
        "position": stance.position if stance else None,
        "evidence": None,
        "said_on": None,
        "expires_on": None,
        "source_url": "",
    }


def to_record(
    seats: Mapping[int, SeatStance], rows: Mapping[int, Typed], today: date
) -> list[StanceCreate]:
    """The stances that the changed rows come to. `rows`: ward → what was typed there."""
    return [
        _filled_in(seats[ward], typed, today)
        for ward, typed in sorted(rows.items())
        if ward in seats and _changed(seats[ward], typed)
    ]


def _changed(seat: SeatStance, typed: Typed) -> bool:
    held = as_it_is(seat)
    return any(value != held[field] for field, value in typed.items() if field in held)


def _filled_in(seat: SeatStance, typed: Typed, today: date) -> StanceCreate:
    """What is left empty is proposed: said today, to be confirmed in as long as the form proposes.

    The same position again is known as it was. A new one is not: a public No shows no public Yes,
    so it was one of us who heard it, which is soft. A vote is not cast again by typing into its
    row: how it is known then has to be said, and the command refuses a row without.
    """
    held = seat.stance
    position = typed.get("position", held.position if held else None)
    known: Evidence | None = Evidence.ONE_OF_US
    if held and position == held.position:
        known = held.evidence if held.evidence is not Evidence.VOTE else None
    evidence = typed.get("evidence") or known
    said_on = typed.get("said_on") or today
    return StanceCreate(
        ward=seat.ward,
        position=position,
        evidence=evidence,
        said_on=said_on,
        expires_on=typed.get("expires_on") or proposed_expiry(evidence, min(said_on, today)),
        source_url=typed.get("source_url") or "",
    )
