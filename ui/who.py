"""Who is looking at this screen. Asked on every run and every fragment, never remembered."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NoReturn

import streamlit as st

from db.actor import Actor, Right
from db.errors import NotAllowed, Unavailable
from db.login_sessions import actor_of, owner_of
from ui.formats import say
from ui.language import _

COOKIE = "contamos_session"
_asked: ContextVar[Actor | None] = ContextVar("asked", default=None)


def cookie() -> str | None:
    """The login session's random id that the browser sent, if any."""
    value = st.context.cookies.get(COOKIE)
    return value if isinstance(value, str) else None


def address() -> str:
    """Where the browser is, as our own server saw it (web/gate.py)."""
    seen = st.user.get("address")
    return seen if isinstance(seen, str) else ""


def current(*, active: bool = True) -> Actor | None:
    """The signed-in person, or None. `active` False: the screen refreshed itself."""
    return _asked.get() or actor_of(cookie(), active=active)


@contextmanager
def asked(actor: Actor) -> Iterator[None]:
    """Inside this block `current` answers what main.py was told in the same run.

    A fragment or dialog that reruns, or a page without main.py, is outside and asks for itself.
    """
    token = _asked.set(actor)
    try:
        yield
    finally:
        _asked.reset(token)


def previous() -> int | None:
    """Whose login session this browser held, though it has ended."""
    return owner_of(cookie())


def require(right: Right) -> Actor:
    """The signed-in person if they have the right; else say so and stop the page here.

    Every page begins with this, though main.py asked before: a page must not depend on it.
    """
    try:
        actor = current()
    except Unavailable as error:
        st.error(say(error.message))
        _stop()
    if actor is None or actor.must_change_password:
        st.info(_("Sign in to see this."))
        _stop()
    if not actor.may(right):
        st.title(_("Not for your role"), anchor=False)
        st.info(say(NotAllowed().message))
        _stop()
    return actor


def _stop() -> NoReturn:
    st.stop()
    raise AssertionError("st.stop() returned")
