"""The council's pictures in their frames, each with its table, and the lists beside them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from db.matrix import Ask, Matrix
from db.measure_status import MeasureStatus
from db.whip import SeatStance, Side, WhipCount
from ui import cards, formats, shell, stances, tables, ward_link
from ui.council import Board
from ui.language import _
from ui.vega import Spec

_FEW = 8  # of a list; the rest is one click away


def pictures(shown: Board, known: Sequence[MeasureStatus]) -> None:
    """The 26-line, the count over time, the two measures; each with its table."""
    line_card("line", shown.count, shown.line)
    left, right = st.columns(2)
    with left:
        if len(shown.moved) > 1:
            _over_time(shown)
        else:
            with st.container(border=True):
                st.header(_("How the count moved"), anchor=False)
                st.write(_("The first stance that anyone records shows here."))
        to_confirm(shown.count)
    with right:
        _two_measures(shown, {each.slug: _(each.short_title) for each in known})


def line_card(key: str, count: WhipCount, spec: Spec, note: str = "") -> None:
    """The 26-line in its frame."""
    cards.card(
        key,
        _("The {needed}-line").format(needed=formats.number(count.needed)),
        _(
            "Fifty squares, one for each ward, from firm yes to firm no; {counts}. Lines stand "
            "after {needed} and {override}."
        ).format(
            counts=", ".join(
                f"{stances.side(side)}: {number}" for side, number in count.counts.items() if number
            ),
            needed=count.needed,
            override=count.override,
        ),
        spec=lambda: spec,
        table=lambda: _seats_table(key, count),
        picked=ward_link.follow,
        note=note
        or _(
            "Row by row, from firm yes to firm no. The solid line comes after {needed} seats, "
            "enough to pass it; the dashed one after {override}, enough to override a veto. "
            "A square opens its ward. {signs} · ★ Sponsor"
        ).format(
            needed=formats.number(count.needed),
            override=formats.number(count.override),
            signs=" · ".join(stances.side(side).replace(" ", "\u00a0") for side in Side),
        ),
    )


def _seats_table(key: str, count: WhipCount) -> None:
    rows = [_row(seat) for seat in count.seats]
    tables.table(
        f"seats-{key}".replace("_", "-"),
        rows,
        alt=_("The 50 seats, the firmest yes first"),
        columns={
            "ward": st.column_config.NumberColumn(_("Ward"), width=60),
            "name": st.column_config.TextColumn(_("Alderperson"), width=170),
            "side": _("Counts as"),
            "position": _("Position"),
            "evidence": _("How we know"),
            "said_on": st.column_config.DateColumn(_("Said on"), format=formats.DAY_COLUMN),
            "expires_on": st.column_config.DateColumn(_("Confirm by"), format=formats.DAY_COLUMN),
            "organization": _("Recorded by"),
            "sponsor": _("Sponsor"),
            "source_url": st.column_config.LinkColumn(_("Source")),
        },
    )


def _row(seat: SeatStance) -> dict[str, Any]:
    stance = seat.stance
    row = {"ward": seat.ward, "name": seat.name, "side": stances.side(seat.side)}
    if stance is None:
        return {**row, "sponsor": stances.sponsor(seat)}
    return {
        **row,
        "position": _(stances.POSITIONS[stance.position]),
        "evidence": _(stances.EVIDENCE[stance.evidence]),
        "said_on": stance.said_on,
        "expires_on": stance.expires_on,
        "organization": shell.organization_name(stance.organization)
        if stance.organization
        else _("A coordinator"),
        "sponsor": stances.sponsor(seat),
        "source_url": stance.source_url or None,
    }


def _over_time(shown: Board) -> None:
    cards.card(
        "over_time",
        _("How the count moved"),
        _(
            "Bands of the seats on each side at the end of each day, with a line at {needed}."
        ).format(needed=shown.count.needed),
        spec=lambda: shown.over_time,
        table=lambda: _days_table(shown.moved),
        note=_("From the bottom: firm yes to firm no. The line stands at {needed}.").format(
            needed=formats.number(shown.count.needed)
        ),
    )


def _days_table(moved: list[tuple[date, dict[Side, int]]]) -> None:
    tables.table(
        "count",
        [
            {"day": day, **{str(side): n for side, n in counts.items()}}
            for day, counts in moved[::-1]
        ],
        alt=_("How the count moved"),
        columns={
            "day": st.column_config.DateColumn(_("Day"), format=formats.DAY_COLUMN),
            **{str(side): stances.side(side) for side in Side},
        },
    )


def _two_measures(shown: Board, titles: dict[str, str]) -> None:
    both = shown.matrix
    first, second = titles[both.first], titles[both.second]
    cards.card(
        "two_measures",
        _("The two measures side by side"),
        _("A grid of counts: rows are {first}, columns are {second}.").format(
            first=first, second=second
        ),
        spec=lambda: shown.two_measures,
        table=lambda: _matrix_table(both, titles),
        picked=lambda cell: _cell(both, cell),
        note=_("Rows: {first}. Columns: {second}. A square says who is in it.").format(
            first=first, second=second
        ),
    )
    with st.container(border=True):
        st.header(_("The easiest asks"), anchor=False)
        for yes_on, ask_for in ((both.first, both.second), (both.second, both.first)):
            asks = [ask for ask in both.asks if ask.yes_on == yes_on]
            st.subheader(
                _("Yes on {yes_on}, not yet on {ask_for}").format(
                    yes_on=titles[yes_on], ask_for=titles[ask_for]
                ),
                anchor=False,
            )
            _few([(ask.ward, _ask(ask), "") for ask in asks])


def _cell(both: Matrix, cell: dict[str, Any]) -> None:
    """Who is in a cell that was picked: what a browser sends may be anything."""
    sides = {side.value: side for side in Side}
    first, second = (sides.get(str(cell.get(name))) for name in ("first", "second"))
    if first and second:
        st.text(f"{stances.side(first)} / {stances.side(second)}")
        _few([(seat.ward, stances.seat(seat), "") for seat in both.cells.get((first, second), ())])


def _matrix_table(both: Matrix, titles: dict[str, str]) -> None:
    order = list(Side)
    tables.table(
        "two-measures",
        [
            {
                "first": stances.side(first),
                "second": stances.side(second),
                "seats": len(seats),
                "who": "; ".join(f"{seat.ward} {seat.name}".strip() for seat in seats),
            }
            for (first, second), seats in sorted(
                both.cells.items(), key=lambda cell: [order.index(side) for side in cell[0]]
            )
        ],
        alt=_("The two measures side by side"),
        columns={
            "first": st.column_config.Column(titles[both.first], width=100),
            "second": st.column_config.Column(titles[both.second], width=100),
            "seats": st.column_config.NumberColumn(_("Seats"), width=60),
            "who": st.column_config.Column(_("Who"), width=420),
        },
    )


def to_confirm(count: WhipCount) -> None:
    """Whose stance has passed the day until which it was to be trusted."""
    with st.container(border=True):
        st.header(_("To confirm again"), anchor=False)
        _few(
            [
                (seat.ward, stances.seat(seat), stances.known(seat))
                for seat in sorted(count.seats, key=lambda seat: seat.ward)
                if seat.expired
            ]
        )


def _ask(ask: Ask) -> str:
    return " · ".join(
        (_("Ward {number}").format(number=ask.ward), ask.name, stances.side(ask.side))
    )


def _few(lines: list[tuple[int, str, str]]) -> None:
    """A short list of ward, link, and what stands below it; the rest of it lies folded."""
    if not lines:
        st.write(_("Nobody."))
        return
    _linked(lines[:_FEW])
    if len(lines) > _FEW:
        with st.expander(_("{n} more").format(n=formats.number(len(lines) - _FEW))):
            _linked(lines[_FEW:])


def _linked(lines: list[tuple[int, str, str]]) -> None:
    with st.container(gap="xxsmall"):
        for ward, label, below in lines:
            ward_link.link(ward, label)
            if below:
                st.caption(formats.escaped(below))
