"""Seats and committees: who holds each ward's seat, how to reach the office, who sits where."""

import streamlit as st

from db.actor import Actor, Right
from ui import committees, forms, seats
from ui.language import _
from ui.live import live
from ui.who import require

actor = require(Right.SEE_COUNCIL)
st.title(_("Seats and committees"), anchor=False)
forms.show_flash()

st.header(_("Seats"), anchor=False)


@live
def all_seats(actor: Actor) -> None:
    seats.table(actor)


seats.choose(actor)
all_seats()

st.header(_("Committees"), anchor=False)


@live
def all_committees(actor: Actor) -> None:
    committees.cards(actor)


all_committees()
if actor.may(Right.KEEP_COUNCIL):
    committees.keep(actor)
seats.dialog()
