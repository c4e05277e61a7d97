"""Other sites' counters on screen: what they showed last, and the forms that add to them."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import campaign, clock
from db.actor import Actor
from db.campaign import ExternalReportCreate
from db.engine import reading, writing
from db.live import hub
from ui import formats, forms, tables
from ui.language import _


def counters(_actor: Actor) -> None:
    """Each site with the signatures of its latest reading."""
    with reading() as session:
        sources = campaign.external_sources(session)
        read_at = campaign.last_readings(session)
    tables.table(
        "sites",
        [
            {
                "name": source.name,
                "reported": source.reported,
                "imported": source.imported,
                "read": formats.moment(read_at[source.id]) if source.id in read_at else "–",
            }
            for source in sources
        ],
        alt=_("Other sites with the signatures they reported"),
        columns={
            "name": st.column_config.Column(_("Site"), width=220),
            "reported": st.column_config.NumberColumn(
                _("Signatures"), format="localized", width=100
            ),
            "imported": st.column_config.NumberColumn(
                _("Of these imported"), format="localized", width=140
            ),
            "read": st.column_config.Column(_("Last reading"), width=190),
        },
    )


def report(actor: Actor) -> None:
    """Type what a site's counter shows."""
    with reading() as session:
        sites = {source.slug: source.name for source in campaign.external_sources(session)}
    form = forms.begin(
        "report_external", actor, source=next(iter(sites), None), read_on=clock.today()
    )
    slots: dict[str, DeltaGenerator] = {}
    with (
        st.expander(_("Report a reading"), icon=":material/pin:"),
        st.form(form, border=False),
    ):
        source = st.selectbox(
            _("Site"), list(sites), format_func=sites.__getitem__, key=f"{form}.source"
        )
        with st.container(horizontal=True):
            with st.container(width=220):
                reported: Any = st.number_input(
                    _("Signatures it shows"),
                    value=None,
                    step=1.0,
                    format="%.10g",
                    key=f"{form}.reported",
                    placeholder=_("for example 25"),
                )
                slots["reported"] = st.empty()
            with st.container(width=220):
                read_on = st.date_input(
                    _("Read on"),
                    key=f"{form}.read_on",
                    min_value="1900-01-01",
                    max_value="2100-01-01",
                )
                slots["read_on"] = st.empty()
        sent = forms.submit(form, _("Save reading"), type="primary")
    if sent:
        new = ExternalReportCreate(source or "", reported, read_on, forms.key(form))
        with forms.refusals(slots) as outcome, writing() as session:
            campaign.report_external(session, actor, new)
        _close(outcome, "report_external", _("The reading counts."))


def add(actor: Actor) -> None:
    """Another site that collects signatures for the same petition."""
    form = forms.begin("add_source", actor)
    slots: dict[str, DeltaGenerator] = {}
    with st.expander(_("Add a site"), icon=":material/add:"), st.form(form, border=False):
        name = st.text_input(_("Name"), key=f"{form}.name")
        slots["name"] = st.empty()
        slug = st.text_input(
            _("Short name"),
            key=f"{form}.slug",
            help=_("For addresses and files; it stays. Left empty, it is made from the name."),
        )
        slots["slug"] = st.empty()
        sent = forms.submit(form, _("Add the site"))
    if sent:
        with forms.refusals(slots) as outcome, writing() as session:
            campaign.add_source(session, actor, name=name, slug=slug)
        _close(outcome, "add_source", _("The site is added. Report its first reading."))


def _close(outcome: forms.Outcome, form: str, text: str) -> None:
    if outcome.done:
        hub.refresh()
        forms.flash(text)
        forms.done(form)
        st.rerun()
