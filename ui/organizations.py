"""The coalition's organizations on screen: their counts, and the forms that add and correct one."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import organizations
from db.actor import Actor
from db.engine import reading, writing
from db.live import hub
from db.organizations import (
    LANGUAGES,
    OrganizationCounts,
    OrganizationCreate,
    OrganizationFields,
    OrganizationUpdate,
)
from ui import formats, forms, live, once, tables
from ui.language import _

_OPEN = "organization.open"


def counts(actor: Actor) -> None:
    """Every organization with its people, batches and signatures."""
    rows = [
        {
            "name": each.fields.name,
            "leads": each.leads,
            "staff": each.staff,
            "batches": each.batches,
            "verified": each.verified,
            "claimed": each.claimed,
            "slug": each.slug,
        }
        for each in _all(actor)
    ]
    labels = {
        "leads": _("Leads"),
        "staff": _("Staff"),
        "batches": _("Batches"),
        "verified": _("Verified"),
        "claimed": _("Claimed"),
    }
    tables.table(
        "organizations",
        rows,
        alt=_("Organizations with their people, batches and signatures"),
        columns={
            "name": st.column_config.Column(_("Organization"), width=340),
            **{
                field: st.column_config.NumberColumn(label, format="localized", width=78)
                for field, label in labels.items()
            },
            "slug": st.column_config.Column(_("Short name"), width=180),
        },
    )


def choose(actor: Actor) -> None:
    """Open one organization to correct its name, acronym or languages."""
    names = hub.current().organizations
    with st.container(horizontal=True, vertical_alignment="bottom"):
        slug = st.selectbox(
            _("Correct an organization"),
            list(names),
            format_func=names.__getitem__,
            index=None,
            placeholder=_("Choose an organization"),
            key="organization.chosen",
            width=420,
        )
        if st.button(_("Open"), key="organization.choose", disabled=slug is None):
            st.session_state[_OPEN] = slug
            st.rerun()


def create(actor: Actor) -> None:
    """Add an organization; the link for its first lead is shown at once."""
    form = forms.begin("create_organization", actor, languages=["es", "en"])
    with (
        st.expander(_("Add an organization"), icon=":material/add:"),
        st.form(form, border=False),
    ):
        values, slots = _fields(form)
        values["slug"] = st.text_input(
            _("Short name"),
            key=f"{form}.slug",
            help=_("For addresses and files; it stays. Left empty, it is made from the name."),
        )
        slots["slug"] = st.empty()
        sent = forms.submit(form, _("Add and invite its first lead"), type="primary")
    if sent:
        new = OrganizationCreate(**values, key=forms.key(form))
        with forms.refusals(slots) as outcome, writing() as session:
            made = organizations.create_organization(session, actor, new)
        if outcome.done:
            hub.refresh()
            forms.flash(_("The organization is part of the coalition."))
            once.link(made)
            forms.done("create_organization", "languages")
            st.rerun()


def dialog() -> None:
    """The organization that was opened, as long as the dialog is open."""
    if _OPEN in st.session_state:
        part = live.dialog(_("Organization"), _in_dialog, on_dismiss=_dismiss)
        part(st.session_state[_OPEN])


def _dismiss() -> None:
    st.session_state.pop(_OPEN, None)


def _in_dialog(actor: Actor, slug: str) -> None:
    [found] = [each for each in _all(actor) if each.slug == slug]
    now = {
        "name": found.fields.name,
        "acronym": found.fields.acronym,
        "languages": list(found.fields.languages),
    }
    name = f"organization.{slug}"
    form = forms.begin(name, actor, **now)
    forms.changed_meanwhile(name, now)
    with st.form(form, border=False):
        values, slots = _fields(form)
        sent = st.form_submit_button(_("Save changes"), type="primary")
    if sent:
        seen = forms.begun_with(form)
        new = OrganizationUpdate(**values, seen=_as_fields(**seen))
        with forms.refusals(slots) as outcome, writing() as session:
            organizations.edit_organization(session, actor, slug, new)
        if outcome.done:
            _dismiss()
            hub.refresh()
            forms.flash(_("The organization is changed."))
            forms.done(name)
            st.rerun()


def _fields(form: str) -> tuple[dict[str, Any], dict[str, DeltaGenerator]]:
    values: dict[str, Any] = {}
    slots: dict[str, DeltaGenerator] = {}
    values["name"] = st.text_input(_("Name"), key=f"{form}.name")
    slots["name"] = st.empty()
    values["acronym"] = st.text_input(
        _("Acronym"), key=f"{form}.acronym", help=_("Charts show it instead of the name.")
    )
    slots["acronym"] = st.empty()
    chosen = st.multiselect(
        _("Languages"),
        LANGUAGES,
        format_func=formats.tongue,
        placeholder=_("Choose languages"),
        key=f"{form}.languages",
    )
    values["languages"] = tuple(chosen)
    slots["languages"] = st.empty()
    return values, slots


def _as_fields(*, name: str, acronym: str, languages: list[str]) -> OrganizationFields:
    return OrganizationFields(name, acronym, tuple(languages))


def _all(actor: Actor) -> list[OrganizationCounts]:
    with reading() as session:
        return organizations.organizations(session, actor)
