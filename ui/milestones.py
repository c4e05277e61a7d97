"""The next milestone, and the form in which coordinators set them."""

import re

import streamlit as st

from db.actor import Actor
from db.campaign import set_milestones
from db.engine import writing
from db.live import hub
from db.totals import Totals
from ui import formats, forms
from ui.language import _


def progress(totals: Totals) -> None:
    """How far it is to the next milestone."""
    total, goal = totals.headline.total, totals.next_milestone
    if goal is None:
        st.metric(_("Next milestone"), _("All reached"))
        st.progress(1.0, text=_("Coordinators can set a new one."))
        return
    st.metric(_("Next milestone"), formats.number(goal))
    st.progress(
        max(0.0, total / goal),
        text=_("{missing} to go").format(missing=formats.number(goal - total)),
    )


def edit(actor: Actor) -> None:
    """The coordinators' form."""
    with st.expander(_("Set the milestones"), icon=":material/flag:"), st.form("milestones"):
        typed = st.text_input(
            _("Milestones, in signatures"),
            value=" ".join(str(n) for n in hub.current().milestones),
            help=_("Numbers with a space between them."),
        )
        slots = {"milestones": st.empty()}
        sent = st.form_submit_button(_("Save milestones"))
    if sent:
        with forms.refusals(slots) as outcome, writing() as session:
            set_milestones(session, actor, list(re.split(r"[\s;]+", typed.strip())))
        if outcome.done:
            hub.refresh()
            forms.flash(_("The milestones are saved."))
            st.rerun()
