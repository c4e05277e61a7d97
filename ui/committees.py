"""The Council's committees on screen: who sits on each, and the forms that keep them."""

from datetime import date
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import clock, committees
from db.actor import Actor
from db.committees import CommitteeCreate, CommitteeOnDay, Member, MemberCreate
from db.engine import reading, writing
from db.live import hub
from db.models import Seat
from db.wards import NUMBERS
from ui import formats, forms
from ui.language import N_, _
from ui.outreach_form import seat as seat_label

SEATS = {
    Seat.CHAIR: N_("Chair"),
    Seat.VICE_CHAIR: N_("Vice chair"),
    Seat.MEMBER: N_("Member"),
}


def all_committees(actor: Actor) -> list[CommitteeOnDay]:
    """Every committee today, read once per data version. Raises Unavailable."""
    return _all_committees(hub.current().version, clock.today(), actor)


@st.cache_resource(max_entries=4, show_spinner=False)
def _all_committees(version: int, day: date, _actor: Actor) -> list[CommitteeOnDay]:
    with reading() as session:
        return committees.committees(session, _actor, day)


def by_holder(actor: Actor) -> dict[int, list[str]]:
    """Alderperson → the committees they sit on, with the seat if it is not a plain member's."""
    found: dict[int, list[str]] = {}
    for committee in all_committees(actor):
        for member in committee.members:
            named = committee.name
            if member.seat is not Seat.MEMBER:
                named = f"{named} ({_(SEATS[member.seat])})"
            found.setdefault(member.holder_id, []).append(named)
    return found


def cards(actor: Actor) -> None:
    """Each committee with its chair and members."""
    with st.grid(2, min_column_width=320):
        for committee in all_committees(actor):
            with st.container(border=True, height="stretch"):
                _card(committee)


def _card(committee: CommitteeOnDay) -> None:
    st.subheader(formats.escaped(committee.name), anchor=False)
    if committee.note:
        st.text(_(committee.note))
    if committee.members:
        st.text("\n".join(map(_line, committee.members)))
    else:
        st.caption(_("Who sits here is not entered yet. Leads and coordinators can add members."))
    if committee.others:
        with st.expander(_("Earlier and later members"), icon=":material/history:"):
            st.text("\n".join(map(_past, committee.others)))


def keep(actor: Actor) -> None:
    """The forms that leads and coordinators have: members come and go, a committee is added."""
    known = all_committees(actor)
    with st.expander(_("Put somebody on a committee"), icon=":material/person_add:"):
        _add(actor, known)
    if any(committee.members for committee in known):
        with st.expander(_("Somebody leaves a committee"), icon=":material/person_remove:"):
            _end(actor, known)
    with st.expander(_("Add a committee"), icon=":material/add:"):
        _create(actor)


def _add(actor: Actor, known: list[CommitteeOnDay]) -> None:
    names = {committee.id: committee.name for committee in known}
    form = forms.begin("add_member", actor, seat=Seat.MEMBER, since=clock.today(), until=None)
    slots: dict[str, DeltaGenerator] = {}
    values: dict[str, Any] = {}
    with st.form(form, border=False):
        values["committee_id"] = st.selectbox(
            _("Committee"), list(names), format_func=names.__getitem__, key=f"{form}.committee_id"
        )
        values["ward"] = st.selectbox(
            _("Alderperson"),
            list(NUMBERS),
            format_func=seat_label,
            index=None,
            placeholder=_("Choose a ward"),
            key=f"{form}.ward",
        )
        slots["ward"] = st.empty()
        values["seat"] = st.radio(
            _("Seat on the committee"),
            list(SEATS),
            format_func=lambda seat: _(SEATS[seat]),
            key=f"{form}.seat",
            horizontal=True,
        )
        slots["seat"] = st.empty()
        with st.container(horizontal=True):
            for name, label in (
                ("since", _("First day")),
                ("until", _("Last day, if it has ended")),
            ):
                with st.container(width=220):
                    values[name] = forms.day(label, f"{form}.{name}")
                    slots[name] = st.empty()
        sent = forms.submit(form, _("Put on the committee"), type="primary")
    if sent:
        new = MemberCreate(**values, key=forms.key(form))
        with forms.refusals(slots) as outcome, writing() as session:
            committees.add_member(session, actor, new)
        if outcome.done:
            _done("add_member", _("The member is entered."), "committee_id", "since")


def _end(actor: Actor, known: list[CommitteeOnDay]) -> None:
    members = {
        member.id: f"{committee.name} · {_line(member)}"
        for committee in known
        for member in committee.members
        # Somebody can leave before the end that is announced, be it the term's.
        if member.until is None or member.by_term or member.until > clock.today()
    }
    form = forms.begin("end_membership", actor, last_day=clock.today())
    with st.form(form, border=False):
        member_id = st.selectbox(
            _("Who leaves"),
            list(members),
            format_func=lambda member: members.get(member, ""),
            index=None,
            placeholder=_("Choose a member"),
            key=f"{form}.member",
        )
        last_day = forms.day(_("Last day on the committee"), f"{form}.last_day")
        slots = {"last_day": st.empty()}
        sent = forms.submit(form, _("Record the last day"))
    if sent and member_id is not None:
        with forms.refusals(slots) as outcome, writing() as session:
            committees.end_membership(session, actor, member_id, last_day)
        if outcome.done:
            _done("end_membership", _("The last day is recorded."))


def _create(actor: Actor) -> None:
    form = forms.begin("create_committee", actor)
    with st.form(form, border=False):
        name = st.text_input(
            _("Name as the Clerk writes it"),
            key=f"{form}.name",
            placeholder=_("for example Committee on Finance"),
        )
        slots = {"name": st.empty()}
        note = st.text_input(_("Note"), key=f"{form}.note")
        slots["note"] = st.empty()
        sent = forms.submit(form, _("Add the committee"))
    if sent:
        new = CommitteeCreate(name, forms.key(form), note)
        with forms.refusals(slots) as outcome, writing() as session:
            committees.create_committee(session, actor, new)
        if outcome.done:
            _done("create_committee", _("The committee is added."))


def _done(form: str, text: str, *carried: str) -> None:
    hub.refresh()
    forms.flash(text)
    forms.done(form, *carried)
    st.rerun()


def _line(member: Member) -> str:
    """49 · Joe Moore · Chair; a plain member's seat needs no word."""
    parts = [str(member.ward), member.name]
    if member.seat is not Seat.MEMBER:
        parts.append(_(SEATS[member.seat]))
    return " · ".join(parts)


def _past(member: Member) -> str:
    days = [_("since {day}").format(day=formats.day(member.since))]
    if member.until:
        days.append(_("last day {day}").format(day=formats.day(member.until)))
    if member.by_term:
        days.append(_("with the term"))
    return " · ".join([_line(member), *days])
