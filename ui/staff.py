"""People on screen, to whoever looks after them: their line in the list, and their dialog."""

from collections import Counter

import streamlit as st

from db import staff
from db.actor import Actor, Right, Role
from db.engine import reading, writing
from db.staff import Person
from ui import formats, forms, live, once
from ui.formats import say
from ui.language import _
from ui.shell import ROLES, organization_name

_OPEN, _DOUBT = "person.open", "person.doubt"


def people(actor: Actor) -> None:
    """Everybody the actor looks after; pressing "Open" opens one."""
    with reading() as session:
        known = staff.people(session, actor)
    for person in known:
        if _line(actor, person):
            st.session_state[_OPEN] = person.id
            st.rerun()


def dialog() -> None:
    """The person who was opened, as long as the dialog is open."""
    if _OPEN in st.session_state:
        part = live.dialog(_("Person"), _in_dialog, on_dismiss=_dismiss)
        part(st.session_state[_OPEN])


def _line(actor: Actor, person: Person) -> bool:
    """Typed names show letter by letter."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xxsmall"):
            st.text(person.name)
            with st.container(horizontal=True, gap="xsmall"):
                _badges(person)
            if actor.organization_id is None and person.organization:
                st.text(organization_name(person.organization))
            st.caption(_seen(person))
        return st.button(_("Open"), key=f"person.open.{person.id}", width="content")


def _badges(person: Person) -> None:
    st.badge(_(ROLES[person.role]), color="blue" if person.role is Role.LEAD else "gray")
    if person.oneself:
        st.badge(_("You"), icon=":material/person:", color="gray")
    if person.disabled:
        st.badge(_("Disabled"), icon=":material/block:", color="orange")


def _seen(person: Person) -> str:
    """When somebody was last here, and in which browsers they are signed in."""
    if person.last_seen_at is None:
        return _("Has not signed in yet")
    seen = _("Last seen {moment}").format(moment=formats.moment(person.last_seen_at))
    if not person.sessions:
        return _("{seen} · not signed in now").format(seen=seen)
    browsers = Counter(login.device or _("Unknown device") for login in person.sessions)
    devices = " · ".join(f"{n} × {name}" if n > 1 else name for name, n in browsers.items())
    return _("{seen} · signed in: {devices}").format(seen=seen, devices=devices)


def _dismiss() -> None:
    st.session_state.pop(_OPEN, None)
    st.session_state.pop(_DOUBT, None)


def _in_dialog(actor: Actor, user_id: int) -> None:
    with reading() as session:
        person = staff.person(session, actor, user_id)
    st.text(f"{person.name} · {person.username}")
    with st.container(horizontal=True, gap="xsmall"):
        _badges(person)
    st.subheader(_("Where signed in"), anchor=False)
    _sessions(actor, person)
    if actor.may(Right.RUN_ORGANIZATION):
        st.subheader(_("Role"), anchor=False)
        _role(actor, person)
    if person.oneself:
        st.caption(_("Your own password and browsers are under Account."))
    else:
        st.subheader(_("Access"), anchor=False)
        _access(actor, person)


def _sessions(actor: Actor, person: Person) -> None:
    if not person.sessions:
        st.caption(_seen(person))
    for login in person.sessions:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap="xxsmall"):
                st.text(login.device or _("Unknown device"))
                st.caption(
                    _("Since {start}, last seen {seen}").format(
                        start=formats.moment(login.started_at),
                        seen=formats.moment(login.last_seen_at),
                    )
                )
            if login.here:
                st.badge(_("This browser"), icon=":material/check:", color="blue")
            elif st.button(_("Sign out"), key=f"person.end.{login.id}", width="content"):
                with forms.refusals({}) as outcome, writing() as session:
                    staff.end_session(session, actor, person.id, login.id)
                if outcome.done:
                    st.rerun()


def _role(actor: Actor, person: Person) -> None:
    """Make staff a lead or a lead staff; a lead who steps down is asked twice."""
    to_lead = person.role is Role.STAFF
    doubt = st.session_state.get(_DOUBT)
    label = _("Make them a lead") if to_lead else _("Make them staff")
    if person.oneself:
        label = _("Yes, I step down") if doubt else _("Step down as a lead")
    st.caption(_("A lead also voids and restores, and looks after the people of the organization."))
    if doubt:
        st.warning(say(doubt), icon=":material/help:")
    if st.button(label, icon=":material/swap_vert:"):
        with forms.refusals({}) as outcome, writing() as session:
            role = Role.LEAD if to_lead else Role.STAFF
            staff.set_role(session, actor, person.id, role, sure=doubt is not None)
        if outcome.doubt:
            st.session_state[_DOUBT] = outcome.doubt
            st.rerun()
        _close(outcome, _("The role is changed."))


def _access(actor: Actor, person: Person) -> None:
    with st.container(horizontal=True):
        if person.disabled and st.button(_("Let in again"), icon=":material/undo:"):
            with forms.refusals({}) as outcome, writing() as session:
                staff.enable(session, actor, person.id)
            _close(outcome, _("They may sign in again."))
        if not person.disabled and st.button(_("Disable"), icon=":material/block:"):
            with forms.refusals({}) as outcome, writing() as session:
                staff.disable(session, actor, person.id)
            _close(outcome, _("They are signed out everywhere and can't sign in any more."))
        if st.button(_("Reset password"), icon=":material/key:"):
            with forms.refusals({}) as outcome:
                once.password(staff.reset_password(actor, person.id))
            if outcome.done:
                _dismiss()
                st.rerun()


def _close(outcome: forms.Outcome, text: str) -> None:
    if outcome.done:
        _dismiss()
        forms.flash(text)
        st.rerun()
