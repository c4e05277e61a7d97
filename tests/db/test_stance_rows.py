"""The grid's rows: only those that were changed are recorded, and what is not typed is proposed."""

from datetime import date, timedelta
from typing import Any

from db import stance_rows
from db.actor import Actor
from db.stance_entry import StanceCreate
from db.whip import SeatStance, Side
from tests.db.support import TODAY, refused
from tests.db.test_whip import count, new, say

SOON = TODAY + timedelta(days=60)


def seats(actor: Actor) -> dict[int, SeatStance]:
    return {seat.ward: seat for seat in count(actor).seats}


def test_a_row_that_nobody_typed_into_is_not_recorded(alice: Actor) -> None:
    say(alice, new(22, said_on=date(2017, 4, 3)))
    untouched = {22: {"position": "yes"}, 23: {}, 24: {"source_url": ""}, 51: {"position": "no"}}
    assert stance_rows.to_record(seats(alice), untouched, TODAY) == []


def test_a_new_position_is_said_today_and_has_neither_the_old_evidence_nor_the_old_link(
    alice: Actor,
) -> None:
    say(alice, new(22, position="lean no", source_url="https://example.org/then"))
    assert stance_rows.as_it_is(seats(alice)[22])["evidence"] is None  # so that it is not read off
    for typed in ({"position": "yes"}, {"position": "yes", "evidence": None}):
        [made] = stance_rows.to_record(seats(alice), {22: typed}, TODAY)
        assert made == StanceCreate(22, "yes", "said to one of us", TODAY, SOON)
    say(alice, made)
    assert seats(alice)[22].side is Side.SOFT_YES


def test_a_new_position_is_known_as_somebody_typed(alice: Actor) -> None:
    say(alice, new(22, position="lean no"))
    typed = {22: {"position": "yes", "evidence": "public statement"}}
    [made] = stance_rows.to_record(seats(alice), typed, TODAY)
    assert made == StanceCreate(22, "yes", "public statement", TODAY, SOON)


def test_of_somebody_new_it_was_one_of_us_who_heard_it(alice: Actor) -> None:
    [made] = stance_rows.to_record(seats(alice), {7: {"position": "yes"}}, TODAY)
    assert made == StanceCreate(7, "yes", "said to one of us", TODAY, SOON)


def test_what_is_typed_stands_and_a_vote_needs_no_confirming(alice: Actor) -> None:
    day = date(2017, 4, 10)
    typed = {"position": "no", "evidence": "vote", "said_on": day, "source_url": "https://a.org"}
    [made] = stance_rows.to_record(seats(alice), {7: typed}, TODAY)
    assert made == StanceCreate(7, "no", "vote", day, None, "https://a.org")
    [made] = stance_rows.to_record(seats(alice), {7: {**typed, "expires_on": SOON}}, TODAY)
    assert made.expires_on == SOON


def test_a_vote_is_not_cast_again_by_typing_into_its_row(alice: Actor) -> None:
    say(alice, new(22, evidence="vote", said_on=date(2017, 4, 10), expires_on=None))
    typed: dict[str, Any] = {"source_url": "https://example.org/journal"}
    [made] = stance_rows.to_record(seats(alice), {22: typed}, TODAY)
    with refused("evidence.22"):  # nobody knows how: neither by a vote of today nor softer
        say(alice, made)
    typed["evidence"] = "written"
    [made] = stance_rows.to_record(seats(alice), {22: typed}, TODAY)
    assert (made.evidence, made.expires_on) == ("written", SOON)


def test_confirming_again_is_another_day_to_confirm_by(alice: Actor) -> None:
    say(alice, new(22, said_on=date(2017, 3, 3), expires_on=date(2017, 4, 3)))
    [made] = stance_rows.to_record(seats(alice), {22: {"expires_on": SOON}}, TODAY)
    assert made == StanceCreate(22, "yes", "public statement", TODAY, SOON)


def test_a_cleared_day_is_today_and_one_to_come_is_left_for_the_command_to_refuse(
    alice: Actor,
) -> None:
    for day, meant in ((None, TODAY), (date.max, date.max)):
        typed = {7: {"position": "yes", "said_on": day}}
        [made] = stance_rows.to_record(seats(alice), typed, TODAY)
        assert made.said_on == meant
