"""Organizations: added with the link of their first lead, corrected, and seen in counts only."""

from dataclasses import asdict, replace
from typing import Any

import pytest
from sqlmodel import select

from db import invitations, organizations
from db.actor import Actor
from db.engine import reading, writing
from db.errors import Conflict, NotAllowed, NotFound
from db.fields import proposed_slug
from db.invitations import NewInvitation, Welcome
from db.models import AuditEntry, Organization
from db.organizations import (
    OrganizationCounts,
    OrganizationCreate,
    OrganizationFields,
    OrganizationUpdate,
)
from tests import support
from tests.db.support import figures, key, key_line, log, nothing_written, refused, version, void

NAME = "Pilsen Neighbors’ Ñandú Council"


def _create(actor: Actor, **fields: Any) -> NewInvitation:
    good = {"name": NAME, "acronym": "PNC", "languages": ("es", "en"), "key": key()}
    with writing() as session:
        new = OrganizationCreate(**{**good, **fields})
        return organizations.create_organization(session, actor, new)


def _counts(actor: Actor) -> dict[str, OrganizationCounts]:
    with reading() as session:
        return {each.slug: each for each in organizations.organizations(session, actor)}


def _edit(actor: Actor, slug: str = "mijente", *, seen: Any = None, **fields: Any) -> Organization:
    now = _counts(support.actor("cora"))["mijente"].fields
    update = OrganizationUpdate(**{**asdict(now), **fields}, seen=seen or now)
    with writing() as session:
        return organizations.edit_organization(session, actor, slug, update)


def test_a_new_organization_is_in_the_totals_at_once_and_its_first_lead_invited(
    cora: Actor,
) -> None:
    before = version()
    made = _create(cora)
    assert version() > before
    slug = "pilsen-neighbors-nandu-council"
    assert figures().organizations[slug] == NAME
    assert figures().short_names[slug] == "PNC"
    with reading() as session:
        welcome = invitations.invitation_of(session, made.token)
    assert (welcome.organization, welcome.role) == (NAME, "lead")
    invitations.accept(
        made.token,
        name="Pilar",
        username="pilar",
        password="defend every block",
        repeated="defend every block",
    )
    pilar = support.actor("pilar")
    assert pilar.organization == slug
    assert log(pilar).organization_id == pilar.organization_id


def test_the_same_press_twice_is_one_organization(cora: Actor) -> None:
    press = key()
    _create(cora, key=press)
    count = len(figures().organizations)
    made = _create(cora, key=press)
    assert len(figures().organizations) == count
    with reading() as session:
        assert invitations.invitation_of(session, made.token) == Welcome("lead", NAME)  # type: ignore[arg-type]


def test_what_makes_no_sense_is_refused(cora: Actor) -> None:
    bad: dict[str, list[Any]] = {
        "name": ["", "  ", "x" * 121, "\u200b", "MIJENTE", None],
        "acronym": ["x" * 21, "ocad"],  # its bar in the charts would be that one's
        "languages": [("xx",), ("es", "Spanish"), (1,)],
        "slug": ["mijente", "Mijente", "two words", "ñ", "-a", "a-", "a--b", "x" * 41, "<b>"],
        "key": ["", "x", None],
    }
    for field, values in bad.items():
        for value in values:
            fields = {"slug": "pilsen", field: value}
            with refused(field):
                _create(cora, **fields)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Mujeres Latinas en Acción", "mujeres-latinas-en-accion"),
        ("Chicago Community and Worker’s Rights", "chicago-community-and-workers-rights"),
        ("Asian Americans Advancing Justice - Chicago", "asian-americans-advancing-justice-chicag"),
        ("希望", ""),
        ("!!!", ""),
    ],
)
def test_a_name_proposes_a_short_name(name: str, slug: str) -> None:
    assert proposed_slug(name) == slug


def test_a_name_that_proposes_nothing_needs_a_short_name(cora: Actor) -> None:
    with refused("slug"):
        _create(cora, name="希望")
    _create(cora, name="希望", slug="hope")
    assert figures().organizations["hope"] == "希望"


def test_only_coordinators_create_edit_and_list(alice: Actor, bob: Actor, charlie: Actor) -> None:
    for actor in (alice, bob, charlie):
        with nothing_written(), pytest.raises(NotAllowed):
            _create(actor)
        with nothing_written(), pytest.raises(NotAllowed):
            _edit(actor, name="Other")
        with pytest.raises(NotAllowed):
            _counts(actor)


def test_a_coordinator_sees_counts_and_no_ones_name(cora: Actor, bob: Actor, alice: Actor) -> None:
    batch = log(bob, count=25)
    key_line(bob, batch, first_name="Rosa", last_name="Ejemplo")
    void(alice, log(bob, count=7))
    counts = _counts(cora)
    mijente = counts["mijente"]
    assert (mijente.leads, mijente.staff, mijente.batches) == (1, 1, 1)
    assert (mijente.verified, mijente.claimed) == (1, 24)
    assert (counts["ocad"].leads, counts["ocad"].staff, counts["ocad"].batches) == (0, 0, 0)
    assert "Rosa" not in repr(counts)
    assert "Bob" not in repr(counts)
    assert [each.fields.name for each in counts.values()] == sorted(
        each.fields.name for each in counts.values()
    )


def test_a_corrected_name_shows_everywhere_and_the_short_name_stays(cora: Actor) -> None:
    before = version()
    _edit(cora, name="Mijente Chicago", acronym="MIJ", languages=("en", "es", "en"))
    assert version() > before
    assert figures().organizations["mijente"] == "Mijente Chicago"
    assert figures().short_names["mijente"] == "MIJ"
    assert _counts(cora)["mijente"].fields.languages == ("en", "es")
    with reading() as session:
        entries = session.exec(select(AuditEntry)).all()
    assert entries[-1].action == "edit organization"
    assert entries[-1].details == {"fields": ["name", "acronym", "languages"]}


def test_saving_what_stands_writes_nothing(cora: Actor) -> None:
    with nothing_written():
        _edit(cora)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(cora: Actor) -> None:
    seen = _counts(cora)["mijente"].fields
    _edit(cora, acronym="MIJ")
    with nothing_written(), pytest.raises(Conflict):
        _edit(cora, name="Mijente Chicago", seen=seen)
    assert replace(seen, acronym="MIJ") == _counts(cora)["mijente"].fields


def test_an_organization_nobody_knows_is_not_found(cora: Actor) -> None:
    with nothing_written(), pytest.raises(NotFound):
        _edit(cora, "nobody")
    with refused("name"):
        _edit(cora, name="Hana Center")
    assert _counts(cora)["mijente"].fields == OrganizationFields("Mijente", "", ("es", "en"))
