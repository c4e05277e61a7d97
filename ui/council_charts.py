"""The council's pictures as Vega-Lite specifications: 26-line, count over time, two measures."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import altair as alt

from db.matrix import Matrix
from db.whip import SeatStance, Side, WhipCount
from ui import formats, stances
from ui.charts import GREY
from ui.language import _
from ui.stances import DARK_INK, LIGHT_INK
from ui.vega import Spec, finished, inline, midnight, pickable

COLUMNS = 10  # fifty tiles in five rows: legible on a phone
_LINE, _CASING = "#1c2733", "#ffffff"  # of neither side; one of them shows on any ground
_NAMED = 3  # a band of fewer seats is too narrow for its name
_APART = 0.04  # of a row: where both lines run along one edge, they stay two


def line(count: WhipCount, marked: frozenset[int] = frozenset()) -> Spec:
    """Fifty tiles, read like a text from firm yes to firm no, with what passes and what overrides.

    `marked`: wards that have a tick.
    """
    tiles = [_tile(place, seat, seat.ward in marked) for place, seat in enumerate(count.seats)]
    rows = -(-len(tiles) // COLUMNS)
    base = alt.Chart(inline(tiles))

    def x(field: str) -> alt.X:
        return alt.X(field, axis=None, scale=alt.Scale(domain=[0, COLUMNS], nice=False))

    def y(field: str) -> alt.Y:
        return alt.Y(field, axis=None, scale=alt.Scale(domain=[rows, 0], nice=False))

    squares = (
        base.mark_rect(cornerRadius=3, stroke=GREY, strokeWidth=0.6, cursor="pointer")
        .encode(
            x=x("left:Q"),
            x2="right:Q",
            y=y("top:Q"),
            y2="bottom:Q",
            color=alt.Color("colour:N", scale=None),
            tooltip=[
                alt.Tooltip("name:N", title=" "),
                alt.Tooltip("side:N", title=_("Counts as")),
                alt.Tooltip("known:N", title=_("How we know")),
                alt.Tooltip("sponsor:N", title=_("Sponsor")),
            ],
        )
        .add_params(pickable("ward"))
    )

    def text(field: str, across: str, down: str, **look: Any) -> Any:
        return base.mark_text(tooltip=None, **look).encode(
            x=x(across), y=y(down), text=field, fill=alt.Fill("ink:N", scale=None)
        )

    corner = {"baseline": "top", "dy": 2}
    texts = [
        text("ward:N", "middle:Q", "centre:Q", fontSize=14, fontWeight=600, dy=-8),
        text("sign:N", "middle:Q", "centre:Q", fontSize=15, dy=9),
        text("star:N", "right:Q", "top:Q", fontSize=9, align="right", dx=-2, **corner),
        text("tick:N", "left:Q", "top:Q", fontSize=11, align="left", dx=2, **corner),
    ]
    lines = [
        part
        for votes, dash, shift in ((count.needed, [], -_APART), (count.override, [7, 6], _APART))
        if 0 < votes <= len(tiles)
        for steps in (alt.Chart(inline(_steps(votes, rows, shift))),)
        for part in (
            *(
                steps.mark_rule(
                    strokeWidth=width, color=colour, strokeDash=dashed, tooltip=None
                ).encode(x=x("x:Q"), x2="x2:Q", y=y("y:Q"), y2="y2:Q")
                for width, colour, dashed in ((5, _CASING, []), (3, _LINE, dash))
            ),
            alt.Chart(inline([{"x": COLUMNS, "y": votes // COLUMNS, "votes": str(votes)}]))
            .mark_text(align="left", dx=4, fontSize=13, fontWeight=600, color=GREY, tooltip=None)
            .encode(x=x("x:Q"), y=y("y:Q"), text="votes:N"),
        )
    ]
    return finished(alt.layer(squares, *texts, *lines), height=54 * rows)


def over_time(moved: list[tuple[date, dict[Side, int]]], count: WhipCount) -> Spec:
    """How many seats stood on each side at the end of each day, against what it takes to pass."""
    last, latest = moved[-1]
    ends = [day for day, __ in moved[1:]] + [last + timedelta(days=1)]
    bands = [
        band
        for (day, counts), end in zip(moved, ends, strict=True)
        for band in _bands(day, end, counts)
    ]
    closing = list(_bands(ends[-1], ends[-1], latest))
    day = alt.X("day:T", title=None, axis=alt.Axis(format=_("%b %-d"), tickCount=6, grid=False))
    scale = alt.Scale(domain=[0, len(count.seats)], nice=False)
    height = alt.Y("below:Q", title=None, scale=scale, axis=alt.Axis(tickCount=5))
    # What is seen is one area for each side; what answers the pointer is a rectangle for each day.
    areas = (
        alt.Chart(inline(bands + closing))
        .mark_area(interpolate="step-after", fillOpacity=1, tooltip=None)
        .encode(x=day, y=height, y2="above:Q", fill=alt.Fill("colour:N", scale=None))
    )
    days = (
        alt.Chart(inline([band for band in bands if band["seats"]]))
        .mark_rect(fillOpacity=0)
        .encode(
            x=day,
            x2="end:T",
            y=height,
            y2="above:Q",
            tooltip=[
                alt.Tooltip("day:T", title=_("Since"), format=_("%b %-d, %Y")),
                alt.Tooltip("name:N", title=" "),
                alt.Tooltip("seats:Q", title=_("Seats")),
            ],
        )
    )
    names = (
        alt.Chart(inline([band for band in closing if band["seats"] >= _NAMED]))
        .mark_text(align="left", dx=5, fontSize=12, color=GREY, tooltip=None)
        .encode(x="end:T", y="middle:Q", text="short:N")
    )
    # A line is drawn twice, the second time within the first: one of them shows on any ground.
    needed = alt.Chart(inline([{"votes": count.needed}])).encode(y="votes:Q")
    then = alt.Chart(inline([{"day": midnight(count.as_of)}])).encode(x="day:T")
    lines = [
        chart.mark_rule(strokeWidth=width, color=colour, strokeDash=dash, tooltip=None)
        for chart, dashes in (
            (needed, []),
            *([(then, [4, 4])] if count.as_of < moved[-1][0] else []),
        )
        for width, colour, dash in ((4.5, _CASING, []), (2.5, _LINE, dashes))
    ]
    return finished(alt.layer(areas, days, names, *lines), height=260)


def two_measures(matrix: Matrix, titles: Mapping[str, str]) -> Spec:
    """Where the seats stand on both: rows are the first measure, columns the second.

    `titles`: measure slug → what organizers call it.
    """
    used = [side for side in Side if any(side in cell for cell in matrix.cells)]
    most = max(map(len, matrix.cells.values()), default=1)
    cells = [
        {
            "first": first.value,
            "second": second.value,
            "row": stances.side(first),
            "column": stances.SIDES[second].mark,
            "across": stances.side(second),
            "seats": len(seats := matrix.cells.get((first, second), ())),
            "who": stances.few(seats),
            "written": formats.number(len(seats)) if seats else "",
            "ink": LIGHT_INK if len(seats) > most * 0.55 else DARK_INK,
        }
        for first in used
        for second in used
    ]
    base = alt.Chart(inline(cells)).encode(
        x=alt.X(
            "column:N",
            sort=[stances.SIDES[side].mark for side in used],
            title=None,
            axis=alt.Axis(orient="top", labelAngle=0, labelFontSize=15, domain=False, ticks=False),
        ),
        y=alt.Y(
            "row:N",
            sort=[stances.side(side) for side in used],
            title=None,
            axis=alt.Axis(labelLimit=130, labelBaseline="middle", domain=False, ticks=False),
        ),
    )
    squares = (
        base.mark_rect(cornerRadius=3, stroke="#8fa9c2", strokeWidth=0.5, cursor="pointer")
        .encode(
            color=alt.condition(
                "datum.seats > 0",
                alt.Color(
                    "seats:Q",
                    scale=alt.Scale(range=["#eaf1f8", "#12487d"], domain=[0, most]),
                    legend=None,
                ),
                alt.value("transparent"),
            ),
            tooltip=[
                alt.Tooltip("row:N", title=titles[matrix.first]),
                alt.Tooltip("across:N", title=titles[matrix.second]),
                alt.Tooltip("seats:Q", title=_("Seats")),
                alt.Tooltip("who:N", title=_("Wards")),
            ],
        )
        .add_params(pickable("first", "second"))
    )
    numbers = base.mark_text(fontSize=14, tooltip=None).encode(
        text="written:N", fill=alt.Fill("ink:N", scale=None)
    )
    return finished(alt.layer(squares, numbers), height=44 * len(used))


def _tile(place: int, seat: SeatStance, marked: bool) -> dict[str, Any]:
    row, column = divmod(place, COLUMNS)
    return {
        "left": column + 0.04,
        "middle": column + 0.5,
        "right": column + 0.96,
        "top": row + 0.09,
        "centre": row + 0.5,
        "bottom": row + 0.91,
        "ward": str(seat.ward),
        "sign": stances.SIDES[seat.side].mark,
        "star": stances.SPONSOR if seat.sponsor is not None else "",
        "colour": stances.SIDES[seat.side].color,
        "ink": stances.SIDES[seat.side].ink,
        "tick": "✓" if marked else "",
        "name": stances.seat(seat),
        "side": stances.side(seat.side),
        "known": stances.known(seat),
        "sponsor": stances.sponsor(seat),
    }


def _steps(votes: int, rows: int, shift: float) -> list[dict[str, float]]:
    """The line after so many tiles: under the row's tiles so far, up, over those that follow.

    `shift`: how much lower than the edge between two rows, in rows.
    """
    row, column = divmod(votes, COLUMNS)
    steps: list[dict[str, float]] = []
    if column:
        steps += [
            {"x": 0, "x2": column, "y": row + 1 + shift, "y2": row + 1 + shift},
            {"x": column, "x2": column, "y": row + shift, "y2": row + 1 + shift},
        ]
    if row < rows:
        steps.append({"x": column, "x2": COLUMNS, "y": row + shift, "y2": row + shift})
    return steps


def _bands(day: date, end: date, counts: dict[Side, int]) -> Iterator[dict[str, Any]]:
    """The sides one above the other, as they stood from a day until the one before its end."""
    below = 0
    for side in Side:
        look, seats = stances.SIDES[side], counts[side]
        yield {
            "day": midnight(day),
            "end": midnight(end),
            "below": below,
            "middle": below + seats / 2,
            "above": below + seats,
            "seats": seats,
            "name": stances.side(side),
            "short": f"{look.mark} {seats}",
            "colour": look.color,
        }
        below += seats
