"""A ward's card on screen: who holds the seat, where they stand, what happens there, who talks."""

from typing import Any

import streamlit as st

from db import clock, relationships, ward_card
from db.actor import Actor, Right, Role
from db.council import Holder
from db.engine import reading
from db.live import hub
from db.models import Seat
from db.relationships import Lead
from db.ward_card import EarlierHolder, MeasureStance, WardCard
from db.whip import KnownStance, Side
from ui import formats, forms, visits
from ui.language import N_, _
from ui.record_dialog import RecordDialog
from ui.shell import organization_name
from ui.stances import EVIDENCE, POSITIONS, SIDES

DIALOG = RecordDialog("relationship")
SEATS = {Seat.CHAIR: N_("Chair"), Seat.VICE_CHAIR: N_("Vice chair"), Seat.MEMBER: N_("Member")}
CARD = "card"  # the place in the page that a link leads to
_NOBODY = ""


def of_ward(actor: Actor, ward: int) -> WardCard:
    """A ward's card, read once per data version for each organization. Raises Unavailable."""
    return _of_ward(hub.current().version, clock.today(), actor.organization, ward, actor)


@st.cache_resource(max_entries=200, show_spinner=False)
def _of_ward(
    version: int, day: Any, organization: str | None, ward: int, _actor: Actor
) -> WardCard:
    with reading() as session:
        return ward_card.ward_card(session, _actor, ward)


def draw(actor: Actor, ward: int) -> None:
    """Everything that is known of a ward."""
    card = of_ward(actor, ward)
    with st.container(border=True):
        st.header(_("Ward {number}").format(number=ward), anchor=CARD)
        if card.holder is None:
            st.warning(
                _("This seat is vacant: nobody to visit, and no vote."),
                icon=":material/event_seat:",
            )
        else:
            _holder(card, card.holder)
        with st.grid(2, min_column_width=200):
            for stance in card.stances:
                _stance(stance)
        _figures(card)
        if card.holder is not None:
            _contacts(actor, card)
        _zips(card)
    if card.holder is not None or card.visits:
        st.header(_("Asks and answers"), anchor=False)
        if not card.visits:
            st.write(_("No visit is planned or noted yet."))
        visits.lines(actor, card.visits, of="card")
    if card.earlier:
        with st.expander(
            _("Earlier holders"), icon=":material/history:", key=f"earlier.{card.ward}"
        ):
            for each in card.earlier:
                _before(actor, each)


def dialog() -> None:
    """The open relationship, if there is one."""
    DIALOG.draw(_("Who leads the relationship"), _in_dialog)


def _holder(card: WardCard, holder: Holder) -> None:
    with st.container(gap="xxsmall"):
        st.subheader(formats.escaped(holder.name), anchor=False)
        for committee, seat in card.committees:
            st.text(f"{committee} · {_(SEATS[seat])}")
        for text in (holder.note, holder.phone, holder.email, holder.address):
            if text:
                st.text(text)


def _stance(each: MeasureStance) -> None:
    """Where the seat stands on one measure; a sponsor's mark stands beside it, as what it is."""
    look = SIDES[each.seat.side]
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.subheader(_(each.short_title), anchor=False)
        with st.container(horizontal=True, gap="xsmall"):
            st.badge(_(look.label), color=look.badge)
            if each.seat.sponsor is not None:
                lead = each.seat.sponsor == 1
                st.badge(
                    _("Lead sponsor") if lead else _("Sponsor"),
                    icon=":material/edit_note:",
                    color="gray",
                )
            if each.seat.expired:
                st.badge(_("Confirm again"), icon=":material/update:", color="orange")
        if each.seat.side is Side.VACANT:
            return
        if each.seat.stance is None:
            st.text(_("Nobody has recorded a stance yet."))
        else:
            st.text(_said(each.seat.stance))
            if each.seat.stance.source_url:
                st.link_button(
                    _("Source"),
                    each.seat.stance.source_url,
                    type="tertiary",
                    icon=":material/link:",
                )
        if each.seat.sponsor is not None:
            st.caption(_("A sponsor is not a Yes: one of 2017 voted No in 2021."))
        if len(each.history) > 1 or any(stance.undone for stance in each.history):
            with st.expander(
                _("History"), icon=":material/history:", key=f"stances.{each.measure}"
            ):
                for stance in each.history:
                    st.text(_said(stance))


def _before(actor: Actor, each: EarlierHolder) -> None:
    """Somebody who held the seat before: nothing of it counts for whoever holds it now."""
    until = formats.day(each.holder.until) if each.holder.until else ""
    st.subheader(formats.escaped(each.holder.name), anchor=False)
    st.caption(_("last day {day}").format(day=until))
    for title in each.sponsor_of:
        st.text(f"{_('Sponsor')} · {_(title)}")
    for title, history in each.stances:
        st.text("\n".join([_(title), *map(_said, history)]))
    visits.lines(actor, each.visits, of=f"earlier.{each.holder.id}")


