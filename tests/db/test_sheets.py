"""Printed sheets: numbers that are never twice, and the batch that a sheet became."""

import pytest
from sqlmodel import select

from db import sheets
from db.actor import Actor
from db.engine import reading, writing
from db.errors import NotAllowed, NotFound
from db.models import AuditEntry
from tests.db.support import log, nothing_written, refused, void


def taken(actor: Actor, count: int) -> list[int]:
    with writing() as session:
        return list(sheets.take_numbers(session, actor, count))


def batch_of(actor: Actor, number: str, organization: str = "mijente") -> int | None:
    with reading() as session:
        return sheets.batch_of_sheet(session, actor, organization, number)


def test_numbers_go_on_within_an_organization(alice: Actor, bob: Actor, charlie: Actor) -> None:
    assert taken(bob, 3) == [1, 2, 3]
    assert taken(alice, 2) == [4, 5]
    assert taken(charlie, 1) == [1]
    with reading() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.action == "print sheets")).all()
    assert [each.details for each in entries] == [
        {"first": 1, "last": 3},
        {"first": 4, "last": 5},
        {"first": 1, "last": 1},
    ]


@pytest.mark.parametrize("count", [0, -1, 201, 2.5, None, "many"])
def test_a_count_that_is_none_is_refused(bob: Actor, count: object) -> None:
    with refused("count"):
        taken(bob, count)  # type: ignore[arg-type]


def test_a_coordinator_has_no_sheets(cora: Actor) -> None:
    with nothing_written(), pytest.raises(NotAllowed):
        taken(cora, 1)
    with pytest.raises(NotAllowed):
        batch_of(cora, "1")


def test_a_sheet_leads_to_the_batch_it_became(alice: Actor, bob: Actor) -> None:
    assert batch_of(bob, "12") is None
    first = log(bob, sheet="12")
    assert batch_of(alice, "12") == first.id
    void(alice, first)
    assert batch_of(bob, "12") is None


def test_another_organizations_sheet_opens_nothing(bob: Actor, charlie: Actor) -> None:
    log(bob, sheet="12")
    assert batch_of(charlie, "12", "hana-center") is None
    with pytest.raises(NotFound, match="another organization's"):
        batch_of(charlie, "12")


@pytest.mark.parametrize("number", ["", "-1", "1" * 10, "١٢", "12; x", "<b>"])
def test_what_is_no_number_is_no_sheet(bob: Actor, number: str) -> None:
    with pytest.raises(NotFound, match="no sheet by that number"):
        batch_of(bob, number)
