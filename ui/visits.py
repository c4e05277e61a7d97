"""Visits to alderpersons on screen: a line, the form that plans one, its dialog, the week."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import clock, lobby_list, lobby_visits
from db.actor import Actor, Right
from db.council import Holder
from db.engine import reading, writing
from db.live import hub
from db.lobby_list import Visit
from db.lobby_visits import VisitCreate, VisitUpdate
from db.models import OutreachKind
from db.outreach_tallies import week_of
from ui import formats, forms, measure
from ui.language import _
from ui.live import live
from ui.record_dialog import RecordDialog

DIALOG = RecordDialog("visit")
_BOTH = ""  # a radio takes None for "nothing chosen"


def lines(actor: Actor, found: Iterable[Visit], *, of: str, where: bool = False) -> int | None:
    """Visits in a list that is called `of`; `where` each says its ward, and the ward that was just
    asked for is returned."""
    asked = None
    with st.grid(2, min_column_width=290):
        for visit in found:
            asked = visit.ward if _line(actor, visit, of, where=where) else asked
    return asked


def _line(actor: Actor, visit: Visit, of: str, *, where: bool) -> bool:
    asked = False
    with st.container(border=True, gap="xxsmall", height="stretch"):
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            st.markdown(f"**{formats.weekday(visit.day)}**", width="content")
            if visit.done_on:
                st.badge(_("Took place"), icon=":material/check:", color="blue")
            elif visit.planned_for < clock.today():
                st.badge(_("Took place? Not noted yet"), icon=":material/help:", color="orange")
            else:
                st.badge(_("Planned"), icon=":material/event:", color="gray")
        if visit.stranded:
            st.badge(
                _("No longer holds the seat: move it or call it off"),
                icon=":material/event_seat:",
                color="orange",
            )
        if where or visit.stranded:
            st.text(f"{_('Ward {number}').format(number=visit.ward)} · {visit.alderperson}")
        st.text(f"{visit.organization_name} · {_about(actor, visit.measure)}")
        st.text(_("Ask: {text}").format(text=visit.ask))
        if visit.answer:
            st.text(_("Answer: {text}").format(text=visit.answer))
        with st.container(horizontal=True):
            if where:
                asked = st.button(
                    _("See the ward"), key=f"visit.{of}.ward.{visit.id}", type="tertiary"
                )
            _own(actor, visit, of)
    return asked


def _own(actor: Actor, visit: Visit, of: str) -> None:
    """What only its own organization can do with a visit."""
    if visit.organization != actor.organization or not actor.may(Right.PLAN_VISIT):
        return
    if st.button(_("Open"), key=f"visit.{of}.open.{visit.id}", type="tertiary"):
        DIALOG.open(visit.id, visit.revision)
    if visit.done_on and st.button(
        _("Log it as outreach"), key=f"visit.{of}.log.{visit.id}", type="tertiary"
    ):
        st.switch_page(
            "../pages/log_outreach.py",
            query_params={
                "kind": OutreachKind.LOBBY_VISIT.value,
                "ward": str(visit.ward),
                "day": visit.done_on.isoformat(),
            },
        )


def plan(actor: Actor, holder: Holder) -> None:
    """The form that plans a visit. Who else goes in that week shows before it is sent."""
    form = forms.begin(f"plan_visit.{holder.ward}", actor, planned_for=clock.today(), measure=_BOTH)
    st.header(_("Plan a visit"), anchor=False)
    with st.container(border=True):
        planned_for = _day(_("Day"), f"{form}.planned_for")
        slots = {"planned_for": st.empty()}
        others_that_week(holder.ward, planned_for)
        with st.form(form, border=False):
            about = _measure(actor, form, slots)
            ask = _ask(form, slots)
            slots["ward"] = st.empty()
            sent = forms.submit(
                form, _("Plan the visit"), type="primary", icon=":material/event_available:"
            )
            doubt = forms.Doubt(form, st.empty(), _("Yes, book ours as well"))
    sure = doubt.answered(sent=sent)
    if sent or sure:
        new = VisitCreate(holder.ward, planned_for, ask, measure=about or None, key=forms.key(form))
        with forms.refusals(slots, doubt) as outcome, writing() as session:
            lobby_visits.plan_visit(session, actor, new, sure=sure)
        if outcome.done:
            hub.refresh()
            forms.flash(_("The visit is planned. Every organization sees it."))
            forms.done(f"plan_visit.{holder.ward}")
            st.rerun()


@live
def others_that_week(actor: Actor, ward: int, day: date | None) -> None:
    """Who else goes to this ward's office in the week of that day."""
    if not isinstance(day, date):
        return
    others = [
        visit
        for visit in _week(hub.current().version, week_of(day), actor)
        if visit.ward == ward and visit.organization != actor.organization
    ]
    if not others:
        st.caption(_("No other organization goes there in that week."))
    for visit in others:
        said = _("{organization} goes there on {day}.")
        if visit.done_on:
            said = _("{organization} was there on {day}.")
        st.warning(
            said.format(
                organization=formats.escaped(visit.organization_name),
                day=formats.weekday(visit.day),
            ),
            icon=":material/event_busy:",
        )


