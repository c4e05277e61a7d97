"""Outreach that can't be, field by field; and what is asked about before it is done."""

from datetime import date
from typing import Any

import pytest

from db import outreach_list
from db.actor import Actor
from db.campaign import campaign
from db.engine import reading, writing
from db.errors import Doubtful, NotFound
from db.outreach_list import LoggedOutreach
from db.outreach_tallies import Funnel
from tests.db.support import (
    YESTERDAY,
    edit_outreach,
    funnel,
    log,
    log_outreach,
    nothing_written,
    refused,
    void,
)


def _seen(actor: Actor, outreach_id: int) -> LoggedOutreach:
    with reading() as session:
        return outreach_list.one_outreach(session, actor, outreach_id)


# What is refused.

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no kind": ({"kind": None}, "kind"),
    "an unknown kind": ({"kind": "carrier pigeon"}, "kind"),
    "no day": ({"happened_on": None}, "happened_on"),
    "a day to come": ({"happened_on": date(2017, 4, 25)}, "happened_on"),
    "a day before the campaign": ({"happened_on": date(2017, 2, 21)}, "happened_on"),
    "ward 51": ({"ward": 51}, "ward"),
    "ward 0": ({"ward": 0}, "ward"),
    "a text for a ward": ({"ward": "22"}, "ward"),
    "a lobby visit to nobody": ({"kind": "lobby visit"}, "ward"),
    "an unknown language": ({"languages": ["es", "tlh"]}, "languages"),
    "a text for languages": ({"languages": "es"}, "languages"),
    "negative attempts": ({"attempts": -1}, "attempts"),
    "half an attempt": ({"attempts": 1.5}, "attempts"),
    "too many attempts": ({"attempts": 100_001}, "attempts"),
    "negative conversations": ({"conversations": -1}, "conversations"),
    "conversations above attempts": ({"attempts": 40, "conversations": 41}, "conversations"),
    "conversations out of nothing": ({"attempts": 0, "conversations": 1}, "conversations"),
    "negative volunteers": ({"volunteers": -1}, "volunteers"),
    "negative hours": ({"hours": -0.25}, "hours"),
    "hours of no quarter": ({"hours": 2.1}, "hours"),
    "too many hours": ({"hours": 10_000.25}, "hours"),
    "no number of hours": ({"hours": float("nan")}, "hours"),
    "endless hours": ({"hours": float("inf")}, "hours"),
    "a text for hours": ({"hours": "two"}, "hours"),
    "true hours": ({"hours": True}, "hours"),
    "negative signatures": ({"signatures": -1}, "signatures"),
    "too many signatures": ({"signatures": 10_001}, "signatures"),
    "an endless place": ({"place": "x" * 121}, "place"),
    "an endless note": ({"note": "x" * 10_000}, "note"),
    "a number for a note": ({"note": 3}, "note"),
    "no key": ({"key": ""}, "key"),
}


@pytest.mark.parametrize(("fields", "field"), WRONG.values(), ids=WRONG)
def test_what_can_not_be_is_refused_field_by_field(
    bob: Actor, fields: dict[str, Any], field: str
) -> None:
    with refused(field):
        log_outreach(bob, **fields)


def test_all_that_is_wrong_is_said_at_once(bob: Actor) -> None:
    with refused("kind", "attempts", "hours", "note"):
        log_outreach(bob, kind="x", attempts=-1, hours=0.1, note="x" * 1_001)


def test_nothing_can_have_happened_after_the_campaigns_end(bob: Actor) -> None:
    with writing() as session:
        held = campaign(session)
        held.ends_on = YESTERDAY
        session.add(held)
    with refused("happened_on"):
        log_outreach(bob)
    log_outreach(bob, happened_on=YESTERDAY)


def test_the_same_is_refused_of_an_edit(bob: Actor) -> None:
    logged = log_outreach(bob)
    for fields, field in WRONG.values():
        if field in ("signatures", "key") or fields == {"attempts": 0, "conversations": 1}:
            continue
        with refused(field):
            edit_outreach(bob, logged, **fields)


@pytest.mark.parametrize(
    "text",
    ["![x](https://beacon.example)", "<b>x</b>", "=1+1", "مرحبا بالعالم", "🌮" * 20, "Peña\nLina"],
)
def test_any_text_is_kept_letter_by_letter(bob: Actor, text: str) -> None:
    logged = log_outreach(bob, place=text, note=text)
    seen = _seen(bob, logged.id)
    assert (seen.place, seen.note) == (text, text)


def test_only_spaces_are_no_text(bob: Actor) -> None:
    seen = _seen(bob, log_outreach(bob, place="   ", note="\n \t").id)
    assert (seen.place, seen.note) == ("", "")


def test_a_number_and_a_batch_are_one_too_many(bob: Actor) -> None:
    batch = log(bob)
    with refused("signatures"):
        log_outreach(bob, signatures=3, batch_id=batch.id)


def test_a_batch_is_linked_once(bob: Actor) -> None:
    batch = log(bob)
    log_outreach(bob, batch_id=batch.id)
    with refused("batch_id"):
        log_outreach(bob, batch_id=batch.id)
    other = log_outreach(bob)
    with refused("batch_id"):
        edit_outreach(bob, other, batch_id=batch.id)


def test_a_void_batch_is_not_linked(bob: Actor, alice: Actor) -> None:
    batch = void(alice, log(bob))
    with refused("batch_id"):
        log_outreach(bob, batch_id=batch.id)


def test_another_organizations_batch_is_as_if_it_did_not_exist(bob: Actor, charlie: Actor) -> None:
    theirs = log(charlie)
    logged = log_outreach(bob)
    for batch_id in (theirs.id, 999, 2**40, "1"):
        with nothing_written(), pytest.raises(NotFound):
            log_outreach(bob, batch_id=batch_id)
        with nothing_written(), pytest.raises(NotFound):
            edit_outreach(bob, logged, batch_id=batch_id)


# Are you sure?


def test_nearly_everyone_answering_is_asked_about_and_done_when_sure(bob: Actor) -> None:
    fields = {"attempts": 60, "conversations": 57, "signatures": 4}
    with nothing_written(), pytest.raises(Doubtful) as question:
        log_outreach(bob, **fields)
    assert question.value.message.values == {"conversations": 57, "attempts": 60}
    log_outreach(bob, sure=True, **fields)
    assert funnel() == Funnel(60, 57, 4, 0, 0, 1)


@pytest.mark.parametrize(("attempts", "conversations"), [(50, 50), (51, 48), (60, 56), (1, 1)])
def test_a_likely_contact_rate_is_not_asked_about(
    bob: Actor, attempts: int, conversations: int
) -> None:
    log_outreach(bob, attempts=attempts, conversations=conversations)


def test_an_edit_asks_only_when_it_touches_those_numbers(bob: Actor) -> None:
    logged = log_outreach(bob, attempts=60, conversations=60, sure=True)
    logged = edit_outreach(bob, logged, note="all of them, really")
    with nothing_written(), pytest.raises(Doubtful):
        edit_outreach(bob, logged, attempts=61)
    assert edit_outreach(bob, logged, attempts=61, sure=True).attempts == 61


def test_what_is_wrong_is_said_before_anybody_is_asked(bob: Actor) -> None:
    with refused("hours"):
        log_outreach(bob, attempts=60, conversations=60, hours=-1)
