"""The fields of an outreach, on a phone two numbers beside each other."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import clock, council, outreach_list
from db.actor import Actor
from db.council import Holder
from db.engine import reading
from db.live import hub
from db.models import Batch, OutreachKind
from db.outreach_fields import LANGUAGES
from db.outreach_list import LoggedOutreach
from db.wards import NUMBERS
from ui import batches, formats, forms
from ui.figures import CHANNELS, KINDS
from ui.language import N_, _

LABELS = {
    "kind": N_("Kind"),
    "happened_on": N_("Day"),
    "ward": N_("Ward"),
    "place": N_("Place"),
    "attempts": N_("Contact attempts"),
    "conversations": N_("Conversations"),
    "signatures": N_("Signatures"),
    "batch_id": N_("Batch of its signatures"),
    "volunteers": N_("Volunteers"),
    "volunteer_minutes": N_("Volunteer hours"),
    "languages": N_("Languages used"),
    "follow_up": N_("Follow-up needed"),
    "note": N_("Note"),
}
UNKNOWN = NO_BATCH = 0  # a select box takes None for "nothing chosen yet"


def label(field: str) -> str:
    """A field's name as shown."""
    return _(LABELS[field])


def fields(
    form: str, actor: Actor, *, new: bool
) -> tuple[dict[str, Any], dict[str, DeltaGenerator]]:
    """An outreach's input fields: what they hold, and the place under each for what is refused.

    A new one takes its signatures as a number as well; later that number is its batch's.
    """
    values: dict[str, Any] = {}
    slots: dict[str, DeltaGenerator] = {}
    day = forms.begun_with(form)["happened_on"]

    @contextmanager
    def field(name: str, **size: Any) -> Iterator[None]:
        with st.container(**size):
            yield
            slots[name] = st.empty()

    with field("kind"):
        values["kind"] = st.radio(
            label("kind"),
            list(KINDS),
            format_func=lambda kind: _(KINDS[kind]),
            key=f"{form}.kind",
            horizontal=True,
        )
    with st.grid(5 if new else 4, min_column_width=165):
        for name, help_text in (
            ("attempts", _("People you tried to reach. 0 if they can't be counted.")),
            ("conversations", _("People you talked with.")),
            *([("signatures", _("They become a batch and count there, once."))] if new else []),
            ("volunteers", None),
        ):
            with field(name):
                values[name] = _number(form, name, help_text, step=1.0)
        with field("hours"):
            help_text = _("Of all volunteers together, in quarters: 2.5 or 2.75.")
            values["hours"] = _number(form, "hours", help_text, step=0.25)
    with field("batch_id"):
        values["batch_id"] = _batch(form, actor, new=new)
    with st.container(horizontal=True):
        with field("happened_on", width=220):
            values["happened_on"] = st.date_input(
                label("happened_on"),
                key=f"{form}.happened_on",
                min_value="1900-01-01",
                max_value="2100-01-01",
            )
        with field("ward", width=260):
            ward = st.selectbox(
                label("ward"),
                [UNKNOWN, *NUMBERS],
                format_func=lambda number: seat(number, day) if number else _("Unknown"),
                key=f"{form}.ward",
                help=_("Of a lobby visit: the seat that was visited."),
            )
            values["ward"] = None if ward == UNKNOWN else ward
        with field("place"):
            values["place"] = st.text_input(
                label("place"), key=f"{form}.place", placeholder=_("for example Saint Pius")
            )
    with field("languages"):
        values["languages"] = st.multiselect(
            label("languages"),
            list(LANGUAGES),
            format_func=formats.tongue,
            placeholder=_("Choose one or more"),
            key=f"{form}.languages",
            select_all=False,
        )
    with field("note"):
        values["note"] = st.text_input(
            label("note"),
            key=f"{form}.note",
            help=_("What colleagues should know. Never about anyone's immigration status."),
        )
    with field("follow_up"):
        values["follow_up"] = st.checkbox(label("follow_up"), key=f"{form}.follow_up")
    return values, slots


def take_from_address(form: str) -> None:
    """Fill in what a link brought along, once: kind, ward and day of a visit that took place."""
    kind, ward, day = (st.query_params.pop(name, "") for name in ("kind", "ward", "day"))
    if kind in list(OutreachKind):
        st.session_state[f"{form}.kind"] = OutreachKind(kind)
    if ward in map(str, NUMBERS):
        st.session_state[f"{form}.ward"] = int(ward)
    if re.fullmatch(r"20\d\d-\d\d-\d\d", day):
        with suppress(ValueError):
            # Also what it is begun with: `fields` names who held each seat on that day.
            forms.begun_with(form)["happened_on"] = date.fromisoformat(day)
            st.session_state[f"{form}.happened_on"] = date.fromisoformat(day)


def values_of(logged: LoggedOutreach) -> dict[str, Any]:
    """What the fields of an outreach hold when it is opened."""
    return {
        "kind": logged.kind,
        "happened_on": logged.happened_on,
        "ward": logged.ward or UNKNOWN,
        "place": logged.place,
        "attempts": float(logged.attempts),
        "conversations": float(logged.conversations),
        "volunteers": float(logged.volunteers),
        "hours": logged.volunteer_minutes / 60,
        "batch_id": logged.batch_id or NO_BATCH,
        "languages": list(logged.languages),
        "note": logged.note,
        "follow_up": logged.follow_up,
    }


def seat(ward: int, day: date | None = None) -> str:
    """A ward with who holds its seat on a day (today): 35 · Carlos Ramirez-Rosa, 35 · Vacant."""
    known = _holders(hub.current().version).get(ward, [])
    holder = council.holder_on(known, day or clock.today())
    return f"{ward} · {holder.name if holder else _('Vacant')}"


@st.cache_resource(max_entries=2, show_spinner=False)
def _holders(version: int) -> dict[int, list[Holder]]:
    with reading() as session:
        return council.all_holders(session)


def _number(form: str, name: str, help_text: str | None, *, step: float) -> float | None:
    """A box that is empty to begin with; a fraction typed into it is refused, not cut off."""
    return st.number_input(
        label("volunteer_minutes" if name == "hours" else name),
        value=None,
        step=step,
        format="%.10g",
        key=f"{form}.{name}",
        help=help_text,
    )


def _batch(form: str, actor: Actor, *, new: bool) -> int | None:
    """One of the own batches that no other outreach has, named without any text that was typed."""
    chosen = st.session_state.get(f"{form}.batch_id") or None
    with reading() as session:
        free = outreach_list.free_batches(session, actor, and_this=chosen)
    written = {NO_BATCH: _("None"), **{batch.id: _written(batch) for batch in free}}
    picked = st.selectbox(
        _("Or the batch they are on already") if new else label("batch_id"),
        list(written),
        format_func=written.__getitem__,
        key=f"{form}.batch_id",
        help=None if new else _("How many they are is changed on the batch, in Log signatures."),
    )
    return None if picked == NO_BATCH else picked


def _written(batch: Batch) -> str:
    parts = (
        batches.number(batch.id),
        formats.signatures(batch.verified + batch.claimed),
        formats.day(batch.collected_on),
        _(CHANNELS[batch.channel]),
        batches.ward(batch.ward),
    )
    return " · ".join(parts)
