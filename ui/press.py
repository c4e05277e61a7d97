"""What may be said now: the public figure, its definition, and what is coming in the Council."""

from functools import lru_cache

import streamlit as st

from db import press_figures
from db.counting import RUNGS
from db.engine import reading
from db.live import hub
from db.press_figures import PublicFigures, PublicMeasure
from db.press_rule import press_rule
from db.totals import Totals
from ui import formats
from ui.language import _


def public() -> PublicFigures:
    """The public figures of the newest snapshot. Raises Unavailable."""
    return _public(hub.current())


@lru_cache(maxsize=4)
def _public(totals: Totals) -> PublicFigures:
    with reading() as session:
        return press_figures.figures(session, totals, press_rule(session))


def figure(said: PublicFigures) -> None:
    """The figure, the safe one below it, what it is made of, and both measures' next date."""
    with st.grid(2, min_column_width=260):
        st.metric(
            _("People who signed") if said.people else _("Signatures"),
            formats.number(said.signatures),
            formats.signed(said.since_yesterday) if said.since_yesterday else 0,
            delta_description=_("since yesterday"),
            border=True,
            height="stretch",
        )
        st.metric(
            _("Safe to say"),
            more_than(said) or "–",
            delta_description=_("a round number that is always less"),
            border=True,
            height="stretch",
        )
        for measure in said.measures:
            _coming(measure)
    st.caption(_("As of {moment}").format(moment=formats.moment(said.as_of)))
    with st.expander(_("What the figure is made of"), icon=":material/functions:"):
        made_of(said)


def more_than(said: PublicFigures) -> str:
    """More than 12,300; nothing where there is no floor."""
    return _("More than {n}").format(n=formats.number(said.floor)) if said.floor else ""


def made_of(said: PublicFigures) -> None:
    """Each rung that is said, with its definition."""
    for rung in RUNGS:
        if rung.name in said.rungs:
            number = formats.number(said.rungs[rung.name])
            sign = "−" if rung.name == "overlap" else ""
            st.markdown(f"**{_(rung.label)}: {sign}{number}**  \n{_(rung.definition)}")
    left_out = [_(rung.label) for rung in RUNGS if rung.name not in said.rungs]
    if left_out:
        st.caption(_("Not said: {rungs}").format(rungs=", ".join(left_out)))


def _coming(measure: PublicMeasure) -> None:
    """Where a measure stands, and the days until its next hearing or vote."""
    with st.container(border=True, gap="xsmall", height="stretch"):
        if measure.next_on is None:
            st.metric(
                _(measure.short_title), "–", delta_description=_("no hearing or vote announced")
            )
        else:
            at = f", {formats.time_of_day(measure.next_at)}" if measure.next_at else ""
            st.metric(
                _(measure.short_title),
                formats.countdown(measure.next_on),
                delta_description=formats.long_day(measure.next_on) + at,
            )
        st.text(
            _("{record}: {status} since {day}").format(
                record=measure.record_number,
                status=_(measure.status),
                day=formats.day(measure.since),
            )
        )
