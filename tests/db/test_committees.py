"""Committees: who sits on one on which day, one chair at a time, nothing overwritten."""

from datetime import date
from typing import Any

import pytest

from db import committees, council_rules, demo_committees, seats
from db.actor import Actor
from db.committees import CommitteeCreate, CommitteeOnDay, MemberCreate
from db.engine import reading, writing
from db.errors import Conflict, NotAllowed, NotFound
from db.models import Committee, CommitteeMember
from db.seed import seed
from tests.db.support import TODAY, key, nothing_written, refused
from tests.db.test_seats import leave, seat

RELATIONS = "Committee on Human Relations"
SINCE = date(2017, 4, 3)


def on(day: date = TODAY, name: str | int = RELATIONS) -> CommitteeOnDay:
    with reading() as session:
        return committees.committee_on(session, name, day)


def add(actor: Actor, ward: int | None = 22, seat: str = "member", **given: Any) -> CommitteeMember:
    good = {"committee_id": on().id, "since": SINCE, "key": key()}
    with writing() as session:
        return committees.add_member(
            session, actor, MemberCreate(**{**good, "ward": ward, "seat": seat, **given})
        )


def end(actor: Actor, member: CommitteeMember, last: Any = TODAY) -> CommitteeMember:
    with writing() as session:
        return committees.end_membership(session, actor, member.id, last)


def create(actor: Actor, name: str = "Committee on Finance", **given: Any) -> Committee:
    with writing() as session:
        return committees.create_committee(
            session, actor, CommitteeCreate(**{"name": name, "key": key(), **given})
        )


def test_the_two_committees_of_the_measures_are_there_without_members(bob: Actor) -> None:
    with reading() as session:
        found = committees.committees(session, bob)
    assert [each.name for each in found] == [
        RELATIONS,
        "Committee on Workforce Development and Audit",
    ]
    assert all(each.members == each.others == () and each.chair is None for each in found)


def test_an_upgraded_installation_gets_them_and_keeps_its_own(alice: Actor) -> None:
    create(alice)
    with writing() as session:
        session.delete(session.get_one(Committee, on().id))
    with writing() as session:
        assert not seed(session)
        council_rules.seed(session)
    with nothing_written(), writing() as session:
        seed(session)
    with reading() as session:
        assert len(committees.committees(session, alice)) == 3


def test_the_chair_comes_first_and_a_membership_lasts_until_its_last_day(alice: Actor) -> None:
    member = add(alice, 5)
    add(alice, 49, "chair")
    add(alice, 26, "vice chair", since=date(2017, 4, 10))
    end(alice, member, date(2017, 4, 12))
    names = {
        day: [each.ward for each in on(date(2017, 4, day)).members] for day in (2, 3, 10, 12, 13)
    }
    assert names == {2: [], 3: [49, 5], 10: [49, 26, 5], 12: [49, 26, 5], 13: [49, 26]}
    chair = on().chair
    assert chair is not None
    assert chair.name == "Joe Moore"
    assert [each.ward for each in on().others] == [5]


def test_there_is_one_chair_at_a_time(alice: Actor) -> None:
    first = add(alice, 49, "chair")
    with refused("seat"):
        add(alice, 26, "chair", since=TODAY)
    end(alice, first, date(2017, 4, 23))
    add(alice, 26, "chair", since=TODAY)
    chairs = [on(day).chair for day in (date(2017, 4, 23), TODAY)]
    assert [chair.ward if chair else None for chair in chairs] == [49, 26]


def test_nobody_sits_on_a_committee_twice(alice: Actor) -> None:
    first = add(alice)
    with refused("ward"):
        add(alice, seat="chair", since=TODAY)
    end(alice, first, date(2017, 4, 23))
    add(alice, seat="chair", since=TODAY)


def test_when_the_term_ends_the_membership_has_ended_and_the_next_person_is_no_member(
    alice: Actor,
) -> None:
    add(alice, 22, "chair")
    leave(alice, 22, date(2017, 4, 10))
    assert on(date(2017, 4, 10)).chair is not None
    assert on().chair is None
    [former] = on().others
    assert (former.until, former.by_term) == (date(2017, 4, 10), True)
    add(alice, 26, "chair", since=date(2017, 4, 11))
    with writing() as session:
        new = seats.SeatTake(22, date(2017, 4, 15), "elected", seats.HolderFields("Ana Nueva"))
        seats.take_seat(session, alice, new)
    assert [each.ward for each in on().members] == [26]
    add(alice, 22, since=TODAY)
    assert [each.name for each in on().members][1:] == ["Ana Nueva"]
    assert seat(22).holder is not None


