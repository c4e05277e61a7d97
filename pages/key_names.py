"""Key names: the names of a batch, line by line, as on its paper sheet."""

import streamlit as st

from db import own_lines, signatures
from db.actor import Actor, Right
from db.engine import reading
from ui import forms, keying, people
from ui.language import _
from ui.live import live
from ui.who import require

actor = require(Right.KEY_SIGNATURES)
st.title(_("Key names"), anchor=False)
forms.show_flash()


@live
def keyed(actor: Actor, batch_id: int) -> None:
    most = st.session_state.get("keyed.most", 10)
    lines = own_lines.lines_of_batch(actor, batch_id, most=most + 1)
    if not lines:
        st.write(_("Nothing yet. What anyone keys on this batch shows here."))
    for each in lines[:most]:
        if people.line(each):
            people.DIALOG.open(each.id, each.revision)
    if len(lines) > most and st.button(_("Show more"), key="keyed.more"):
        st.session_state["keyed.most"] = most + 25
        st.rerun(scope="fragment")


batch_id = keying.choose(actor)
if batch_id is not None:
    with reading() as session:
        batch = signatures.one_batch(session, actor, batch_id)
    keying.progress(actor, batch)
    if not batch.voided and not batch.complete:
        keying.lines(actor, batch)
        st.caption(
            _(
                "Enter saves a line and goes to the next; Tab goes from field to field. Rows "
                "copied from a spreadsheet can be pasted. Never write down anyone's immigration "
                "status."
            )
        )
    st.header(_("Keyed on this batch"), anchor=False)
    keyed(batch_id)
    people.dialog()
