"""What the sides of a whip count are called, and the sign of each: none is told by colour alone."""

from typing import NamedTuple

from db.errors import N_
from db.whip import Side


class SideName(NamedTuple):
    """A sign, and a label of the catalogue."""

    mark: str
    label: str


SIDE_NAMES = {
    Side.FIRM_YES: SideName("++", N_("Firm yes")),
    Side.SOFT_YES: SideName("+", N_("Soft yes")),
    Side.UNDECIDED: SideName("~", N_("Undecided")),
    Side.UNKNOWN: SideName("?", N_("Unknown")),
    Side.SOFT_NO: SideName("\u2212", N_("Soft no")),
    Side.FIRM_NO: SideName("\u2212\u202f\u2212", N_("Firm no")),
    Side.VACANT: SideName("∅", N_("Vacant seat")),
}
