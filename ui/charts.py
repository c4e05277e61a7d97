"""The charts, as Vega-Lite specifications. Built once per data version and language, then reused.

Altair writes the specification and Arrow its rows; `show` hands both to the browser as they
are, because building them is what costs (docs/performance.md).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import altair as alt
import pyarrow as pa
import streamlit as st
from babel import dates

from db.counting import Ladder
from db.totals import Totals
from ui import figures, formats
from ui.language import _, language

BLUE, GREY = "#2f78bd", "#8b8b86"
Spec = dict[str, Any]
Rows = list[dict[str, Any]]


def show(spec: Spec, *, alt_text: str, key: str) -> None:
    """Draw a specification; `alt_text` says what it shows to who can't see it."""
    st.vega_lite_chart(spec, width="stretch", alt=alt_text, key=key)


def cumulative(totals: Totals) -> Spec:
    """The total at the end of each day, against the milestones around it."""
    line = totals.cumulative()
    rows = [{"day": _day(on), "total": total} for on, total in line]
    last = line[-1][1] if line else 0
    marks = [
        {"milestone": m, "label": formats.number(m)}
        for m in totals.milestones
        if m <= max(last, totals.next_milestone or 0)
    ]
    base = alt.Chart(_data(rows))
    day = alt.X("day:T", title=None, axis=alt.Axis(format=_("%b %-d"), tickCount=6, grid=False))
    height = alt.Y(
        "total:Q",
        title=None,
        scale=alt.Scale(domainMin=0, nice=True),
        axis=alt.Axis(format=",d", tickCount=5),
    )
    area = base.mark_area(opacity=0.15, color=BLUE).encode(x=day, y=height)
    stroke = base.mark_line(color=BLUE, strokeWidth=2.5).encode(
        x=day, y=height, tooltip=[_day_tip(), alt.Tooltip("total:Q", title=_("Total"), format=",d")]
    )
    rules = alt.Chart(_data(marks)).mark_rule(strokeDash=[4, 4], color=GREY).encode(y="milestone:Q")
    names = (
        alt.Chart(_data(marks))
        .mark_text(align="right", dx=-4, dy=-7, color=GREY)
        .encode(y="milestone:Q", text="label:N", x=alt.value("width"))
    )
    return _spec(alt.layer(area, stroke, rules, names), height=260)


def per_day(totals: Totals) -> Spec:
    """Signatures collected on each day."""
    rows = [{"day": _day(on), "gained": gained} for on, gained in totals.per_day()]
    chart = (
        alt.Chart(_data(rows))
        .mark_bar(color=BLUE)
        .encode(
            x=alt.X(
                "day:T",
                timeUnit="yearmonthdate",
                title=None,
                axis=alt.Axis(format=_("%b %-d"), tickCount=6, grid=False),
            ),
            y=alt.Y("gained:Q", title=None, axis=alt.Axis(format=",d", tickCount=5)),
            tooltip=[_day_tip(), alt.Tooltip("gained:Q", title=_("Signatures"), format=",d")],
        )
    )
    return _spec(chart, height=260)


def by_organization(totals: Totals, own: str | None) -> Spec:
    """Sorted bars, one colour, the reader's own organization strong; external and overlap too."""
    rows = figures.organization_rows(totals, own)
    return _bars(rows)


def by_channel(totals: Totals) -> Spec:
    """Sorted bars by channel; external and overlap too."""
    return _bars(figures.channel_rows(totals))


