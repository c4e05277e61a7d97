"""Who is this? → what can they open → one page."""

from pathlib import Path

import streamlit as st

from db.actor import RIGHTS, Right
from db.errors import Unavailable
from ui import browser, joining, language, shell, sign_in, trouble, who
from ui.formats import say
from ui.language import _

PAGES = Path(__file__).parent.parent / "pages"

st.set_page_config(page_title="Contamos", page_icon=browser.ICON, layout="wide")

try:
    actor = who.current()
except Unavailable as error:
    language.begin(None)
    st.error(say(error.message))
    st.stop()
language.begin(actor)


def page(name: str, title: str, icon: str, right: Right) -> st.Page:
    """A page by its file. Who has no right to it does not see it in the menu."""
    return st.Page(
        PAGES / f"{name}.py",
        title=title,
        icon=icon,
        url_path=name.replace("_", "-"),
        default=name == "totals",
        visibility="visible" if actor is None or right in RIGHTS[actor.role] else "hidden",
    )


signed_in = actor is not None and not actor.must_change_password
chosen = st.navigation(
    [
        page("totals", _("Totals"), ":material/monitoring:", Right.SEE_TOTALS),
        page("log_signatures", _("Log signatures"), ":material/edit_square:", Right.LOG_BATCH),
        page("key_names", _("Key names"), ":material/keyboard:", Right.KEY_SIGNATURES),
        page("people", _("People"), ":material/contacts:", Right.SEE_PEOPLE),
        page("log_outreach", _("Log outreach"), ":material/campaign:", Right.LOG_OUTREACH),
        page("measures", _("Measures"), ":material/account_balance:", Right.SEE_MEASURES),
        page("council", _("Council"), ":material/how_to_vote:", Right.SEE_COUNCIL),
        page("wards", _("Wards"), ":material/grid_view:", Right.SEE_COUNCIL),
        page("calendar", _("Calendar"), ":material/calendar_month:", Right.SEE_COUNCIL),
        page("roll_calls", _("Roll calls"), ":material/fact_check:", Right.SEE_COUNCIL),
        page("seats", _("Seats and committees"), ":material/event_seat:", Right.SEE_COUNCIL),
        page("press", _("Press"), ":material/podium:", Right.SEE_PRESS),
        page("files", _("Files"), ":material/folder_open:", Right.SEE_TOTALS),
        page("organization", _("Organization"), ":material/group:", Right.RUN_ORGANIZATION),
        page("coalition", _("Coalition"), ":material/hub:", Right.RUN_COALITION),
        page("account", _("Account"), ":material/person:", Right.OWN_ACCOUNT),
    ],
    position="sidebar" if signed_in else "hidden",
    expanded=True,
)
ticket, leaves = None, False
invitation = joining.token()
if actor is None:
    ticket = joining.form(invitation) if invitation else sign_in.form()
elif actor.must_change_password:
    sign_in.first_password(actor)
else:
    with trouble.in_words(), who.asked(actor):
        leaves = shell.sidebar(actor)
        if not leaves:
            shell.banner()
            shell.mend()
            if invitation:
                joining.already_signed_in()
            chosen.run()
browser.tell(ticket=ticket, home=invitation is not None, leave=leaves)
