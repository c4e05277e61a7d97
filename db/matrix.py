"""Two measures side by side: who is a Yes on one and not yet on the other is the easiest ask."""

from dataclasses import dataclass

from db.whip import YES, SeatStance, Side, WhipCount


@dataclass(frozen=True)
class Ask:
    """Somebody who is a Yes on one measure and not on the other."""

    ward: int
    name: str
    yes_on: str  # a measure's slug
    ask_for: str  # the other's
    side: Side  # where they stand on that


@dataclass(frozen=True)
class Matrix:
    """Which seats stand where on both measures, by ward; the easiest asks, the nearest first."""

    first: str
    second: str
    cells: dict[tuple[Side, Side], tuple[SeatStance, ...]]  # (on the first, on the second)
    asks: tuple[Ask, ...]


def matrix(first: WhipCount, second: WhipCount) -> Matrix:
    """Both counts of the same day, side against side. Every seat is in one cell."""
    on_first = {seat.ward: seat for seat in first.seats}
    pairs = [(on_first[seat.ward], seat) for seat in second.seats]
    asks = [
        ask
        for one, other in pairs
        for ask in (
            _ask(one, other, first.measure, second.measure),
            _ask(other, one, second.measure, first.measure),
        )
        if ask is not None
    ]
    order = list(Side)
    cells: dict[tuple[Side, Side], tuple[SeatStance, ...]] = {}
    for one, other in sorted(pairs, key=lambda pair: pair[0].ward):
        cells[one.side, other.side] = (*cells.get((one.side, other.side), ()), one)
    return Matrix(
        first=first.measure,
        second=second.measure,
        cells=cells,
        asks=tuple(sorted(asks, key=lambda ask: (order.index(ask.side), ask.ward))),
    )


def _ask(yes: SeatStance, other: SeatStance, yes_on: str, ask_for: str) -> Ask | None:
    if yes.side not in YES or other.side in YES:
        return None
    return Ask(yes.ward, yes.name, yes_on, ask_for, other.side)
