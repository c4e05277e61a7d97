"""The filters. That of Totals is kept in the page's address so that a view can be shared.

The address holds short names and ISO days, never words of the reader's language: whoever opens it
sees the same view.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import streamlit as st

from db.models import Channel
from db.outreach_list import OutreachFilter
from db.totals import Filter
from db.wards import NUMBERS
from ui.figures import CHANNELS, KINDS
from ui.language import _


def chosen(organizations: dict[str, str]) -> Filter:
    """Draw the filter's fields and return what they hold. `organizations`: short name → name."""
    _from_address(organizations)
    with st.container(horizontal=True):
        days = st.date_input(_("Days"), key="filter.days")
        slugs = st.multiselect(
            _("Organization"),
            list(organizations),
            format_func=organizations.__getitem__,
            placeholder=_("All"),
            key="filter.organizations",
        )
        channels = st.multiselect(
            _("Channel"),
            list(CHANNELS),
            format_func=lambda channel: _(CHANNELS[channel]),
            placeholder=_("All"),
            key="filter.channels",
        )
    st.caption(_("A filter is part of the page's address: copy it to share this view."))
    first, last = _both_ends(days)
    only = Filter(first, last, tuple(sorted(slugs)), tuple(sorted(channels)))
    _to_address(only)
    return only


def of_outreach() -> OutreachFilter:
    """Draw the fields of the own outreach list's filter and return what they hold."""
    st.session_state.setdefault("outreach.filter.days", [])
    with st.container(horizontal=True):
        kinds = st.multiselect(
            _("Kind"),
            list(KINDS),
            format_func=lambda kind: _(KINDS[kind]),
            placeholder=_("All"),
            key="outreach.filter.kinds",
        )
        wards = st.multiselect(
            _("Ward"),
            [None, *NUMBERS],
            format_func=lambda number: _("Unknown") if number is None else str(number),
            placeholder=_("All"),
            key="outreach.filter.wards",
        )
        days = st.date_input(_("Days"), key="outreach.filter.days")
    with st.container(horizontal=True):
        follow_up = st.checkbox(_("Only where follow-up is needed"), key="outreach.filter.again")
        voided = st.checkbox(_("Only void ones"), key="outreach.filter.voided")
    first, last = _both_ends(days)
    return OutreachFilter(tuple(kinds), tuple(wards), first, last, follow_up, voided)


def _both_ends(days: Any) -> tuple[date | None, date | None]:
    """What a box for two days holds; either end may be open."""
    first, last = (*days, None, None)[:2] if isinstance(days, tuple | list) else (None, None)
    return first, last


def _from_address(organizations: dict[str, str]) -> None:
    """What the address says, the first time; what it can't mean is left out."""
    if "filter.days" in st.session_state:
        return
    address = st.query_params
    days = [_day(address.get(end)) for end in ("from", "to")]
    st.session_state["filter.days"] = sorted(day for day in days if day)
    st.session_state["filter.organizations"] = [
        slug for slug in organizations if slug in address.get_all("organization")
    ]
    st.session_state["filter.channels"] = [
        channel for channel in Channel if channel in address.get_all("channel")
    ]


def _to_address(only: Filter) -> None:
    wanted: dict[str, Iterable[str]] = {
        "from": [only.first.isoformat()] if only.first else [],
        "to": [only.last.isoformat()] if only.last else [],
        "organization": only.organizations,
        "channel": [channel.value for channel in only.channels],
    }
    for name, values in wanted.items():
        if list(values) == st.query_params.get_all(name):
            continue
        if values:
            st.query_params[name] = list(values)
        else:
            del st.query_params[name]


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
