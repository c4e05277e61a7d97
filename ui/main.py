"""Who is this? → what can they open → one page."""

from pathlib import Path

import streamlit as st

from db.actor import RIGHTS, Right
from db.errors import Unavailable
from ui import browser, language, shell, sign_in, trouble, who
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


totals = st.Page(PAGES / "totals.py", title=_("Totals"), icon=":material/monitoring:", default=True)
log_signatures = st.Page(
    PAGES / "log_signatures.py",
    title=_("Log signatures"),
    icon=":material/edit_square:",
    url_path="log-signatures",
)
measures = st.Page(
    PAGES / "measures.py",
    title=_("Measures"),
    icon=":material/account_balance:",
    url_path="measures",
)
account = st.Page(
    PAGES / "account.py",
    title=_("Account"),
    icon=":material/person:",
    url_path="account",
)

signed_in = actor is not None and not actor.must_change_password
chosen = st.navigation(
    [totals, log_signatures, measures, account]
    if actor is None or Right.LOG_BATCH in RIGHTS[actor.role]
    else [totals, measures, account],
    position="sidebar" if signed_in else "hidden",
)
ticket = None
if actor is None:
    ticket = sign_in.form()
elif actor.must_change_password:
    sign_in.first_password(actor)
else:
    with trouble.in_words(), who.asked(actor):
        shell.sidebar(actor)
        shell.banner()
        chosen.run()
browser.tell(ticket=ticket)
