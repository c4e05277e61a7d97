"""Outreach: log, edit, void, restore, and what the funnel makes of it."""

from datetime import date
from typing import Any

import pytest

from db import clock, outreach, outreach_list
from db.actor import Actor
from db.engine import reading, writing
from db.errors import Conflict
from db.models import Batch, Channel, Outreach, OutreachKind
from db.outreach_fields import LANGUAGES
from db.outreach_list import LoggedOutreach
from db.outreach_tallies import Funnel
from db.revisions import Change
from tests.db.support import (
    SEEDED,
    TODAY,
    YESTERDAY,
    edit,
    edit_outreach,
    figures,
    funnel,
    key,
    key_line,
    log,
    log_outreach,
    new_outreach,
    nothing_written,
    refused,
    restore,
    restore_outreach,
    update_of_outreach,
    void,
    void_outreach,
)
from tests.support import at


def _seen(actor: Actor, outreach_id: int) -> LoggedOutreach:
    with reading() as session:
        return outreach_list.one_outreach(session, actor, outreach_id)


def _history(actor: Actor, outreach_id: int) -> list[Change]:
    with reading() as session:
        return outreach_list.outreach_history(session, actor, outreach_id)


def _free(actor: Actor, **options: Any) -> list[int]:
    with reading() as session:
        return [batch.id for batch in outreach_list.free_batches(session, actor, **options)]


def _batch(batch_id: int | None) -> Batch:
    with reading() as session:
        return session.get_one(Batch, batch_id)


# Log.


def test_a_logged_outreach_is_seen_as_it_was_typed(bob: Actor) -> None:
    with at("2017-04-24T10:30"):
        moment = clock.now()
        logged = log_outreach(
            bob,
            kind="faith visit",
            happened_on=YESTERDAY,
            ward=22,
            place="Saint Pius",
            languages=["es", "en"],
            attempts=80,
            conversations=30,
            volunteers=4,
            hours=2.5,
            follow_up=True,
            note="The pastor asks for 50 sheets.",
        )
    assert _seen(bob, logged.id) == LoggedOutreach(
        id=logged.id,
        kind=OutreachKind.FAITH_VISIT,
        happened_on=YESTERDAY,
        ward=22,
        place="Saint Pius",
        note="The pastor asks for 50 sheets.",
        languages=("en", "es"),
        attempts=80,
        conversations=30,
        batch_id=None,
        signatures=0,
        volunteers=4,
        volunteer_minutes=150,
        follow_up=True,
        voided=False,
        revision=0,
        recorded_by="Bob",
        recorded_at=moment,
    )


def test_an_empty_box_is_nothing_but_the_attempts_have_to_be_there(bob: Actor) -> None:
    log_outreach(bob, attempts=0)
    assert funnel() == Funnel(efforts=1)
    with refused("attempts"):
        log_outreach(bob, attempts=None)


def test_it_counts_in_every_cut_of_the_funnel(bob: Actor, charlie: Actor) -> None:
    log_outreach(bob, attempts=40, conversations=10, volunteers=3, hours=6, ward=22)
    log_outreach(
        charlie, kind="phone bank", attempts=60, conversations=20, happened_on=date(2017, 4, 23)
    )
    assert funnel() == Funnel(100, 30, 0, 3, 360, 2)
    now = figures().outreach
    assert now.by_organization == {
        "mijente": Funnel(40, 10, 0, 3, 360, 1),
        "hana-center": Funnel(60, 20, 0, 0, 0, 1),
    }
    assert now.by_kind == {
        OutreachKind.DOOR_KNOCKING: Funnel(40, 10, 0, 3, 360, 1),
        OutreachKind.PHONE_BANK: Funnel(60, 20, 0, 0, 0, 1),
    }
    assert now.by_ward == {22: Funnel(40, 10, 0, 3, 360, 1), None: Funnel(60, 20, 0, 0, 0, 1)}
    # The 24th is a Monday, the 23rd the Sunday of the week before.
    assert set(now.by_week) == {date(2017, 4, 24), date(2017, 4, 17)}


def test_weeks_have_no_gaps(bob: Actor) -> None:
    log_outreach(bob, happened_on=date(2017, 4, 5))
    log_outreach(bob, happened_on=TODAY)
    weeks = figures().outreach.per_week()
    assert [monday.day for monday, _ in weeks] == [3, 10, 17, 24]
    assert [week.efforts for _, week in weeks] == [1, 0, 0, 1]


