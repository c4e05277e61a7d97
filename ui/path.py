"""The path to 26 on screen: whom to visit next and why, and what a few Yes more would make."""

from datetime import date

import streamlit as st

from db import clock, targets
from db.actor import Actor
from db.engine import reading
from db.live import hub
from db.measure_status import MeasureStatus
from db.targets import MOST_WEIGHT, WEIGHTS, Candidate, Reason, Target
from db.whip import Side, WhipCount
from ui import council, council_cards, council_charts, formats, forms, stances, ward_link
from ui.formats import say
from ui.language import _, language
from ui.vega import Spec

_FEW = 10


def what_if(actor: Actor, about: MeasureStatus) -> None:
    """Tick alderpersons and see the line move. Nothing of it is kept."""
    shown = council.board(actor, about.slug)
    st.header(_("What if they said yes?"), anchor=False)
    st.caption(_("Tick whom you hope to win: the line moves. Nothing of this is saved."))
    open_seats = {
        seat.ward: seat
        for seat in sorted(shown.count.seats, key=lambda seat: seat.ward)
        if seat.holder_id is not None and seat.side is not Side.FIRM_YES
    }
    key = f"what_if.{about.slug}"
    st.session_state[key] = [ward for ward in st.session_state.get(key, []) if ward in open_seats]
    wards = st.multiselect(
        _("As if they were a firm yes"),
        list(open_seats),
        format_func=lambda ward: stances.seat(open_seats[ward]),
        placeholder=_("Choose one or more"),
        key=key,
        select_all=False,
        persist_state="session",
    )
    count, spec = _moved(
        hub.current().version, clock.today(), about.slug, tuple(sorted(wards)), language(), actor
    )
    firm = count.counts[Side.FIRM_YES]
    st.metric(
        _("Firm yes, with them"),
        formats.number(firm),
        formats.signed(len(wards)) if wards else None,
    )
    st.text(council.to_pass(count))
    council_cards.line_card(
        "what_if", count, spec, note=_("A thought, not the count: nothing of this is saved.")
    )


def ranking(actor: Actor, about: MeasureStatus) -> None:
    """The targets, the best first, each with the reasons that make its score."""
    st.header(_("Whom to visit next"), anchor=False)
    weights = _weights()
    known = _candidates(hub.current().version, clock.today(), about.slug, actor)
    with forms.refusals({}) as outcome:
        found = targets.ranked(known, weights)
    if not outcome.done:
        return
    if not found:
        st.write(_("Everybody is a firm yes."))
    most = st.session_state.get("path.most", _FEW)
    with st.grid(2, min_column_width=320):
        for place, target in enumerate(found[:most], start=1):
            _line(place, target)
    if len(found) > most and st.button(_("Show more"), key="path.more"):
        st.session_state["path.most"] = most + 20
        st.rerun(scope="fragment")


def _weights() -> dict[Reason, int]:
    """How much each reason weighs, as long as this visit lasts."""
    with st.expander(_("What counts how much"), icon=":material/tune:", key="path.weights"):
        weights = {}
        with st.grid(3, min_column_width=200):
            for reason, label in targets.LABELS.items():
                key = f"path.weight.{reason}"
                st.session_state.setdefault(key, WEIGHTS[reason])
                weights[reason] = st.slider(
                    say(label), 0, MOST_WEIGHT, key=key, persist_state="session"
                )
        st.button(
            _("Back to the weights as they were"),
            icon=":material/undo:",
            key="path.weights.reset",
            disabled=weights == WEIGHTS,
            on_click=_reset_weights,
        )
    return weights


def _reset_weights() -> None:
    for reason, weight in WEIGHTS.items():
        st.session_state[f"path.weight.{reason}"] = weight


def _line(place: int, target: Target) -> None:
    with st.container(border=True, gap="xxsmall", height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.text(f"{place}. {stances.seat(target.seat)} {stances.sponsor(target.seat)}".strip())
            st.badge(_("{n} points").format(n=formats.tenths(target.score)), color="blue")
        st.text(
            "\n".join(
                f"+{formats.tenths(part.points)}  {say(part.message)}" for part in target.parts
            )
        )
        ward_link.link(target.seat.ward)


@st.cache_resource(max_entries=8, show_spinner=False)
def _candidates(version: int, day: date, slug: str, _actor: Actor) -> list[Candidate]:
    with reading() as session:
        return targets.candidates(session, _actor, slug)


@st.cache_resource(max_entries=100, show_spinner=False)
def _moved(
    version: int,
    day: date,
    slug: str,
    wards: tuple[int, ...],
    spoken: str,
    _actor: Actor,
) -> tuple[WhipCount, Spec]:
    count = targets.what_if(council.board(_actor, slug).count, wards)
    return count, council_charts.line(count, frozenset(wards))
