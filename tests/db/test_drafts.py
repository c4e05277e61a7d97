"""What was sent too late is kept until its writer is back."""

import json

from sqlmodel import select

from db.actor import Actor
from db.drafts import has_draft, keep_draft, take_draft
from db.engine import reading, writing
from db.models import Draft
from tests.support import at

FIELDS = {"count": 25, "collected_on": "2017-04-24", "place": "Pilsen 🦅", "ward": None}


def _keep(actor: Actor, fields: dict[str, object], form: str = "log_batch") -> bool:
    with writing() as session:
        return keep_draft(session, actor.user_id, form, fields)


def _take(actor: Actor, form: str = "log_batch") -> dict[str, object] | None:
    with writing() as session:
        return take_draft(session, actor, form)


def test_a_draft_comes_back_once(bob: Actor) -> None:
    _keep(bob, FIELDS)
    with reading() as session:
        assert has_draft(session, bob, "log_batch")
    assert _take(bob) == FIELDS
    assert _take(bob) is None
    with reading() as session:
        assert not has_draft(session, bob, "log_batch")


def test_a_draft_comes_back_to_its_writer_and_form_only(bob: Actor, alice: Actor) -> None:
    _keep(bob, FIELDS)
    assert _take(alice) is None
    assert _take(bob, "set_hearing") is None
    assert _take(bob) == FIELDS


def test_the_newest_draft_of_a_form_is_kept(bob: Actor) -> None:
    _keep(bob, {"count": 1})
    _keep(bob, {"count": 2})
    assert _take(bob) == {"count": 2}


def test_a_draft_is_kept_for_a_day(bob: Actor) -> None:
    with at("2017-04-24T09:00"):
        _keep(bob, FIELDS)
        _keep(bob, FIELDS, "set_hearing")
    with at("2017-04-25T09:00"):
        assert _take(bob) == FIELDS
    with at("2017-04-25T09:01"):
        assert _take(bob, "set_hearing") is None


def test_old_drafts_are_swept_away(bob: Actor, alice: Actor) -> None:
    with at("2017-04-24T09:00"):
        _keep(bob, FIELDS)
    with at("2017-04-25T09:01"):
        _keep(alice, FIELDS)
    with reading() as session:
        assert [draft.user_id for draft in session.exec(select(Draft))] == [alice.user_id]


def test_a_draft_is_sealed_and_opens_for_its_own_form_only(bob: Actor, alice: Actor) -> None:
    _keep(bob, FIELDS)
    _keep(alice, FIELDS)
    with writing() as session:
        his, hers = (session.get_one(Draft, (who.user_id, "log_batch")) for who in (bob, alice))
        assert b"Pilsen" not in his.sealed
        his.sealed, hers.sealed = hers.sealed, b"broken"
    assert _take(bob) is None
    assert _take(alice) is None


def test_a_draft_that_is_too_long_is_not_kept_and_brings_back_no_older_one(bob: Actor) -> None:
    assert _keep(bob, FIELDS)
    assert not _keep(bob, {"note": "x" * 1_000_001})
    assert _take(bob) is None


def test_a_thousand_pasted_names_are_kept(bob: Actor) -> None:
    rosa = "María Guadalupe;Hernández;maria.hernandez@example.org;312-555-0142;2600 S Kedzie Ave;"
    fields: dict[str, object] = {"lines": json.dumps([{"id": "x" * 32, "line": rosa * 3}] * 1_000)}
    assert _keep(bob, fields)
    assert _take(bob) == fields
