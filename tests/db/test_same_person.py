"""Each person counts once per organization, and the coalition subtracts who signed with several."""

import pytest

from db import own_lines, persons, portions, recount, signatures, signers
from db.actor import Actor
from db.counting import Ladder, overlap_counts
from db.engine import reading, writing
from db.models import Batch, Signature
from db.persons import Line
from tests.db.support import SEEDED, assert_cuts_add_up, figures, key_line, log, void
from tests.db.test_keying import correct, lines, restore_line, void_line

EMAIL, PHONE = "rosa@example.org", "312-555-0142"


def overlap() -> int:
    """As the tallies have it, after they were checked against a recount."""
    with reading() as session:
        assert recount.drift(session) == []
        assert recount.batch_drift(session) == []
    assert_cuts_add_up(figures())
    return figures().headline.overlap


def now(line: Signature) -> Signature:
    with reading() as session:
        return session.get_one(Signature, line.id)


def set_apart(actor: Actor, line: Signature) -> Signature:
    with writing() as session:
        return signers.set_apart(session, actor, line.id, revision=now(line).revision)


def alike(actor: Actor, line: Signature) -> list[tuple[int, bool]]:
    with reading() as session:
        return [(each.id, each.sure) for each in own_lines.alike(session, actor, line.id)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"email": EMAIL}, {"email": "ROSA@Example.org", "first_name": "R."}),
        ({"phone": PHONE}, {"phone": "+1 (312) 555 0142", "first_name": "R."}),
        ({"email": EMAIL, "phone": PHONE}, {"phone": "3125550142", "email": "r@example.org"}),
    ],
)
def test_an_equal_email_or_phone_is_one_person(
    bob: Actor, one: dict[str, str], other: dict[str, str]
) -> None:
    batch = log(bob, count=2, ward=7)
    first, second = key_line(bob, batch, **one), key_line(bob, batch, **other)
    assert figures().by_ward[7] == Ladder(verified=1)
    assert alike(bob, second) == [(first.id, True)]
    assert [(line.counted, line.again) for line in lines(bob, batch)] == [
        (True, False),
        (False, True),
    ]
    assert overlap() == 0


def test_the_same_name_and_zip_is_only_a_hint(bob: Actor) -> None:
    batch = log(bob, count=2, ward=7)
    first = key_line(bob, batch, first_name="José", last_name="Núñez", zip="60608-1234")
    second = key_line(bob, batch, first_name="jose", last_name="NUNEZ", zip="60608")
    assert figures().by_ward[7] == Ladder(verified=2)
    assert alike(bob, second) == [(first.id, False)]


def test_nothing_is_ever_said_of_another_organizations_rows(bob: Actor, charlie: Actor) -> None:
    key_line(bob, log(bob), email=EMAIL, phone=PHONE, zip="60608")
    line = key_line(charlie, log(charlie), email=EMAIL, phone=PHONE, zip="60608")
    assert alike(charlie, line) == []
    assert now(line).counted


def test_a_family_that_shares_a_phone_can_be_set_apart_and_joined_again(bob: Actor) -> None:
    batch = log(bob, count=2, ward=7)
    key_line(bob, batch, first_name="Rosa", phone=PHONE)
    son = key_line(bob, batch, first_name="Juan", phone=PHONE)
    set_apart(bob, son)
    assert figures().by_ward[7] == Ladder(verified=2)
    assert overlap() == 0
    with writing() as session:
        signers.join(session, bob, son.id, revision=1)
    assert figures().by_ward[7] == Ladder(verified=1)


def test_when_the_counting_line_is_void_the_next_one_counts(alice: Actor) -> None:
    here, there = log(alice, count=1, ward=7), log(alice, count=1, ward=8)
    first, second = key_line(alice, here, email=EMAIL), key_line(alice, there, email=EMAIL)
    assert set(figures().by_ward) == {None, 7}
    voided = void_line(alice, first)
    assert set(figures().by_ward) == {None, 8}
    assert now(second).counted
    restore_line(alice, voided)
    assert set(figures().by_ward) == {None, 7}
    assert overlap() == 0


def test_when_the_batch_of_the_counting_line_is_void_the_next_one_counts(alice: Actor) -> None:
    here, there = log(alice, count=1, ward=7), log(alice, count=1, ward=8)
    key_line(alice, here, email=EMAIL)
    key_line(alice, there, email=EMAIL)
    with reading() as session:
        here = session.get_one(Batch, here.id)
    void(alice, here)
    assert set(figures().by_ward) == {None, 8}
    assert overlap() == 0


def test_a_corrected_email_makes_another_person_of_a_line(bob: Actor) -> None:
    batch = log(bob, count=2, ward=7)
    first, second = key_line(bob, batch, email=EMAIL), key_line(bob, batch, email=EMAIL)
    second = correct(bob, second, email="other@example.org")
    assert figures().by_ward[7] == Ladder(verified=2)
    correct(bob, second, email=EMAIL)
    assert figures().by_ward[7] == Ladder(verified=1)
    correct(bob, first, email="first@example.org")
    assert figures().by_ward[7] == Ladder(verified=2)
    assert overlap() == 0


