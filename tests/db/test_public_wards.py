"""Ward figures in public: none under ten, by subtraction or by watching the total."""

from hypothesis import given
from hypothesis import strategies as st

from db.public_wards import MOST_UNSAID, ROUNDED_TO, may_be_said

wards = st.fixed_dictionaries(
    {ward: st.integers(0, 12) | st.integers(0, 400) for ward in range(1, 51)}
)


def test_ten_or_fewer_are_not_said_and_others_are_rounded_down() -> None:
    said = may_be_said({1: 9, 2: 0, 3: 11, 4: 27, 5: 3})
    assert said == {3: 10, 4: 25}


def test_a_ward_that_appears_as_the_total_grows_by_one_had_ten() -> None:
    before, after = ({1: 5, 2: 30, 3: ward, 4: 41, 5: 10} for ward in (10, 11))
    assert 3 not in may_be_said(before)
    assert may_be_said(after)[3] == 10


def test_where_all_have_enough_all_are_said() -> None:
    assert may_be_said({1: 11, 2: 14, 3: 15}) == {1: 10, 2: 10, 3: 15}


def test_a_single_small_ward_takes_the_next_smallest_with_it() -> None:
    assert may_be_said({1: 4, 2: 50, 3: 12, 4: 80}) == {2: 50, 4: 80}


def test_small_wards_with_ten_or_fewer_together_take_another_one_with_them() -> None:
    assert may_be_said({1: 0, 2: 0, 3: 2, 4: 40, 5: 41}) == {5: 40}


def test_before_anybody_signed_nothing_is_said() -> None:
    assert may_be_said(dict.fromkeys(range(1, 51), 0)) == {}


@given(wards)
def test_what_is_left_out_can_not_be_had_by_subtraction(wards: dict[int, int]) -> None:
    said = may_be_said(wards)
    assert all(MOST_UNSAID <= figure <= wards[ward] for ward, figure in said.items())
    left_out = set(wards) - set(said)
    if not left_out:
        return
    assert {ward for ward, signatures in wards.items() if signatures <= MOST_UNSAID} <= left_out
    # Somebody who knows the sum of all wards knows this much of those left out, and no more.
    most = sum(wards.values()) - sum(said.values())
    least = most - (ROUNDED_TO - 1) * len(said)
    everything_left_out = len(said) == 0
    assert len(left_out) >= 2
    assert everything_left_out or (most > MOST_UNSAID and least < most)
