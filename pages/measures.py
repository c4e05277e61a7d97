"""Measures: where the ordinance and the resolution stand, and what comes next."""

import streamlit as st

from db.actor import Actor, Right
from ui import forms, measure
from ui.language import _
from ui.live import live
from ui.who import require

actor = require(Right.SEE_MEASURES)
st.title(_("Measures"), anchor=False)
forms.show_flash()


@live
def both(actor: Actor) -> None:
    known = measure.all_measures(actor)
    for column, each in zip(st.columns(len(known)), known, strict=True):
        with column, st.container(border=True):
            outcome = measure.status(actor, each)
            corrected = measure.history(actor, each)
        if outcome:
            st.session_state["outcome.open"] = each
            st.rerun()
        if corrected is not None:
            st.session_state["correct.open"] = (each.slug, corrected.id)
            st.rerun()


both()
if actor.may(Right.UPDATE_MEASURE):
    known = measure.all_measures(actor)
    if ended := st.session_state.pop("outcome.open", None):
        measure.propose_outcome(ended)
    measure.record_form(actor, known)
    if "correct.open" in st.session_state:
        measure.correct_dialog(*measure.find(known, *st.session_state["correct.open"]))
