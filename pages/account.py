"""Account: one's own language, password, and where one is signed in."""

import streamlit as st

from db.actor import Actor, Right
from ui import account, forms
from ui.language import _
from ui.live import live
from ui.who import require

actor = require(Right.OWN_ACCOUNT)
st.title(_("Account"), anchor=False)
forms.show_flash()
st.text(f"{actor.name} · {actor.username}")

st.header(_("Language"), anchor=False)
account.language_choice(actor)

st.header(_("Password"), anchor=False)
st.write(_("Use at least 12 characters. Saving it signs out your other browsers."))
with st.container(width=480):
    account.password_form(actor)

st.header(_("Where you are signed in"), anchor=False)


@live
def sessions(actor: Actor) -> None:
    account.sessions(actor)


sessions()
