"""Words on screen: English is the key, locales/ has the rest. `_` speaks the reader's language."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

import streamlit as st
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from db.actor import Actor
from db.errors import N_

NAMES = {"en": "English", "es": "Español"}
_LOCALES = Path(__file__).parent.parent / "locales"
_KEY = "_language"


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language, compiled in memory: there is no build step to forget."""
    if language == "en":
        return NullTranslations()
    with (_LOCALES / language / "LC_MESSAGES" / "contamos.po").open("rb") as file:
        compiled = BytesIO()
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def begin(actor: Actor | None) -> None:
    """Settle this run's language: the person's choice, else this visit's, else the browser's."""
    chosen = (actor.language if actor else None) or st.session_state.get("language.visit")
    if chosen not in NAMES:
        locale = st.context.locale
        chosen = "es" if isinstance(locale, str) and locale.lower().startswith("es") else "en"
    st.session_state[_KEY] = chosen


def language() -> str:
    """The language of this run: en or es."""
    chosen: str = st.session_state.get(_KEY, "en")
    return chosen


def _(text: str) -> str:
    """The text in the reader's language."""
    return translations(language()).gettext(text)


def ngettext(one: str, many: str, n: int) -> str:
    """The text for so many, in the reader's language."""
    return translations(language()).ngettext(one, many, n)


__all__ = ["NAMES", "N_", "_", "begin", "language", "ngettext", "translations"]
