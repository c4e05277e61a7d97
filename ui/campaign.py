"""The campaign's text and days on screen, for coordinators."""

from dataclasses import asdict

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import campaign
from db.actor import Actor
from db.campaign import CampaignFields
from db.engine import reading, writing
from db.live import hub
from ui import forms
from ui.language import _


def edit(actor: Actor) -> None:
    """The coordinators' form."""
    with reading() as session:
        now = asdict(campaign.fields_of(campaign.campaign(session)))
    form = forms.begin("campaign", actor, **now)
    forms.changed_meanwhile("campaign", now)
    slots: dict[str, DeltaGenerator] = {}
    with (
        st.expander(_("Set the text and the days"), icon=":material/article:"),
        st.form(form, border=False),
    ):
        title = st.text_input(_("Title"), key=f"{form}.title")
        slots["title"] = st.empty()
        target = st.text_input(_("Whom the petition addresses"), key=f"{form}.target")
        slots["target"] = st.empty()
        text = st.text_area(_("Text"), key=f"{form}.text", height=300)
        slots["text"] = st.empty()
        first, last = st.columns(2)
        with first:
            starts_on = st.date_input(
                _("First day"),
                key=f"{form}.starts_on",
                min_value="1900-01-01",
                max_value="2100-01-01",
            )
            slots["starts_on"] = st.empty()
        with last:
            ends_on = st.date_input(
                _("Last day"),
                key=f"{form}.ends_on",
                min_value="1900-01-01",
                max_value="2100-01-01",
                help=_("Left empty, the campaign goes on."),
            )
            slots["ends_on"] = st.empty()
        sent = forms.submit(form, _("Save the campaign"), type="primary")
    if sent:
        seen = CampaignFields(**forms.begun_with(form))
        new = CampaignFields(title, target, text, starts_on, ends_on)
        with forms.refusals(slots) as outcome, writing() as session:
            campaign.edit_campaign(session, actor, new, seen=seen)
        if outcome.done:
            hub.refresh()
            forms.flash(_("The campaign is saved."))
            forms.done("campaign")
            st.rerun()
