"""How a stance is said and drawn: for each a word, a sign and a colour, never a colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from db.models import Evidence, Position
from db.side_names import SIDE_NAMES
from db.whip import SeatStance, Side
from ui import formats, shell
from ui.language import N_, _

LIGHT_INK, DARK_INK, PAGE_INK = "#ffffff", "#1c2733", "currentColor"
FAINT = "#8b8b8628"  # a grey that is seen on white and on black, and glares on neither


@dataclass(frozen=True)
class Look:
    """A side's colours: in a chart, as a badge, and of the sign on it."""

    side: Side
    color: str
    badge: Literal["blue", "orange", "gray"]
    ink: str = DARK_INK

    @property
    def label(self) -> str:
        """What it is called, in English."""
        return SIDE_NAMES[self.side].label

    @property
    def mark(self) -> str:
        """Its sign."""
        return SIDE_NAMES[self.side].mark


# Blue to orange, which the colour-blind tell apart; firm is dark. What is not known lets the page
# show through, in light and in dark, and its sign has the colour of the page's text.
SIDES = {
    look.side: look
    for look in (
        Look(Side.FIRM_YES, "#12487d", "blue", LIGHT_INK),
        Look(Side.SOFT_YES, "#9cc3ea", "blue"),
        Look(Side.UNDECIDED, "#dcd6cb", "gray"),
        Look(Side.UNKNOWN, FAINT, "gray", PAGE_INK),
        Look(Side.SOFT_NO, "#f5bf85", "orange"),
        Look(Side.FIRM_NO, "#9c4708", "orange", LIGHT_INK),
        Look(Side.VACANT, "transparent", "gray", PAGE_INK),
    )
}
POSITIONS = {
    Position.YES: N_("Yes"),
    Position.LEAN_YES: N_("Lean yes"),
    Position.UNDECIDED: N_("Undecided"),
    Position.LEAN_NO: N_("Lean no"),
    Position.NO: N_("No"),
    Position.UNKNOWN: N_("Unknown"),
}
EVIDENCE = {
    Evidence.VOTE: N_("Vote"),
    Evidence.PUBLIC: N_("Public statement"),
    Evidence.WRITTEN: N_("Written"),
    Evidence.TWO_OF_US: N_("Said to two of us"),
    Evidence.ONE_OF_US: N_("Said to one of us"),
    Evidence.SPONSOR: N_("Sponsor"),
    Evidence.HEARSAY: N_("Hearsay"),
}
SPONSOR = "★"
_FEW = 12


def side(side: Side) -> str:
    """++ Firm yes."""
    look = SIDES[side]
    return f"{look.mark} {_(look.label)}"


def seat(seat: SeatStance) -> str:
    """Ward 35 · Carlos Ramirez-Rosa."""
    ward = _("Ward {number}").format(number=seat.ward)
    return f"{ward} · {seat.name or _(SIDES[Side.VACANT].label)}"


def few(seats: Sequence[SeatStance]) -> str:
    """22, 33, 35: the wards; of many the first, and how many more."""
    wards = ", ".join(str(seat.ward) for seat in seats[:_FEW])
    more = len(seats) - _FEW
    return _("{wards} and {n} more").format(wards=wards, n=more) if more > 0 else wards


def known(seat: SeatStance) -> str:
    """Yes · Written · Apr 3, 2017 · Mijente; empty if nothing is known."""
    stance = seat.stance
    if stance is None:
        return ""
    parts = [
        _(POSITIONS[stance.position]),
        _(EVIDENCE[stance.evidence]),
        formats.day(stance.said_on),
        shell.organization_name(stance.organization) if stance.organization else "",
        _("confirm again since {day}").format(day=formats.day(stance.expires_on))
        if seat.expired and stance.expires_on
        else "",
    ]
    return " · ".join(part for part in parts if part)


def sponsor(seat: SeatStance) -> str:
    """★ Lead sponsor, ★ Sponsor, or nothing."""
    if seat.sponsor is None:
        return ""
    word = _("Lead sponsor") if seat.sponsor == 1 else _("Sponsor")
    return f"{SPONSOR} {word}"