def dialog() -> None:
    """The open visit, if there is one: change it, note what came of it, call it off."""
    DIALOG.draw(_("Visit"), _in_dialog)


def this_week(actor: Actor) -> int | None:
    """All visits of this week, and those planned for later. A ward that was just asked for."""
    today, version = clock.today(), hub.current().version
    now = _week(version, week_of(today), actor)
    rest = [visit for visit in _planned(version, actor) if visit not in now]
    if not now:
        st.write(_("No organization visits an alderperson this week."))
    asked = lines(actor, now, of="week", where=True)
    for of, title, found in (
        ("later", _("Later"), [visit for visit in rest if visit.planned_for > today]),
        ("earlier", _("Earlier, not noted yet"), [v for v in rest if v.planned_for < today]),
    ):
        if found:
            with st.expander(f"{title} ({formats.number(len(found))})", key=f"visits.{of}"):
                asked = lines(actor, found, of=of, where=True) or asked
    return asked


def _in_dialog(actor: Actor, visit_id: int, revision: int) -> None:
    with reading() as session:
        visit = lobby_list.one_visit(session, actor, visit_id)
    DIALOG.changed_meanwhile(visit.id, seen=revision, now=visit.revision)
    st.text(f"{_('Ward {number}').format(number=visit.ward)} · {visit.alderperson}")
    form = forms.begin(
        f"visit.{visit.id}.{revision}",
        actor,
        planned_for=visit.planned_for,
        measure=visit.measure or _BOTH,
        ask=visit.ask,
        done_on=visit.done_on,
        answer=visit.answer,
    )
    slots: dict[str, DeltaGenerator] = {}
    with st.form(form, border=False):
        values: dict[str, Any] = {"planned_for": _day(_("Planned for"), f"{form}.planned_for")}
        slots["planned_for"] = st.empty()
        values["measure"] = _measure(actor, form, slots) or None
        values["ask"] = _ask(form, slots)
        values["done_on"] = _day(_("Took place on"), f"{form}.done_on")
        slots["done_on"] = st.empty()
        values["answer"] = st.text_area(_("Answer"), key=f"{form}.answer", height=90)
        slots["answer"] = st.empty()
        sent = st.form_submit_button(_("Save changes"), type="primary")
        doubt = forms.Doubt(form, st.empty(), _("Yes, save it"))
    sure = doubt.answered(sent=sent)
    if sent or sure:
        DIALOG.run(
            lobby_visits.change_visit,
            actor,
            visit.id,
            VisitUpdate(**values, revision=revision),
            sure=sure,
            slots=slots,
            doubt=doubt,
            said=_("The visit is changed."),
        )
    if visit.done_on is None and st.button(_("Call it off"), icon=":material/event_busy:"):
        DIALOG.run(
            lobby_visits.call_off,
            actor,
            visit.id,
            revision=revision,
            said=_("The visit is called off."),
        )


def _day(label: str, key: str) -> date | None:
    day: date | None = st.date_input(
        label,
        value=None,
        key=key,
        min_value="1900-01-01",
        max_value="2100-01-01",
        width=220,
    )
    return day


def _measure(actor: Actor, form: str, slots: dict[str, DeltaGenerator]) -> str:
    known = [each.slug for each in measure.all_measures(actor)]
    chosen: str = st.radio(
        _("About"),
        [_BOTH, *known],
        format_func=lambda slug: _about(actor, slug or None),
        key=f"{form}.measure",
        horizontal=True,
    )
    slots["measure"] = st.empty()
    return chosen


def _ask(form: str, slots: dict[str, DeltaGenerator]) -> str:
    text: str = st.text_input(
        _("What we ask"),
        key=f"{form}.ask",
        placeholder=_("for example to speak for it in committee"),
    )
    slots["ask"] = st.empty()
    st.caption(_("Every organization sees this. Never write a signer's name."))
    return text


def _about(actor: Actor, slug: str | None) -> str:
    titles = {each.slug: _(each.short_title) for each in measure.all_measures(actor)}
    return titles.get(slug or "", _("Both measures"))


@st.cache_resource(max_entries=20, show_spinner=False)
def _week(version: int, monday: date, _actor: Actor) -> list[Visit]:
    with reading() as session:
        return lobby_list.visits_in_week(session, _actor, monday)


@st.cache_resource(max_entries=2, show_spinner=False)
def _planned(version: int, _actor: Actor) -> list[Visit]:
    with reading() as session:
        return lobby_list.planned_visits(session, _actor)
