"""The outreach part of Totals: attempts, conversations, signatures, and who made them."""

import streamlit as st

from db.outreach_tallies import Funnel
from db.totals import Filter, Totals
from ui import board, formats
from ui.language import _


def part(totals: Totals, only: Filter, own: str | None) -> None:
    """The figures of the funnel with the rates between them, and the charts."""
    st.header(_("Outreach"), anchor=False)
    if only.channels:
        st.caption(_("Outreach has no channel: that part of the filter does not apply here."))
    if not totals.outreach.headline.efforts:
        st.write(
            _("No outreach fits this filter.")
            if only
            else _("None yet. The first that anyone logs shows here within three seconds.")
        )
        return
    _figures(totals.outreach.headline)
    left, right = st.columns(2)
    with left:
        board.card(
            "funnel",
            _("From attempts to signatures"),
            _("Three bars: contact attempts, conversations, and signatures gathered."),
            totals,
        )
        board.card(
            "outreach_by_organization",
            _("Conversations by organization"),
            _("Bars sorted by conversations, one for each organization."),
            totals,
            own=own,
        )
        board.card(
            "outreach_by_kind",
            _("Conversations by kind"),
            _("Bars sorted by conversations, one for each kind of outreach."),
            totals,
        )
    with right:
        board.card(
            "outreach_by_week",
            _("Conversations each week"),
            _("Bars of the conversations in each week, from Monday to Sunday."),
            totals,
        )
        board.card(
            "outreach_map",
            _("Conversations by ward"),
            _("Map of 50 equal squares, one for each ward; darker means more conversations."),
            totals,
            note=_("Ward unknown: {unknown}. One square is one ward, north at the top.").format(
                unknown=formats.conversations(
                    totals.outreach.by_ward.get(None, Funnel()).conversations
                )
            ),
        )


def _figures(funnel: Funnel) -> None:
    attempted = formats.percent(funnel.conversations, funnel.attempts)
    signed = formats.percent(funnel.signatures, funnel.conversations)
    with st.grid(3, min_column_width=170):
        _figure(
            _("Contact attempts"), formats.number(funnel.attempts), _("People we tried to reach.")
        )
        _figure(
            _("Conversations"),
            formats.number(funnel.conversations),
            _("People we talked with."),
            _("{rate} of the attempts").format(rate=attempted) if attempted else "",
        )
        _figure(
            _("Signatures gathered"),
            formats.number(funnel.signatures),
            _("On the batches of this outreach; they are part of the total above."),
            _("{rate} of the conversations").format(rate=signed) if signed else "",
        )
    with st.grid(2, min_column_width=170):
        _figure(
            _("Volunteers"),
            formats.number(funnel.volunteers),
            _("People who did it, counted anew each time."),
        )
        _figure(
            _("Volunteer hours"),
            formats.decimal(funnel.volunteer_minutes),
            _("Of all volunteers together."),
        )


def _figure(name: str, value: str, definition: str, rate: str = "") -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(name, value, delta_description=rate or None)
        st.caption(definition)