def test_a_lengthened_term_makes_no_second_chair(alice: Actor) -> None:
    add(alice, 22, "chair")
    left = leave(alice, 22, date(2017, 4, 10))
    add(alice, 26, "chair", since=date(2017, 4, 15))
    with nothing_written(), pytest.raises(Conflict) as conflict, writing() as session:
        seats.take_back_end(session, alice, left.id, revision=left.revision)
    assert conflict.value.message.values["committee"] == RELATIONS
    with nothing_written(), refused("last_day"), writing() as session:
        seats.end_term(session, alice, left.id, date(2017, 4, 15), revision=left.revision)
    with writing() as session:
        left = seats.end_term(session, alice, left.id, date(2017, 4, 14), revision=left.revision)
    [former] = (each for each in on().others if each.ward == 22)
    end(alice, CommitteeMember(id=former.id), date(2017, 4, 14))
    with writing() as session:  # now the membership has an end of its own
        seats.take_back_end(session, alice, left.id, revision=left.revision)
    assert [each.ward for each in on().members] == [26]


def test_a_member_holds_a_seat_on_those_days(alice: Actor) -> None:
    leave(alice, 22, date(2017, 4, 10))
    with refused("ward"):
        add(alice, 22, since=date(2017, 4, 11))
    with refused("until"):
        add(alice, 22, until=date(2017, 4, 12))
    member = add(alice, 22)
    with refused("last_day"):
        end(alice, member, date(2017, 4, 11))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"ward": 0}, "ward"),
        ({"ward": None}, "ward"),
        ({"seat": "king"}, "seat"),
        ({"since": None}, "since"),
        ({"since": date(2020, 1, 1)}, "since"),
        ({"until": date(2017, 4, 2)}, "until"),
        ({"key": ""}, "key"),
    ],
)
def test_what_can_not_be_a_membership_is_refused(
    alice: Actor, given: dict[str, Any], field: str
) -> None:
    with refused(field):
        add(alice, **given)


def test_a_committee_or_a_member_that_is_not_there_is_not_found(alice: Actor) -> None:
    for name in ("Committee on Dreams", 0, 999):
        with pytest.raises(NotFound):
            on(name=name)
    for committee_id in (None, 0, 999):
        with nothing_written(), pytest.raises(NotFound):
            add(alice, committee_id=committee_id)
    with nothing_written(), pytest.raises(NotFound), writing() as session:
        committees.end_membership(session, alice, 999, TODAY)


@pytest.mark.parametrize("last", [None, date(2017, 4, 2), date(2019, 1, 1)])
def test_a_last_day_is_one_on_which_they_sat_there(alice: Actor, last: date | None) -> None:
    member = add(alice)
    with refused("last_day"):
        end(alice, member, last)


def test_an_ended_membership_is_not_ended_again(alice: Actor) -> None:
    member = add(alice)
    end(alice, member)
    with nothing_written(), pytest.raises(Conflict):
        end(alice, member, date(2017, 4, 20))


def test_a_membership_with_an_announced_end_can_end_before_it(alice: Actor) -> None:
    member = add(alice, until=date(2017, 6, 30))
    with refused("last_day"):
        end(alice, member, date(2017, 7, 1))
    end(alice, member, date(2017, 5, 31))
    assert on(date(2017, 5, 31)).members
    assert not on(date(2017, 6, 1)).members
    end(alice, member, TODAY)
    with nothing_written(), pytest.raises(Conflict):
        end(alice, member, date(2017, 4, 20))


def test_the_same_press_twice_is_one_committee_and_one_member(alice: Actor) -> None:
    press = key()
    made = create(alice, key=press)
    with nothing_written():
        assert create(alice, key=press).id == made.id
    press = key()
    member = add(alice, key=press)
    with nothing_written():
        assert add(alice, key=press).id == member.id


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "committee on  HUMAN relations"}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_what_can_not_be_a_committee_is_refused(
    alice: Actor, given: dict[str, Any], field: str
) -> None:
    with refused(field):
        create(alice, **given)


def test_staff_read_and_change_nothing(alice: Actor, bob: Actor, charlie: Actor) -> None:
    member = add(alice)
    for actor in (bob, charlie):
        with nothing_written(), pytest.raises(NotAllowed):
            create(actor)
        with nothing_written(), pytest.raises(NotAllowed):
            add(actor, 23)
        with nothing_written(), pytest.raises(NotAllowed):
            end(actor, member)
        with reading() as session:
            assert committees.committees(session, actor)[0].members


def test_the_demos_members_are_made_up_and_it_says_so(home: object) -> None:
    for __ in range(2):  # the same every time
        with writing() as session:
            demo_committees.fill(session)
    for name in (RELATIONS, "Committee on Workforce Development and Audit"):
        found = on(name=name)
        assert "Made up" in found.note
        assert found.chair is not None
        assert len(found.members) > 10
