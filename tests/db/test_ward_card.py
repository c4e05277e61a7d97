"""A ward's card: what is known of a seat and of what happens there, own and coalition apart."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from db import lobby_visits, relationships, seats, stance_entry, ward_card
from db.actor import Actor
from db.engine import reading, writing
from db.errors import NotFound
from db.lobby_visits import VisitCreate, VisitUpdate
from db.models import Committee, CommitteeMember, Seat, SeatHolder, Sponsor
from db.seats import HolderFields, SeatTake
from db.stance_entry import StanceCreate
from db.ward_card import Counted, WardCard
from db.whip import Side
from tests.db.support import TODAY, key, log, log_outreach
from tests.support import at

ORDINANCE, RESOLUTION = "welcoming-city-ordinance", "fop-contract-resolution"


def card(actor: Actor, ward: int = 22) -> WardCard:
    with reading() as session:
        return ward_card.ward_card(session, actor, ward)


def say(actor: Actor, position: str, measure: str = ORDINANCE, **fields: Any) -> None:
    new = StanceCreate(22, position, "written", TODAY, **fields)
    with writing() as session:
        stance_entry.set_stances(session, actor, measure, [new], key=key())


def test_at_first_it_says_who_holds_the_seat_and_that_nothing_else_is_known(bob: Actor) -> None:
    now = card(bob)
    assert now.holder is not None
    assert now.holder.name == "Ricardo Muñoz"
    assert [each.seat.side for each in now.stances] == [Side.UNKNOWN, Side.UNKNOWN]
    assert (now.lead, now.last_contact, now.next_visit) == (None, None, None)
    assert (now.coalition, now.own) == (Counted(0, 0), Counted(0, 0))
    assert (now.committees, now.leads, now.visits) == ((), (), ())


@pytest.mark.parametrize("ward", [0, 51, None, "22"])
def test_there_is_no_such_ward(bob: Actor, ward: Any) -> None:
    with pytest.raises(NotFound):
        card(bob, ward)


def test_both_stances_with_their_history_and_who_knows(alice: Actor, bob: Actor) -> None:
    say(alice, "undecided")
    say(alice, "yes", expires_on=TODAY + timedelta(days=60))
    say(alice, "no", RESOLUTION)
    ordinance, resolution = card(bob).stances
    assert (ordinance.measure, ordinance.seat.side) == (ORDINANCE, Side.FIRM_YES)
    assert [each.position for each in ordinance.history] == ["yes", "undecided"]
    assert ordinance.history[0].organization == "mijente"
    assert (resolution.measure, resolution.seat.side) == (RESOLUTION, Side.FIRM_NO)


def test_a_sponsor_is_a_mark_and_never_a_yes(bob: Actor) -> None:
    lead, *_ = card(bob, 35).stances
    assert (lead.seat.sponsor, lead.seat.side) == (1, Side.UNKNOWN)
    with reading() as session:
        assert session.exec(select(Sponsor).where(Sponsor.ward == 22)).first()
    assert card(bob).stances[0].seat.sponsor is None  # its day is not known before the term's end


def test_own_and_coalition_are_told_apart_and_a_coordinator_has_no_own(
    bob: Actor, charlie: Actor, cora: Actor
) -> None:
    log(bob, count=25, ward=22)
    log(charlie, count=40, ward=22)
    log(charlie, count=7, ward=23)
    log(charlie, count=9)
    log_outreach(bob, ward=22, conversations=12)
    log_outreach(charlie, ward=22, conversations=5)
    assert (card(bob).coalition, card(bob).own) == (Counted(65, 17), Counted(25, 12))
    assert (card(charlie).coalition, card(charlie).own) == (Counted(65, 17), Counted(40, 5))
    assert (card(cora).coalition, card(cora).own) == (Counted(65, 17), None)


def test_its_zips_by_area_the_largest_share_first(bob: Actor) -> None:
    zips = card(bob).zips
    shares = [share for _, share in zips]
    assert shares == sorted(shares, reverse=True)
    assert "60623" in dict(zips)
    assert all(0.05 <= share <= 1 for share in shares)


def test_who_leads_who_was_there_last_and_who_goes_next(
    alice: Actor, bob: Actor, charlie: Actor
) -> None:
    with writing() as session:
        relationships.set_lead(session, alice, 22, "mijente", seen=None)
    log_outreach(charlie, kind="lobby visit", ward=22, happened_on=date(2017, 4, 20))
    for actor, day in ((bob, 29), (charlie, 27)):
        new = VisitCreate(22, date(2017, 4, day), "Vote yes.", key=key())
        with writing() as session:
            lobby_visits.plan_visit(session, actor, new, sure=True)
    now = card(bob)
    assert now.lead is not None
    assert now.lead.organization == "mijente"
    assert now.last_contact is not None
    assert (now.last_contact.day, now.last_contact.organization) == (
        date(2017, 4, 20),
        "Hana Center",
    )
    assert now.next_visit is not None
    assert now.next_visit.organization == "hana-center"
    assert [visit.organization for visit in now.visits] == ["hana-center", "mijente"]


def test_what_is_planned_stands_before_what_took_place_the_next_first(
    bob: Actor, charlie: Actor
) -> None:
    planned = []
    for actor, day in ((bob, 28), (charlie, 27), (bob, 26), (charlie, 25)):
        new = VisitCreate(22, date(2017, 4, day), "Vote yes.", key=key())
        with writing() as session:
            planned.append(lobby_visits.plan_visit(session, actor, new, sure=True))
    for actor, visit, day in ((bob, planned[0], 11), (charlie, planned[1], 18)):
        noted = VisitUpdate(visit.planned_for, visit.ask, revision=0, done_on=date(2017, 4, day))
        with writing() as session:
            lobby_visits.change_visit(session, actor, visit.id, noted)
    assert [visit.day.day for visit in card(bob).visits] == [25, 26, 18, 11]


def test_the_committees_that_its_holder_sits_on_now_the_chair_first(bob: Actor) -> None:
    with writing() as session:
        for name, seat, until in (
            ("Committee on Aviation", Seat.MEMBER, None),
            ("Committee on Finance", Seat.CHAIR, None),
            ("Committee on Zoning", Seat.MEMBER, date(2017, 4, 23)),
        ):
            committee = Committee(name=name)
            session.add(committee)
            session.flush()
            session.add(
                CommitteeMember(
                    committee_id=committee.id,
                    holder_id=22,
                    seat=seat,
                    since=date(2017, 3, 1),
                    until=until,
                    idempotency_key=key(),
                )
            )
    assert card(bob).committees == (
        ("Committee on Finance", Seat.CHAIR),
        ("Committee on Aviation", Seat.MEMBER),
    )
    assert card(bob, 23).committees == ()


def test_what_the_holder_before_said_and_who_planned_to_come_is_not_lost(
    alice: Actor, bob: Actor, charlie: Actor
) -> None:
    say(alice, "yes")
    for organization, day in ((bob, TODAY), (charlie, date(2017, 4, 27))):
        new = VisitCreate(22, day, "Vote yes.", key=key())
        with writing() as session:
            visit = lobby_visits.plan_visit(session, organization, new, sure=True)
            if organization is bob:
                noted = VisitUpdate(TODAY, "Vote yes.", done_on=TODAY, answer="Yes.")
                lobby_visits.change_visit(session, bob, visit.id, noted)
    with writing() as session:
        seats.end_term(session, alice, 22, TODAY, revision=0, sure=True)
        follower = SeatTake(22, date(2017, 4, 25), "appointed", HolderFields("Ana Nueva"))
        seats.take_seat(session, alice, follower)
    with at("2017-04-25T10:00"):
        now = card(bob)
    assert now.holder is not None
    assert now.holder.name == "Ana Nueva"
    assert now.stances[0].history == ()
    assert [(visit.organization, visit.stranded) for visit in now.visits] == [("hana-center", True)]
    assert now.next_visit == now.visits[0]
    [before] = now.earlier
    assert (before.holder.name, before.sponsor_of) == ("Ricardo Muñoz", ())
    [(title, [stance])] = before.stances
    assert (title, stance.position) == ("Welcoming City Ordinance amendment", "yes")
    assert [visit.answer for visit in before.visits] == ["Yes."]


def test_a_sponsor_who_left_stays_the_sponsor(alice: Actor, bob: Actor) -> None:
    assert card(bob, 35).earlier == ()
    with writing() as session:
        seats.end_term(session, alice, 35, date(2017, 4, 20), revision=0)
    assert [each.sponsor_of for each in card(bob, 35).earlier] == [
        ("Welcoming City Ordinance amendment",)
    ]


def test_a_vacant_seat_has_a_card_without_a_person(bob: Actor) -> None:
    log(bob, count=25, ward=22)
    with writing() as session:
        holder = session.get_one(SeatHolder, 22)
        holder.until = date(2017, 4, 20)
        session.add(holder)
    now = card(bob)
    assert (now.holder, now.visits, now.lead) == (None, (), None)
    assert {each.seat.side for each in now.stances} == {Side.VACANT}
    assert now.coalition.signatures == 25
