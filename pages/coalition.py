"""Coalition: its organizations in counts, who runs it, the campaign, and what other sites count."""

import streamlit as st

from db.actor import Actor, Right
from ui import campaign, forms, invitations, milestones, once, organizations, sites, staff
from ui.language import _
from ui.live import live
from ui.who import require

actor = require(Right.RUN_COALITION)
st.title(_("Coalition"), anchor=False)
forms.show_flash()

st.header(_("Organizations"), anchor=False)
st.caption(_("Counts only: an organization's names and batches are its own."))


@live
def counts(actor: Actor) -> None:
    organizations.counts(actor)


counts()
organizations.choose(actor)
organizations.create(actor)

st.header(_("Leads and coordinators"), anchor=False)


@live
def people(actor: Actor) -> None:
    staff.people(actor)


people()
with st.expander(_("Invite somebody"), icon=":material/mail:"):
    invitations.invite(actor)
st.subheader(_("Links not used yet"), anchor=False)


@live
def pending(actor: Actor) -> None:
    invitations.pending(actor)


pending()

st.header(_("Campaign"), anchor=False)
campaign.edit(actor)
milestones.edit(actor)

st.header(_("Other sites"), anchor=False)


@live
def counters(actor: Actor) -> None:
    sites.counters(actor)


counters()
sites.report(actor)
sites.add(actor)

if not once.show():
    staff.dialog()
    organizations.dialog()
