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
            measure.status(each)
            corrected = measure.history(actor, each)
        if corrected is not None:
            st.session_state["correct.open"] = (each.slug, corrected.id)
            st.rerun()


both()
if actor.may(Right.UPDATE_MEASURE):
    known = measure.all_measures(actor)
    forms.restore_draft("add_action", actor)
    forms.restore_draft("set_hearing", actor)
    measure.record_form(actor, known)
    if opened := st.session_state.pop("correct.open", None):
        measure.correct_dialog(actor, *measure.find(known, *opened))