def test_a_corrected_name_keeps_a_family_apart(bob: Actor) -> None:
    batch = log(bob, count=2, ward=7)
    key_line(bob, batch, phone=PHONE)
    son = set_apart(bob, key_line(bob, batch, first_name="Juan", phone=PHONE))
    correct(bob, son, first_name="Juanito", email="juan@example.org")
    assert figures().by_ward[7] == Ladder(verified=2)


def test_who_signed_with_two_organizations_is_subtracted_once(bob: Actor, charlie: Actor) -> None:
    key_line(bob, log(bob, count=1), email=EMAIL)
    key_line(charlie, log(charlie, count=1), email="Rosa@EXAMPLE.org")
    headline = figures().headline
    assert headline == Ladder(verified=2, external=SEEDED, overlap=1)
    assert headline.total == SEEDED + 1
    assert overlap() == 1


def test_a_person_known_by_email_here_and_by_phone_there_is_one(bob: Actor, charlie: Actor) -> None:
    key_line(bob, log(bob, count=1), email=EMAIL, phone=PHONE)
    key_line(charlie, log(charlie, count=1), phone="312 555 0142")
    assert overlap() == 1


def test_a_chain_of_emails_and_phones_is_one_person(bob: Actor, charlie: Actor) -> None:
    key_line(bob, log(bob, count=1), email=EMAIL)
    key_line(bob, log(bob, count=1), first_name="Other", phone=PHONE)
    assert overlap() == 0
    middle = key_line(charlie, log(charlie, count=1), email=EMAIL, phone=PHONE)
    assert overlap() == 1  # Mijente says two people, and so does the coalition
    correct(charlie, middle, phone="")
    assert overlap() == 1
    correct(charlie, middle, phone="773-555-0100", email="", revision=1)
    assert overlap() == 0


def test_a_family_here_and_one_of_them_there_are_as_many_as_the_family(
    bob: Actor, charlie: Actor
) -> None:
    batch = log(bob, count=2)
    key_line(bob, batch, phone=PHONE)
    set_apart(bob, key_line(bob, batch, first_name="Juan", phone=PHONE))
    key_line(charlie, log(charlie, count=1), phone=PHONE)
    assert overlap() == 1
    assert figures().headline.verified == 3


@pytest.mark.parametrize("undo", ["line", "batch"])
def test_an_overlap_goes_and_comes_with_its_lines(undo: str, alice: Actor, charlie: Actor) -> None:
    batch = log(alice, count=1)
    line = key_line(alice, batch, email=EMAIL)
    key_line(charlie, log(charlie, count=1), email=EMAIL)
    assert overlap() == 1
    if undo == "line":
        voided = void_line(alice, line)
        assert overlap() == 0
        restore_line(alice, voided)
    else:
        with reading() as session:
            batch = session.get_one(Batch, batch.id)
        void(alice, batch)
        assert overlap() == 0
        with writing() as session:
            signatures.restore_batch(session, alice, batch.id, revision=1)
    assert overlap() == 1


def test_overlap_is_the_sum_less_the_largest() -> None:
    assert overlap_counts({}) == 0
    assert overlap_counts({1: 3}) == 0
    assert overlap_counts({1: 1, 2: 1, 3: 1}) == 2
    assert overlap_counts({1: 2, 2: 1}) == 1


def test_many_lines_with_one_phone_are_counted_in_one_go(bob: Actor, charlie: Actor) -> None:
    """An organization's own phone written on every line: one person to each, one overlap."""
    batch = log(bob, count=60)
    for number in range(60):
        key_line(bob, batch, first_name=f"Number {number}", phone=PHONE)
    key_line(charlie, log(charlie, count=1), phone=PHONE)
    assert figures().headline == Ladder(verified=2, external=SEEDED, overlap=1)
    assert overlap() == 1


def test_more_prints_than_one_question_holds_are_asked_in_several(
    alice: Actor, monkeypatch: pytest.MonkeyPatch, charlie: Actor
) -> None:
    monkeypatch.setattr(portions, "_AT_ONCE", 3)
    batch, other = log(alice, count=10), log(charlie, count=10)
    for number in range(10):
        key_line(alice, batch, email=f"n{number}@example.org")
        key_line(charlie, other, email=f"n{number}@example.org")
    assert overlap() == 10
    with reading() as session:
        batch = session.get_one(Batch, batch.id)
    void(alice, batch)
    assert overlap() == 0


def test_lines_are_told_apart_by_kind_of_print() -> None:
    same = 1
    assert persons.overlap([Line(1, 1, same, None), Line(2, 1, None, same)]) == 0
    assert persons.overlap([Line(1, 1, same, None), Line(2, 1, same, None)]) == 1


def test_two_rows_without_a_zip_are_not_alike_by_having_none(bob: Actor) -> None:
    batch = log(bob, count=10)
    key_line(bob, batch, first_name="Rosa", last_name="Ejemplo")
    other = key_line(bob, batch, first_name="Zed", last_name="Nobody")
    with reading() as session:
        assert own_lines.alike(session, bob, other.id) == []
