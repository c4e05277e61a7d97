"""The whip count on screen: which measure and day, the figures, the pictures and their tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from db import clock, whip
from db.actor import Actor
from db.engine import reading
from db.live import hub
from db.matrix import Matrix, matrix
from db.measure_status import MeasureStatus
from db.whip import Side, WhipCount
from ui import council_charts, formats, measure, stances
from ui.language import _, language, ngettext
from ui.vega import Spec


@dataclass(frozen=True)
class Board:
    """What the page shows of a measure on a day, with its pictures."""

    count: WhipCount
    matrix: Matrix
    moved: list[tuple[date, dict[Side, int]]]
    line: Spec
    over_time: Spec
    two_measures: Spec


def board(
    actor: Actor, slug: str, as_of: date | None = None, *, final_sponsors: bool = False
) -> Board:
    """A measure's board as it stands, or as it stood at the end of a day.

    Read and drawn once per data version and language. Raises Invalid (a day to come), Unavailable.
    """
    today = clock.today()
    return _board(hub.current().version, today, slug, as_of, final_sponsors, language(), actor)


@st.cache_resource(max_entries=60, show_spinner=False)
def _board(
    version: int,
    day: date,
    slug: str,
    as_of: date | None,
    final_sponsors: bool,
    spoken: str,
    _actor: Actor,
) -> Board:
    titles = {each.slug: _(each.short_title) for each in measure.all_measures(_actor)}
    slugs = list(titles)
    with reading() as session:
        counts = {
            each: whip.whip_count(
                session, _actor, each, as_of=as_of or day, final_sponsors=final_sponsors
            )
            for each in slugs
        }
        moved = whip.count_over_time(session, _actor, slug)
    count = counts[slug]
    both = matrix(counts[slugs[0]], counts[slugs[1]])
    return Board(
        count=count,
        matrix=both,
        moved=moved,
        line=council_charts.line(count),
        over_time=council_charts.over_time(moved, count),
        two_measures=council_charts.two_measures(both, titles),
    )


def made_up() -> None:
    """On the demo: nobody said or did any of this."""
    if not clock.is_real():
        st.caption(_("Demo: every stance and visit is made up. No alderperson said any of it."))


def chosen_measure(known: Sequence[MeasureStatus]) -> MeasureStatus:
    """The switch between the measures."""
    slugs = {each.slug: each for each in known}
    # A radio knows what was chosen by its words: in another language it is another one.
    key = f"council.measure.{language()}"
    st.session_state.setdefault(key, st.session_state.get("council.chosen", known[0].slug))
    chosen = st.radio(
        _("Measure"),
        list(slugs),
        format_func=lambda slug: _(slugs[slug].short_title),
        key=key,
        horizontal=True,
        persist_state="session",
    )
    st.session_state["council.chosen"] = chosen
    return slugs.get(chosen, known[0])


def chosen_day(about: MeasureStatus) -> date | None:
    """The day whose count is shown; None is today, which keeps up by itself, past midnight too."""
    today = clock.today()
    if st.session_state.get("council.as_of") in (None, st.session_state.get("council.today")):
        st.session_state["council.as_of"] = today
    st.session_state["council.today"] = today
    day = st.date_input(
        _("As of the end of"),
        key="council.as_of",
        min_value=about.term_starts_on,
        max_value=today,
        width=200,
    )
    return day if isinstance(day, date) and day < today else None


def with_final_sponsors(about: MeasureStatus) -> bool:
    """Whether to mark who was a sponsor at the end of the term: off until somebody asks."""
    return st.toggle(
        _("Sponsors at the end of the term"),
        key="council.final_sponsors",
        help=_(
            "The Clerk's list of {day}. Since when each was on it is not known, and a sponsor is "
            "not a Yes."
        ).format(day=formats.day(about.term_ends_on)),
    )


def past(day: date) -> None:
    """Say that a past day is shown, and offer to go back to today."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(
            _(
                "This is the past: the count as it stood at the end of {day}. Whom to visit and "
                "the forms stay with today."
            ).format(day=formats.long_day(day)),
            icon=":material/history:",
        )
        st.button(
            _("Back to today"), icon=":material/today:", on_click=_back_to_today, width="content"
        )


def _back_to_today() -> None:
    st.session_state["council.as_of"] = clock.today()


def figures(count: WhipCount) -> None:
    """How many seats are on each side, and the rule by which they are counted."""
    shown = [side for side in Side if side is not Side.VACANT or count.counts[side]]
    with st.grid(len(shown), min_column_width=105):
        for side in shown:
            st.metric(
                stances.side(side),
                formats.number(count.counts[side]),
                border=True,
                height="stretch",
            )
    st.text(to_pass(count))
    st.caption(
        _(
            "**Firm** is a vote, a public statement, something in writing, or what was said to two "
            "of us, until it has to be confirmed again. All else is **soft**: a lean, what one of "
            "us heard, hearsay, a sponsor's name. A sponsor is marked with ★ and is never counted "
            "as a Yes."
        )
    )


def to_pass(count: WhipCount) -> str:
    """How far it is to the votes that pass it."""
    missing = count.needed - count.counts[Side.FIRM_YES]
    if missing <= 0:
        return _("Enough to pass: {needed} firm yes are needed.").format(
            needed=formats.number(count.needed)
        )
    return ngettext(
        "{n} firm yes short of the {needed} votes that pass it.",
        "{n} firm yes short of the {needed} votes that pass it.",
        missing,
    ).format(n=formats.number(missing), needed=formats.number(count.needed))
