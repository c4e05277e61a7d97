"""A measure's path on screen: what it has come through, the gate ahead, and the clock."""

import streamlit as st

from db import clock
from db.committees import Member
from db.errors import N_
from db.gates import Keeper
from db.measure_status import MeasureStatus
from ui import formats
from ui.formats import say
from ui.language import _

_KEEPERS = {
    Keeper.CHAIR: N_("The chair of the {committee}"),
    Keeper.COMMITTEE: N_("The {committee}"),
    Keeper.COUNCIL: N_("The City Council"),
    Keeper.MAYOR: N_("The Mayor"),
    Keeper.CLERK: N_("The City Clerk"),
}


def stepper(measure: MeasureStatus) -> str:
    """The path as a row of badges: a shape and a word for each, not a colour alone."""
    here = measure.standing.stage
    badges = []
    passed = True
    for stage in measure.path:
        if stage.name == here.name:
            badges.append(f":blue-badge[:material/radio_button_checked: **{_(stage.label)}**]")
            passed = False
        elif passed and stage.name in measure.standing.reached:
            badges.append(f":green-badge[:material/check_circle: {_(stage.label)}]")
        elif passed:
            words = _("{stage}, skipped").format(stage=_(stage.label))
            badges.append(f":gray-badge[:material/step_over: {words}]")
        else:
            badges.append(f":gray-badge[:material/radio_button_unchecked: {_(stage.label)}]")
    return " → ".join(badges)


def gate(measure: MeasureStatus) -> None:
    """What stands before the next stage, what opens it and who holds it."""
    ahead = measure.gate
    if ahead is None:
        return
    with st.container(border=True, gap="xsmall"):
        title = _("The gate ahead: {gate}").format(gate=_(ahead.label))
        st.markdown(f":material/lock: **{title}**")
        st.write(say(ahead.opens))
        keeper = _(_KEEPERS[ahead.keeper]).format(committee=measure.in_committee)
        st.text(_("Who holds it: {keeper}").format(keeper=keeper))
        if ahead.keeper in (Keeper.CHAIR, Keeper.COMMITTEE):
            st.text(_chair(measure.chair))
        if measure.way_around is not None:
            st.caption(say(measure.way_around))


def _chair(chair: Member | None) -> str:
    if chair is None:
        return _("Who chairs it is not entered yet under Seats and committees.")
    return _("Its chair: {name}, ward {ward}").format(name=chair.name, ward=chair.ward)


def days_that_count(measure: MeasureStatus) -> None:
    """The clock: the term's end, the day of a discharge, the earliest hearing."""
    days = measure.clock
    lines = []
    if days.term_ends_in is not None:
        lines.append(
            _("The term ends in {days}, on {day}. What is pending then dies.").format(
                days=formats.days(days.term_ends_in), day=formats.day(measure.term_ends_on)
            )
        )
    if days.discharge_on is not None:
        words = (
            _("A motion to discharge the committee is in order since {day}.")
            if days.discharge_on <= clock.today()
            else _("A motion to discharge the committee is in order from {day}.")
        )
        lines.append(words.format(day=formats.day(days.discharge_on)))
    if days.notice_until is not None:
        lines.append(
            _("A hearing that is announced today can be held from {day}.").format(
                day=formats.day(days.notice_until)
            )
        )
    for line in lines:
        st.markdown(f":material/schedule: {line}")
