"""The one rule of what counts."""

import pytest

from db.counting import RUNGS, Ladder, batch_counts, external_counts


def test_a_batch_of_20_with_12_keyed_is_12_verified_and_8_claimed() -> None:
    counted = batch_counts(count=20, keyed=12, verified=12, complete=False, voided=False)
    assert counted == Ladder(verified=12, claimed=8)
    assert counted.total == 20


def test_a_complete_batch_counts_only_what_was_keyed() -> None:
    assert batch_counts(count=20, keyed=12, verified=12, complete=True, voided=False) == Ladder(
        verified=12
    )


def test_a_batch_with_nothing_keyed_is_all_claimed() -> None:
    assert batch_counts(count=20, keyed=0, verified=0, complete=False, voided=False) == Ladder(
        claimed=20
    )


def test_more_keyed_than_claimed_takes_nothing_away() -> None:
    assert batch_counts(count=20, keyed=23, verified=23, complete=False, voided=False) == Ladder(
        verified=23
    )


@pytest.mark.parametrize("complete", [False, True])
def test_a_voided_batch_counts_nothing(complete: bool) -> None:
    assert batch_counts(count=20, keyed=12, verified=12, complete=complete, voided=True) == Ladder()


def test_an_external_source_counts_its_report_less_what_was_imported_from_it() -> None:
    assert external_counts(reported=1_000, imported=0) == Ladder(external=1_000)
    assert external_counts(reported=1_000, imported=300) == Ladder(external=700)


def test_more_imported_than_reported_counts_nothing_twice_and_nothing_below_zero() -> None:
    assert external_counts(reported=1_000, imported=1_200) == Ladder()


def test_the_total_is_verified_and_claimed_and_external_less_overlap() -> None:
    assert Ladder(verified=12, claimed=8, external=1_000, overlap=5).total == 1_015


def test_ladders_add_and_subtract_rung_by_rung() -> None:
    one, two = Ladder(1, 2, 3, 4), Ladder(10, 20, 30, 40)
    assert one.plus(two) == Ladder(11, 22, 33, 44)
    assert two.minus(one) == Ladder(9, 18, 27, 36)
    assert one.plus(two).minus(two) == one


def test_every_rung_has_its_definition() -> None:
    assert tuple(rung.name for rung in RUNGS) == Ladder._fields
    assert all(rung.label and rung.definition.endswith(".") for rung in RUNGS)
