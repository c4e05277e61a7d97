"""The Council's seats on screen: the list, and the dialog that shows and keeps one."""

from datetime import date
from typing import Any

import streamlit as st

from db import clock, contacts, council, seats
from db.actor import Actor, Right
from db.council import Holder, SeatOnDay
from db.engine import reading
from db.live import hub
from db.seats import Entry, HolderFields, SeatTake
from ui import committees, formats, forms, seat_corrections, tables
from ui.language import _
from ui.outreach_form import seat as seat_label
from ui.record_dialog import RecordDialog
from ui.seat_corrections import ENTRIES

DIALOG = RecordDialog("seat")


def all_seats(actor: Actor) -> list[SeatOnDay]:
    """The 50 seats today, read once per data version. Raises Unavailable."""
    return _all_seats(hub.current().version, clock.today(), actor)


@st.cache_resource(max_entries=4, show_spinner=False)
def _all_seats(version: int, day: date, _actor: Actor) -> list[SeatOnDay]:
    with reading() as session:
        return council.seats(session, _actor, day)


def table(actor: Actor) -> None:
    """Every seat with who holds it, how to reach the office, and the committees."""
    found = all_seats(actor)
    vacant = [each.ward for each in found if each.holder is None]
    if vacant:
        wards = ", ".join(map(str, vacant))
        st.warning(_("Vacant: ward {wards}.").format(wards=wards), icon=":material/event_seat:")
    on = committees.by_holder(actor)
    rows = [_row(each, on) for each in found]
    columns = {
        "ward": st.column_config.NumberColumn(_("Ward"), width=60),
        "name": st.column_config.Column(_("Alderperson"), width=190),
        "committees": st.column_config.Column(_("Committees"), width=330),
        "note": st.column_config.Column(_("Party or caucus"), width=150),
        "phone": st.column_config.Column(_("Phone"), width=120),
        "email": st.column_config.Column(_("E-mail"), width=190),
        "address": st.column_config.Column(_("Ward office"), width=190),
    }
    filled = [name for name in columns if any(row[name] for row in rows)]
    tables.table(
        "council",
        [{name: row[name] for name in filled} for row in rows],
        height="content",
        alt=_("The 50 seats with their alderpersons, offices and committees"),
        columns=columns,
    )


def _row(seat: SeatOnDay, on: dict[int, list[str]]) -> dict[str, Any]:
    holder = seat.holder
    return {
        "ward": seat.ward,
        "name": holder.name if holder else _("Vacant"),
        "committees": "; ".join(on.get(holder.id, [])) if holder else "",
        **{
            name: getattr(holder, name) if holder else ""
            for name in ("note", "phone", "email", "address")
        },
    }


def choose(actor: Actor) -> None:
    """Open one seat, to read its history or to keep it.

    The box starts anew each time: what it says of a seat may be changed in the dialog.
    """
    times = st.session_state.setdefault("seat.times", 0)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        ward = st.selectbox(
            _("Seat"),
            [each.ward for each in all_seats(actor)],
            format_func=seat_label,
            index=None,
            placeholder=_("Choose a ward"),
            key=f"seat.chosen.{times}",
            width=320,
        )
        if st.button(_("Open"), key="seat.choose", disabled=ward is None) and ward:
            st.session_state["seat.times"] = times + 1
            DIALOG.open(ward, _seat(actor, ward).revision)


def dialog() -> None:
    """The open seat, if there is one."""
    DIALOG.draw(_("Seat"), _in_dialog)


def _in_dialog(actor: Actor, ward: int, revision: int) -> None:
    seat = _seat(actor, ward)
    holder = seat.holder
    st.subheader(_("Ward {number}").format(number=ward), anchor=False)
    DIALOG.changed_meanwhile(ward, seen=revision, now=seat.revision)
    if holder is None:
        st.warning(_("Nobody holds this seat today."), icon=":material/event_seat:")
    lines = [*map(_term, reversed(seat.known)), *map(seat_corrections.removed, seat.removed)]
    st.text("\n".join(lines))
    if holder is not None:
        _office(holder)
    if not actor.may(Right.KEEP_COUNCIL):
        st.caption(_("Leads and coordinators keep the seats."))
        return
    # What is decided is about the seat as it was opened: a change in between is a conflict.
    unchanged = seat.revision == revision
    if holder is not None:
        seat_corrections.fields(actor, DIALOG, holder, holder.revision if unchanged else -1)
    for each in reversed(seat.known):
        seat_corrections.term(actor, DIALOG, each, each.revision if unchanged else -1)
    latest = seat.known[-1] if seat.known else None
    if latest is not None and latest.until is None:
        _end(actor, latest, latest.revision if unchanged else -1)
    else:
        _take(actor, seat)
        if latest is not None:
            _take_back(actor, latest, latest.revision if unchanged else -1)


