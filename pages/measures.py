"""Measures: where the ordinance and the resolution stand."""

import streamlit as st

from db.actor import Right
from ui.language import _
from ui.who import require

actor = require(Right.SEE_MEASURES)
st.title(_("Measures"))
