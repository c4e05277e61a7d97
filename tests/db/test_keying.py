"""Names keyed one by one: what is kept, what counts, what is refused."""

from typing import Any

import pytest
from sqlmodel import select

from db import own_lines, signatures, signers
from db.actor import Actor
from db.counting import Ladder
from db.engine import reading, writing
from db.errors import Conflict, Doubtful, NotAllowed, NotFound
from db.models import AuditEntry, Batch, Signature
from db.own_lines import Line
from db.signers import SignatureUpdate
from tests.db.support import (
    assert_cuts_add_up,
    everything,
    figures,
    key_line,
    log,
    new_line,
    nothing_written,
    refused,
    void,
)
from tests.support import at

ROSA = {
    "first_name": "Rosa",
    "last_name": "Ejemplo Prueba",
    "email": "Rosa@Example.org",
    "phone": "312.555.0142",
    "street": "2000 S Made-Up Ave",
    "zip": "60608",
    "may_contact": True,
    "note": "speaks Spanish",
}


def lines(actor: Actor, batch: Batch) -> list[Line]:
    return own_lines.lines_of_batch(actor, batch.id)[::-1]


def again(batch: Batch) -> Batch:
    with reading() as session:
        return session.get_one(Batch, batch.id)


def correct(actor: Actor, line: Signature, **fields: Any) -> Signature:
    with writing() as session:
        signer = signers.signer_of(line)
        as_it_is = {name: getattr(signer, name) for name in signers.Signer.__dataclass_fields__}
        new = SignatureUpdate(
            **{**as_it_is, "ward": line.ward, "revision": line.revision, **fields}
        )
        return signers.correct_signature(session, actor, line.id, new)


def void_line(actor: Actor, line: Signature, reason: str = "not a person") -> Signature:
    with writing() as session:
        return signers.void_signature(
            session, actor, line.id, reason=reason, revision=line.revision
        )


def restore_line(actor: Actor, line: Signature) -> Signature:
    with writing() as session:
        return signers.restore_signature(session, actor, line.id, revision=line.revision)


def test_a_batch_of_20_with_12_keyed_is_12_verified_and_8_claimed(bob: Actor) -> None:
    batch = log(bob, count=20, ward=22)
    for number in range(12):
        key_line(bob, batch, last_name=f"Number {number}")
    assert (again(batch).keyed, again(batch).verified, again(batch).claimed) == (12, 12, 8)
    assert figures().by_ward[22] == Ladder(verified=12, claimed=8)
    assert_cuts_add_up(figures())


def test_a_line_is_seen_as_it_was_typed(bob: Actor) -> None:
    batch = log(bob, ward=22)
    key_line(bob, batch, **ROSA)
    [line] = lines(bob, batch)
    assert line.signer == signers.Signer(
        **{**ROSA, "email": "Rosa@example.org", "phone": "(312) 555-0142"}
    )
    assert (line.ward, line.own_ward, line.counted, line.recorded_by) == (22, None, True, "Bob")


