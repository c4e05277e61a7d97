"""The way to a ward's card, from wherever a ward is named or drawn."""

from typing import Any

import streamlit as st

from db.wards import NUMBERS
from ui import formats
from ui.language import _

_WARDS = "../pages/wards.py"


def link(ward: int, label: str = "") -> None:
    """A link to a ward's card, under a typed text or "See the ward"."""
    st.page_link(
        _WARDS,
        label=formats.escaped(label) if label else _("See the ward"),
        icon=":material/chevron_right:",
        icon_position="right",
        query_params={"ward": str(ward)},
    )


def follow(tile: dict[str, Any]) -> None:
    """Go to the card of the ward whose square was picked: what a browser sends may be anything."""
    ward = str(tile.get("ward"))
    if ward in map(str, NUMBERS):
        st.switch_page(_WARDS, query_params={"ward": ward})
