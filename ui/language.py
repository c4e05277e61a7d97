"""Words on screen: English is the key, locales/ has the rest. `_` speaks the reader's language."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import streamlit as st

from db.actor import Actor
from db.catalogue import translations
from db.errors import N_

NAMES = {"en": "English", "es": "Español"}
# What was chosen in this browser without signing in; ui/browser.py writes it. It says nothing else.
COOKIE = "contamos_language"
VISIT = "language.visit"
_KEY, _CHOSEN = "_language", "_language.chosen"
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def begin(actor: Actor | None) -> None:
    """Settle this run's language: the person's choice, else what was chosen in this browser without
    signing in, else the browser's own."""
    chosen = (actor.language if actor else None) or st.session_state.get(VISIT) or _kept()
    if chosen not in NAMES:
        locale = st.context.locale
        chosen = "es" if isinstance(locale, str) and locale.lower().startswith("es") else "en"
    st.session_state[_KEY] = chosen


def _kept() -> str | None:
    """What was chosen in this browser before this page was opened."""
    value = st.context.cookies.get(COOKIE)
    return value if isinstance(value, str) else None


def chosen_here() -> str | None:
    """What somebody chose on this page who is not signed in: for the browser to keep."""
    chosen: str | None = st.session_state.get(_CHOSEN)
    return chosen


def choose_here() -> None:
    """Take what the visit's language widget holds as chosen."""
    st.session_state[_CHOSEN] = st.session_state[VISIT]


def language() -> str:
    """The language of this run: en or es."""
    chosen: str = _spoken.get() or st.session_state.get(_KEY, "en")
    return chosen


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Inside this block texts are in this language: for a file that is made outside of a run."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def _(text: str) -> str:
    """The text in the reader's language."""
    return translations(language()).gettext(text)


def ngettext(one: str, many: str, n: int) -> str:
    """The text for so many, in the reader's language."""
    return translations(language()).ngettext(one, many, n)


__all__ = ["NAMES", "N_", "_", "begin", "language", "ngettext", "speaking", "translations"]
