"""Ward figures in public: none under ten, by subtraction or by watching a floor."""

from collections.abc import Sequence
from functools import cache
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from db.press_figures import floor_of
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


def said_after(ward: int, gains: Sequence[int], elsewhere: int) -> list[tuple[int, int | None]]:
    """The floor, and what is said of ward 7, before and after each gain; all are of that ward."""
    others = {1: 40, 3: 9, 4: 8}
    so_far = [ward + sum(gains[:n]) for n in range(len(gains) + 1)]
    return [(floor_of(elsewhere + n), may_be_said({**others, 7: n}).get(7)) for n in so_far]


@cache
def totals_of(floor: int) -> range:
    """Every total with this floor."""
    ends = next(n for n in range(floor + 1, floor + 100_000) if floor_of(n) > floor)
    return range(floor + 1, ends)


def may_have_had(seen: Sequence[tuple[int, int | None]]) -> set[int]:
    """What ward 7 may have had at first, for who knows that nothing came from anywhere else."""
    found = set()
    for ward, total in product(range(MOST_UNSAID + 1), totals_of(seen[0][0])):
        elsewhere, so_far = total - ward, ward
        for floor, said in seen[1:]:
            totals = totals_of(floor)
            least, most = (0, MOST_UNSAID) if said is None else (said, said + ROUNDED_TO - 1)
            so_far = max(so_far, least, totals[0] - elsewhere)
            if so_far > min(most, totals[-1] - elsewhere):
                break
        else:
            found.add(ward)
    return found


def test_who_watches_the_exact_total_may_guess_a_ward_from_two_changes() -> None:
    said = [ward for __, ward in said_after(6, (8, 1), elsewhere=300)]
    assert said == [None, 10, 15]  # one signature made it 15, so it has 15; and eight came before


@given(
    st.integers(0, 10),
    st.lists(st.integers(0, 40), min_size=1, max_size=12),
    st.integers(20, 1_200) | st.integers(9_900, 10_400),
)
def test_who_watches_a_floor_is_left_with_four_numbers_at_least(
    ward: int, gains: list[int], elsewhere: int
) -> None:
    possible = may_have_had(said_after(ward, gains, elsewhere))
    assert ward in possible
    assert len(possible) >= 4
