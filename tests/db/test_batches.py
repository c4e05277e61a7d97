"""Batches: log, edit, void, restore, and who may."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from db import clock, signatures, tallies
from db.actor import Actor
from db.counting import Ladder
from db.engine import reading, writing
from db.errors import Conflict, NotAllowed, NotFound
from db.import_rows import ImportRow
from db.models import Batch, Channel
from db.signatures import LoggedBatch
from tests.db.support import (
    SEEDED,
    TODAY,
    YESTERDAY,
    assert_cuts_add_up,
    edit,
    figures,
    imported,
    log,
    new_batch,
    nothing_written,
    refused,
    replace_copy,
    restore,
    update_of,
    version,
    void,
)
from tests.support import at


def _seen(actor: Actor, batch_id: int | None) -> LoggedBatch:
    with reading() as session:
        return signatures.one_batch(session, actor, batch_id or 0)


def _history(actor: Actor, batch_id: int | None) -> list[signatures.BatchChange]:
    with reading() as session:
        return signatures.batch_history(session, actor, batch_id or 0)


def test_a_logged_batch_counts_for_its_organization(bob: Actor) -> None:
    log(bob, count=25, channel="event", ward=25, collected_on=YESTERDAY)
    totals = figures()
    assert totals.headline == Ladder(claimed=25, external=SEEDED)
    assert totals.by_organization == {
        None: Ladder(external=SEEDED),
        "mijente": Ladder(claimed=25),
    }
    assert totals.by_channel[Channel.EVENT] == Ladder(claimed=25)
    assert totals.by_ward[25] == Ladder(claimed=25)
    assert totals.by_day[YESTERDAY] == Ladder(claimed=25)
    assert_cuts_add_up(totals)


def test_a_logged_batch_is_seen_as_it_was_typed(bob: Actor) -> None:
    with at("2017-04-24T10:30"):
        moment = clock.now()
        batch = log(
            bob,
            count=40,
            channel="door",
            ward=12,
            place="La Villita",
            sheet="B-7",
            note="Two sheets, one wet.",
        )
    seen = _seen(bob, batch.id)
    assert seen == LoggedBatch(
        id=batch.id or 0,
        collected_on=TODAY,
        channel=Channel.DOOR,
        count=40,
        ward=12,
        place="La Villita",
        sheet="B-7",
        note="Two sheets, one wet.",
        voided=False,
        complete=False,
        revision=0,
        keyed=0,
        verified=0,
        claimed=40,
        import_id=None,
        recorded_by="Bob",
        recorded_at=moment,
    )


def test_an_unknown_ward_is_a_row_of_its_own(bob: Actor) -> None:
    log(bob, count=7, ward=None)
    assert figures().by_ward[None] == Ladder(claimed=7, external=SEEDED)


def test_every_channel_and_every_ward_can_be_logged(bob: Actor) -> None:
    for channel in Channel:
        log(bob, count=1, channel=channel.value)
    for ward in range(1, 51):
        log(bob, count=1, ward=ward)
    totals = figures()
    assert set(totals.by_channel) == {None, *Channel}
    assert set(totals.by_ward) == {None, *range(1, 51)}
    assert_cuts_add_up(totals)


def test_a_batch_sent_twice_is_one_batch(bob: Actor) -> None:
    new = new_batch(count=25)
    with writing() as session:
        first = signatures.log_batch(session, bob, new)
    with nothing_written(), writing() as session:
        second = signatures.log_batch(session, bob, new)
    assert second.id == first.id


def test_two_organizations_may_happen_on_the_same_key(bob: Actor, charlie: Actor) -> None:
    new = new_batch(count=25)
    with writing() as session:
        first = signatures.log_batch(session, bob, new)
        second = signatures.log_batch(session, charlie, new)
    assert first.id != second.id
    assert figures().headline.total == SEEDED + 50


def test_every_change_grows_the_data_version_by_one(alice: Actor) -> None:
    before = version()
    batch = log(alice)
    batch = edit(alice, batch, count=26)
    batch = void(alice, batch)
    restore(alice, batch)
    assert version() == before + 4


def test_an_edit_moves_the_signatures_to_their_new_place(bob: Actor) -> None:
    batch = log(bob, count=25, channel="paper", ward=1, collected_on=TODAY)
    edit(bob, batch, count=30, channel="phone", ward=None, collected_on=YESTERDAY)
    totals = figures()
    assert totals.headline.claimed == 30
    assert totals.by_channel == {
        Channel.PHONE: Ladder(claimed=30),
        None: Ladder(external=SEEDED),
    }
    assert totals.by_ward == {None: Ladder(claimed=30, external=SEEDED)}
    assert totals.by_day == {YESTERDAY: Ladder(claimed=30), None: Ladder(external=SEEDED)}
    assert_cuts_add_up(totals)


def test_the_history_keeps_what_a_batch_said_before(alice: Actor, bob: Actor) -> None:
    batch = log(bob, count=25, place="Pilsen")
    with at("2017-04-24T11:00"):
        batch = edit(bob, batch, count=26, place="La Villita", collected_on=YESTERDAY)
    with at("2017-04-24T12:00"):
        batch = void(alice, batch, reason="counted twice")
    batch = restore(alice, batch)
    edited, voided, restored = _history(alice, batch.id)
    assert edited.changes == {
        "collected_on": ["2017-04-24", "2017-04-23"],
        "count": [25, 26],
        "place": ["Pilsen", "La Villita"],
    }
    assert (edited.change, edited.changed_by, edited.reason) == ("edited", "Bob", "")
    assert clock.chicago(edited.changed_at).hour == 11
    assert (voided.change, voided.changed_by) == ("voided", "Alice")
    assert voided.reason == "counted twice"
    assert (restored.change, restored.changes) == ("restored", {})


def test_an_edit_that_changes_nothing_writes_nothing(bob: Actor) -> None:
    batch = log(bob, place="Pilsen")
    with nothing_written():
        edit(bob, batch, place="  Pilsen ")


def test_an_edit_over_somebody_elses_edit_is_a_conflict(alice: Actor, bob: Actor) -> None:
    batch = log(bob, count=25)
    with at("2017-04-24T10:00"):
        edit(alice, replace_copy(batch), count=26)
    with nothing_written(), pytest.raises(Conflict), writing() as session:
        signatures.edit_batch(session, bob, batch.id or 0, update_of(batch, revision=0, count=27))
    with nothing_written(), pytest.raises(Conflict), writing() as session:
        signatures.void_batch(session, alice, batch.id or 0, reason="late", revision=0)
    assert figures().headline.claimed == 26


def test_a_voided_batch_counts_nowhere_and_stays_in_the_list(alice: Actor) -> None:
    batch = log(alice, count=25, ward=1)
    void(alice, batch)
    totals = figures()
    assert totals.headline == Ladder(external=SEEDED)
    assert 1 not in totals.by_ward
    assert_cuts_add_up(totals)
    seen = _seen(alice, batch.id)
    assert (seen.voided, seen.count, seen.claimed) == (True, 25, 0)


def test_a_voided_batch_can_be_restored(alice: Actor) -> None:
    batch = log(alice, count=25)
    before = figures()
    batch = restore(alice, void(alice, batch))
    assert figures().headline == before.headline
    assert figures().by_day == before.by_day
    assert _seen(alice, batch.id).voided is False


def test_a_voided_batch_is_not_edited(alice: Actor) -> None:
    batch = void(alice, log(alice))
    with nothing_written(), pytest.raises(Conflict):
        edit(alice, batch, count=1)


def test_voiding_what_is_void_and_restoring_what_stands_write_nothing(alice: Actor) -> None:
    stands, is_void = log(alice), void(alice, log(alice))
    with nothing_written():
        restore(alice, stands)
        void(alice, is_void)


def test_a_void_needs_a_reason(alice: Actor) -> None:
    batch = log(alice)
    no_reasons: list[Any] = ["", "   ", "\u200b", "x" * 201, None, 7]
    for reason in no_reasons:
        with refused("reason"):
            void(alice, batch, reason=reason)


def test_staff_do_not_void_and_do_not_restore(alice: Actor, bob: Actor) -> None:
    batch = log(bob)
    with nothing_written(), pytest.raises(NotAllowed):
        void(bob, batch)
    batch = void(alice, batch)
    with nothing_written(), pytest.raises(NotAllowed):
        restore(bob, batch)


Command = Callable[[Session, Actor, Any], object]
_COMMANDS: dict[str, Command] = {
    "one_batch": signatures.one_batch,
    "batch_history": signatures.batch_history,
    "edit_batch": lambda session, actor, n: signatures.edit_batch(
        session, actor, n, signatures.BatchUpdate(TODAY, "paper", 1)
    ),
    "void_batch": lambda session, actor, n: signatures.void_batch(
        session, actor, n, reason="mine now", revision=0
    ),
    "restore_batch": lambda session, actor, n: signatures.restore_batch(
        session, actor, n, revision=0
    ),
}


def test_another_organizations_batch_is_not_found(bob: Actor, dora: Actor) -> None:
    batch = log(bob)
    with nothing_written():
        for command in _COMMANDS.values():
            with pytest.raises(NotFound), writing() as session:
                command(session, dora, batch.id)


def test_a_batch_that_is_not_there_is_not_found(alice: Actor) -> None:
    log(alice)
    nowhere: list[Any] = [0, -1, 999, 2**31, 10**30, True, 1.0, "1", None, [1]]
    for batch_id in nowhere:
        for command in _COMMANDS.values():
            with pytest.raises(NotFound), writing() as session:
                command(session, alice, batch_id)


def test_lists_hold_the_own_organizations_batches_only(
    alice: Actor, bob: Actor, charlie: Actor
) -> None:
    first, second = log(bob), log(alice)
    log(charlie)
    with reading() as session:
        assert [b.id for b in signatures.latest_batches(session, bob)] == [second.id, first.id]
        assert [b.id for b in signatures.latest_batches(session, bob, most=1)] == [second.id]
        assert [b.recorded_by for b in signatures.latest_batches(session, charlie)] == ["Charlie"]


def test_the_last_batch_is_the_persons_own(alice: Actor, bob: Actor, cora: Actor) -> None:
    with reading() as session:
        assert signatures.last_logged(session, bob) is None
    first = log(bob)
    log(alice)
    with reading() as session:
        found = signatures.last_logged(session, bob)
        assert found is not None
        assert found.id == first.id
        assert signatures.last_logged(session, cora) is None


def test_a_file_brought_in_is_no_batch_that_somebody_logged_last(bob: Actor) -> None:
    first = log(bob, channel="event")
    imported(bob, [ImportRow(2, first_name="Rosa", last_name="Made-Up")], channel="online")
    with reading() as session:
        found = signatures.last_logged(session, bob)
        assert found is not None
        assert found.id == first.id


def test_a_coordinator_neither_logs_nor_reads_batches(bob: Actor, cora: Actor) -> None:
    batch = log(bob)
    with nothing_written():
        with pytest.raises(NotAllowed):
            log(cora)
        with pytest.raises(NotAllowed), reading() as session:
            signatures.latest_batches(session, cora)
        for command in _COMMANDS.values():
            with pytest.raises(NotAllowed), writing() as session:
                command(session, cora, batch.id)


def test_nobody_does_anything_before_choosing_a_password(bob: Actor) -> None:
    batch = log(bob)
    newcomer = replace(bob, must_change_password=True)
    with nothing_written():
        with pytest.raises(NotAllowed):
            log(newcomer)
        for command in _COMMANDS.values():
            with pytest.raises(NotAllowed), writing() as session:
                command(session, newcomer, batch.id)


def test_a_person_without_an_organization_logs_nothing(bob: Actor) -> None:
    with nothing_written(), pytest.raises(NotFound):
        log(replace(bob, organization_id=None))


# What nobody can log.

_BAD: dict[str, list[Any]] = {
    "count": [0, -1, 10_001, 10**9, 10**30, "12 3", "", "x", "1e3", 2.5, True, None, [3]],
    "collected_on": [
        date(2017, 4, 25),
        date(2017, 2, 21),
        date.min,
        date.max,
        "2017-04-24",
        clock.CHICAGO,
        None,
        20170424,
    ],
    "ward": [51, 0, -1, "x", "7", True, False, 7.0, 7.5, float("nan"), [7]],
    "channel": ["carrier pigeon", "", "PAPER", None, 1, True, ["paper"], {"paper"}],
    "place": ["x" * 121, "x" * 10_000, "🦅" * 121, 7, ["x"]],
    "sheet": ["x" * 41, "x" * 10_000, 7],
    "note": ["x" * 1_001, "x" * 10_000, 7],
    "key": ["", "short", "x" * 65, None, 7, "nul\x00" * 8],
}


@pytest.mark.parametrize("field", _BAD)
def test_a_batch_that_makes_no_sense_is_refused(bob: Actor, field: str) -> None:
    for value in _BAD[field]:
        with refused(field):
            log(bob, **{field: value})


def test_a_moment_is_not_a_day(bob: Actor) -> None:
    with refused("collected_on"):
        log(bob, collected_on=clock.now())


@pytest.mark.parametrize("field", [field for field in _BAD if field != "key"])
def test_an_edit_is_refused_for_the_same_reasons(bob: Actor, field: str) -> None:
    batch = log(bob)
    for value in _BAD[field]:
        with refused(field):
            edit(bob, replace_copy(batch), **{field: value})


def test_a_batch_of_an_import_that_holds_more_than_anybody_types_is_corrected(bob: Actor) -> None:
    batch = log(bob)
    with writing() as session:
        batch = session.get_one(Batch, batch.id)
        with tallies.posting(session, [batch]):
            batch.count = 20_000
    batch = edit(bob, batch, ward=22)
    assert (batch.ward, batch.count) == (22, 20_000)
    assert figures().by_ward[22].claimed == 20_000
    assert_cuts_add_up(figures())
    with refused("count"):
        edit(bob, batch, count=20_001)
    assert edit(bob, batch, count=19_000).count == 19_000
    with refused("count"):
        log(bob, count=10_001)


def test_everything_wrong_is_said_at_once(bob: Actor) -> None:
    with refused("count", "collected_on", "channel", "ward", "place"):
        log(bob, count=0, collected_on=None, channel="x", ward=51, place="x" * 121)


def test_the_first_and_the_last_day_count(bob: Actor) -> None:
    log(bob, collected_on=date(2017, 2, 22))
    log(bob, collected_on=TODAY)
    with at("2017-04-24T23:59"), refused("collected_on"):
        log(bob, collected_on=date(2017, 4, 25))
    with at("2017-04-25T00:01"):
        log(bob, collected_on=date(2017, 4, 25))


def test_a_count_typed_as_text_is_a_number(bob: Actor) -> None:
    for typed in ("25", " 25 ", 25.0, "٢٥"):
        assert log(bob, count=typed).count == 25


_TEXTS = [
    "**bold** ![](https://example.org/x.png) [x](javascript:alert(1))",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '=HYPERLINK("http://example.org","x")',
    "'; DROP TABLE batch; --",
    "{0} {least} %s %(x)s",
    "🦅👩🏽‍🚀 mariposa",
    "القدس مدينة",
    "Ñandú, Łódź, 漢字",
    "Ma" + "x" * 118,
]


def test_any_text_is_kept_as_typed(bob: Actor) -> None:
    for text in _TEXTS:
        seen = _seen(bob, log(bob, place=text, note=text, sheet=text[:40]).id)
        assert (seen.place, seen.note, seen.sheet) == (text, text, text[:40].strip())


def test_what_no_screen_can_show_is_not_kept(bob: Actor) -> None:
    for typed, kept in {
        "   ": "",
        None: "",
        "\x00\x07Pil\x1bsen\x7f": "Pilsen",
        "abc\u202edef": "abcdef",
        "line\r\nline\tend": "line\nline\tend",
        "e\u0301": "é",
        "\ud800lone": "lone",
    }.items():
        seen = _seen(bob, log(bob, place=typed, note=typed).id)
        assert (seen.place, seen.note) == (kept, kept)


def test_a_refusal_inside_a_longer_transaction_undoes_all_of_it(bob: Actor) -> None:
    def both(session: Session) -> None:
        signatures.log_batch(session, bob, new_batch())
        signatures.one_batch(session, bob, 999)

    with nothing_written(), pytest.raises(NotFound), writing() as session:
        both(session)
