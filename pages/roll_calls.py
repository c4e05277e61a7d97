"""Roll calls: what each vote came to, alderperson by alderperson, against the whip count."""

import streamlit as st

from db.actor import Actor, Right
from ui import forms, roll_call_form, roll_calls
from ui.language import _
from ui.live import live
from ui.who import require

actor = require(Right.SEE_COUNCIL)
st.title(_("Roll calls"), anchor=False)
records = actor.may(Right.KEEP_COUNCIL)
if records:
    roll_call_form.take_anew(actor)
forms.show_flash()


def record(actor: Actor) -> None:
    st.header(_("Record a roll call"), anchor=False)
    roll_call_form.record(actor)


filled_in = records and forms.is_filled_in("roll_call")
if filled_in:
    record(actor)


@live
def recorded(actor: Actor) -> None:
    found = roll_calls.all_roll_calls(actor)
    if not found:
        st.write(
            _("None yet. The first one that is recorded shows here.")
            if actor.may(Right.KEEP_COUNCIL)
            else _("None yet. Leads and coordinators record them; the first one shows here.")
        )
    for each in found:
        if roll_calls.line(actor, each):
            roll_calls.DIALOG.open(each.id, each.revision)


recorded()
if records and not filled_in:
    record(actor)
roll_calls.dialog()
