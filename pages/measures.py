"""Measures: where the ordinance and the resolution stand, and what comes next."""

import streamlit as st

from db.actor import Actor, Right
from ui import forms, measure, measure_forms, rules
from ui.language import _
from ui.live import live
from ui.who import require

actor = require(Right.SEE_MEASURES)
st.title(_("Measures"), anchor=False)
records = actor.may(Right.UPDATE_MEASURE)
if records:
    measure_forms.take_from_address(actor)
    if ended := st.session_state.get("outcome.open"):
        measure_forms.propose_outcome(ended)
        del st.session_state["outcome.open"]
forms.show_flash()
filled_in = records and forms.is_filled_in("add_action")
if filled_in:
    measure_forms.record_form(actor, measure.all_measures(actor))


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
if records:
    known = measure.all_measures(actor)
    if not filled_in:
        measure_forms.record_form(actor, known)
    if "correct.open" in st.session_state:
        measure_forms.correct_dialog(*measure_forms.find(known, *st.session_state["correct.open"]))
rules.listed(actor)
