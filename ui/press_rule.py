"""The form in which coordinators decide what may be said in public."""

import streamlit as st

from db import press_rule as rules
from db.actor import Actor
from db.counting import RUNGS
from db.engine import reading, writing
from db.live import hub
from db.press_rule import PressRuleUpdate
from ui import forms
from ui.language import _

_CHOSEN = ("verified", "claimed", "external")  # overlap goes with verified


def edit(actor: Actor) -> None:
    """Which rungs count, whether the whip count is out, where to sign, whom to ask."""
    with reading() as session:
        rule = rules.press_rule(session)
    now = rule.model_dump(exclude={"id"})
    form = forms.begin("press_rule", actor, **now)
    forms.changed_meanwhile("press_rule", now)
    slots = {}
    definitions = {rung.name: rung for rung in RUNGS}
    with st.form(form, border=True):
        st.markdown(_("**These count in the public figure**"))
        for name in _CHOSEN:
            st.checkbox(
                _(definitions[name].label),
                key=f"{form}.{name}",
                help=_(definitions[name].definition),
            )
        slots["verified"] = st.empty()
        st.caption(_("Where verified signatures count, the overlap is subtracted."))
        st.toggle(
            _("Release the whip count"),
            key=f"{form}.whip_released",
            help=_("Displays and documents may then show how many alderpersons stand where."),
        )
        st.text_input(
            _("Where the petition is signed (link)"),
            key=f"{form}.petition_url",
            placeholder="https://",
            help=_("For the QR code."),
        )
        slots["petition_url"] = st.empty()
        st.text_input(
            _("Contact for the press"),
            key=f"{form}.contact",
            help=_("Printed on the fact sheet: a name, a phone number, an e-mail address."),
        )
        slots["contact"] = st.empty()
        sent = forms.submit(form, _("Save what may be said"), type="primary")
    if sent:
        seen = forms.begun_with(form)["revision"]
        typed = {name: st.session_state[f"{form}.{name}"] for name in now if name != "revision"}
        with forms.refusals(slots) as outcome, writing() as session:
            rules.change_press_rule(session, actor, PressRuleUpdate(**typed, revision=seen))
        if outcome.done:
            hub.refresh()
            forms.flash(_("Saved. Every display follows."))
            forms.done("press_rule")
            st.rerun()
