"""Milestones, and what other sites report."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from db import campaign, clock, tallies
from db.actor import Actor
from db.campaign import ExternalReportCreate
from db.counting import Ladder, external_counts
from db.engine import reading, writing
from db.errors import NotAllowed, NotFound
from db.models import ExternalReport, ExternalSource
from tests.db.support import TODAY, YESTERDAY, figures, key, nothing_written, refused, version


def _report(actor: Actor, **fields: Any) -> ExternalReport:
    good = {"source": "petition-page", "reported": 1_100, "read_on": TODAY, "key": key()}
    with writing() as session:
        return campaign.report_external(session, actor, ExternalReportCreate(**{**good, **fields}))


def _set_milestones(actor: Actor, milestones: list[Any]) -> None:
    with writing() as session:
        campaign.set_milestones(session, actor, milestones)


def test_a_coordinator_sets_the_milestones(cora: Actor) -> None:
    before = version()
    _set_milestones(cora, [5_000, "1500", 20_000.0])
    assert figures().milestones == (1_500, 5_000, 20_000)
    assert version() == before + 1


def test_staff_and_leads_do_not_set_milestones(alice: Actor, bob: Actor) -> None:
    for actor in (alice, bob):
        with nothing_written(), pytest.raises(NotAllowed):
            _set_milestones(actor, [5_000])


def test_milestones_that_make_no_sense_are_refused(cora: Actor) -> None:
    bad: list[list[Any]] = [
        [],
        [0],
        [-1],
        [10_000_001],
        [2.5],
        ["many"],
        [None],
        [True],
        [[5]],
        [5_000, 5_000],
        [5_000, "5000"],
        list(range(1, 14)),
    ]
    for milestones in bad:
        with refused("milestones"):
            _set_milestones(cora, milestones)


def test_twelve_milestones_are_the_most(cora: Actor) -> None:
    _set_milestones(cora, list(range(1, 13)))
    assert figures().milestones == tuple(range(1, 13))


def test_a_new_reading_replaces_the_sites_earlier_figure(cora: Actor) -> None:
    _report(cora, reported=1_100, read_on=YESTERDAY)
    _report(cora, reported=1_250, read_on=TODAY)
    assert figures().headline == Ladder(external=1_250)
    with reading() as session:
        readings = session.exec(
            select(ExternalReport.reported, ExternalReport.counted).order_by(
                ExternalReport.id  # type: ignore[arg-type]
            )
        ).all()
    assert [tuple(row) for row in readings] == [(1_000, 1_000), (1_100, 100), (1_250, 150)]


def test_a_site_that_counts_down_takes_signatures_away(cora: Actor) -> None:
    _report(cora, reported=900)
    assert figures().headline == Ladder(external=900)
    assert figures().since_yesterday == -100
    _report(cora, reported=0)
    assert figures().headline == Ladder()


def test_a_reading_sent_twice_is_one_reading(cora: Actor) -> None:
    press = key()
    first = _report(cora, key=press)
    with nothing_written():
        assert _report(cora, key=press).id == first.id


def test_what_was_imported_from_a_site_is_not_counted_twice(cora: Actor) -> None:
    with writing() as session:
        source = session.exec(select(ExternalSource)).one()
        before = external_counts(reported=source.reported, imported=source.imported)
        source.imported = 400
        after = external_counts(reported=source.reported, imported=source.imported)
        session.add(
            ExternalReport(
                source_id=source.id,
                reported=source.reported,
                counted=after.minus(before).external,
                read_on=TODAY,
                recorded_at=clock.now(),
                idempotency_key="an import of 400 rows",
            )
        )
        tallies.post(session, (tallies.Cell(day=TODAY), after.minus(before)))
    assert figures().headline.external == 600
    _report(cora, reported=1_100)
    assert figures().headline.external == 700
    _report(cora, reported=300)  # fewer than were imported: nothing of it is left to count
    assert figures().headline.external == 0
    with reading() as session:
        assert tallies.external_drift(session) == []
        assert tallies.drift(session) == []


def test_readings_that_make_no_sense_are_refused(cora: Actor) -> None:
    _report(cora, read_on=YESTERDAY)
    bad: dict[str, list[Any]] = {
        "reported": [-1, 10_000_001, 10**30, "x", 2.5, True, None],
        "read_on": [date(2017, 4, 25), date(2017, 4, 22), date(2017, 2, 1), "2017-04-24", None],
        "key": ["", "x", None, "\x00" * 20],
    }
    for field, values in bad.items():
        for value in values:
            with refused(field):
                _report(cora, **{field: value})


def test_a_site_nobody_knows_is_not_found(cora: Actor) -> None:
    with nothing_written(), pytest.raises(NotFound):
        _report(cora, source="elsewhere")


def test_staff_and_leads_do_not_report_for_other_sites(alice: Actor, bob: Actor) -> None:
    for actor in (alice, bob):
        with nothing_written(), pytest.raises(NotAllowed):
            _report(actor)


def test_the_petition_page_is_the_external_source(home: object) -> None:
    with reading() as session:
        assert [source.slug for source in campaign.external_sources(session)] == ["petition-page"]
        assert campaign.campaign(session).target == "Mayor Rahm Emanuel"
