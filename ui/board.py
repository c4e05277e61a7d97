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
from ui import charts, figures, formats
from ui.language import N_, _, language

_BUILT = {
    "cumulative": charts.cumulative,
    "per_day": charts.per_day,
    "by_channel": charts.by_channel,
}


def totals_of(only: Filter) -> Totals:
    """The newest figures, or those of a part of the batches. Raises Unavailable."""
    newest = hub.current()
    return _filtered(newest.version, newest.today, only) if only else newest


def spec(chart: str, totals: Totals, own: str | None = None) -> dict[str, Any]:
    """A chart's specification. `own` is the reader's organization (by_organization only)."""
    return _spec(chart, totals, language(), own)


def rows(table: str, totals: Totals, own: str | None) -> figures.Rows:
    """The rows of the table beside a chart."""
    if table == "by_organization":
        return figures.organization_rows(totals, own)
    return {
        "cumulative": figures.day_rows,
        "per_day": figures.day_rows,
        "by_channel": figures.channel_rows,
        "ward_map": figures.ward_rows,
    }[table](totals)


@st.cache_resource(max_entries=100, show_spinner=False)
def _filtered(version: int, day: Any, only: Filter) -> Totals:
    with reading() as session:
        return db_totals.filtered(session, only)


# By lru_cache: st.cache_resource takes a millisecond a rerun to hash the keys of five charts.
@lru_cache(maxsize=500)
def _spec(chart: str, totals: Totals, _language: str, own: str | None) -> dict[str, Any]:
    if chart == "by_organization":
        return charts.by_organization(totals, own)
    if chart == "ward_map":
        return charts.ward_map(totals, _tiles())
    return _BUILT[chart](totals)


@st.cache_resource(show_spinner=False)
def _tiles() -> dict[int, tuple[int, int]]:
    with reading() as session:
        return ward_tiles(session)


def undated_note(totals: Totals) -> str:
    """What a chart by day can't show: signatures without a day."""
    undated = totals.by_day.get(None, Ladder()).total
    if not undated:
        return ""
    return _("{undated} reported by other sites have no day and are not in these bars.").format(
        undated=formats.signatures(undated)
    )


_NAMED_BY = {
    "cumulative": N_("Day"),
    "per_day": N_("Day"),
    "by_organization": N_("Organization"),
    "by_channel": N_("Channel"),
    "ward_map": N_("Ward"),
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
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(title, anchor=False)
            as_table = st.toggle(_("Table"), key=f"{chart}.table")
        if as_table:
            _table(rows(chart, totals, own), title, _(_NAMED_BY[chart]))
        else:
            charts.show(spec(chart, totals, own), alt_text=alt_text, key=chart)
        if note:
            st.caption(note)


def _table(rows: figures.Rows, title: str, named_by: str) -> None:
    columns = {"name": named_by, "signatures": _("Signatures"), "total": _("Total")}
    shown = [{field: row[field] for field in columns if field in row} for row in rows]
    st.dataframe(
        shown,
        hide_index=True,
        alt=title,
        column_config={
            field: st.column_config.Column(label, width=200)
            if field == "name"
            else st.column_config.NumberColumn(label, format="localized", width=90)
            for field, label in columns.items()
        },
    )
