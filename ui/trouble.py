"""What a screen says when something goes wrong: words, never a traceback."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from db.errors import Refused
from ui.formats import say
from ui.language import _

_log = logging.getLogger("contamos")


@contextmanager
def in_words() -> Iterator[None]:
    """Draw a part of a page; if it fails, say so in its place and let the rest stand."""
    try:
        yield
    except Refused as error:
        st.error(say(error.message), icon=":material/error:")
    except Exception as error:
        # The operator gets the kind and the place; the message could carry what somebody typed.
        place = "".join(traceback.format_tb(error.__traceback__))
        _log.error("%s\n%s", type(error).__name__, place)
        st.error(
            _("Something went wrong on our side. Nothing was lost; please try again."),
            icon=":material/error:",
        )
