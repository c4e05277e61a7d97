"""Organization: its people, where they are signed in, and the links by which others join."""

import streamlit as st

from db.actor import Actor, Right
from ui import forms, invitations, once, staff
from ui.language import _
from ui.live import live
from ui.shell import organization_name
from ui.who import require

actor = require(Right.RUN_ORGANIZATION)
st.title(_("Organization"), anchor=False)
st.text(organization_name(actor.organization or ""))
forms.show_flash()

st.header(_("People"), anchor=False)


@live
def people(actor: Actor) -> None:
    staff.people(actor)


people()

st.header(_("Invite somebody"), anchor=False)
invitations.invite(actor)

st.header(_("Links not used yet"), anchor=False)


@live
def pending(actor: Actor) -> None:
    invitations.pending(actor)


pending()
if not once.show():
    staff.dialog()
