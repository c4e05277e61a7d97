"""The ward tile map of the Wards page: what colours it, its table, and which ward is open."""

from functools import lru_cache
from typing import Any

import streamlit as st

from db import clock, whip
from db.actor import Actor
from db.engine import reading
from db.live import hub
from db.measure_status import MeasureStatus
from db.models import MeasureKind
from db.outreach_tallies import Funnel
from db.totals import Filter, Totals
from db.wards import NUMBERS
from db.whip import SeatStance, Side, WhipCount
from ui import board, charts, figures, formats, measure, stances, tables, tile_map
from ui.language import N_, _, language
from ui.outreach_form import seat
from ui.stances import SIDES
from ui.vega import Spec
from ui.ward_card import CARD

SIGNATURES, CONVERSATIONS = "signatures", "conversations"
KINDS = {MeasureKind.ORDINANCE: N_("Ordinance"), MeasureKind.RESOLUTION: N_("Resolution")}
_WARD, _ADDRESS, _OPEN = "wards.ward", "wards.address", "wards.open"


def open_ward(ward: int) -> None:
    """Open a ward's card with the next run."""
    st.session_state[_OPEN] = ward
    st.rerun()


def chosen() -> int | None:
    """The ward of the select box. The page's address follows it, and it follows the address."""
    address = st.query_params.get("ward")
    unknown = False
    if _OPEN in st.session_state:
        st.session_state[_WARD] = st.session_state[_OPEN]
        del st.session_state[_OPEN]  # only now: a second click's run can cut this one off
    elif _WARD not in st.session_state or address != st.session_state.get(_ADDRESS):
        st.session_state[_WARD] = _number(address)
        unknown = address is not None and st.session_state[_WARD] is None
    ward: int | None = st.selectbox(
        _("Ward"),
        list(NUMBERS),
        index=None,
        format_func=seat,
        placeholder=_("Choose a ward, or click it in the map"),
        key=_WARD,
    )
    if unknown:
        st.warning(_("There is no such ward. Choose one of 1 to 50."), icon=":material/help:")
    if ward is None:
        st.query_params.pop("ward", None)
    else:
        st.query_params["ward"] = str(ward)
    st.session_state[_ADDRESS] = st.query_params.get("ward")
    return ward


def counts(actor: Actor) -> dict[str, WhipCount]:
    """Measure → where the 50 seats stand today, read once per data version. Raises Unavailable."""
    return _counts(hub.current().version, clock.today(), actor)


def card(actor: Actor, ward: int | None) -> None:
    """The map with its switch and its table; a click or tap on a square opens that ward."""
    measures = {each.slug: each for each in measure.all_measures(actor)}
    labels = {
        **{slug: _(KINDS[each.kind]) for slug, each in measures.items()},
        SIGNATURES: _("Signatures"),
        CONVERSATIONS: _("Conversations"),
    }
    with st.container(border=True):
        by = st.pills(
            _("Colored by"),
            list(labels),
            format_func=labels.__getitem__,
            default=next(iter(labels)),
            key="wards.by",
            required=True,
        )
        by = by or next(iter(labels))
        totals, counted = board.totals_of(Filter()), counts(actor)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(_title(measures, by), anchor=False, width="content")
            as_table = st.toggle(_("Table"), key="wards.table")
        if as_table:
            _table(totals, counted, measures)
        else:
            _opened(counted, measures, ward)
            _map(totals, counted, by, ward or 0)
        st.caption(_note(totals, counted, by))


def _opened(
    counted: dict[str, WhipCount], measures: dict[str, MeasureStatus], ward: int | None
) -> None:
    """The open ward in short, and the way to its card: on a phone that is far below the map.

    It stands there before a ward is open, so that opening one does not move the map.
    """
    with st.container(gap="xxsmall"):
        if ward is None:
            st.text(_("No ward is open"))
            st.caption(_("Click or tap a square."))
            return
        seats = {
            slug: seat
            for slug, count in counted.items()
            for seat in count.seats
            if seat.ward == ward
        }
        st.text(stances.seat(next(iter(seats.values()))))
        said = [
            f"{_(KINDS[measures[slug].kind])}: {formats.escaped(stances.side(seat.side))}"
            for slug, seat in seats.items()
            if seat.side is not Side.VACANT
        ]
        st.caption(" · ".join(said))
        to_card = _("To its card")
        st.markdown(f"[{to_card}](#{CARD})")