def _office(holder: Holder) -> None:
    lines = [text for text in (holder.note, holder.phone, holder.email, holder.address) if text]
    if lines:
        st.text("\n".join(lines))
    else:
        st.caption(_("No office contact is entered yet."))
    with st.container(horizontal=True):
        if holder.phone:
            number = contacts.same_phone(holder.phone)
            st.link_button(_("Call the office"), f"tel:{number}", icon=":material/call:")
        if holder.email:
            st.link_button(
                _("Write to the office"), f"mailto:{holder.email}", icon=":material/mail:"
            )


def _term(holder: Holder) -> str:
    """A line of the seat's history: since when, how, until when."""
    first = formats.day(holder.held_on)
    if holder.came_by:
        since, how = _("since {day}"), [_(ENTRIES[Entry(holder.came_by)])]
    else:
        since, how = _("known since {day}"), []
    parts = [holder.name, since.format(day=first), *how]
    if holder.until:
        parts.append(_("last day {day}").format(day=formats.day(holder.until)))
    return " · ".join(parts)


def _end(actor: Actor, holder: Holder, revision: int) -> None:
    form = forms.begin(f"end_term.{holder.id}.{holder.revision}", actor, last_day=clock.today())
    with (
        st.expander(_("They leave the seat"), icon=":material/logout:"),
        st.form(form, border=False),
    ):
        last_day = forms.day(_("Last day in office"), f"{form}.last_day")
        slots = {"last_day": st.empty()}
        st.caption(
            _("From the next day the seat is vacant. What they said and voted stays theirs.")
        )
        sent = st.form_submit_button(_("Record the last day"), type="primary")
        doubt = forms.Doubt(form, st.empty(), _("Yes, record it"))
        sure = doubt.answered(sent=sent)
    if sent or sure:
        DIALOG.run(
            seats.end_term,
            actor,
            holder.id,
            last_day,
            revision=revision,
            sure=sure,
            doubt=doubt,
            slots=slots,
            said=_("The last day is recorded."),
        )


def _take(actor: Actor, seat: SeatOnDay) -> None:
    form = forms.begin(
        f"take_seat.{seat.ward}.{seat.revision}",
        actor,
        held_on=clock.today(),
        came_by=Entry.APPOINTED,
    )
    with (
        st.expander(_("Somebody takes the seat"), icon=":material/person_add:", expanded=True),
        st.form(form, border=False),
    ):
        values, slots = seat_corrections.holder_fields(form)
        came_by = seat_corrections.came_by(form, [*ENTRIES])
        slots["came_by"] = st.empty()
        held_on = forms.day(_("First day in office"), f"{form}.held_on")
        slots["held_on"] = st.empty()
        sent = st.form_submit_button(_("Record who takes it"), type="primary")
    if sent:
        new = SeatTake(seat.ward, held_on, came_by, HolderFields(**values))
        DIALOG.run(
            lambda session, actor, _ward: seats.take_seat(session, actor, new),
            actor,
            seat.ward,
            slots=slots,
            said=_("The seat is taken."),
        )


def _take_back(actor: Actor, holder: Holder, revision: int) -> None:
    st.text(_("Was the last day of {name} a mistake?").format(name=holder.name))
    if st.button(_("Take the last day back"), icon=":material/undo:"):
        DIALOG.run(
            seats.take_back_end,
            actor,
            holder.id,
            revision=revision,
            said=_("The last day is taken back."),
        )


def _seat(actor: Actor, ward: int) -> SeatOnDay:
    return next(each for each in all_seats(actor) if each.ward == ward)
