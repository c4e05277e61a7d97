"""Invitations on screen, to whoever makes them: the form, and the links nobody has used yet."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import invitations
from db.actor import Actor, Role
from db.engine import reading, writing
from db.invitations import InvitationCreate
from db.live import hub
from db.staff import right_over_people
from ui import formats, forms, once, shell
from ui.language import _


def invite(actor: Actor) -> None:
    """The form that makes a link. A coordinator also says of which organization."""
    roles = invitations.OFFERED[right_over_people(actor)]
    form = forms.begin("invite", actor, role=roles[0])
    slots: dict[str, DeltaGenerator] = {}
    st.write(
        _("A link lets one person join, once and within a day. They choose their own password.")
    )
    with st.container(width=480):
        role = st.radio(
            _("Role"),
            roles,
            format_func=lambda role: _(shell.ROLES[role]),
            key=f"{form}.role",
            horizontal=True,
        )
        slots["role"] = st.empty()
        organization = None
        if actor.organization_id is None and role is not Role.COORDINATOR:
            names = hub.current().organizations
            organization = st.selectbox(
                _("Organization"),
                list(names),
                format_func=names.__getitem__,
                index=None,
                placeholder=_("Choose an organization"),
                key=f"{form}.organization",
            )
            slots["organization"] = st.empty()
        # Named after the form's press, so that a second click is of a button that is gone.
        sent = st.button(
            _("Make a link"), type="primary", icon=":material/link:", key=f"make.{form}"
        )
    if sent:
        new = InvitationCreate(role, organization, key=forms.key(form))
        with forms.refusals(slots) as outcome, writing() as session:
            made = invitations.invite(session, actor, new)
        if outcome.done:
            once.link(made)
            forms.done("invite", "role")
            st.rerun()


def pending(actor: Actor) -> None:
    """Every link that still works, with the way to take it back."""
    with reading() as session:
        known = invitations.pending(session, actor)
    if not known:
        st.caption(_("None. A link is gone from here once somebody has joined by it."))
    for each in known:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap="xxsmall"):
                st.badge(_(shell.ROLES[each.role]), color="gray")
                if actor.organization_id is None and each.organization:
                    st.text(shell.organization_name(each.organization))
                st.text(
                    _("Made by {name}, {moment}").format(
                        name=each.invited_by, moment=formats.moment(each.invited_at)
                    )
                )
                st.caption(_("Works until {moment}").format(moment=formats.moment(each.expires_at)))
            if st.button(_("Withdraw"), key=f"invitation.withdraw.{each.id}", width="content"):
                with forms.refusals({}) as outcome, writing() as session:
                    invitations.withdraw(session, actor, each.id)
                if outcome.done:
                    st.rerun()
