"""What forms share: refusals beside their field, one message after success, drafts that survive."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import clock, drafts
from db.actor import Actor
from db.engine import reading, writing
from db.errors import Invalid, Refused, Unavailable
from ui import who
from ui.formats import say
from ui.language import _

# The widgets of a form have the keys "form.field". Beside them stand "form.key", the idempotency
# key of the next press, and "form.defaults", what the fields held before anybody typed.


_DOUBLE_CLICK = timedelta(seconds=2)


class Outcome:
    """Whether the command went through."""

    done = False


@contextmanager
def refusals(slots: Mapping[str, DeltaGenerator]) -> Iterator[Outcome]:
    """Run a command; show what the data layer refuses beside its field, in the reader's language.

    `slots` maps a field to the empty place under it; a problem without a place is shown here.
    """
    outcome = Outcome()
    try:
        yield outcome
        outcome.done = True
    except Invalid as error:
        for field, message in error.problems.items():
            slots.get(field, st).error(say(message), icon=":material/error:")
    except Refused as error:
        st.error(say(error.message), icon=":material/error:")


def key(form: str) -> str:
    """The idempotency key of this form's next press: the same until it has gone through."""
    made: str = st.session_state.setdefault(f"{form}.key", uuid.uuid4().hex)
    return made


def submit(form: str, label: str, **look: Any) -> bool:
    """The form's button; True once for each press that somebody meant.

    It is another button after each success: a second click that left the browser before the answer
    to the first had come presses nothing. Nor does one on the form that was just emptied.
    """
    pressed: bool = st.form_submit_button(label, key=f"{form}.send.{key(form)}", **look)
    done = st.session_state.get(f"{form}.done")
    return pressed and not (done and done.just_now and done.holds(form, done.empty))


def clear(form: str, **empty: Any) -> None:
    """It went through: empty these fields so at the next run, and make the next press a new one."""
    sent = {field: st.session_state.get(f"{form}.{field}") for field in empty}
    st.session_state[f"{form}.done"] = _Done(clock.now(), sent, empty)
    st.session_state.pop(f"{form}.key", None)


@dataclass(frozen=True)
class _Done:
    """What went through last, and what the fields hold after it."""

    at: datetime
    sent: dict[str, Any]
    empty: dict[str, Any]

    @property
    def just_now(self) -> bool:
        return clock.now() - self.at < _DOUBLE_CLICK

    def holds(self, form: str, values: dict[str, Any]) -> bool:
        state = st.session_state
        return all(state.get(f"{form}.{field}") == value for field, value in values.items())


def _empty(form: str) -> None:
    """Empty the fields of what went through: at the next run, and if a second click sent it again.

    The values are set, not removed: a removed one stays in the browser.
    """
    done = st.session_state.get(f"{form}.done")
    if done is None:
        return
    if st.session_state.get(f"{form}.send.{key(form)}"):
        if not done.holds(form, done.empty):
            del st.session_state[f"{form}.done"]
    elif done.holds(form, done.sent):
        for field, value in done.empty.items():
            st.session_state[f"{form}.{field}"] = value


def defaults(form: str, **values: Any) -> None:
    """What the fields hold as long as nobody has typed."""
    before = st.session_state.get(f"{form}.defaults", {})
    st.session_state[f"{form}.defaults"] = {**before, **values}
    for field, value in values.items():
        st.session_state.setdefault(f"{form}.{field}", value)


def flash(text: str) -> None:
    """Say this once, after the next rerun."""
    st.session_state["_flash"] = (text, None)


def show_flash() -> None:
    """Show what was left to say; the second half of a double click does not take it away."""
    text, shown_at = st.session_state.pop("_flash", ("", None))
    if text and (shown_at is None or clock.now() - shown_at < _DOUBLE_CLICK):
        st.success(text, icon=":material/check_circle:")
        st.session_state["_flash"] = (text, shown_at or clock.now())


def keep_drafts() -> None:
    """Nobody is signed in any more: keep what was just sent for the person whose session it was."""
    begun = [name.removesuffix(".key") for name in st.session_state if str(name).endswith(".key")]
    drafted = {form: fields for form in begun if (fields := _typed(form))}
    try:
        owner = who.previous() if drafted else None
        if owner is None:
            return
        with writing() as session:
            for form, fields in drafted.items():
                drafts.keep_draft(session, owner, form, fields)
    except Unavailable:
        return  # the fields are still on this screen's state; the next run tries again
    for form in drafted:
        del st.session_state[f"{form}.key"]
    st.info(_("Your login session ended. Sign in again: what you typed is kept."))


def begin(form: str, actor: Actor) -> None:
    """Give the form its first key, and put a kept draft back before its fields are drawn."""
    if f"{form}.key" not in st.session_state:
        _restore_draft(form, actor)
    key(form)
    _empty(form)


def _restore_draft(form: str, actor: Actor) -> None:
    try:
        with reading() as session:
            if not drafts.has_draft(session, actor, form):
                return
        with writing() as session:
            fields = drafts.take_draft(session, actor, form) or {}
    except Unavailable:
        return
    for field, value in fields.items():
        is_day = isinstance(value, dict)
        st.session_state[f"{form}.{field}"] = date.fromisoformat(value["day"]) if is_day else value
    st.info(_("This is what you typed before you were signed out."), icon=":material/history:")


def _typed(form: str) -> dict[str, Any]:
    """A form's fields as JSON can hold them; empty if they are as they were before."""
    before = st.session_state.get(f"{form}.defaults", {})
    start = f"{form}."
    fields = {
        name.removeprefix(start): value
        for name, value in ((str(name), value) for name, value in st.session_state.items())
        if name.startswith(start) and "." not in name.removeprefix(start)
    }
    key, __, __ = fields.pop("key"), fields.pop("defaults", None), fields.pop("done", None)
    if all(value in (before.get(field), None, "") for field, value in fields.items()):
        return {}
    plain = {
        field: {"day": value.isoformat()} if isinstance(value, date) else value
        for field, value in fields.items()
        if isinstance(value, date | str | int | None)
    }
    return {**plain, "key": key}
