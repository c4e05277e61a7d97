"""The Council's thresholds and time limits on screen, with their sources."""

import streamlit as st

from db import council_rules
from db.actor import Actor, Right
from db.council_rules import LABELS, Rule, RuleUpdate
from db.engine import reading, writing
from db.live import hub
from ui import formats, forms, tables
from ui.language import _


def listed(actor: Actor) -> None:
    """Every rule with its number and source; coordinators can change one."""
    with reading() as session:
        known = council_rules.rules(session)
    with st.expander(_("The rules behind it"), icon=":material/rule:"):
        st.caption(
            _("Facts with a source. The Council adopts its rules of order anew in each term.")
        )
        tables.table(
            "rules",
            [
                {
                    _("Rule"): _(LABELS[slug]),
                    _("Number"): _number(rule),
                    _("Source"): _source(rule),
                }
                for slug, rule in known.items()
            ],
            alt=_("The Council's thresholds and time limits, with their sources"),
        )
        if actor.may(Right.EDIT_RULES):
            _change(actor, known)


def _change(actor: Actor, known: dict[str, Rule]) -> None:
    st.subheader(_("Change a rule"), anchor=False)
    slug = st.selectbox(
        _("Rule"), list(known), format_func=lambda each: _(LABELS[each]), key="rules.slug"
    )
    rule = known[slug]
    now = {
        "number": rule.number,
        "out_of": rule.out_of or 2,
        "source": rule.source,
        "source_url": rule.source_url,
        "confirmed": False,  # said anew of a new number; what is confirmed stays while it stays
        "revision": rule.revision,
    }
    name = f"rule.{slug}"
    form = forms.begin(name, actor, **now)
    forms.changed_meanwhile(name, now)
    slots = {}
    with st.form(form, border=False):
        number = st.number_input(_("Number"), step=1, key=f"{form}.number")
        slots["number"] = st.empty()
        out_of = None
        if rule.out_of is not None:
            out_of = st.number_input(_("Out of"), step=1, key=f"{form}.out_of")
            slots["out_of"] = st.empty()
        source = st.text_input(_("Source"), key=f"{form}.source")
        slots["source"] = st.empty()
        link = st.text_input(_("Source (link)"), key=f"{form}.source_url", placeholder="https://")
        slots["source_url"] = st.empty()
        confirmed = st.checkbox(_("I read this number in this source"), key=f"{form}.confirmed")
        sent = st.form_submit_button(_("Save changes"), type="primary")
    if sent:
        seen = forms.begun_with(form)["revision"]
        new = RuleUpdate(number, out_of, source, link, confirmed, revision=seen)
        with forms.refusals(slots) as outcome, writing() as session:
            council_rules.change_rule(session, actor, slug, new)
        if outcome.done:
            hub.refresh()
            forms.flash(_("The rule is changed."))
            forms.done(name)
            st.rerun()


def _number(rule: Rule) -> str:
    number = formats.number(rule.number)
    return f"{number} / {formats.number(rule.out_of)}" if rule.out_of else number


def _source(rule: Rule) -> str:
    if rule.confirmed:
        return rule.source
    return _("{source} (not yet confirmed)").format(source=rule.source)
