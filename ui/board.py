"""What the Totals page shows, built once for all its readers.

Everything here is cached by snapshot, filter and language: a rerun builds nothing.
"""

from functools import lru_cache
from typing import Any

import streamlit as st

from db import totals as db_totals
from db.counting import Ladder
from db.engine import reading
from db.live import hub
from db.totals import Filter, Totals
from db.wards import ward_tiles
from ui import cards, charts, figures, formats, tables, tile_map
from ui.language import N_, _, language

_BUILT = {
    "cumulative": charts.cumulative,
    "per_day": charts.per_day,
    "by_channel": charts.by_channel,
    "funnel": charts.funnel,
    "outreach_by_kind": charts.outreach_by_kind,
    "outreach_by_week": charts.outreach_by_week,
}
_WITH_OWN = {
    "by_organization": charts.by_organization,
    "outreach_by_organization": charts.outreach_by_organization,
}
_MAPS = {"ward_map": tile_map.by_signatures, "outreach_map": tile_map.by_conversations}
_ROWS = {
    "cumulative": figures.day_rows,
    "per_day": figures.day_rows,
    "by_channel": figures.channel_rows,
    "ward_map": figures.ward_rows,
    "funnel": figures.funnel_rows,
    "outreach_by_kind": figures.outreach_kind_rows,
    "outreach_by_week": figures.outreach_week_rows,
    "outreach_map": figures.outreach_ward_rows,
}
_ROWS_WITH_OWN = {
    "by_organization": figures.organization_rows,
    "outreach_by_organization": figures.outreach_organization_rows,
}


def totals_of(only: Filter) -> Totals:
    """The newest figures, or those of a part of the batches. Raises Unavailable."""
    newest = hub.current()
    return _filtered(newest.version, newest.today, only) if only else newest


def spec(chart: str, totals: Totals, own: str | None = None) -> dict[str, Any]:
    """A chart's specification. `own` is the reader's organization, where bars are organizations."""
    return _spec(chart, totals, language(), own)


def rows(table: str, totals: Totals, own: str | None) -> figures.Rows:
    """The rows of the table beside a chart."""
    if table in _ROWS_WITH_OWN:
        return _ROWS_WITH_OWN[table](totals, own)
    return _ROWS[table](totals)


@st.cache_resource(max_entries=100, show_spinner=False)
def _filtered(version: int, day: Any, only: Filter) -> Totals:
    with reading() as session:
        return db_totals.filtered(session, only)


# By lru_cache: st.cache_resource takes a millisecond a rerun to hash the keys of five charts.
@lru_cache(maxsize=500)
def _spec(chart: str, totals: Totals, _language: str, own: str | None) -> dict[str, Any]:
    if chart in _WITH_OWN:
        return _WITH_OWN[chart](totals, own)
    if chart in _MAPS:
        return _MAPS[chart](totals, tiles())
    return _BUILT[chart](totals)


@st.cache_resource(show_spinner=False)
def tiles() -> dict[int, tuple[int, int]]:
    """Ward → row and column of its square: they never change."""
    with reading() as session:
        return ward_tiles(session)


def undated_note(totals: Totals) -> str:
    """What a chart by day can't show: signatures without a day."""
    undated = totals.by_day.get(None, Ladder())
    notes = []
    if undated.external:
        notes.append(
            _("{undated} reported by other sites have no day and are not in these bars.").format(
                undated=formats.signatures(undated.external)
            )
        )
    if undated.overlap:
        notes.append(
            _("The overlap ({overlap}) has no day either: only the total is less by it.").format(
                overlap=formats.number(undated.overlap)
            )
        )
    return " ".join(notes)


_NAMED_BY = {
    "cumulative": N_("Day"),
    "per_day": N_("Day"),
    "by_organization": N_("Organization"),
    "by_channel": N_("Channel"),
    "ward_map": N_("Ward"),
    "funnel": N_("Step"),
    "outreach_by_organization": N_("Organization"),
    "outreach_by_kind": N_("Kind"),
    "outreach_by_week": N_("Week"),
    "outreach_map": N_("Ward"),
}


def card(
    chart: str,
    title: str,
    alt_text: str,
    totals: Totals,
    *,
    own: str | None = None,
    note: str = "",
) -> None:
    """A chart with its title, its note, and its table one click away."""
    cards.card(
        chart,
        title,
        alt_text,
        spec=lambda: spec(chart, totals, own),
        table=lambda: _table(
            chart.replace("_", "-"), rows(chart, totals, own), title, _(_NAMED_BY[chart])
        ),
        note=note,
    )


def _table(name: str, rows: figures.Rows, title: str, named_by: str) -> None:
    columns = {
        "name": named_by,
        "number": _("Number"),
        "attempts": _("Attempts"),
        "conversations": _("Conversations"),
        "signatures": _("Signatures"),
        "total": _("Total"),
        "volunteers": _("Volunteers"),
        "hours": _("Hours"),
    }
    shown = [{field: row[field] for field in columns if field in row} for row in rows]
    tables.table(
        name,
        shown,
        alt=title,
        columns={
            field: st.column_config.Column(label, width=200)
            if field == "name"
            else st.column_config.NumberColumn(label, format="localized", width=90)
            for field, label in columns.items()
        },
    )