def test_a_line_can_have_a_ward_of_its_own(bob: Actor) -> None:
    batch = log(bob, count=2, ward=22)
    key_line(bob, batch, last_name="One", ward=35)
    key_line(bob, batch, last_name="Two")
    assert figures().by_ward[35] == Ladder(verified=1)
    assert figures().by_ward[22] == Ladder(verified=1)
    assert_cuts_add_up(figures())


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Rosa", ""),
        ("", "Ejemplo"),
        ("María José", "Núñez Peña"),
        ("منى", "مثال"),
        ("민지", "보기"),
        ("🦅", ""),
        ("=HYPERLINK(1)", "![](https://example.org/x.png)"),
        ("<script>alert(1)</script>", "**bold**"),
    ],
)
def test_any_name_is_a_name(bob: Actor, first: str, last: str) -> None:
    batch = log(bob)
    key_line(bob, batch, first_name=first, last_name=last)
    [line] = lines(bob, batch)
    assert (line.signer.first_name, line.signer.last_name) == (first, last)


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"first_name": "", "last_name": ""}, "first_name"),
        ({"first_name": "   ", "last_name": "\u200b\u2060"}, "first_name"),
        ({"first_name": "x" * 10_000}, "first_name"),
        ({"last_name": "x" * 81}, "last_name"),
        ({"first_name": 7}, "first_name"),
        ({"email": "rosa.example.org"}, "email"),
        ({"phone": "555-0142"}, "phone"),
        ({"zip": "6060"}, "zip"),
        ({"street": "x" * 121}, "street"),
        ({"note": "x" * 501}, "note"),
        ({"ward": 51}, "ward"),
        ({"key": "short"}, "key"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(
    bob: Actor, fields: dict[str, Any], where: str
) -> None:
    batch = log(bob)
    with refused(where):
        key_line(bob, batch, **fields)


def test_every_wrong_field_is_named_at_once(bob: Actor) -> None:
    batch = log(bob)
    with refused("email", "phone", "zip"):
        key_line(bob, batch, email="x", phone="x", zip="x")


def test_the_same_key_is_one_line_however_often_it_arrives(bob: Actor) -> None:
    batch = log(bob)
    one = new_line()
    with writing() as session:
        first = signers.key_signature(session, bob, batch.id, one)
    with nothing_written(), writing() as session:
        second = signers.key_signature(session, bob, batch.id, one)
    assert first.id == second.id


def test_a_void_or_complete_batch_takes_no_names(alice: Actor) -> None:
    batch = log(alice, count=1)
    void(alice, batch)
    with nothing_written(), pytest.raises(Conflict):
        key_line(alice, batch)
    batch = log(alice, count=1)
    key_line(alice, batch)
    with writing() as session:
        signatures.complete_batch(session, alice, batch.id, revision=batch.revision)
    with nothing_written(), pytest.raises(Conflict, match="complete"):
        key_line(alice, batch)


def test_completing_with_fewer_names_asks_once_and_then_counts_only_what_was_keyed(
    bob: Actor,
) -> None:
    batch = log(bob, count=20, ward=7)
    for number in range(12):
        key_line(bob, batch, last_name=f"Number {number}")
    with nothing_written(), pytest.raises(Doubtful) as asked, writing() as session:
        signatures.complete_batch(session, bob, batch.id, revision=0)
    assert str(asked.value.message).startswith("12 of 20 names are keyed")
    with writing() as session:
        signatures.complete_batch(session, bob, batch.id, revision=0, sure=True)
    assert figures().by_ward[7] == Ladder(verified=12)
    with writing() as session:
        signatures.reopen_batch(session, bob, batch.id, revision=1)
    assert figures().by_ward[7] == Ladder(verified=12, claimed=8)
    with reading() as session:
        changes = [each.change for each in signatures.batch_history(session, bob, batch.id)]
    assert changes == ["completed", "reopened"]


def test_more_names_than_claimed_are_all_counted(bob: Actor) -> None:
    batch = log(bob, count=2, ward=7)
    for number in range(3):
        key_line(bob, batch, last_name=f"Number {number}")
    assert figures().by_ward[7] == Ladder(verified=3)
    with writing() as session:
        signatures.complete_batch(session, bob, batch.id, revision=0)
    assert figures().by_ward[7] == Ladder(verified=3)


def test_a_void_line_counts_nowhere_and_is_not_claimed_either(alice: Actor) -> None:
    batch = log(alice, count=20, ward=7)
    made = [key_line(alice, batch, last_name=f"Number {number}") for number in range(12)]
    line = void_line(alice, made[0])
    assert figures().by_ward[7] == Ladder(verified=11, claimed=8)
    assert [each.voided for each in lines(alice, batch)][:2] == [True, False]
    restore_line(alice, line)
    assert figures().by_ward[7] == Ladder(verified=12, claimed=8)


def test_the_lines_of_a_void_batch_count_nowhere_until_it_is_restored(alice: Actor) -> None:
    batch = log(alice, count=2, ward=7)
    key_line(alice, batch)
    voided = void(alice, again(batch))
    assert 7 not in figures().by_ward
    with writing() as session:
        signatures.restore_batch(session, alice, batch.id, revision=voided.revision)
    assert figures().by_ward[7] == Ladder(verified=1, claimed=1)


def test_editing_a_batch_takes_its_lines_along(alice: Actor) -> None:
    batch = log(alice, count=3, ward=7)
    key_line(alice, batch, last_name="One")
    key_line(alice, batch, last_name="Two", ward=9)
    with writing() as session:
        now = session.get_one(Batch, batch.id)
        signatures.edit_batch(
            session,
            alice,
            batch.id,
            signatures.BatchUpdate(now.collected_on, "event", 5, ward=8, revision=0),
        )
    assert figures().by_ward[8] == Ladder(verified=1, claimed=3)
    assert figures().by_ward[9] == Ladder(verified=1)
    assert 7 not in figures().by_ward
    assert_cuts_add_up(figures())


def test_a_correction_is_kept_and_names_its_fields_only(alice: Actor, bob: Actor) -> None:
    batch = log(bob)
    line = key_line(bob, batch, **ROSA)
    line = correct(bob, line, email="rosa.e@example.org", zip="60623")
    [seen] = lines(bob, batch)
    assert (seen.signer.email, seen.signer.zip) == ("rosa.e@example.org", "60623")
    with reading() as session:
        [change] = own_lines.history(session, alice, line.id)
        corrected = select(AuditEntry).where(AuditEntry.action == "correct signature")
        entry = session.exec(corrected).one()
    assert (change.change, change.fields, change.changed_by) == (
        "corrected",
        ["email", "zip"],
        "Bob",
    )
    assert entry.details == {"fields": ["email", "zip"]}


def test_a_correction_that_changes_nothing_writes_nothing(bob: Actor) -> None:
    line = key_line(bob, log(bob), **ROSA)
    with nothing_written():
        correct(bob, line)


def test_a_bad_correction_is_refused_beside_its_field(bob: Actor) -> None:
    line = key_line(bob, log(bob), **ROSA)
    with refused("email"):
        correct(bob, line, email="nothing")


def test_two_corrections_at_once_do_not_overwrite_each_other(alice: Actor, bob: Actor) -> None:
    line = key_line(bob, log(bob), **ROSA)
    older = Signature(**line.model_dump())
    correct(bob, line, first_name="Rosita")
    with nothing_written(), pytest.raises(Conflict):
        correct(alice, older, first_name="Rosario")


def test_a_reason_is_kept_with_the_void_and_only_there(alice: Actor) -> None:
    line = key_line(alice, log(alice))
    reason = "Signed by a neighbour for her"
    void_line(alice, line, reason)
    with reading() as session:
        assert own_lines.history(session, alice, line.id)[0].reason == reason
    assert reason not in str(everything())
    other = key_line(alice, log(alice))
    with refused("reason"):
        void_line(alice, other, " ")


def test_staff_key_and_correct_and_do_not_void(alice: Actor, bob: Actor) -> None:
    line = key_line(bob, log(bob))
    line = correct(bob, line, last_name="Otra")
    with nothing_written(), pytest.raises(NotAllowed):
        void_line(bob, line)
    voided = void_line(alice, line)
    with nothing_written(), pytest.raises(NotAllowed):
        restore_line(bob, voided)


def _every_function(session: Any, actor: Actor, batch: Batch, line: Signature) -> dict[str, Any]:
    update = SignatureUpdate(first_name="X", revision=line.revision)
    return {
        "key": lambda: signers.key_signature(session, actor, batch.id, new_line()),
        "correct": lambda: signers.correct_signature(session, actor, line.id, update),
        "void": lambda: signers.void_signature(session, actor, line.id, reason="x", revision=0),
        "restore": lambda: signers.restore_signature(session, actor, line.id, revision=0),
        "set apart": lambda: signers.set_apart(session, actor, line.id, revision=0),
        "join": lambda: signers.join(session, actor, line.id, revision=0),
        "lines": lambda: own_lines.lines_of_batch(actor, batch.id),
        "one": lambda: own_lines.one_line(session, actor, line.id),
        "alike": lambda: own_lines.alike(session, actor, line.id),
        "history": lambda: own_lines.history(session, actor, line.id),
        "complete": lambda: signatures.complete_batch(session, actor, batch.id, revision=0),
        "reopen": lambda: signatures.reopen_batch(session, actor, batch.id, revision=0),
    }


FUNCTIONS = sorted(_every_function(None, None, Batch(id=1), Signature(id=1, revision=0)))  # type: ignore[arg-type]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_another_organization_finds_nothing(
    function: str, bob: Actor, charlie: Actor, dora: Actor
) -> None:
    batch = log(bob)
    line = key_line(bob, batch)
    for actor in (charlie, dora):
        if not (actor is charlie and function in ("void", "restore")):
            with nothing_written(), pytest.raises(NotFound), writing() as session:
                _every_function(session, actor, batch, line)[function]()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_coordinator_may_do_none_of_it(function: str, bob: Actor, cora: Actor) -> None:
    batch = log(bob)
    line = key_line(bob, batch)
    with nothing_written(), pytest.raises(NotAllowed), writing() as session:
        _every_function(session, cora, batch, line)[function]()


