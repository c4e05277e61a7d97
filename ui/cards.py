"""A picture in its frame: title, note, and its table one click away."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from ui import charts
from ui.language import _
from ui.vega import Spec


def card(
    key: str,
    title: str,
    alt_text: str,
    *,
    spec: Callable[[], Spec],
    table: Callable[[], None],
    note: str = "",
    picked: Callable[[dict[str, Any]], None] | None = None,
) -> None:
    """Draw the picture, or its table if that was asked for; only that one is built.

    `picked` is called with the fields of a mark that was clicked or tapped, below the picture.
    """
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(title, anchor=False, width="content")
            as_table = st.toggle(_("Table"), key=f"{key}.table")
        row = None
        if as_table:
            table()
        elif picked:
            row = charts.picked(spec(), alt_text=alt_text, key=key)
        else:
            charts.show(spec(), alt_text=alt_text, key=key)
        if row and picked:
            picked(row)
        if note:
            st.caption(note)
