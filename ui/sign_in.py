"""Signing in: streamlit-authenticator's form and logout over our own users and login sessions.

What the package keeps in a dict and in a script-written cookie is replaced here: it draws the
screen, db/login_sessions.py decides (docs/decisions/0003-sign-in.md).
"""

from typing import Any

import streamlit as st
from streamlit_authenticator import Authenticate
from streamlit_authenticator.controllers import AuthenticationController
from streamlit_authenticator.models import AuthenticationModel

from db import login_sessions
from db.actor import Actor
from db.engine import writing
from db.errors import Unavailable
from ui import account, forms, who
from ui.formats import say
from ui.language import NAMES, VISIT, _, choose_here, language


class _Model(AuthenticationModel):  # type: ignore[misc]
    """Asks our data layer. Everything the package could change by itself is closed."""

    def __init__(self) -> None:
        self.ticket: str | None = None

    def check_credentials(self, username: str, password: str) -> bool:
        self.ticket = login_sessions.sign_in(username, password, address=who.address())
        return self.ticket is not None

    def login(self, username: str, password: str, *_args: Any, **_kwargs: Any) -> bool:
        return self.check_credentials(username or "", password or "")

    def logout(self, _callback: Any = None) -> None:
        actor = who.current()
        if actor is not None:
            with writing() as session:
                login_sessions.sign_out(session, actor)

    def _closed(self, *_args: Any, **_kwargs: Any) -> Any:
        raise PermissionError("not offered here")

    forgot_password = forgot_username = guest_login = register_user = reset_password = _closed
    update_user_details = generate_two_factor_auth_code = send_password = send_username = _closed


class _Controller(AuthenticationController):  # type: ignore[misc]
    def __init__(self, model: _Model) -> None:
        self.authentication_model = model


class _NoCookie:
    """The package's cookie is written by a script and outlives a logout; ours is not."""

    def get_cookie(self) -> None:
        return None

    def set_cookie(self) -> None:
        return None

    def delete_cookie(self) -> None:
        return None


class Authenticator(Authenticate):  # type: ignore[misc]
    """The package's login form and logout button, without what its constructor sets up."""

    def __init__(self) -> None:
        self.model = _Model()
        self.api_key = self.path = self.secret_key = self.encryptor = None
        self.attrs = {"login_sleep_time": 0}
        self.cookie_controller = _NoCookie()
        self.authentication_controller = _Controller(self.model)


def form() -> str | None:
    """The sign-in screen. Returns the ticket once the password was right."""
    st.session_state["authentication_status"] = None
    forms.keep_drafts()
    __, middle, __ = st.columns([1, 2, 1])
    with middle:
        st.title("Contamos", anchor=False)
        # The package writes its form's name as a third-level heading: this is the second level.
        st.header(_("Count signatures together. Chicago, for sanctuary."), anchor=False)
        authenticator = Authenticator()
        try:
            authenticator.login(
                fields={
                    "Form name": _("Sign in"),
                    "Username": _("Username"),
                    "Password": _("Password"),
                    "Login": _("Log in"),
                },
                key="sign_in",
            )
        except Unavailable as error:
            st.error(say(error.message))
        sent = st.session_state.get("FormSubmitter:sign_in-" + _("Log in"))
        if authenticator.model.ticket:
            st.success(_("Signing in…"))
        elif sent:
            st.error(
                _(
                    "That did not work. Check the username and the password; after many tries, "
                    "wait a few minutes. Your lead or a coordinator can reset a password."
                )
            )
        choose_language_of_visit()
    return authenticator.model.ticket


def first_password(actor: Actor) -> None:
    """A first or reset password opens nothing but this: choose your own."""
    __, middle, __ = st.columns([1, 2, 1])
    with middle:
        st.title(_("Choose your own password"), anchor=False)
        st.write(_("The one you were given works only once. Use at least 12 characters."))
        account.password_form(actor)


def choose_language_of_visit() -> None:
    """Which language somebody reads who is not signed in; the browser keeps what they choose."""
    st.radio(
        _("Language"),
        list(NAMES),
        format_func=NAMES.__getitem__,
        index=list(NAMES).index(language()),
        key=VISIT,
        on_change=choose_here,
        horizontal=True,
        label_visibility="collapsed",
    )