@pytest.mark.parametrize("kind", OutreachKind)
def test_signatures_gathered_there_become_a_batch_and_count_once(
    bob: Actor, kind: OutreachKind
) -> None:
    channels = {
        OutreachKind.DOOR_KNOCKING: Channel.DOOR,
        OutreachKind.PHONE_BANK: Channel.PHONE,
        OutreachKind.TEXT_BANK: Channel.ONLINE,
        OutreachKind.SOCIAL: Channel.ONLINE,
        OutreachKind.MEDIA: Channel.ONLINE,
    }
    logged = log_outreach(bob, kind=kind, signatures=12, ward=9, happened_on=YESTERDAY)
    batch = _batch(logged.batch_id)
    assert (batch.count, batch.ward, batch.collected_on) == (12, 9, YESTERDAY)
    assert batch.channel is channels.get(kind, Channel.EVENT)
    assert figures().headline.total == SEEDED + 12
    assert funnel().signatures == 12


def test_a_batch_of_a_place_that_may_be_a_home_does_not_name_it(bob: Actor) -> None:
    for kind, kept in (
        ("tabling", "18th Street"),
        ("house meeting", ""),
        ("door knocking", ""),
    ):
        logged = log_outreach(bob, kind=kind, signatures=3, place="18th Street")
        assert _batch(logged.batch_id).place == kept
        assert _seen(bob, logged.id).place == "18th Street"


def test_no_signatures_make_no_batch(bob: Actor) -> None:
    for signatures in (None, 0):
        assert log_outreach(bob, signatures=signatures).batch_id is None
    assert figures().headline.claimed == 0


def test_a_batch_that_is_there_already_can_be_chosen_instead(bob: Actor) -> None:
    batch = log(bob, count=25)
    logged = log_outreach(bob, batch_id=batch.id)
    assert _seen(bob, logged.id).signatures == 25
    assert funnel().signatures == 25
    assert figures().headline.total == SEEDED + 25


def test_the_same_outreach_sent_twice_is_one_outreach_and_one_batch(bob: Actor) -> None:
    new = new_outreach(signatures=7)
    with writing() as session:
        first = outreach.log_outreach(session, bob, new)
    with nothing_written(), writing() as session:
        second = outreach.log_outreach(session, bob, new)
    assert second.id == first.id
    assert funnel().signatures == 7


def test_two_organizations_may_happen_on_the_same_key(bob: Actor, charlie: Actor) -> None:
    same = key()
    log_outreach(bob, key=same, signatures=1)
    log_outreach(charlie, key=same, signatures=2)
    assert funnel().signatures == 3


def test_every_kind_every_ward_and_every_language_can_be_logged(bob: Actor) -> None:
    for kind in OutreachKind:
        log_outreach(bob, kind=kind.value, ward=1)
    for ward in (None, *range(1, 51)):
        log_outreach(bob, ward=ward, languages=list(LANGUAGES))
    assert funnel().efforts == len(OutreachKind) + 51
    assert set(figures().outreach.by_ward) == {None, *range(1, 51)}


# Edit, void, restore.


def test_an_edit_moves_what_it_counts_and_names_the_changed_fields(
    bob: Actor, alice: Actor
) -> None:
    logged = log_outreach(bob, attempts=40, conversations=10, ward=22, place="Saint Pius", hours=1)
    edited = edit_outreach(
        alice,
        logged,
        kind="phone bank",
        happened_on=YESTERDAY,
        ward=None,
        attempts=50,
        place="Casa Aztlán",
        hours=1.75,
        languages=["es"],
        follow_up=True,
    )
    assert funnel() == Funnel(50, 10, 0, 0, 105, 1)
    assert figures().outreach.by_ward == {None: Funnel(50, 10, 0, 0, 105, 1)}
    [change] = _history(bob, logged.id)
    assert (change.change, change.changed_by, change.reason) == ("corrected", "Alice", "")
    assert set(change.fields) == {
        *("kind", "happened_on", "ward", "attempts", "place", "volunteer_minutes", "languages"),
        "follow_up",
    }
    assert edited.revision == 1