def _said(stance: KnownStance) -> str:
    """How we know, when, who knows, until when it holds."""
    organization = (
        organization_name(stance.organization) if stance.organization else _("The coalition")
    )
    lines = [
        f"{_(POSITIONS[stance.position])} · {_(EVIDENCE[stance.evidence])}",
        f"{formats.day(stance.said_on)} · {organization}",
    ]
    if stance.undone:
        lines.append(_("Undone by {name}").format(name=stance.undone_by or _("The coalition")))
    elif stance.expires_on:
        lines.append(_("To be confirmed on {day}").format(day=formats.day(stance.expires_on)))
    return "\n".join(lines)


def _figures(card: WardCard) -> None:
    all_of_us, own = card.coalition, card.own
    with st.grid(2, min_column_width=130):
        _figure(_("Signatures here"), all_of_us.signatures, own.signatures if own else None)
        _figure(
            _("Conversations here"), all_of_us.conversations, own.conversations if own else None
        )


def _figure(name: str, number: int, own: int | None) -> None:
    """The coalition's number, and what of it is the reader's organization's."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(name, formats.number(number))
        definition = _("of all organizations")
        if own is not None:
            definition = _("of all organizations; {n} of yours").format(n=formats.number(own))
        st.caption(definition)


def _contacts(actor: Actor, card: WardCard) -> None:
    """Who leads the relationship, the last contact and the next."""
    last, ahead = card.last_contact, card.next_visit
    with st.grid(3, min_column_width=130):
        with st.container(border=True, height="stretch", gap="xsmall"):
            st.caption(_("Leads the relationship"))
            _lead(actor, card)
        _lines(
            _("Last contact"),
            [formats.day(last.day), last.organization] if last else [_("None known")],
        )
        _lines(
            _("Next contact"),
            [formats.weekday(ahead.day), ahead.organization_name] if ahead else [_("None planned")],
        )


def _lines(title: str, texts: list[str]) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.caption(title)
        for text in texts:
            st.text(text)


def _lead(actor: Actor, card: WardCard) -> None:
    lead = card.lead
    if lead is None:
        st.text(_("Nobody yet"))
    else:
        st.text(organization_name(lead.organization))
        st.text(_("since {day}").format(day=formats.day(lead.since)))
    may = actor.may(Right.LEAD_RELATIONSHIP) and (
        actor.role is Role.COORDINATOR or lead is None or lead.organization == actor.organization
    )
    if may and st.button(_("Change"), key="relationship.change", type="tertiary"):
        DIALOG.open(card.ward, lead.id if lead else 0)
    former = [each for each in card.leads if each.until is not None]
    if former:
        with st.expander(_("Before"), key="relationship.before"):
            for each in former:
                st.text(_led(each))


def _led(lead: Lead) -> str:
    until = formats.day(lead.until) if lead.until else ""
    return f"{organization_name(lead.organization)}\n{formats.day(lead.since)} – {until}"


def _zips(card: WardCard) -> None:
    """A ZIP proposes wards and decides none, so it shows how much of it lies here."""
    if not card.zips:
        return
    shares = [f"{code} ({formats.percent(round(share * 100), 100)})" for code, share in card.zips]
    with st.container(gap="xxsmall"):
        st.caption(_("ZIPs that reach in here, with the part of their area that does"))
        st.text(" · ".join(shares))


def _in_dialog(actor: Actor, ward: int, seen: int) -> None:
    lead = of_ward(actor, ward).lead
    DIALOG.changed_meanwhile(ward, seen=seen, now=lead.id if lead else 0)
    name = organization_name(lead.organization) if lead else _("Nobody yet")
    st.text(_("Ward {number}").format(number=ward) + f" · {name}")
    if actor.role is Role.COORDINATOR:
        _hand_over(actor, ward, seen, lead)
    elif lead is None:
        st.write(_("Who leads keeps the contact, and the others ask there before they go."))
        if st.button(_("We lead it"), type="primary"):
            _set(actor, ward, actor.organization, seen, _("Your organization leads it now."))
    elif st.button(_("Release it"), icon=":material/logout:"):
        _set(actor, ward, None, seen, _("Nobody leads it now."))


def _hand_over(actor: Actor, ward: int, seen: int, lead: Lead | None) -> None:
    """A coordinator's choice among all organizations, or nobody."""
    form = forms.begin(
        f"relationship.{ward}.{seen}", actor, organization=lead.organization if lead else _NOBODY
    )
    with st.form(form, border=False):
        organization = st.selectbox(
            _("Organization"),
            [_NOBODY, *hub.current().organizations],
            format_func=lambda slug: organization_name(slug) if slug else _("Nobody"),
            key=f"{form}.organization",
        )
        sent = st.form_submit_button(_("Save"), type="primary")
    if sent:
        _set(actor, ward, organization or None, seen, _("Who leads the relationship is saved."))


def _set(actor: Actor, ward: int, organization: str | None, seen: int, said: str) -> None:
    DIALOG.run(relationships.set_lead, actor, ward, organization, seen=seen or None, said=said)
