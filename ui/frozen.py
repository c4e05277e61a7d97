"""Frozen for the podium, on screen: freeze, list, and what has changed since."""

import streamlit as st

from db import frozen_figures, press_comparison
from db.actor import Actor
from db.engine import reading, writing
from db.frozen_figures import FrozenFigure
from db.live import hub
from db.press_figures import PublicFigures
from db.press_words import Words
from ui import formats, forms, live, once, press, tables
from ui.language import _, language

_OPEN = "frozen.open"


def freeze(actor: Actor) -> None:
    """One press keeps every public number as it is now."""
    form = forms.begin("freeze", actor)
    with st.form(form, border=True):
        occasion = st.text_input(
            _("Occasion"),
            key=f"{form}.occasion",
            placeholder=_("for example: press conference at City Hall"),
            help=_("It can be read by everybody."),
        )
        slots = {"occasion": st.empty()}
        sent = forms.submit(
            form, _("Freeze for the podium"), type="primary", icon=":material/ac_unit:"
        )
    if sent:
        with forms.refusals(slots) as outcome, writing() as session:
            made = frozen_figures.freeze(session, actor, occasion=occasion, key=forms.key(form))
        if outcome.done:
            hub.refresh()
            forms.flash(
                _("Press figure {n} is frozen: {figure}.").format(
                    n=made.number, figure=formats.number(made.figures.signatures)
                )
            )
            forms.done("freeze")
            st.rerun()


def listed(actor: Actor) -> None:
    """Every frozen figure, the newest first."""
    with reading() as session:
        known = frozen_figures.frozen_figures(session, actor)
    if not known:
        st.caption(_("None yet. What is frozen stays: numbered, with its time and definitions."))
    for figure, by in known:
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{name(figure)}**")
            if figure.occasion:
                st.text(figure.occasion)
            st.text(
                _("Frozen by {name}, {moment}").format(
                    name=by, moment=formats.moment(figure.frozen_at)
                )
            )
            with st.container(horizontal=True):
                st.link_button(
                    _("Its page"),
                    once.here() + frozen_figures.address(figure),
                    type="tertiary",
                    icon=":material/link:",
                )
                if st.button(
                    _("What changed since"),
                    key=f"frozen.{figure.id}",
                    type="tertiary",
                    icon=":material/compare_arrows:",
                ):
                    st.session_state[_OPEN] = figure.number
                    st.rerun()


def name(figure: FrozenFigure) -> str:
    """Press figure 3: 12,345."""
    return _("Press figure {n}: {figure}").format(
        n=figure.number, figure=formats.number(figure.figures.signatures)
    )


def dialog() -> None:
    """The figure whose comparison is open, if one is."""
    if _OPEN in st.session_state:
        live.dialog(_("What changed since"), _comparison, on_dismiss=_close)()


def _close() -> None:
    st.session_state.pop(_OPEN, None)


def _comparison(actor: Actor) -> None:
    with reading() as session:
        known = frozen_figures.frozen_figures(session, actor)
    figure = next(each for each, __ in known if each.number == st.session_state[_OPEN])
    st.markdown(f"**{name(figure)}**")
    st.text(_("Frozen {moment}").format(moment=formats.moment(figure.frozen_at)))
    tables.table(
        "press-figure",
        _differences(figure.figures, press.public()),
        alt=_("Every figure then and now"),
    )
    st.caption(_("SHA-256 {hash}").format(hash=figure.hash))


def _differences(then: PublicFigures, now: PublicFigures) -> list[dict[str, str]]:
    """Figure by figure: then, now, the difference; what has changed first."""
    rows = list(press_comparison.compared(Words(language()), then, now, exact=True))
    rows.sort(key=lambda row: not row.changed)
    return [
        {
            _("Figure"): row.label,
            _("Then"): row.then,
            _("Now"): row.now,
            _("Difference"): row.difference or (_("changed") if row.changed else ""),
        }
        for row in rows
    ]