@pytest.mark.parametrize("wrong", [0, -1, 999_999, 2**40, "1", None, True])
def test_a_line_that_is_not_there_is_not_found(bob: Actor, wrong: Any) -> None:
    with nothing_written(), pytest.raises(NotFound), writing() as session:
        own_lines.one_line(session, bob, wrong)


def test_who_looked_is_in_the_audit_log_once_in_ten_minutes(alice: Actor, bob: Actor) -> None:
    line = key_line(bob, log(bob))
    for _ in range(3):
        with writing() as session:
            own_lines.one_line(session, alice, line.id)
    with reading() as session:
        looks = session.exec(
            select(AuditEntry).where(AuditEntry.action == "look at signature")
        ).all()
    assert [(look.user_id, look.subject) for look in looks] == [
        (alice.user_id, f"signature {line.id}")
    ]


def test_who_looked_at_the_names_of_a_batch_is_in_the_audit_log(
    alice: Actor, bob: Actor, charlie: Actor
) -> None:
    empty, batch = log(bob), log(bob)
    key_line(bob, batch)
    with at("2017-04-24T10:00"):
        assert lines(alice, empty) == []
        for _ in range(3):
            assert len(lines(alice, batch)) == 1
        with pytest.raises(NotFound):
            lines(charlie, batch)
    with at("2017-04-24T10:09"):
        lines(alice, batch)
    with at("2017-04-24T10:11"):
        lines(alice, batch)
    with reading() as session:
        looks = session.exec(
            select(AuditEntry).where(AuditEntry.action == "look at names of batch")
        ).all()
    assert [(look.user_id, look.subject) for look in looks] == [
        (alice.user_id, f"batch {batch.id}")
    ] * 2
