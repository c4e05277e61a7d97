"""The ward tile map: every ward is one square, as every ward is one vote. North is at the top.

`chosen` is the ward that is open, 0 if none is; where it is None the map can't be clicked.
"""

from collections.abc import Mapping
from typing import Any

import altair as alt

from db.counting import Ladder
from db.outreach_tallies import Funnel
from db.totals import Totals
from db.whip import WhipCount
from ui import stances
from ui.language import _
from ui.stances import DARK_INK, FAINT, LIGHT_INK, PAGE_INK, SIDES
from ui.vega import Spec, finished, inline, pickable

Tiles = Mapping[int, tuple[int, int]]
_PALE, _STRONG = "#eaf1f8", "#12487d"


def by_signatures(totals: Totals, tiles: Tiles, chosen: int | None = None) -> Spec:
    """Signatures by ward. Unknown wards stand under the map."""
    counts = {}
    for ward in tiles:
        ladder = totals.by_ward.get(ward, Ladder())
        counts[ward] = ladder.verified + ladder.claimed
    return _by_number(counts, tiles, _("Signatures"), chosen)


def by_conversations(totals: Totals, tiles: Tiles, chosen: int | None = None) -> Spec:
    """Conversations by ward. Unknown wards stand under the map."""
    by_ward = totals.outreach.by_ward
    counts = {ward: by_ward.get(ward, Funnel()).conversations for ward in tiles}
    return _by_number(counts, tiles, _("Conversations"), chosen)


def by_stance(count: WhipCount, tiles: Tiles, chosen: int | None = None) -> Spec:
    """Where each seat stands on a measure: a colour and a sign."""
    names = {side: stances.side(side) for side in SIDES}
    rows = [
        {
            **_tile(seat.ward, tiles, chosen),
            "side": names[seat.side],
            "mark": SIDES[seat.side].mark,
            "alderperson": seat.name or "–",
            "ink": SIDES[seat.side].ink,
        }
        for seat in count.seats
    ]
    color = alt.Color(
        "side:N",
        scale=alt.Scale(domain=list(names.values()), range=[look.color for look in SIDES.values()]),
        legend=alt.Legend(
            title=None,
            orient="bottom",
            columns=2,
            symbolType="square",
            symbolStrokeColor="#8fa9c2",
            symbolStrokeWidth=0.5,
            symbolSize=160,
            labelLimit=170,
        ),
    )
    tips = [
        alt.Tooltip("ward:N", title=_("Ward")),
        alt.Tooltip("alderperson:N", title=_("Alderperson")),
        alt.Tooltip("side:N", title=_("Stance")),
    ]
    return _map(rows, color, tips, selectable=chosen is not None, marked=True)


def _by_number(counts: Mapping[int, int], tiles: Tiles, counted: str, chosen: int | None) -> Spec:
    most = max(counts.values(), default=0)
    rows = [
        {
            **_tile(ward, tiles, chosen),
            "number": counts[ward],
            "ink": _ink(counts[ward], most),
        }
        for ward in tiles
    ]
    shade = alt.Color(
        "number:Q",
        scale=alt.Scale(range=[_PALE, _STRONG], domain=[1, max(most, 2)]),
        legend=alt.Legend(
            title=counted,
            orient="bottom",
            direction="horizontal",
            format=",d",
            tickMinStep=1,
            gradientLength=200,
            gradientStrokeColor="#8fa9c2",
        ),
    )
    tips = [
        alt.Tooltip("ward:N", title=_("Ward")),
        alt.Tooltip("number:Q", title=counted, format=",d"),
    ]
    color = alt.condition("datum.number > 0", shade, alt.value(FAINT))
    return _map(rows, color, tips, selectable=chosen is not None)


def _ink(number: int, most: int) -> str:
    """What can be read on a number's square. Where there is nothing the page shows through."""
    if number == 0:
        return PAGE_INK
    return LIGHT_INK if number > most * 0.55 else DARK_INK


def _tile(ward: int, tiles: Tiles, chosen: int | None) -> dict[str, Any]:
    row, col = tiles[ward]
    return {"row": row, "col": col, "ward": str(ward), "chosen": ward == chosen}


def _map(
    rows: list[dict[str, Any]],
    color: Any,
    tips: list[alt.Tooltip],
    *,
    selectable: bool,
    marked: bool = False,
) -> Spec:
    """Squares with their ward's number, and `marked` a letter below it."""
    base = alt.Chart(inline(rows)).encode(
        x=alt.X("col:O", axis=None, scale=alt.Scale(paddingInner=0.06)),
        y=alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.06)),
    )
    squares = base.mark_rect(cornerRadius=3).encode(
        color=color,
        stroke=alt.condition("datum.chosen", alt.value("#ffffff"), alt.value("#8fa9c2")),
        strokeWidth=alt.condition("datum.chosen", alt.value(3), alt.value(0.5)),
        tooltip=tips,
    )
    ink = alt.Fill("ink:N", scale=None)
    numbers = base.mark_text(fontSize=13, dy=-6 if marked else 0, tooltip=None)
    layers = [squares, numbers.encode(text="ward:N", fill=ink)]
    if marked:
        marks = base.mark_text(fontSize=12, fontWeight="bold", dy=9, tooltip=None)
        layers.append(marks.encode(text="mark:N", fill=ink))
    if selectable:
        layers[0] = squares.mark_rect(cornerRadius=3, cursor="pointer").add_params(pickable("ward"))
        # Around the open one a black ring and a white one: one of them shows on any ground.
        ring = base.mark_rect(cornerRadius=3, fill=None, stroke="#000000", strokeWidth=7)
        layers.insert(0, ring.transform_filter("datum.chosen"))
    return finished(alt.layer(*layers).properties(width=alt.Step(42), height=alt.Step(42)))
