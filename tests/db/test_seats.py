"""Seats and who holds them: somebody leaves, somebody comes, nobody is in two places."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from db import council, lobby_visits, seats, stance_entry, whip
from db.actor import Actor
from db.engine import reading, writing
from db.errors import Conflict, Doubtful, NotAllowed, NotFound
from db.lobby_visits import VisitCreate, VisitUpdate
from db.models import SeatHolder
from db.seats import HolderFields, SeatTake
from db.stance_entry import StanceCreate
from tests import support
from tests.db.support import TODAY, key, nothing_written, refused, version

LAST, FIRST = date(2017, 4, 10), date(2017, 4, 15)


def seat(ward: int, day: date | None = None) -> council.SeatOnDay:
    with reading() as session:
        return council.seats(session, support.actor("bob"), day)[ward - 1]


def leave(actor: Actor, ward: int = 22, last: date | None = LAST, **seen: int) -> SeatHolder:
    holder = seat(ward).known[-1]
    with writing() as session:
        return seats.end_term(
            session, actor, holder.id, last, revision=seen.get("revision", holder.revision)
        )


def take(actor: Actor, ward: int | None = 22, name: str = "Ana Nueva", **given: Any) -> SeatHolder:
    fields = HolderFields(name, **given.pop("fields", {}))
    new = SeatTake(
        **{"ward": ward, "held_on": FIRST, "came_by": "appointed", **given}, fields=fields
    )
    with writing() as session:
        return seats.take_seat(session, actor, new)


def correct(actor: Actor, ward: int = 22, revision: int | None = None, **fields: str) -> SeatHolder:
    holder = seat(ward).known[-1]
    as_it_is = {name: getattr(holder, name) for name in HolderFields.__dataclass_fields__}
    new = HolderFields(**{**as_it_is, **fields})
    seen = holder.revision if revision is None else revision
    with writing() as session:
        return seats.correct_holder(session, actor, holder.id, new, revision=seen)


def test_fifty_seats_are_held_at_first(bob: Actor) -> None:
    with reading() as session:
        found = council.seats(session, bob)
    assert [each.ward for each in found] == list(range(1, 51))
    assert all(each.holder and len(each.known) == 1 for each in found)


@pytest.mark.parametrize("came_by", ["appointed", "elected"])
def test_a_seat_is_vacant_from_the_day_after_the_last_until_somebody_takes_it(
    alice: Actor, came_by: str
) -> None:
    before = version()
    leave(alice)
    assert seat(22).holder is None
    take(alice, came_by=came_by, fields={"note": "Progressive Reform Caucus"})
    assert version() == before + 2
    on = {day: seat(22, date(2017, 4, day)).holder for day in (10, 11, 14, 15, 24)}
    assert [holder.name if holder else None for holder in on.values()] == [
        "Ricardo Muñoz", None, None, "Ana Nueva", "Ana Nueva",
    ]  # fmt: skip
    now = seat(22).holder
    assert now is not None
    assert (now.came_by, now.note) == (came_by, "Progressive Reform Caucus")
    assert now.legistar_name == "Ana Nueva"


def test_the_same_press_twice_seats_one_person(alice: Actor) -> None:
    leave(alice)
    first = take(alice)
    with nothing_written():
        assert take(alice).id == first.id


def test_somebody_who_left_is_not_seated_again_from_their_first_day(alice: Actor) -> None:
    left = leave(alice)
    with refused("held_on"):  # it said that the seat is taken, and it stayed vacant
        take(alice, name=left.name, held_on=left.held_on)
    take(alice, name=left.name)
    now = seat(22).holder
    assert now is not None
    assert (now.name, now.held_on) == (left.name, FIRST)


def test_terms_of_one_seat_do_not_overlap(alice: Actor) -> None:
    with refused("held_on"):
        take(alice)
    leave(alice)
    with refused("held_on"):
        take(alice, held_on=LAST)
    take(alice)
    with refused("held_on"):
        take(alice, name="Another", held_on=date(2017, 4, 12))
    # What is past can be filled in, up to the day before.
    with refused("held_on"):
        take(alice, name="Another", held_on=date(2017, 4, 11), until=FIRST)
    take(alice, name="Another", held_on=date(2017, 4, 11), until=date(2017, 4, 14))
    found = seat(22, date(2017, 4, 12)).holder
    assert found is not None
    assert found.name == "Another"


def test_a_last_day_can_not_reach_into_the_next_persons_term(alice: Actor) -> None:
    leave(alice)
    take(alice)
    first = seat(22).known[0]
    with refused("last_day"), writing() as session:
        seats.end_term(session, alice, first.id, date(2017, 4, 20), revision=first.revision)
    with nothing_written(), pytest.raises(Conflict), writing() as session:
        seats.take_back_end(session, alice, first.id, revision=first.revision)


def test_a_last_day_before_a_planned_visit_is_asked_about_once(
    alice: Actor, charlie: Actor
) -> None:
    visit = VisitCreate(22, date(2017, 4, 27), "Vote yes.", key=key())
    with writing() as session:
        lobby_visits.plan_visit(session, charlie, visit)
    with nothing_written(), pytest.raises(Doubtful) as doubt:
        leave(alice, last=date(2017, 4, 26))
    assert doubt.value.message.values == {"organizations": "Hana Center"}
    leave(alice, last=date(2017, 4, 27))


def test_a_last_day_before_a_recorded_stance_is_refused_until_the_stance_is_undone(
    alice: Actor,
) -> None:
    measure, press = "welcoming-city-ordinance", key()
    said = StanceCreate(22, "yes", "written", date(2017, 4, 20))
    with writing() as session:
        stance_entry.set_stances(session, alice, measure, [said], key=press)
    with nothing_written(), refused("last_day"):
        leave(alice, last=date(2017, 4, 19))
    with writing() as session:
        stance_entry.undo(session, alice, measure, press)
    leave(alice, last=date(2017, 4, 19))


def test_a_last_day_before_a_visit_that_took_place_is_refused(alice: Actor, charlie: Actor) -> None:
    with writing() as session:
        visit = lobby_visits.plan_visit(
            session, charlie, VisitCreate(22, TODAY, "Vote.", key=key())
        )
        done = VisitUpdate(TODAY, "Vote.", None, TODAY, "Yes.", visit.revision)
        lobby_visits.change_visit(session, charlie, visit.id, done)
    with nothing_written(), refused("last_day"):
        leave(alice, last=date(2017, 4, 23))
    leave(alice, last=TODAY)


def test_a_mistaken_end_is_taken_back(alice: Actor) -> None:
    ended = leave(alice)
    with writing() as session:
        seats.take_back_end(session, alice, ended.id, revision=ended.revision)
    now = seat(22).holder
    assert now is not None
    assert (now.name, now.until) == ("Ricardo Muñoz", None)


def test_a_last_day_is_neither_taken_back_nor_moved_into_another_seat_of_the_person(
    alice: Actor,
) -> None:
    left = leave(alice)
    leave(alice, 12)
    take(alice, 12, left.name)
    with nothing_written(), pytest.raises(Conflict) as conflict, writing() as session:
        seats.take_back_end(session, alice, left.id, revision=left.revision)
    assert conflict.value.message.values == {"name": left.name, "ward": 12}
    with nothing_written(), refused("last_day"), writing() as session:
        seats.end_term(session, alice, left.id, FIRST, revision=left.revision)
    with writing() as session:  # up to the day before it is one seat
        seats.end_term(session, alice, left.id, date(2017, 4, 14), revision=left.revision)


@pytest.mark.parametrize(
    "last", [None, date(2017, 3, 31), date(2018, 6, 1), date.max, "tomorrow"], ids=str
)
def test_a_last_day_before_the_first_or_far_ahead_is_refused(alice: Actor, last: Any) -> None:
    with refused("last_day"):
        leave(alice, last=last)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"ward": 51}, "ward"),
        ({"ward": None}, "ward"),
        ({"held_on": date(2018, 6, 1)}, "held_on"),
        ({"held_on": date(1066, 10, 14)}, "held_on"),
        ({"held_on": None}, "held_on"),
        ({"until": date(2017, 4, 14)}, "until"),
        ({"came_by": "inherited"}, "came_by"),
        ({"came_by": None}, "came_by"),
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"fields": {"note": "x" * 201}}, "note"),
        ({"fields": {"phone": "next door"}}, "phone"),
        ({"fields": {"email": "ward22"}}, "email"),
        ({"fields": {"address": "x" * 201}}, "address"),
    ],
)
def test_what_can_not_be_a_holder_is_refused(
    alice: Actor, given: dict[str, Any], field: str
) -> None:
    leave(alice)
    with refused(field):
        take(alice, **given)


def test_everything_wrong_is_said_at_once(alice: Actor) -> None:
    with refused("ward", "held_on", "came_by", "name", "phone"):
        take(alice, ward=0, held_on=None, came_by="", name="", fields={"phone": "1"})


def test_nobody_holds_two_seats_on_a_day(alice: Actor) -> None:
    leave(alice)
    with refused("name"):
        take(alice, name="carlos RAMIREZ-ROSA")
    with refused("name"):
        correct(alice, 35, name="Ameya Pawar")
    leave(alice, 35, date(2017, 4, 14))
    take(alice, name="Carlos Ramirez-Rosa")  # from the 15th


def test_a_name_and_the_office_contact_are_corrected(cora: Actor) -> None:
    office = {
        "phone": "7732470140",
        "email": "Ward35@CityOfChicago.org",
        "address": "2710 N. Sawyer Ave.",
        "note": "Democratic Socialists of America",
    }
    correct(cora, 35, legistar_name="Ramirez-Rosa, Carlos D.", **office)
    now = seat(35).holder
    assert now is not None
    assert (now.phone, now.email) == ("(773) 247-0140", "Ward35@cityofchicago.org")
    assert (now.address, now.note) == (office["address"], office["note"])
    assert now.revision == 1
    with nothing_written():
        correct(cora, 35)


def test_a_corrected_name_keeps_its_sponsor_mark(alice: Actor) -> None:
    correct(alice, 35, name="Carlos Ramírez-Rosa")
    with reading() as session:
        count = whip.whip_count(session, alice, "welcoming-city-ordinance")
    [lead] = [each for each in count.seats if each.ward == 35]
    assert (lead.name, lead.sponsor) == ("Carlos Ramírez-Rosa", 1)


def test_a_corrected_name_leaves_the_mark_of_an_earlier_term_of_the_person(alice: Actor) -> None:
    def marks() -> list[int | None]:
        with reading() as session:
            days = (
                whip.whip_count(session, alice, "welcoming-city-ordinance", as_of=day)
                for day in (LAST, FIRST)
            )
            return [each.sponsor for day in days for each in day.seats if each.ward == 35]

    leave(alice, 35)
    take(alice, 35, "Carlos Ramirez-Rosa")
    assert marks() == [1, 1]
    correct(alice, 35, name="Carlos Rosa")
    assert marks()[0] == 1
    first = seat(35).known[0]
    with writing() as session:
        new = HolderFields("Carlos Rosa", first.legistar_name)
        seats.correct_holder(session, alice, first.id, new, revision=first.revision)
    assert marks() == [1, 1]


def test_somebody_elses_change_in_between_is_a_conflict(alice: Actor, dora: Actor) -> None:
    correct(alice, phone="312-555-0142")
    with nothing_written(), pytest.raises(Conflict):
        correct(dora, revision=0, note="x")
    with nothing_written(), pytest.raises(Conflict):
        leave(dora, revision=0)


@pytest.mark.parametrize("holder_id", [0, 999, None, "22", 2**40])
def test_a_holder_that_is_not_there_is_not_found(alice: Actor, holder_id: Any) -> None:
    commands: list[Callable[..., object]] = [
        lambda session: seats.end_term(session, alice, holder_id, LAST, revision=0),
        lambda session: seats.take_back_end(session, alice, holder_id, revision=0),
        lambda session: seats.correct_holder(
            session, alice, holder_id, HolderFields("x"), revision=0
        ),
    ]
    for command in commands:
        with nothing_written(), pytest.raises(NotFound), writing() as session:
            command(session)


def test_staff_read_and_change_nothing(bob: Actor, charlie: Actor) -> None:
    for actor in (bob, charlie):
        for attempt in (leave, take, correct):
            with nothing_written(), pytest.raises(NotAllowed):
                attempt(actor)


def test_leads_of_any_organization_and_coordinators_keep_the_council(
    dora: Actor, cora: Actor
) -> None:
    leave(dora)
    take(cora)
    assert TODAY >= FIRST
    assert seat(22).holder is not None
