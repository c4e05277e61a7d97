"""The calendar's dates: who enters and changes them, what is refused, what is asked."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import select

from db import campaign, council_rules, meetings
from db.actor import Actor
from db.council_rules import RuleUpdate
from db.engine import reading, writing
from db.errors import Conflict, Doubtful, NotAllowed, NotFound
from db.meeting_fields import MeetingCreate, MeetingUpdate
from db.models import AuditEntry, Committee, Meeting
from tests.db.support import TODAY, key, nothing_written, refused, version
from tests.support import at

ORDINANCE = "welcoming-city-ordinance"
IN_A_WEEK = date(2017, 5, 1)


def committee(name: str = "Committee on Human Relations") -> int:
    with writing() as session:
        found = session.exec(select(Committee).where(Committee.name == name)).first()
        if found is None:
            found = Committee(name=name)
            session.add(found)
            session.flush()
        return found.id


def fields(**given: Any) -> dict[str, Any]:
    good = {
        "kind": "council",
        "title": "City Council",
        "day": IN_A_WEEK,
        "begins": time(10),
        "minutes": 120,
    }
    return {**good, **given}


def enter(actor: Actor, *, sure: bool = False, **given: Any) -> Meeting:
    new = MeetingCreate(**{"key": key(), **fields(**given)})
    with writing() as session:
        return meetings.enter(session, actor, new, sure=sure)


def change(actor: Actor, meeting: Meeting, *, sure: bool = False, **given: Any) -> Meeting:
    new = MeetingUpdate(**{"revision": meeting.revision, **fields(**given)})
    with writing() as session:
        return meetings.change(session, actor, meeting.id, new, sure=sure)


def call_off(actor: Actor, meeting: Meeting) -> Meeting:
    with writing() as session:
        return meetings.call_off(session, actor, meeting.id, revision=meeting.revision)


def put_back(actor: Actor, meeting: Meeting) -> Meeting:
    with writing() as session:
        return meetings.put_back(session, actor, meeting.id, revision=meeting.revision)


def kept(meeting: Meeting) -> Meeting:
    with reading() as session:
        return session.get_one(Meeting, meeting.id)


def test_a_date_is_kept_as_it_was_typed_and_in_utc(alice: Actor) -> None:
    before = version()
    made = enter(
        alice,
        kind="hearing",
        title="  Hearing, with testimony ",
        place="Room 201-A",
        committee_id=committee(),
        measure=ORDINANCE,
        source_url="https://chicityclerk.com/x",
        note="Bring 40 people",
    )
    now = kept(made)
    assert now.starts_at == datetime(2017, 5, 1, 15, 0, tzinfo=UTC)  # ten o'clock, summer time
    assert (now.title, now.minutes, now.place) == ("Hearing, with testimony", 120, "Room 201-A")
    assert (now.measure_id, now.committee_id, now.note) == (1, committee(), "Bring 40 people")
    assert (now.recorded_by, now.organization_id, now.revision) == (alice.user_id, None, 0)
    assert version() == before + 1
    with reading() as session:
        entry = session.exec(select(AuditEntry).order_by(AuditEntry.id.desc())).first()  # type: ignore[attr-defined]
    assert entry is not None
    assert (entry.action, entry.subject) == ("enter meeting", f"meeting {made.id}")
    assert "Bring" not in str(entry.details)


def test_in_winter_the_same_hour_is_another_moment(alice: Actor) -> None:
    made = enter(alice, day=date(2017, 12, 13))
    assert kept(made).starts_at == datetime(2017, 12, 13, 16, 0, tzinfo=UTC)


def test_the_same_press_twice_is_one_date(alice: Actor) -> None:
    press = key()
    first = enter(alice, key=press)
    with nothing_written():
        assert enter(alice, key=press, title="Another").id == first.id


def test_staff_see_the_calendar_and_enter_nothing(bob: Actor, alice: Actor) -> None:
    made = enter(alice)
    with nothing_written():
        for command in (
            enter,
            lambda actor: change(actor, made),
            lambda actor: call_off(actor, made),
        ):
            with pytest.raises(NotAllowed):
                command(bob)
        with pytest.raises(NotAllowed):
            put_back(bob, made)


def test_every_lead_and_coordinator_keeps_the_councils_dates_and_the_coalitions(
    alice: Actor, dora: Actor, cora: Actor
) -> None:
    made = change(dora, enter(alice), title="City Council, special meeting")
    made = change(cora, made, title="City Council, special meeting", place="Council Chamber")
    assert kept(made).place == "Council Chamber"
    march = enter(cora, kind="action", title="May Day march")
    assert kept(change(alice, march, kind="action", title="March")).organization_id is None


def test_an_organizations_own_action_is_changed_by_its_leads_and_coordinators_only(
    alice: Actor, dora: Actor, cora: Actor
) -> None:
    ours: dict[str, Any] = {"kind": "action", "title": "Our night", "organization": "mijente"}
    made = enter(alice, **ours)
    assert kept(made).organization_id == alice.organization_id
    with nothing_written():
        for command in (call_off, put_back):
            with pytest.raises(NotAllowed):
                command(dora, made)
        with pytest.raises(NotAllowed):
            change(dora, made, kind="council")
    made = change(cora, made, **{**ours, "place": "Parish hall"})
    assert kept(made).organization_id == alice.organization_id
    made = change(alice, made, **{**ours, "organization": None})
    assert kept(change(dora, made, kind="action", title="Everyone's")).organization_id is None


def test_nobody_enters_an_action_as_another_organizations(alice: Actor, cora: Actor) -> None:
    for actor, slug in ((alice, "hana-center"), (cora, "mijente"), (alice, ""), (alice, 7)):
        with refused("organization"):
            enter(actor, kind="action", organization=slug)
    assert kept(enter(alice, kind="council", organization="mijente")).organization_id is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "party"),
        ("kind", None),
        ("title", ""),
        ("title", " \u200b "),
        ("title", "x" * 121),
        ("title", None),
        ("day", None),
        ("day", "2017-05-01"),
        ("day", datetime(2017, 5, 1, 10, tzinfo=UTC)),
        ("day", date(2017, 2, 21)),  # before the campaign
        ("day", date(2019, 4, 25)),  # more than two years ahead
        ("day", date.min),
        ("day", date.max),
        ("begins", None),
        ("begins", "10:00"),
        ("begins", time(10, tzinfo=UTC)),
        ("minutes", None),
        ("minutes", 0),
        ("minutes", -30),
        ("minutes", 45.5),
        ("minutes", 1_441),
        ("minutes", float("nan")),
        ("place", "x" * 121),
        ("committee_id", 4_000),
        ("committee_id", "1"),
        ("measure", "O2017-1018"),
        ("measure", 1),
        ("source_url", "javascript:alert(1)"),
        ("source_url", "chicago.legistar.com"),
        ("note", "x" * 1_001),
        ("key", "short"),
    ],
)
def test_what_makes_no_sense_is_refused(alice: Actor, field: str, value: object) -> None:
    with refused(field):
        enter(alice, **{field: value})
    if field != "key":
        made = enter(alice)
        with refused(field):
            change(alice, made, **{field: value})


def test_a_measures_date_is_in_its_own_term_while_that_lasts(alice: Actor) -> None:
    measure, last, later = ORDINANCE, date(2019, 5, 20), date(2019, 6, 12)
    with at("2019-05-01T09:00"):
        with refused("day"):
            enter(alice, measure=measure, day=later)
        made = enter(alice, measure=measure, day=last)
        with refused("day"):
            change(alice, made, measure=measure, day=later)
        # Of no measure, or what we do ourselves, is no date of the Council about it.
        enter(alice, day=later)
        enter(alice, kind="action", title="March", measure=measure, day=later)
    with at("2019-05-21T09:00"):
        enter(alice, measure=measure, day=later)  # a new term may take it up


def test_everything_wrong_is_said_at_once(alice: Actor) -> None:
    with refused("title", "minutes", "begins", "source_url", "committee_id"):
        enter(
            alice,
            kind="committee",
            title="",
            minutes=0,
            begins=None,
            source_url="x",
            committee_id=None,
        )


def test_a_committee_meeting_has_its_committee_and_a_council_meeting_has_none(alice: Actor) -> None:
    theirs = committee()
    with refused("committee_id"):
        enter(alice, kind="committee")
    for kind in ("council", "action"):
        with refused("committee_id"):
            enter(alice, kind=kind, committee_id=theirs)
    enter(alice, kind="hearing")
    enter(alice, kind="committee", committee_id=theirs)


@pytest.mark.parametrize("day", [date(2018, 3, 11), date(2019, 3, 10)])
def test_an_hour_that_the_clocks_leave_out_is_refused(alice: Actor, day: date) -> None:
    for begins in (time(2), time(2, 30), time(2, 59)):
        with refused("begins"):
            enter(alice, day=day, begins=begins)
    assert kept(enter(alice, day=day, begins=time(1, 59))).starts_at.hour == 7
    assert kept(enter(alice, day=day, begins=time(3))).starts_at.hour == 8


@pytest.mark.parametrize("day", [date(2017, 11, 5), date(2018, 11, 4)])
def test_an_hour_that_comes_twice_is_refused(alice: Actor, day: date) -> None:
    for begins in (time(1), time(1, 30), time(1, 59)):
        with refused("begins"):
            enter(alice, day=day, begins=begins)
    assert kept(enter(alice, day=day, begins=time(0, 59))).starts_at.hour == 5
    assert kept(enter(alice, day=day, begins=time(2))).starts_at.hour == 8


def test_a_committees_date_with_too_little_notice_is_asked_about(alice: Actor, cora: Actor) -> None:
    soon: dict[str, Any] = {"committee_id": committee(), "day": TODAY + timedelta(days=2)}
    for kind in ("committee", "hearing"):
        with nothing_written(), pytest.raises(Doubtful) as doubt:
            enter(alice, kind=kind, **soon)
        assert doubt.value.message.values == {"needed": 3, "given": 2}
        enter(alice, kind=kind, sure=True, **soon)
    enter(alice, kind="committee", **{**soon, "day": TODAY + timedelta(days=3)})
    enter(alice, kind="committee", **{**soon, "day": TODAY - timedelta(days=5)})  # it took place
    enter(alice, day=TODAY)  # the Council's own meetings have other rules
    with writing() as session:
        rule = council_rules.rules(session)[council_rules.NOTICE_DAYS]
        council_rules.change_rule(
            session,
            cora,
            council_rules.NOTICE_DAYS,
            RuleUpdate(number=2, out_of=None, source="The new rules", revision=rule.revision),
        )
    enter(alice, kind="committee", **soon)


def test_notice_is_asked_about_again_only_when_the_date_moves(alice: Actor) -> None:
    theirs: dict[str, Any] = {"kind": "committee", "committee_id": committee()}
    made = enter(alice, **theirs)
    with nothing_written(), pytest.raises(Doubtful):
        change(alice, made, **theirs, day=TODAY)
    made = change(alice, made, sure=True, **theirs, day=TODAY)
    change(alice, made, **theirs, day=TODAY, place="Room 201-A")


def test_a_change_over_another_persons_change_is_refused(alice: Actor, dora: Actor) -> None:
    seen = enter(alice)
    assert change(dora, seen, minutes=180).revision == seen.revision + 1
    stale = MeetingUpdate(**fields(title="Mine"), revision=0)
    with nothing_written(), pytest.raises(Conflict), writing() as session:
        meetings.change(session, alice, seen.id, stale)
    for command in (meetings.call_off, meetings.put_back):
        with nothing_written(), pytest.raises(Conflict), writing() as session:
            command(session, alice, seen.id, revision=0)


def test_a_form_saved_without_a_change_changes_nothing(alice: Actor) -> None:
    made = enter(alice)
    with nothing_written():
        change(alice, made)


def test_a_date_from_before_the_campaigns_new_first_day_can_still_be_corrected(
    alice: Actor, cora: Actor
) -> None:
    early = date(2017, 3, 1)
    made = enter(alice, day=early)
    with writing() as session:
        seen = campaign.fields_of(campaign.campaign(session))
        campaign.edit_campaign(session, cora, replace(seen, starts_on=date(2017, 3, 15)), seen=seen)
    made = change(alice, made, day=early, note="Adopted as read.")
    assert made.note == "Adopted as read."
    with refused("day"):
        change(alice, made, day=date(2017, 3, 2))


def test_a_date_is_called_off_and_put_back_and_cannot_be_changed_in_between(
    alice: Actor, dora: Actor
) -> None:
    made = call_off(dora, enter(alice))
    assert kept(made).cancelled_at is not None
    with nothing_written():
        call_off(alice, kept(made))  # again changes nothing
        with pytest.raises(Conflict):
            change(alice, kept(made), title="Another")
    made = put_back(alice, kept(made))
    assert (kept(made).cancelled_at, kept(made).revision) == (None, 2)
    change(alice, kept(made), title="Another")


@pytest.mark.parametrize("number", [0, -1, 99, 2**40, None, "1", 1.0, True])
def test_a_date_that_is_not_there_is_not_found(alice: Actor, number: Any) -> None:
    with nothing_written(), pytest.raises(NotFound), writing() as session:
        meetings.call_off(session, alice, number, revision=0)
