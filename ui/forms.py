"""What forms share: refusals beside their field, one message after success, drafts that survive.

A form has another name after each press that went through ("log_batch.0", "log_batch.1", …), and
its widgets have the keys "log_batch.0.field". So what an impatient finger's second click sends,
before the answer to the first has come, is of a form that is no longer there: it does nothing.
Where the answer was quicker, the click falls on the new form's button: `submit` passes over it.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, time, timedelta
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import clock, drafts
from db.actor import Actor
from db.engine import reading, writing
from db.errors import Doubtful, Invalid, Message, Refused, Unavailable
from ui import who
from ui.formats import say
from ui.language import _

_TOAST = timedelta(seconds=4)  # as long as Streamlit shows one
_SECOND_CLICK = timedelta(seconds=1)  # how long after a press its finger may still click again


class Outcome:
    """Whether the command went through, or asks first whether the person is sure."""

    done = False
    doubt: Message | None = None


class Doubt:
    """The "are you sure?" of a form, asked in its place; nothing is done until somebody says yes.

    The yes sends the whole form again: what was typed since then is not lost either. Outside of a
    form `button` is st.button.
    """

    def __init__(
        self,
        press: str,
        place: DeltaGenerator,
        yes: str,
        *,
        button: Callable[..., bool] = st.form_submit_button,
    ) -> None:
        self._key, self._place, self._yes, self._button = f"doubt.{press}", place, yes, button

    def answered(self, *, sent: bool) -> bool:
        """True if yes was just pressed. `sent`: the form's own button was, which asks anew."""
        if sent:
            st.session_state.pop(self._key, None)
        message = st.session_state.get(self._key)
        return message is not None and self._draw(message)

    def ask(self, message: Message) -> None:
        """Ask, and go on asking until the form is sent anew."""
        st.session_state[self._key] = message
        self._draw(message)

    def _draw(self, message: Message) -> bool:
        with self._place.container():
            st.warning(say(message), icon=":material/help:")
            return self._button(self._yes, key=f"{self._key}.yes")


@contextmanager
def refusals(
    slots: Mapping[str, DeltaGenerator],
    doubt: Doubt | None = None,
    *,
    named: Callable[[str], str] = lambda _field: "",
) -> Iterator[Outcome]:
    """Run a command; show what the data layer refuses beside its field, in the reader's language.

    `slots` maps a field to the empty place under it; a problem without a place is shown here,
    after what `named` calls its field. What the data layer doubts is the outcome's; with `doubt` it
    is asked in the form, too.
    """
    outcome = Outcome()
    try:
        yield outcome
        outcome.done = True
    except Invalid as error:
        for field, message in error.problems.items():
            if field in slots:
                slots[field].error(say(message), icon=":material/error:")
            else:
                st.error(named(field) + say(message), icon=":material/error:")
    except Doubtful as error:
        outcome.doubt = error.message
        if doubt is not None:
            doubt.ask(error.message)
    except Refused as error:
        st.error(say(error.message), icon=":material/error:")


def begin(form: str, actor: Actor, **defaults: Any) -> str:
    """The form's name until its next success; its fields hold `defaults` until somebody types.

    Beside the fields stand ".key", the idempotency key, and ".defaults". A kept draft comes back.
    """
    press = name(form)
    if f"{press}.key" not in st.session_state:
        carried = st.session_state.get(f"{form}.carried", {})
        st.session_state[f"{press}.defaults"] = {**defaults, **carried}
        _restore_draft(form, press, actor)
        st.session_state.setdefault(f"{press}.key", uuid.uuid4().hex)
    for field, value in st.session_state[f"{press}.defaults"].items():
        st.session_state.setdefault(f"{press}.{field}", value)
    return press


def fill_in(form: str, **fields: Any) -> None:
    """Fill a form in before it is drawn: with what is known already, to look at and send."""
    press = name(form)
    keys = {f"{press}.{field}": value for field, value in fields.items()}
    st.session_state.update(keys)
    st.session_state[f"{form}.filled_in"] = (press, tuple(keys))


def is_filled_in(form: str) -> bool:
    """True if it was filled in and is not sent or left yet: its page then shows it first."""
    press, keys = st.session_state.get(f"{form}.filled_in", ("", ()))
    return press == name(form) and all(key in st.session_state for key in keys)


def begun_with(press: str) -> dict[str, Any]:
    """What the fields held when the form was begun: what the new values were typed over."""
    held: dict[str, Any] = st.session_state[f"{press}.defaults"]
    return held


def changed_meanwhile(form: str, now: dict[str, Any]) -> None:
    """If somebody else has changed what the form was begun with, say so and offer to see it."""
    if begun_with(name(form)) != now:
        st.warning(_("Somebody changed this in the meantime."), icon=":material/sync_problem:")
        if st.button(_("Show it as it is now"), key=f"{form}.anew"):
            done(form)
            st.rerun()


