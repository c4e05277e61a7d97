"""The frame around every page: who is signed in, the language, the way out, the demo's banner."""

import streamlit as st

from db import clock, login_sessions
from db.actor import Actor, Role
from db.engine import writing
from db.errors import N_
from db.live import hub
from ui import account, formats
from ui.language import NAMES, _, language
from ui.sign_in import Authenticator

ROLES = {Role.STAFF: N_("Staff"), Role.LEAD: N_("Lead"), Role.COORDINATOR: N_("Coordinator")}


def sidebar(actor: Actor) -> bool:
    """Who you are, your language, log out here or everywhere; whether that was just pressed."""
    with st.sidebar:
        with st.container(gap="xxsmall"):
            st.text(actor.name)
            st.text(_organization(actor))
            st.caption(_(ROLES[actor.role]))
        st.session_state["language.choice"] = language()  # Account may have changed it
        st.segmented_control(
            _("Language"),
            list(NAMES),
            format_func=NAMES.__getitem__,
            key="language.choice",
            required=True,
            on_change=account.choose_language,
            args=("language.choice",),
            label_visibility="collapsed",
        )
        st.session_state["authentication_status"] = True
        Authenticator().logout(_("Log out"), location="main", key="log_out")
        everywhere = st.button(_("Sign out everywhere"), type="tertiary", key="sign_out_everywhere")
        if everywhere:
            with writing() as session:
                login_sessions.sign_out_everywhere(session, actor)
    leaves = everywhere or bool(st.session_state.get("log_out"))
    if leaves:  # nothing of this person stays in this tab
        for name in list(st.session_state):
            del st.session_state[name]
    return leaves


def mend() -> None:
    """Two things of Streamlit's for which there is no setting.

    A chart's buttons: they show the data under their names inside, in English, and cover the
    switch to our own table. A dialog's headings: they are drawn smaller than its text.
    """
    st.html(
        "<style>[data-testid=stFullScreenFrame]:has([data-testid=stVegaLiteChart])"
        " [data-testid=stElementToolbar] {display: none}"
        " [data-testid=stDialog] [data-testid=stHeading] h3 {font-size: 1.1rem}</style>"
    )


def banner() -> None:
    """Say that the clock is not the real one."""
    if not clock.is_real():
        st.info(
            _("Demo: made-up people, and a clock that shows {day}, {time} in Chicago.").format(
                day=formats.long_day(clock.today()), time=formats.time_of_day(clock.now())
            ),
            icon=":material/science:",
        )


def _organization(actor: Actor) -> str:
    return organization_name(actor.organization) if actor.organization else _("The coalition")


def organization_name(slug: str) -> str:
    """An organization's name. One added a moment ago elsewhere shows by its short name first."""
    return hub.current().organizations.get(slug, slug)
