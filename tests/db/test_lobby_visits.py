"""Visits to alderpersons: seen by all, changed by their own organization, never two unknowingly."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from db import lobby_list, lobby_visits, outreach_list, seats, whip
from db.actor import Actor
from db.engine import reading, writing
from db.errors import Conflict, Doubtful, Invalid, Message, NotAllowed, NotFound
from db.lobby_list import Contact, Visit
from db.lobby_visits import VisitCreate, VisitUpdate
from db.models import AuditEntry, LobbyVisit, SeatHolder
from db.outreach_list import OutreachFilter
from db.seats import HolderFields, SeatTake
from tests.db.support import TODAY, key, log_outreach, nothing_written, refused, void_outreach
from tests.support import at

ORDINANCE = "welcoming-city-ordinance"
TERM_ENDS = date(2019, 5, 20)
THURSDAY = date(2017, 4, 27)


def plan(actor: Actor, *, sure: bool = False, **fields: Any) -> LobbyVisit:
    good = {"ward": 22, "planned_for": THURSDAY, "ask": "Vote yes in committee.", "key": key()}
    with writing() as session:
        return lobby_visits.plan_visit(session, actor, VisitCreate(**{**good, **fields}), sure=sure)


def change(actor: Actor, visit: LobbyVisit, *, sure: bool = False, **fields: Any) -> LobbyVisit:
    """The form as it opens, except for the fields given."""
    as_it_is = {
        "planned_for": visit.planned_for,
        "ask": visit.ask,
        "done_on": visit.done_on,
        "answer": visit.answer,
        "revision": visit.revision,
    }
    new = VisitUpdate(**{**as_it_is, **fields})
    with writing() as session:
        return lobby_visits.change_visit(session, actor, visit.id, new, sure=sure)


def call_off(actor: Actor, visit: LobbyVisit, revision: int | None = None) -> LobbyVisit:
    seen = visit.revision if revision is None else revision
    with writing() as session:
        return lobby_visits.call_off(session, actor, visit.id, revision=seen)


def seen_by(actor: Actor, ward: int = 22) -> list[Visit]:
    with reading() as session:
        return lobby_list.visits_in(session, actor, ward)


def planned(actor: Actor) -> list[Visit]:
    with reading() as session:
        return lobby_list.planned_visits(session, actor)


def in_week(actor: Actor, day: date) -> list[Visit]:
    with reading() as session:
        return lobby_list.visits_in_week(session, actor, day)


def last_contact(actor: Actor, ward: int = 22) -> Contact | None:
    with reading() as session:
        return lobby_list.last_contacts(session, actor).get(ward)


def vacate(ward: int, last: date) -> None:
    with writing() as session:
        holder = session.get_one(SeatHolder, ward)
        holder.until = last
        session.add(holder)


def replace(actor: Actor, ward: int, first: date) -> SeatHolder:
    """Somebody else holds the seat from that day."""
    vacate(ward, last=first - timedelta(days=1))
    new = SeatTake(ward, first, "appointed", HolderFields("Ana Nueva"))
    with writing() as session:
        return seats.take_seat(session, actor, new)


def test_what_one_plans_everyone_sees_even_a_coordinator(
    bob: Actor, charlie: Actor, dora: Actor, cora: Actor
) -> None:
    plan(charlie, measure=ORDINANCE)
    for actor in (bob, charlie, dora, cora):
        [visit] = seen_by(actor)
        assert (visit.organization, visit.organization_name) == ("hana-center", "Hana Center")
        assert (visit.planned_for, visit.measure, visit.done_on) == (THURSDAY, ORDINANCE, None)
        assert (visit.ask, visit.alderperson) == ("Vote yes in committee.", "Ricardo Muñoz")
        assert planned(actor) == [visit]


def test_the_list_names_an_organization_and_none_of_its_people(bob: Actor, charlie: Actor) -> None:
    plan(charlie)
    assert "Charlie" not in str(seen_by(bob))


def test_a_transaction_that_looked_at_ones_own_rows_still_sees_every_visit(
    bob: Actor, charlie: Actor
) -> None:
    plan(charlie)
    log_outreach(charlie, kind="lobby visit", ward=22)
    with reading() as session:
        outreach_list.latest_outreach(session, bob, OutreachFilter())
        assert len(lobby_list.planned_visits(session, bob)) == 1
        assert lobby_list.last_contacts(session, bob)[22].organization == "Hana Center"


def test_the_same_press_twice_is_one_visit(bob: Actor) -> None:
    press = key()
    assert plan(bob, key=press).id == plan(bob, key=press).id
    assert len(planned(bob)) == 1


def test_it_took_place_and_the_answer_stands_beside_the_ask(bob: Actor, alice: Actor) -> None:
    visit = plan(bob, planned_for=TODAY)
    change(alice, visit, done_on=TODAY, answer="Yes, if it comes up.")
    [seen] = seen_by(bob)
    assert (seen.done_on, seen.answer, seen.revision) == (TODAY, "Yes, if it comes up.", 1)
    assert planned(bob) == []
    assert last_contact(bob) == Contact(TODAY, "Mijente")


def test_what_was_not_changed_writes_nothing(bob: Actor) -> None:
    visit = plan(bob)
    with nothing_written():
        change(bob, visit)


def test_a_visit_called_off_is_seen_no_more_and_stays_so(bob: Actor, charlie: Actor) -> None:
    visit = plan(bob)
    gone = call_off(bob, visit)
    assert seen_by(charlie) == planned(bob) == in_week(bob, THURSDAY) == []
    for attempt in (lambda: call_off(bob, gone), lambda: change(bob, gone, ask="Again")):
        with nothing_written(), pytest.raises(Conflict):
            attempt()
    with pytest.raises(NotFound), reading() as session:
        lobby_list.one_visit(session, bob, visit.id)


def test_a_visit_that_took_place_is_not_called_off(bob: Actor) -> None:
    visit = change(bob, plan(bob, planned_for=TODAY), done_on=TODAY)
    with nothing_written(), pytest.raises(Conflict):
        call_off(bob, visit)


def test_who_saw_an_older_state_is_told(alice: Actor, bob: Actor) -> None:
    visit = plan(bob)
    change(alice, visit, ask="Speak in committee.")
    for attempt in (
        lambda: change(bob, visit, revision=0, ask="Something else"),
        lambda: call_off(bob, visit, revision=0),
    ):
        with nothing_written(), pytest.raises(Conflict):
            attempt()


# What is refused.

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no ward": ({"ward": None}, "ward"),
    "ward 51": ({"ward": 51}, "ward"),
    "a text for a ward": ({"ward": "22"}, "ward"),
    "no day": ({"planned_for": None}, "planned_for"),
    "yesterday": ({"planned_for": TODAY - timedelta(days=1)}, "planned_for"),
    "after the term": ({"planned_for": TERM_ENDS + timedelta(days=1)}, "planned_for"),
    "no such measure": ({"measure": "another"}, "measure"),
    "nothing asked": ({"ask": " \u200b"}, "ask"),
    "a very long ask": ({"ask": "x" * 301}, "ask"),
    "no key": ({"key": ""}, "key"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_can_not_be_planned_is_refused(bob: Actor, wrong: str) -> None:
    fields, field = WRONG[wrong]
    with refused(field):
        plan(bob, **fields)


def test_every_problem_is_said_at_once(bob: Actor) -> None:
    with refused("ward", "planned_for", "ask", "measure"):
        plan(bob, ward=0, planned_for=None, ask="", measure=7)


def test_the_last_day_of_the_term_can_be_planned_for(bob: Actor) -> None:
    assert plan(bob, planned_for=TERM_ENDS).planned_for == TERM_ENDS


def test_nobody_visits_a_vacant_seat(bob: Actor) -> None:
    vacate(22, last=TODAY + timedelta(days=1))
    with refused("ward"):
        plan(bob)
    plan(bob, planned_for=TODAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"answer": "Yes."}, "answer"),
        ({"done_on": TODAY + timedelta(days=1)}, "done_on"),
        ({"done_on": date(2015, 5, 17)}, "done_on"),
        ({"planned_for": TODAY - timedelta(days=1)}, "planned_for"),
        ({"planned_for": TERM_ENDS + timedelta(days=1)}, "planned_for"),
        ({"ask": ""}, "ask"),
        ({"measure": "another"}, "measure"),
        ({"done_on": TODAY, "answer": "x" * 501}, "answer"),
    ],
)
def test_what_can_not_have_come_of_it_is_refused(
    bob: Actor, fields: dict[str, Any], field: str
) -> None:
    visit = plan(bob)
    with refused(field):
        change(bob, visit, **fields)


def test_a_visit_belongs_to_the_person_who_held_the_seat(bob: Actor) -> None:
    visit = plan(bob)
    vacate(22, last=TODAY - timedelta(days=3))
    with refused("done_on"):
        change(bob, visit, done_on=TODAY)
    with refused("planned_for"):
        change(bob, visit, planned_for=TODAY)
    with pytest.raises(Invalid) as refusal:
        change(bob, visit, planned_for=TODAY)
    assert str(refusal.value.problems["planned_for"]) == (
        "Ward 22 is vacant on 2017-04-24: Ricardo Muñoz held the seat until 2017-04-21."
    )
    change(bob, visit, done_on=TODAY - timedelta(days=3))


def test_a_visit_planned_with_somebody_who_left_says_so_and_moves_to_who_followed(
    alice: Actor, bob: Actor
) -> None:
    visit = plan(bob)
    follower = replace(alice, 22, first=date(2017, 4, 26))
    assert [(each.alderperson, each.stranded) for each in seen_by(bob)] == [("Ricardo Muñoz", True)]
    kept = change(bob, visit, ask="Say what happens now.")
    assert [each.stranded for each in planned(bob)] == [True]
    change(bob, kept, planned_for=date(2017, 4, 28))
    assert [(each.holder_id, each.stranded) for each in seen_by(bob)] == [(follower.id, False)]


def test_a_visit_that_took_place_was_to_who_held_the_seat_that_day(
    alice: Actor, bob: Actor
) -> None:
    visit = plan(bob)
    follower = replace(alice, 22, first=date(2017, 4, 26))
    with at("2017-04-28T10:00"):
        change(bob, visit, done_on=THURSDAY, answer="Yes.")
    assert [(each.holder_id, each.stranded) for each in seen_by(bob)] == [(follower.id, False)]


def test_one_that_did_not_take_place_after_all_is_with_whom_it_was_planned(
    alice: Actor, bob: Actor
) -> None:
    visit = plan(bob)
    follower = replace(alice, 22, first=date(2017, 4, 28))
    with at("2017-04-28T10:00"):
        done = change(bob, visit, done_on=date(2017, 4, 28))
        assert seen_by(bob)[0].holder_id == follower.id
        change(bob, done, done_on=None)
        assert [(each.alderperson, each.stranded) for each in planned(bob)] == [
            ("Ricardo Muñoz", False)
        ]


def test_two_in_one_week_are_asked_about_whoever_holds_the_seat_by_then(
    alice: Actor, bob: Actor, charlie: Actor
) -> None:
    plan(charlie)
    replace(alice, 22, first=date(2017, 4, 26))
    with nothing_written(), pytest.raises(Doubtful, match="goes on"):
        plan(bob, planned_for=date(2017, 4, 28))


def test_a_day_that_has_passed_meanwhile_may_stay(bob: Actor) -> None:
    visit = plan(bob)
    with at("2017-05-02T10:00"):
        change(bob, visit, done_on=THURSDAY, answer="No answer yet.")


# Two in one week.


@pytest.mark.parametrize("day", [TODAY, date(2017, 4, 30)])
def test_another_organization_in_the_same_week_is_asked_about(
    bob: Actor, charlie: Actor, day: date
) -> None:
    plan(charlie)
    with nothing_written(), pytest.raises(Doubtful) as doubt:
        plan(bob, planned_for=day)
    assert doubt.value.message == Message(
        "{organization} goes on {day}. Book yours as well?",
        organization="Hana Center",
        day=THURSDAY,
    )
    plan(bob, planned_for=day, sure=True)
    assert {visit.organization for visit in in_week(bob, TODAY)} == {"hana-center", "mijente"}


@pytest.mark.parametrize("day", [date(2017, 5, 1), date(2017, 5, 7)])
def test_the_week_ends_on_sunday(bob: Actor, charlie: Actor, day: date) -> None:
    plan(charlie)
    plan(bob, planned_for=day)


def test_another_ward_ones_own_and_what_was_called_off_are_no_doubt(
    alice: Actor, bob: Actor, charlie: Actor
) -> None:
    plan(alice)
    plan(bob)
    plan(charlie, ward=23)
    call_off(charlie, plan(charlie, ward=24))
    plan(bob, ward=24)


def test_one_that_was_there_this_week_is_asked_about_as_well(bob: Actor, charlie: Actor) -> None:
    change(charlie, plan(charlie), done_on=TODAY)
    with pytest.raises(Doubtful, match="was there on"):
        plan(bob)


def test_moving_a_visit_into_such_a_week_is_asked_about_too(bob: Actor, charlie: Actor) -> None:
    visit = plan(bob, planned_for=date(2017, 5, 4))
    plan(charlie)
    with nothing_written(), pytest.raises(Doubtful):
        change(bob, visit, planned_for=TODAY)
    moved = change(bob, visit, planned_for=TODAY, sure=True)
    change(bob, moved, ask="And speak for it.")  # that it stays is not asked again


# Who may.


def test_another_organizations_visit_can_not_be_touched(bob: Actor, dora: Actor) -> None:
    visit = plan(bob)
    attempts: list[Callable[[], object]] = [
        lambda: change(dora, visit, ask="Ours now"),
        lambda: call_off(dora, visit),
    ]
    for attempt in attempts:
        with nothing_written(), pytest.raises(NotAllowed):
            attempt()


def test_a_coordinator_plans_nothing(bob: Actor, cora: Actor) -> None:
    visit = plan(bob)
    attempts: list[Callable[[], object]] = [
        lambda: plan(cora),
        lambda: change(cora, visit, ask="x"),
        lambda: call_off(cora, visit),
    ]
    for attempt in attempts:
        with nothing_written(), pytest.raises(NotAllowed):
            attempt()


@pytest.mark.parametrize("visit_id", [99, 0, -1, None, "1", 2**40])
def test_there_is_no_such_visit(bob: Actor, visit_id: Any) -> None:
    with nothing_written(), pytest.raises(NotFound), writing() as session:
        lobby_visits.call_off(session, bob, visit_id, revision=0)


def test_the_audit_log_says_who_and_what_but_not_what_was_asked(bob: Actor) -> None:
    change(bob, plan(bob), done_on=TODAY, answer="A secret answer")
    with reading() as session:
        entries = session.exec(select(AuditEntry).order_by(AuditEntry.id)).all()[-2:]  # type: ignore[arg-type]
    assert [entry.action for entry in entries] == ["plan visit", "change visit"]
    assert entries[1].details == {"fields": ["done_on", "answer"]}


# The last contact.


def test_the_last_contact_is_the_latest_visit_or_outreach_of_anyone(
    bob: Actor, charlie: Actor, dora: Actor, cora: Actor
) -> None:
    assert last_contact(bob) is None
    change(bob, plan(bob), done_on=date(2017, 4, 20))
    logged = log_outreach(
        charlie, kind="lobby visit", ward=22, happened_on=date(2017, 4, 22), place="A home"
    )
    log_outreach(charlie, kind="phone bank", ward=22, happened_on=TODAY)
    log_outreach(charlie, kind="lobby visit", ward=23, happened_on=TODAY)
    plan(charlie, sure=True)
    for actor in (bob, charlie, cora):
        assert last_contact(actor) == Contact(date(2017, 4, 22), "Hana Center")
    void_outreach(dora, logged)
    assert last_contact(bob) == Contact(date(2017, 4, 20), "Mijente")


def test_a_contact_with_who_held_the_seat_before_is_not_the_successors(bob: Actor) -> None:
    log_outreach(bob, kind="lobby visit", ward=22, happened_on=date(2017, 4, 5))
    change(bob, plan(bob), done_on=date(2017, 4, 6))
    vacate(22, last=date(2017, 4, 10))
    assert last_contact(bob) is None
    with writing() as session:
        session.add(SeatHolder(ward=22, name="Ana", legistar_name="Ana", held_on=date(2017, 4, 15)))
    assert last_contact(bob) is None
    log_outreach(bob, kind="lobby visit", ward=22, happened_on=date(2017, 4, 16))
    assert last_contact(bob) == Contact(date(2017, 4, 16), "Mijente")


def test_planning_changes_no_stance(bob: Actor) -> None:
    with reading() as session:
        before = whip.whip_count(session, bob, ORDINANCE)
    plan(bob)
    with reading() as session:
        assert whip.whip_count(session, bob, ORDINANCE) == before


def test_an_unlikely_day_is_refused_and_not_only_doubted(bob: Actor, charlie: Actor) -> None:
    plan(charlie)
    with pytest.raises(Invalid):
        plan(bob, ask="")