def submit(press: str, label: str, **look: Any) -> bool:
    """A form's own button: True if it was pressed, but for the second click of a quick finger.

    That one reaches the new form right after the press that went through, before anything could be
    typed into it.
    """
    pressed = st.form_submit_button(label, **look)
    went_through = st.session_state.get(f"{press.rpartition('.')[0]}.done_at")
    again = (
        went_through is not None
        and clock.now() - went_through < _SECOND_CLICK
        and not _typed(press)
    )
    return pressed and not again


def name(form: str) -> str:
    """What the form is called until its next success."""
    return f"{form}.{st.session_state.get(f'{form}.presses', 0)}"


def key(press: str) -> str:
    """The idempotency key of this press: however often it arrives, it counts once."""
    made: str = st.session_state[f"{press}.key"]
    return made


def done(form: str, *carried: str) -> None:
    """It went through: the next press starts anew, but for the fields to carry over.

    Called last, after what is to be said is left to say: a second click's run can cut this one off
    wherever it asks for the session's state. Before the next press has begun, that run sends the
    same press again, which counts once and is answered alike; afterwards it finds all there is.
    """
    press = name(form)
    st.session_state[f"{form}.carried"] = {
        field: st.session_state.get(f"{press}.{field}") for field in carried
    }
    st.session_state[f"{form}.presses"] = st.session_state.get(f"{form}.presses", 0) + 1
    st.session_state[f"{form}.done_at"] = clock.now()
    del st.session_state[f"{press}.key"]


def day(label: str, key: str) -> Any:
    """A box for a day; which days can be is the data layer's to say, in the reader's language."""
    return st.date_input(label, key=key, min_value="1900-01-01", max_value="2100-01-01")


def flash(text: str) -> None:
    """Say this after the next rerun."""
    st.session_state["_flash"] = (text, None)


def show_flash() -> None:
    """Say what was left to say, where it is seen however far the page is scrolled.

    For as long as a toast lasts, because the run of a second click sweeps away what the first one's
    has said.
    """
    text, shown_since = st.session_state.get("_flash", ("", None))
    if text and shown_since is None:
        shown_since = clock.now()
        st.session_state["_flash"] = (text, shown_since)
    if text and clock.now() - shown_since < _TOAST:
        st.toast(text, icon=":material/check_circle:")


def keep_drafts() -> None:
    """Nobody is signed in any more: keep what was just sent for the person whose session it was."""
    begun = [
        press.removesuffix(".key") for press in map(str, st.session_state) if press.endswith(".key")
    ]
    drafted = {press: fields for press in begun if (fields := _typed(press))}
    try:
        owner = who.previous() if drafted else None
        if owner is None:
            return
        with writing() as session:
            kept = [
                drafts.keep_draft(session, owner, press.rpartition(".")[0], fields)
                for press, fields in drafted.items()
            ]
    except Unavailable:
        return  # the fields are still on this screen's state; the next run tries again
    for press in drafted:
        del st.session_state[f"{press}.key"]
    if all(kept):
        st.info(_("Your login session ended. Sign in again: what you typed is kept."))
    else:
        st.warning(_("Your login session ended. What you typed is too long to be kept."))


def _restore_draft(form: str, press: str, actor: Actor) -> None:
    try:
        with reading() as session:
            if not drafts.has_draft(session, actor, form):
                return
        with writing() as session:  # a run that is cut off in here leaves the draft where it was
            fields = drafts.take_draft(session, actor, form) or {}
            for field, value in fields.items():
                st.session_state[f"{press}.{field}"] = _from_json(value)
    except Unavailable:
        return
    if not fields:  # too old, or damaged
        return
    st.info(_("This is what you typed before you were signed out."), icon=":material/history:")


def _typed(press: str) -> dict[str, Any]:
    """A form's fields as JSON can hold them, and its key; empty if they are as they were before."""
    start = f"{press}."
    fields = {
        field.removeprefix(start): value
        for field, value in ((str(field), value) for field, value in st.session_state.items())
        if field.startswith(start) and "." not in field.removeprefix(start)
    }
    key, before = fields.pop("key"), fields.pop("defaults", {})
    if all(value in (before.get(field), None, "", []) for field, value in fields.items()):
        return {}
    plain = {
        field: _as_json(value)
        for field, value in fields.items()
        if isinstance(value, date | time | str | int | float | list | None)
    }
    return {**plain, "key": key}


def _as_json(value: Any) -> Any:
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return {"time": value.isoformat()} if isinstance(value, time) else value


def _from_json(value: Any) -> Any:
    match value:
        case {"day": day}:
            return date.fromisoformat(day)
        case {"time": moment}:
            return time.fromisoformat(moment)
    return value