def ward_map(totals: Totals, tiles: dict[int, tuple[int, int]]) -> Spec:
    """Every ward is one square, as every ward is one vote. Unknown wards stand under the map."""
    counts = {ward: _known(totals.by_ward.get(ward, Ladder())) for ward in tiles}
    most = max(counts.values(), default=0)
    rows = [
        {
            "row": row,
            "col": col,
            "ward": str(ward),
            "signatures": counts[ward],
            "dark": counts[ward] > most * 0.55,
        }
        for ward, (row, col) in tiles.items()
    ]
    base = alt.Chart(_data(rows)).encode(
        x=alt.X("col:O", axis=None, scale=alt.Scale(paddingInner=0.06)),
        y=alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.06)),
    )
    squares = base.mark_rect(cornerRadius=3, stroke="#8fa9c2", strokeWidth=0.5).encode(
        color=alt.Color(
            "signatures:Q",
            scale=alt.Scale(range=["#eaf1f8", "#12487d"], domain=[0, max(most, 1)]),
            legend=None,
        ),
        tooltip=[
            alt.Tooltip("ward:N", title=_("Ward")),
            alt.Tooltip("signatures:Q", title=_("Signatures"), format=",d"),
        ],
    )
    labels = base.mark_text(fontSize=13).encode(
        text="ward:N",
        color=alt.condition("datum.dark", alt.value("#ffffff"), alt.value("#1c2733")),
    )
    chart = alt.layer(squares, labels).properties(width=alt.Step(42), height=alt.Step(42))
    return _spec(chart)


_TONES = ["own", "other", "none"]


def _bars(rows: Rows) -> Spec:
    base = alt.Chart(_data(rows)).encode(
        y=alt.Y("short:N", sort=None, title=None, axis=alt.Axis(labelLimit=150, labelPadding=6)),
        x=alt.X("signatures:Q", title=None, axis=None),
    )
    bars = base.mark_bar(cornerRadiusEnd=2).encode(
        color=alt.Color(
            "tone:N", scale=alt.Scale(domain=_TONES, range=[BLUE, BLUE, GREY]), legend=None
        ),
        opacity=alt.Opacity(
            "tone:N", scale=alt.Scale(domain=_TONES, range=[1, 0.45, 0.7]), legend=None
        ),
        tooltip=[
            alt.Tooltip("name:N", title=" "),
            alt.Tooltip("signatures:Q", title=_("Signatures"), format=",d"),
        ],
    )
    numbers = base.mark_text(align="left", dx=4, color=GREY).encode(text="written:N")
    return _spec(alt.layer(bars, numbers).properties(height=alt.Step(24)))


def _known(ladder: Ladder) -> int:
    return ladder.verified + ladder.claimed


def _data(rows: Rows) -> alt.InlineData:
    return alt.InlineData(values=rows)


def _day(on: date) -> str:
    """A local midnight: a bare date would be taken for UTC and slip a day."""
    return f"{on.isoformat()}T00:00:00"


def _day_tip() -> alt.Tooltip:
    return alt.Tooltip("day:T", title=_("Day"), format=_("%b %-d, %Y"))


def _spec(chart: Any, height: int | None = None) -> Spec:
    if height is not None:
        chart = chart.properties(height=height)
    spec: Spec = chart.to_dict()
    spec["datasets"] = {name: _arrow(rows) for name, rows in spec.get("datasets", {}).items()}
    if language() != "en":
        spec["config"] = {**spec.get("config", {}), "locale": {"time": _time_locale()}}
    return spec


def _arrow(rows: Rows) -> bytes:
    """The rows as the browser gets them; Streamlit would convert plain ones on each rerun."""
    table = pa.Table.from_pylist(rows)
    stream = pa.BufferOutputStream()
    with pa.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table)
    arrow: bytes = stream.getvalue().to_pybytes()
    return arrow


def _time_locale() -> dict[str, Any]:
    """Month and day names for Vega, from Babel."""
    locale = formats.locale()

    def week(names: Mapping[int, str]) -> list[str]:
        """Vega's week begins on Sunday, Babel's on Monday."""
        return [names[n] for n in (6, 0, 1, 2, 3, 4, 5)]

    return {
        "dateTime": "%A, %e de %B de %Y, %X",
        "date": "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["a. m.", "p. m."],
        "days": week(dates.get_day_names("wide", "stand-alone", locale)),
        "shortDays": week(dates.get_day_names("abbreviated", "stand-alone", locale)),
        "months": list(dates.get_month_names("wide", "stand-alone", locale).values()),
        "shortMonths": list(dates.get_month_names("abbreviated", "stand-alone", locale).values()),
    }