def test_an_edit_that_changes_nothing_writes_nothing(bob: Actor) -> None:
    logged = log_outreach(bob, place="x", languages=["es", "en"], hours=2.25, signatures=3)
    with nothing_written():
        edit_outreach(bob, logged)


def test_an_outreach_is_unlinked_and_linked_to_another_batch(bob: Actor) -> None:
    logged = log_outreach(bob, signatures=12)
    made = logged.batch_id
    other = log(bob, count=30)
    logged = edit_outreach(bob, logged, batch_id=other.id)
    assert funnel().signatures == 30
    logged = edit_outreach(bob, logged, batch_id=None)
    assert funnel().signatures == 0
    assert figures().headline.claimed == 42
    edit_outreach(bob, logged, batch_id=made)
    assert funnel().signatures == 12


def test_the_funnel_follows_what_happens_to_the_batch(bob: Actor, alice: Actor) -> None:
    logged = log_outreach(bob, signatures=12)
    batch = edit(bob, _batch(logged.batch_id), count=20)
    assert funnel().signatures == 20
    for number in range(3):
        key_line(bob, batch, last_name=f"Signer {number}")
    assert funnel().signatures == 20
    batch = void(alice, _batch(batch.id))
    assert funnel() == Funnel(40, 0, 0, 0, 0, 1)
    restore(alice, batch)
    assert funnel().signatures == 20


def test_a_batch_in_another_ward_leaves_the_outreach_where_it_was(bob: Actor) -> None:
    logged = log_outreach(bob, signatures=12, ward=22)
    edit(bob, _batch(logged.batch_id), ward=7)
    funnel()
    assert figures().outreach.by_ward[22].signatures == 12
    assert figures().by_ward[7].claimed == 12


def test_a_voided_outreach_counts_nothing_and_its_signatures_stand(
    bob: Actor, alice: Actor
) -> None:
    logged = log_outreach(bob, conversations=9, signatures=5, volunteers=2, hours=3)
    voided = void_outreach(alice, logged, "Bob and I both logged it")
    assert funnel() == Funnel()
    assert figures().headline.claimed == 5
    assert _seen(bob, logged.id).voided
    [change] = _history(bob, logged.id)
    assert (change.change, change.reason) == ("voided", "Bob and I both logged it")
    with nothing_written():
        void_outreach(alice, voided)
    restored = restore_outreach(alice, voided)
    assert funnel() == Funnel(40, 9, 5, 2, 180, 1)
    with nothing_written():
        restore_outreach(alice, restored)


def test_a_void_outreach_is_not_edited_and_needs_a_reason_to_become_it(
    bob: Actor, alice: Actor
) -> None:
    logged = log_outreach(bob)
    with refused("reason"):
        void_outreach(alice, logged, "  ")
    voided = void_outreach(alice, logged)
    with nothing_written(), pytest.raises(Conflict):
        edit_outreach(bob, voided, attempts=41)


def test_the_batch_of_a_voided_outreach_can_be_linked_anew(bob: Actor, alice: Actor) -> None:
    wrong = log_outreach(bob, kind="tabling", signatures=8)
    wrong = void_outreach(alice, wrong)
    assert _free(bob) == [wrong.batch_id]
    right = log_outreach(bob, batch_id=wrong.batch_id)
    assert funnel().signatures == 8
    assert _seen(bob, wrong.id).batch_id is None
    assert [change.fields for change in _history(bob, wrong.id)] == [[], ["batch_id"]]
    with writing() as session:
        outreach.restore_outreach(session, alice, wrong.id, revision=2)
    assert funnel().signatures == 8
    assert _free(bob) == []
    assert _free(bob, and_this=right.batch_id) == [right.batch_id]


def test_somebody_elses_change_in_the_meantime_is_a_conflict(bob: Actor, alice: Actor) -> None:
    logged = log_outreach(bob)
    opened = update_of_outreach(logged, attempts=50)
    edit_outreach(alice, Outreach(**logged.model_dump()), attempts=60)
    with nothing_written(), pytest.raises(Conflict), writing() as session:
        outreach.edit_outreach(session, bob, logged.id, opened)
    with nothing_written(), pytest.raises(Conflict), writing() as session:
        outreach.void_outreach(session, alice, logged.id, reason="x", revision=0)
