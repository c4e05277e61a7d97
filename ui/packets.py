"""The delivery packet on screen: an organization's own part, and joining the parts."""

from functools import partial

import streamlit as st

from db import campaign, clock, own_lines, packets, people_export, totals
from db.actor import Actor, Right
from db.downloads import File
from db.engine import reading, writing
from db.errors import N_
from db.packets import Order, Part
from db.people_export import Permit
from exchange import packet, packet_part, petition
from exchange.packet_part import ByHand
from ui import files_out, formats, forms, shell
from ui.language import _, language, ngettext

ORDERS = {
    Order.ORGANIZATION: N_("By organization"),
    Order.WARD: N_("By ward"),
}
_PDF = "application/pdf"
_MOST_SHOWN = 50  # names that can't be printed
_MOST_PART = 10  # megabytes; 10,000 names have two


def own_part(actor: Actor, permit: Permit) -> None:
    """The own organization's part of the packet."""
    st.subheader(_("Part of the delivery packet"), anchor=False)
    st.write(
        _(
            "Your verified signers as name and ZIP, to hand over to whoever joins the packet for "
            "City Hall. All parts of a packet are sorted in the same way."
        )
    )
    order = _order("packet.part.order")
    _by_hand(actor, permit, order)
    name = f"contamos-part-{actor.organization}-{clock.today()}.pdf"
    made = partial(_part_pdf, permit, order, language())
    files_out.fetched(_("Part (PDF)"), actor, File(name, _PDF, made), key="packet.part")


def joining(actor: Actor) -> None:
    """Join the parts that organizations handed over; nothing for a person without the right."""
    if not actor.may(Right.JOIN_PACKET):
        return
    st.header(_("Delivery packet"), anchor=False)
    st.write(
        _(
            "A letter with the two demands, the figures, and the names that the organizations hand "
            "over. Each lead makes the part of their own organization; here they become one "
            "packet. Contamos does not keep the parts."
        )
    )
    uploaded = st.file_uploader(
        _("Parts"), type="pdf", accept_multiple_files=True, max_upload_size=_MOST_PART
    )
    slot = st.empty()
    order = _order("packet.order")
    with reading() as session:
        offered = petition.offered(campaign.campaign(session))
    languages = [each for each in packet.LANGUAGES if each in offered]
    tongue = st.selectbox(
        _("Language of the packet"), languages, format_func=formats.tongue, width=220
    )
    if not uploaded:
        return
    with forms.refusals({"parts": slot}) as outcome:
        parts = [packets.opened(actor, each.getvalue(), each.name) for each in uploaded]
        packets.check_together([part for part, _pdf in parts], order)
    if not outcome.done:
        return
    for part, _pdf in parts:
        st.text(f"{part.name}: {_in_part(part)}")
    contents = [each.getvalue() for each in uploaded]
    made = partial(_packet_pdf, contents, order, tongue)
    file = File(f"contamos-packet-{clock.today()}.pdf", _PDF, made)
    files_out.fetched(_("Packet (PDF)"), actor, file, key="packet.join")


def _by_hand(actor: Actor, permit: Permit, order: Order) -> None:
    """Say which names can't be printed and where they will be; looked up once for a password."""
    asked = (permit, order)
    if st.session_state.get("packet.asked") != asked:
        with st.spinner(_("Looking for names that can't be printed…")):
            people = people_export.own_people(actor, permit, purpose="packet part, looked through")
            st.session_state["packet.by_hand"] = packet_part.by_hand(people, order)
            st.session_state["packet.asked"] = asked
    found: list[ByHand] = st.session_state["packet.by_hand"]
    if not found:
        return
    st.warning(
        ngettext(
            "{n} name has letters that our fonts lack. A blank stands in its place: write it in "
            "by hand.",
            "{n} names have letters that our fonts lack. A blank stands in their place: write "
            "them in by hand.",
            len(found),
        ).format(n=formats.number(len(found))),
        icon=":material/edit:",
    )
    with st.expander(_("Where they stand"), icon=":material/list:"):
        with reading() as session:
            ids = [each.signature_id for each in found[:_MOST_SHOWN]]
            lines = own_lines.some_lines(session, actor, ids)
        names = {line.id: line.signer.name for line in lines}
        for each in found[:_MOST_SHOWN]:
            st.text(f"{_place(each)}: {names.get(each.signature_id, '')}")
        if len(found) > _MOST_SHOWN:
            st.caption(_("And {n} more.").format(n=formats.number(len(found) - _MOST_SHOWN)))


def _place(each: ByHand) -> str:
    column, line = divmod(each.line, packet_part.ROWS)
    place = (
        _("Page {page}, on the right, line {line}")
        if column
        else _("Page {page}, on the left, line {line}")
    )
    return place.format(page=formats.number(each.page + 1), line=line + 1)


def _in_part(part: Part) -> str:
    """120 people, 3 to be written in by hand."""
    people = formats.people(part.signers)
    if not part.by_hand:
        return people
    blank = _("{n} to be written in by hand").format(n=formats.number(part.by_hand))
    return f"{people}, {blank}"


def _order(key: str) -> Order:
    chosen: Order = st.radio(
        _("Sorted"),
        list(ORDERS),
        format_func=lambda order: _(ORDERS[order]),
        key=key,
        horizontal=True,
    )
    return chosen


def _part_pdf(permit: Permit, order: Order, tongue: str, actor: Actor) -> list[bytes]:
    slug = actor.organization or ""
    made = packet_part.part(
        people_export.own_people(actor, permit, purpose="packet part"),
        organization=slug,
        name=shell.organization_name(slug),
        order=order,
        language=tongue,
    )
    return [made]


def _packet_pdf(contents: list[bytes], order: Order, tongue: str, actor: Actor) -> list[bytes]:
    parts = [packets.opened(actor, each) for each in contents]
    packets.check_together([part for part, _pdf in parts], order)
    with writing() as session:
        packets.record_joined(session, actor, [part for part, _pdf in parts])
        text = petition.petition(campaign.campaign(session), tongue)
        figures = totals.snapshot(session)
    return [packet.packet(parts, text, figures, order)]
