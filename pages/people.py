"""People: the organization's own signatures by name; found, corrected, voided, restored."""

import streamlit as st

from db import own_lines
from db.actor import Actor, Right
from db.engine import reading
from db.people import PeopleFilter
from ui import formats, forms, people
from ui.language import _
from ui.live import live
from ui.who import require

actor = require(Right.SEE_PEOPLE)
st.title(_("People"), anchor=False)
forms.show_flash()
st.write(
    _(
        "The people who signed with your organization. Nobody else sees them, and that you looked "
        "is written down."
    )
)
only = people.filters(actor)


@live
def found(actor: Actor, only: PeopleFilter) -> None:
    most = st.session_state.get("people.most", 25)
    ids = people.found(actor, only)
    with reading() as session:
        lines = own_lines.some_lines(session, actor, ids[:most])
    st.header(formats.people(len(ids)), anchor=False)
    if not ids:
        st.write(_("Nobody fits. Names are keyed on a batch: see Key names."))
    for each in lines:
        if people.line(each):
            people.DIALOG.open(each.id, each.revision)
    if len(ids) > most and st.button(_("Show more"), key="people.more"):
        st.session_state["people.most"] = most + 50
        st.rerun(scope="fragment")


found(only)
people.dialog()
