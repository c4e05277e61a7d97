"""Files: those that come in, and the documents and files that go out."""

import streamlit as st

from db.actor import Right
from ui import (
    files_out,
    forms,
    import_dialog,
    import_list,
    import_wizard,
    outreach_import_list,
    packets,
    report,
    sheets,
)
from ui.language import _
from ui.who import require

actor = require(Right.SEE_TOTALS)
st.title(_("Files"), anchor=False)
forms.show_flash()

import_wizard.wizard(actor)
import_list.latest()
import_dialog.dialog()
outreach_import_list.latest(actor)
sheets.printing(actor)
permit = files_out.people(actor)
if permit is not None:
    packets.own_part(actor, permit)
packets.joining(actor)
report.coalition(actor)
