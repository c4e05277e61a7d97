"""Wards: the tile map, a ward's card, and who visits which alderperson when."""

import streamlit as st

from db.actor import Actor, Right
from ui import council, forms, visits, ward_card, ward_map
from ui.language import _
from ui.live import live
from ui.who import require

actor = require(Right.SEE_COUNCIL)
st.title(_("Wards"), anchor=False)
forms.show_flash()
council.made_up()
chosen = ward_map.chosen()


@live
def wards_now(actor: Actor, ward: int | None) -> None:
    left, right = st.columns([2, 3])
    with left:
        ward_map.card(actor, ward)
    with right:
        if ward is None:
            st.info(_("Choose a ward to see its card."), icon=":material/touch_app:")
        else:
            ward_card.draw(actor, ward)


wards_now(chosen)
if chosen is not None and actor.may(Right.PLAN_VISIT):
    holder = ward_card.of_ward(actor, chosen).holder
    if holder is not None:
        visits.plan(actor, holder)
st.header(_("This week"), anchor=False)


@live
def week_now(actor: Actor) -> None:
    ward = visits.this_week(actor)
    if ward is not None:
        ward_map.open_ward(ward)


week_now()
ward_card.dialog()
visits.dialog()
