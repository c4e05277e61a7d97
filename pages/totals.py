"""Totals: one live figure, what it is made of, and where it comes from."""

import streamlit as st

from db.actor import Actor, Right
from db.counting import RUNGS
from db.totals import Filter
from ui import board, figures, filters, formats, forms, funnel, milestones
from ui.language import _
from ui.live import live
from ui.who import require

actor = require(Right.SEE_TOTALS)
st.title(_("Totals"), anchor=False)
forms.show_flash()
organizations = board.totals_of(Filter()).organizations

with st.expander(_("Filter"), icon=":material/filter_alt:", key="filter"):
    only = filters.chosen(organizations)


@live
def figures_now(actor: Actor, only: Filter) -> None:
    totals = board.totals_of(only)
    headline = totals.headline

    with st.grid(3, min_column_width=230):
        st.metric(
            _("Signatures"),
            formats.number(headline.total),
            formats.signed(totals.since_yesterday) if totals.since_yesterday else 0,
            delta_description=_("since yesterday"),
            border=True,
            height="stretch",
        )
        st.metric(
            _("Last 7 days"),
            formats.signed(totals.last_seven_days),
            chart_data=[gained for __, gained in totals.per_day()[-7:]],
            chart_type="bar",
            border=True,
            height="stretch",
        )
        with st.container(border=True, height="stretch"):
            milestones.progress(totals)
    st.caption(
        _("As of {moment} · changes go by the day of collection").format(
            moment=formats.moment(totals.as_of)
        )
    )
    if only:
        st.info(
            _(
                "A part of the batches. External figures and the overlap belong to no "
                "organization, channel or day, so they are left out."
            ),
            icon=":material/filter_alt:",
        )

    st.header(_("What the figure is made of"), anchor=False)
    with st.grid(4, min_column_width=170):
        for rung, signatures in zip(RUNGS, headline, strict=True):
            with st.container(border=True, height="stretch", gap="xsmall"):
                subtracted = rung.name == "overlap"
                st.metric(_(rung.label), formats.number(-signatures if subtracted else signatures))
                st.caption(_(rung.definition))

    own = actor.organization
    if headline.verified + headline.claimed:
        left, right = st.columns(2)
        with left:
            board.card(
                "cumulative",
                _("Total against the milestones"),
                _("Line of the total at the end of each day; it now stands at {total}.").format(
                    total=formats.number(headline.total)
                ),
                totals,
            )
            board.card(
                "by_organization",
                _("Signatures by organization"),
                _("Bars sorted by signatures, one for each organization."),
                totals,
                own=own,
            )
        with right:
            board.card(
                "per_day",
                _("Signatures collected each day"),
                _("Bars of the signatures collected on each day."),
                totals,
                note=board.undated_note(totals),
            )
            board.card(
                "by_channel",
                _("Signatures by channel"),
                _("Bars sorted by signatures, one for each channel."),
                totals,
            )
            board.card(
                "ward_map",
                _("Signatures by ward"),
                _("Map of 50 equal squares, one for each ward; darker means more signatures."),
                totals,
                note=_("Ward unknown: {unknown}. One square is one ward, north at the top.").format(
                    unknown=formats.signatures(figures.ward_unknown(totals))
                ),
            )
    else:
        st.header(_("Nothing to chart yet"), anchor=False)
        st.write(
            _("No batch fits this filter.")
            if only
            else _("The first batch that anyone logs shows here within three seconds.")
        )
    funnel.part(totals, only, own)


figures_now(only)
if actor.may(Right.SET_MILESTONES):
    milestones.edit(actor)
