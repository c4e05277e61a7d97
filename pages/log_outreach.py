"""Log outreach: whom you tried to reach and whom you did; below, the organization's own list."""

import streamlit as st

from db import clock, outreach, outreach_list
from db.actor import Actor, Right
from db.engine import reading, writing
from db.live import hub
from db.models import OutreachKind
from db.outreach_fields import OutreachCreate
from db.outreach_list import OutreachFilter
from ui import filters, formats, forms, outreach_dialog, outreach_form
from ui.language import _
from ui.live import live
from ui.who import require

actor = require(Right.LOG_OUTREACH)
st.title(_("Log outreach"), anchor=False)
forms.show_flash()

with reading() as session:
    last = outreach_list.last_logged(session, actor)
form = forms.begin(
    "log_outreach",
    actor,
    kind=last.kind if last else OutreachKind.DOOR_KNOCKING,
    happened_on=clock.today(),
    ward=outreach_form.UNKNOWN,
    batch_id=outreach_form.NO_BATCH,
    languages=list(last.languages) if last else [],
    follow_up=False,
)
outreach_form.take_from_address(form)

with st.form(form, border=True):
    fields, slots = outreach_form.fields(form, actor, new=True)
    sent = forms.submit(
        form, _("Log outreach"), type="primary", icon=":material/add_task:", width="stretch"
    )
    doubt = forms.Doubt(form, st.empty(), _("Yes, log it"))

sure = doubt.answered(sent=sent)
if sent or sure:
    new = OutreachCreate(**fields, key=forms.key(form))
    with forms.refusals(slots, doubt) as outcome, writing() as session:
        outreach.log_outreach(session, actor, new, sure=sure)
    if outcome.done:
        reached = hub.refresh().outreach.headline.conversations
        forms.flash(
            _("Outreach logged. The coalition now counts {conversations}.").format(
                conversations=formats.conversations(reached)
            )
        )
        forms.done("log_outreach", "kind", "happened_on", "ward", "place", "languages")
        st.rerun()

st.header(_("Your organization's outreach"), anchor=False)
with st.expander(_("Filter"), icon=":material/filter_alt:", key="outreach.filter"):
    only = filters.of_outreach()


@live
def latest(actor: Actor, only: OutreachFilter) -> None:
    most = st.session_state.get("outreach.most", 10)
    with reading() as session:
        logged = outreach_list.latest_outreach(session, actor, only, most=most + 1)
    if not logged:
        st.write(
            _("No outreach fits this filter.")
            if only
            else _("None yet. The first one you log shows here.")
        )
    for each in logged[:most]:
        if outreach_dialog.line(each):
            outreach_dialog.DIALOG.open(each.id, each.revision)
    if len(logged) > most and st.button(_("Show more"), key="outreach.more"):
        st.session_state["outreach.most"] = most + 20
        st.rerun(scope="fragment")


latest(only)
outreach_dialog.dialog()
