"""Calendar: what comes next in the Council and in the campaign, and its feed."""

import streamlit as st

from db.actor import Actor, Right
from db.agenda import AgendaFilter
from ui import agenda, calendar_feed, forms, meeting_form, once
from ui.language import _
from ui.live import live
from ui.who import require

actor = require(Right.SEE_COUNCIL)
st.title(_("Calendar"), anchor=False)
forms.show_flash()

if actor.may(Right.KEEP_COUNCIL):
    with st.expander(_("Enter a date"), icon=":material/event:", key="calendar.enter"):
        meeting_form.enter(actor)
only = agenda.chosen_filter(actor)


@live
def days(actor: Actor, only: AgendaFilter) -> None:
    agenda.days(actor, only)


days(only)

st.header(_("In your own calendar"), anchor=False)
calendar_feed.own(actor)
if not once.show():
    meeting_form.dialog()
