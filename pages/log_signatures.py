"""Log signatures: count a batch in seconds; below, the organization's latest batches."""

import streamlit as st

from db import clock, signatures
from db.actor import Actor, Right
from db.engine import reading, writing
from db.live import hub
from db.models import Channel
from ui import batches, formats, forms, sheets
from ui.language import _
from ui.live import live
from ui.who import require

actor = require(Right.LOG_BATCH)
st.title(_("Log signatures"), anchor=False)
forms.show_flash()

sheet = sheets.scanned(actor)
with reading() as session:
    last = signatures.last_logged(session, actor)
form = forms.begin(
    "log_batch",
    actor,
    collected_on=clock.today(),
    channel=last.channel if last else Channel.PAPER,
    place=last.place if last else "",
    ward=batches.UNKNOWN,
    sheet=sheet,
)

with st.form(form, border=True):
    fields, slots = batches.fields(form)
    sent = forms.submit(
        form, _("Log batch"), type="primary", icon=":material/add_task:", width="stretch"
    )

if sent:
    new = signatures.BatchCreate(**fields, key=forms.key(form))
    with forms.refusals(slots) as outcome, writing() as session:
        batch = signatures.log_batch(session, actor, new)
    if outcome.done:
        total = hub.refresh().headline.total
        forms.flash(
            _("{signatures} counted. The coalition now has {total}.").format(
                signatures=formats.signatures(batch.count), total=formats.number(total)
            )
        )
        forms.done("log_batch", "collected_on", "channel", "place", "ward")
        if sheet:
            sheets.key(batch.id)
        st.rerun()

st.header(_("Your organization's latest batches"), anchor=False)


@live
def latest(actor: Actor) -> None:
    most = st.session_state.get("latest.most", 10)
    with reading() as session:
        logged = signatures.latest_batches(session, actor, most=most + 1)
    if not logged:
        st.write(_("None yet. The first one you log shows here."))
    for each in logged[:most]:
        if batches.line(each):
            batches.DIALOG.open(each.id, each.revision)
    if len(logged) > most and st.button(_("Show more"), key="latest.more"):
        st.session_state["latest.most"] = most + 20
        st.rerun(scope="fragment")


latest()
batches.dialog()
