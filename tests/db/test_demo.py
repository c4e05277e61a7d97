"""The demo: always the same, sound, with outreach that adds no signature, and with visits."""

from pathlib import Path

import pytest
from sqlmodel import select

from db import demo, installation, whip
from db.actor import Role
from db.engine import reading, writing
from db.models import (
    LobbyVisit,
    Meeting,
    MeetingKind,
    Outreach,
    OutreachKind,
    Relationship,
    Stance,
    User,
)
from db.whip import Side
from tests import support
from tests.db.support import assert_cuts_add_up, figures, funnel


@pytest.mark.parametrize("signatures", [1, 3_200])
def test_the_demo_has_its_signatures_and_its_outreach(empty_home: Path, signatures: int) -> None:
    installation.prepare()
    with writing() as session:
        demo.fill(session, signatures)
    now = figures()
    assert now.headline.verified + now.headline.claimed == signatures
    assert now.headline.overlap == 0
    assert_cuts_add_up(now)
    assert 0 <= funnel().signatures <= signatures
    assert now.outreach.by_kind.keys() >= {OutreachKind.LOBBY_VISIT, OutreachKind.PHONE_BANK}
    with reading() as session:
        rows = session.exec(select(Outreach)).all()
        visits = session.exec(select(LobbyVisit)).all()
        relationships = session.exec(select(Relationship)).all()
        dates = session.exec(select(Meeting)).all()
    assert any(row.follow_up for row in rows)
    assert all(row.ward for row in rows if row.kind is OutreachKind.LOBBY_VISIT)
    assert {visit.done_on is None for visit in visits} == {True, False}
    assert all(bool(visit.answer) == bool(visit.done_on) for visit in visits)
    leading = [each.holder_id for each in relationships if each.until is None]
    assert 0 < len(set(leading)) == len(leading) < len(relationships)
    assert {each.kind for each in dates} == set(MeetingKind)
    assert all("Made up" in each.note for each in dates)
    assert_stances_are_of_all_kinds()
    # What was done last was done this morning.
    assert support.clock.chicago(now.as_of).date() == support.clock.today()
    assert installation.verify() == []


def assert_stances_are_of_all_kinds() -> None:
    """On both measures, by several organizations, changing, some to be confirmed again."""
    actor = support.actor("demo-lead")
    with reading() as session:
        rows = session.exec(select(Stance)).all()
        for measure in ("welcoming-city-ordinance", "fop-contract-resolution"):
            now = whip.whip_count(session, actor, measure)
            assert all(now.counts[side] for side in Side if side is not Side.VACANT)
            assert any(seat.expired for seat in now.seats)
            assert now.counts[Side.FIRM_YES] < now.needed
            assert len(whip.count_over_time(session, actor, measure)) > 10
    days = [row.said_on for row in rows]
    assert (
        support.clock.date(2017, 3, 1) <= min(days) <= max(days) <= support.clock.date(2017, 4, 23)
    )
    assert len({row.organization_id for row in rows}) >= 4
    with reading() as session:
        people = {user.id: user for user in session.exec(select(User))}
    for row in rows:  # as the rights have it: leads record stances, staff read them
        recorder = people[row.recorded_by or 0]
        assert (recorder.role, recorder.organization_id) == (Role.LEAD, row.organization_id)
    assert len({(row.measure_id, row.holder_id) for row in rows}) < len(rows)
