"""Press: the figure that may be said, what the displays show, and what was said before."""

import streamlit as st

from db.actor import Actor, Right
from ui import displays, forms, frozen, once, press, press_documents, press_rule
from ui.language import _
from ui.live import live
from ui.who import require

actor = require(Right.SEE_PRESS)
st.title(_("Press"), anchor=False)
forms.show_flash()


@live
def figure_now(actor: Actor) -> None:
    press.figure(press.public())


figure_now()
if actor.may(Right.KEEP_PRESS):
    frozen.freeze(actor)

    st.header(_("Displays"), anchor=False)

    @live
    def screens(actor: Actor) -> None:
        displays.listed(actor)

    screens()
    displays.make(actor)

st.header(_("Frozen figures"), anchor=False)


@live
def said_before(actor: Actor) -> None:
    frozen.listed(actor)


said_before()

st.header(_("Documents"), anchor=False)
press_documents.make(actor)

if actor.may(Right.KEEP_PRESS):
    st.header(_("What may be said"), anchor=False)
    press_rule.edit(actor)
if not once.show():
    displays.dialog()
    frozen.dialog()