def _map(totals: Totals, counted: dict[str, WhipCount], by: str, ward: int) -> None:
    # Of each open ward a map of its own, so that its selection is what was clicked since then.
    picked = charts.picked(
        _spec(totals, counted.get(by), by, language(), ward),
        alt_text=_alt_text(counted, by),
        key=f"wards.map.{by}.{ward}",
    )
    number = _number(str(picked.get("ward"))) if picked else None
    if number is not None and number != ward:
        open_ward(number)


def _title(measures: dict[str, MeasureStatus], by: str) -> str:
    if by == SIGNATURES:
        return _("Signatures by ward")
    if by == CONVERSATIONS:
        return _("Conversations by ward")
    return _("Where the wards stand: {measure}").format(measure=_(measures[by].short_title))


def _alt_text(counted: dict[str, WhipCount], by: str) -> str:
    if by == SIGNATURES:
        return _("Map of 50 equal squares, one for each ward; darker means more signatures.")
    if by == CONVERSATIONS:
        return _("Map of 50 equal squares, one for each ward; darker means more conversations.")
    sides = ", ".join(f"{_(look.label)} {counted[by].counts[side]}" for side, look in SIDES.items())
    written = _("Map of 50 equal squares, one for each ward, with a sign for its stance: {sides}.")
    return written.format(sides=sides)


def _note(totals: Totals, counted: dict[str, WhipCount], by: str) -> str:
    if by == SIGNATURES:
        unknown = formats.signatures(figures.ward_unknown(totals))
    elif by == CONVERSATIONS:
        known = totals.outreach.by_ward.get(None, Funnel())
        unknown = formats.conversations(known.conversations)
    else:
        return _(
            "A double sign is firm: a vote, a public statement, written, or said to two of us. "
            "A sponsor is not a Yes."
        )
    return _("Ward unknown: {unknown}. One square is one ward, north at the top.").format(
        unknown=unknown
    )


def _table(
    totals: Totals, counted: dict[str, WhipCount], measures: dict[str, MeasureStatus]
) -> None:
    """Everything the map can show, ward by ward; then what belongs to none, so that it adds up."""
    seats = {slug: {seat.ward: seat for seat in count.seats} for slug, count in counted.items()}
    signatures = {row["name"]: row["signatures"] for row in figures.ward_rows(totals)}
    conversations = {
        row["name"]: row["conversations"] for row in figures.outreach_ward_rows(totals)
    }
    first = next(iter(seats.values()))
    rows = []
    for name, number in signatures.items():
        ward = _number(name)
        row: dict[str, Any] = {"ward": name, "alderperson": first[ward].name if ward else ""}
        row |= {slug: _side(seats[slug].get(ward or 0)) for slug in measures}
        rows.append({**row, SIGNATURES: number, CONVERSATIONS: conversations.get(name)})
    texts = {"ward": _("Ward"), "alderperson": _("Alderperson")}
    texts |= {slug: _(KINDS[each.kind]) for slug, each in measures.items()}
    numbers = {SIGNATURES: _("Signatures"), CONVERSATIONS: _("Conversations")}
    tables.table(
        "wards",
        rows,
        alt=_("Every ward with its alderperson, stances, signatures and conversations"),
        columns={
            **{field: st.column_config.Column(label) for field, label in texts.items()},
            **{
                field: st.column_config.NumberColumn(label, format="localized")
                for field, label in numbers.items()
            },
        },
    )


def _side(seat: SeatStance | None) -> str:
    if seat is None:
        return ""
    written = _(SIDES[seat.side].label)
    if seat.side is not Side.VACANT and seat.sponsor is not None:
        return _("{stance} · sponsor").format(stance=written)
    return written


def _number(text: str | None) -> int | None:
    """A ward's number as an address or a row has it; None if it is none."""
    known = {str(number): number for number in NUMBERS}
    return known.get(text or "")


@st.cache_resource(max_entries=4, show_spinner=False)
def _counts(version: int, day: Any, _actor: Actor) -> dict[str, WhipCount]:
    with reading() as session:
        return {
            each.slug: whip.whip_count(session, _actor, each.slug)
            for each in measure.all_measures(_actor)
        }


@lru_cache(maxsize=200)
def _spec(totals: Totals, count: WhipCount | None, by: str, _language: str, ward: int) -> Spec:
    """`totals` is hashed by its version, and `count` belongs to the same one."""
    if count is not None:
        return tile_map.by_stance(count, board.tiles(), ward)
    if by == SIGNATURES:
        return tile_map.by_signatures(totals, board.tiles(), ward)
    return tile_map.by_conversations(totals, board.tiles(), ward)
