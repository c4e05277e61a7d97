"""The charts, as Vega-Lite specifications. Built once per data version and language, then reused.

Altair writes the specification and Arrow its rows; `show` hands both to the browser as they
are, because building them is what costs (docs/performance.md).
"""

from typing import Any

import altair as alt
import streamlit as st

from db.totals import Totals
from ui import figures, formats
from ui.language import _
from ui.vega import PICKED, Rows, Spec, finished, inline, midnight

BLUE, GREY = "#2f78bd", "#8b8b86"
ORANGE, DARK_GREY = "#b4560f", "#6b6b66"  # white writing on them keeps a contrast of 4.5


def show(spec: Spec, *, alt_text: str, key: str) -> None:
    """Draw a specification; `alt_text` says what it shows to who can't see it."""
    st.vega_lite_chart(spec, width="stretch", alt=alt_text, key=key)


def picked(spec: Spec, *, alt_text: str, key: str) -> dict[str, Any] | None:
    """Draw a specification with marks that are `vega.pickable`: the fields of the one picked."""
    event: Any = st.vega_lite_chart(spec, width="stretch", alt=alt_text, key=key, on_select="rerun")
    rows = event.selection.get(PICKED)
    return rows[0] if rows else None


def cumulative(totals: Totals) -> Spec:
    """The total at the end of each day, against the milestones around it."""
    line = totals.cumulative()
    rows = [{"day": midnight(on), "total": total} for on, total in line]
    last = line[-1][1] if line else 0
    marks = [
        {"milestone": m, "label": formats.number(m)}
        for m in totals.milestones
        if m <= max(last, totals.next_milestone or 0)
    ]
    base = alt.Chart(inline(rows))
    day = alt.X("day:T", title=None, axis=alt.Axis(format=_("%b %-d"), tickCount=6, grid=False))
    height = alt.Y(
        "total:Q",
        title=None,
        scale=alt.Scale(domainMin=0, nice=True),
        axis=alt.Axis(format=",d", tickCount=5),
    )
    area = base.mark_area(opacity=0.15, color=BLUE, tooltip=None).encode(x=day, y=height)
    stroke = base.mark_line(color=BLUE, strokeWidth=2.5).encode(
        x=day, y=height, tooltip=[_day_tip(), alt.Tooltip("total:Q", title=_("Total"), format=",d")]
    )
    rules = (
        alt.Chart(inline(marks))
        .mark_rule(strokeDash=[4, 4], color=GREY, tooltip=None)
        .encode(y="milestone:Q")
    )
    names = (
        alt.Chart(inline(marks))
        .mark_text(align="right", dx=-4, dy=-7, color=GREY, tooltip=None)
        .encode(y="milestone:Q", text="label:N", x=alt.value("width"))
    )
    return finished(alt.layer(area, stroke, rules, names), height=260)


def per_day(totals: Totals) -> Spec:
    """Signatures collected on each day."""
    rows = [{"day": midnight(on), "gained": gained} for on, gained in totals.per_day()]
    chart = (
        alt.Chart(inline(rows))
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
    return finished(chart, height=260)


def by_organization(totals: Totals, own: str | None) -> Spec:
    """Sorted bars, one colour, the reader's own organization strong; external and overlap too."""
    return _bars(figures.organization_rows(totals, own), "signatures", _("Signatures"))


def by_channel(totals: Totals) -> Spec:
    """Sorted bars by channel; external and overlap too."""
    return _bars(figures.channel_rows(totals), "signatures", _("Signatures"))


def funnel(totals: Totals) -> Spec:
    """What came of the outreach, one bar below the other."""
    return _bars(figures.funnel_rows(totals), "number", _("Number"))


def outreach_by_organization(totals: Totals, own: str | None) -> Spec:
    """Sorted bars of conversations, the reader's own organization strong."""
    rows = figures.outreach_organization_rows(totals, own)
    return _bars(rows, "conversations", _("Conversations"))


def outreach_by_kind(totals: Totals) -> Spec:
    """Sorted bars of conversations by kind of outreach."""
    return _bars(figures.outreach_kind_rows(totals), "conversations", _("Conversations"))


def outreach_by_week(totals: Totals) -> Spec:
    """Conversations in each week, each named by its Monday."""
    chart = (
        alt.Chart(inline(figures.outreach_week_rows(totals)[::-1]))
        .mark_bar(color=BLUE, cornerRadiusEnd=2)
        .encode(
            x=alt.X(
                "short:N",
                sort=None,
                title=None,
                axis=alt.Axis(labelAngle=0, labelOverlap=True, grid=False),
            ),
            y=alt.Y("conversations:Q", title=None, axis=alt.Axis(format=",d", tickCount=5)),
            tooltip=[
                alt.Tooltip("name:N", title=" "),
                alt.Tooltip("conversations:Q", title=_("Conversations"), format=",d"),
            ],
        )
    )
    return finished(chart, height=260)


def votes_by_side(rows: Rows) -> Spec:
    """How those counted on each side voted: yes, no, not at all; each part with its letter."""
    votes = {
        "yes": (_("Yes"), BLUE),
        "no": (_("No"), ORANGE),
        "other": (_("Did not vote"), DARK_GREY),
    }
    parts = [
        {
            "side": row["name"],
            "vote": name,
            "number": row[vote],
            "written": f"{row[vote]} {name[0] if vote != 'other' else '–'}",
            "place": place,
        }
        for row in rows
        for place, (vote, (name, __)) in enumerate(votes.items())
        if row[vote]
    ]
    base = alt.Chart(inline(parts)).encode(
        y=alt.Y("side:N", sort=None, title=None, axis=alt.Axis(labelPadding=6)),
        x=alt.X("number:Q", title=None, axis=None, stack="zero"),
        order=alt.Order("place:Q"),
    )
    bars = base.mark_bar().encode(
        color=alt.Color(
            "vote:N",
            scale=alt.Scale(
                domain=[name for name, __ in votes.values()],
                range=[colour for __, colour in votes.values()],
            ),
            legend=alt.Legend(title=None, orient="bottom"),
        ),
        tooltip=[
            alt.Tooltip("side:N", title=_("Counted as")),
            alt.Tooltip("vote:N", title=_("Vote")),
            alt.Tooltip("number:Q", title=_("Number")),
        ],
    )
    letters = base.mark_text(color="#ffffff", fontWeight=600, tooltip=None).encode(
        x=alt.X("number:Q", stack="zero", bandPosition=0.5), text="written:N"
    )
    return finished(alt.layer(bars, letters).properties(height=alt.Step(26)))


_TONES = ["own", "other", "none"]


def _bars(rows: Rows, field: str, counted: str) -> Spec:
    base = alt.Chart(inline(rows)).encode(
        y=alt.Y("short:N", sort=None, title=None, axis=alt.Axis(labelLimit=150, labelPadding=6)),
        x=alt.X(f"{field}:Q", title=None, axis=None),
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
            alt.Tooltip(f"{field}:Q", title=counted, format=",d"),
        ],
    )
    numbers = base.mark_text(align="left", dx=4, color=GREY, tooltip=None).encode(text="written:N")
    return finished(alt.layer(bars, numbers).properties(height=alt.Step(24)))


def _day_tip() -> alt.Tooltip:
    return alt.Tooltip("day:T", title=_("Day"), format=_("%b %-d, %Y"))
