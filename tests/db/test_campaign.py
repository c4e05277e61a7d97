"""Milestones, and what other sites report."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from db import campaign, clock, outreach_imports, recount
from db.actor import Actor
from db.campaign import CampaignFields, ExternalReportCreate
from db.counting import Ladder
from db.engine import reading, writing
from db.errors import Conflict, NotAllowed, NotFound
from db.import_rows import ImportRow
from db.models import AuditEntry, ExternalReport, ExternalSource
from db.outreach_imports import FileEffort, OutreachImportCreate
from tests.db.import_support import rows
from tests.db.support import (
    TODAY,
    YESTERDAY,
    edit,
    edit_outreach,
    figures,
    imported,
    key,
    log,
    log_outreach,
    nothing_written,
    refused,
    undo_import,
    version,
    void,
    void_outreach,
)
from tests.support import at


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


def test_what_was_imported_from_a_site_is_not_counted_twice(cora: Actor, bob: Actor) -> None:
    rows = [ImportRow(number, f"Person{number}") for number in range(2, 42)]
    imported(bob, rows, site="petition-page")
    assert figures().headline.external == 960
    _report(cora, reported=1_100)
    assert figures().headline.external == 1_060
    _report(cora, reported=30)  # fewer than were imported: nothing of it is left to count
    assert figures().headline.external == 0
    with reading() as session:
        assert recount.external_drift(session) == []
        assert recount.drift(session) == []


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


def _campaign() -> CampaignFields:
    with reading() as session:
        return campaign.fields_of(campaign.campaign(session))


def _edit(actor: Actor, *, seen: CampaignFields | None = None, **fields: Any) -> None:
    now = _campaign()
    with writing() as session:
        campaign.edit_campaign(session, actor, replace(now, **fields), seen=seen or now)


def test_a_coordinator_changes_the_campaigns_text_and_days(cora: Actor) -> None:
    before = version()
    _edit(
        cora,
        title="Expand Sanctuary",
        target="The City Council",
        text="Welcome everybody.",
        starts_on=date(2017, 3, 1),
        ends_on=date(2017, 5, 1),
    )
    assert version() == before + 1
    assert _campaign() == CampaignFields(
        "Expand Sanctuary",
        "The City Council",
        "Welcome everybody.",
        date(2017, 3, 1),
        date(2017, 5, 1),
    )
    _edit(cora, ends_on=None)
    assert _campaign().ends_on is None
    with reading() as session:
        entries = session.exec(select(AuditEntry)).all()
    assert entries[-1].details == {"fields": ["ends_on"]}


def test_a_campaign_that_makes_no_sense_is_refused(cora: Actor) -> None:
    bad: dict[str, list[Any]] = {
        "title": ["", " ", "x" * 201, None],
        "target": ["", "x" * 121],
        "text": ["", "x" * 20_001],
        "starts_on": [None, "2017-03-01"],
        "ends_on": [date(2017, 2, 21), "2017-05-01"],
    }
    for field, values in bad.items():
        for value in values:
            with refused(field):
                _edit(cora, **{field: value})


def test_no_day_with_signatures_is_left_outside(cora: Actor, bob: Actor, alice: Actor) -> None:
    void(alice, log(bob, collected_on=date(2017, 3, 5)))  # it may be restored one day
    log(bob, collected_on=YESTERDAY)
    with refused("starts_on"):
        _edit(cora, starts_on=date(2017, 3, 6))
    with refused("ends_on"):
        _edit(cora, ends_on=date(2017, 4, 22))
    _edit(cora, starts_on=date(2017, 3, 5), ends_on=YESTERDAY)


def test_no_day_with_outreach_is_left_outside(cora: Actor, bob: Actor, alice: Actor) -> None:
    void_outreach(alice, log_outreach(bob, happened_on=date(2017, 3, 5)))  # may be restored
    last = log_outreach(bob, happened_on=YESTERDAY)
    with refused("starts_on"):
        _edit(cora, starts_on=date(2017, 3, 6))
    with refused("ends_on"):
        _edit(cora, ends_on=date(2017, 4, 22))
    _edit(cora, starts_on=date(2017, 3, 5), ends_on=YESTERDAY)
    edit_outreach(bob, last, note="come back")


def test_an_import_that_was_undone_keeps_no_day(cora: Actor, alice: Actor, bob: Actor) -> None:
    early = ImportRow(2, "Rosa", "Made-Up", email="rosa@example.org", signed_on=date(2017, 2, 25))
    file = imported(bob, [early])
    with refused("starts_on"):
        _edit(cora, starts_on=date(2017, 3, 5))
    undo_import(alice, file)
    new = OutreachImportCreate(
        "history.xls", "van", [FileEffort("phone bank", date(2017, 2, 26), {1: True})], key=key()
    )
    with writing() as session:
        outreach = outreach_imports.import_outreach(session, bob, new)
    assert outreach is not None
    with refused("starts_on"):
        _edit(cora, starts_on=date(2017, 3, 5))
    with writing() as session:
        outreach_imports.undo_outreach_import(
            session, alice, outreach.id, revision=outreach.revision
        )
    log(bob, collected_on=date(2017, 3, 5))
    _edit(cora, starts_on=date(2017, 3, 5))
    with refused("starts_on"):
        _edit(cora, starts_on=date(2017, 3, 6))


def test_no_reading_is_left_before_the_first_day(cora: Actor) -> None:
    _report(cora, read_on=date(2017, 3, 5))
    with refused("starts_on"):
        _edit(cora, starts_on=date(2017, 3, 6))
    _edit(cora, ends_on=date(2017, 3, 4))  # other sites may count on


def test_batches_after_the_last_day_are_refused(cora: Actor, bob: Actor) -> None:
    batch = log(bob, collected_on=date(2017, 4, 20))
    _edit(cora, ends_on=YESTERDAY)
    with refused("collected_on"):
        log(bob, collected_on=TODAY)
    with refused("collected_on"):
        edit(bob, batch, collected_on=TODAY)
    log(bob, collected_on=YESTERDAY)
    _edit(cora, ends_on=date(2017, 6, 1))
    log(bob, collected_on=TODAY)
    with refused("collected_on"):
        log(bob, collected_on=date(2017, 4, 25))


def test_what_another_coordinator_changed_meanwhile_is_not_overwritten(cora: Actor) -> None:
    seen = _campaign()
    _edit(cora, title="Expand Sanctuary")
    with nothing_written(), pytest.raises(Conflict):
        _edit(cora, seen=seen, text="Welcome everybody.")


def test_staff_and_leads_do_not_change_the_campaign(alice: Actor, bob: Actor) -> None:
    for actor in (alice, bob):
        with nothing_written(), pytest.raises(NotAllowed):
            _edit(actor, title="Other")
        with nothing_written(), pytest.raises(NotAllowed):
            _add_source(actor, name="Other", slug="other")


def _add_source(actor: Actor, **fields: str) -> ExternalSource:
    with writing() as session:
        return campaign.add_source(session, actor, **{"name": "Action Page", "slug": "", **fields})


def test_another_site_begins_to_count_with_a_figure_that_has_no_day(cora: Actor) -> None:
    assert _add_source(cora).slug == "action-page"
    _report(cora, source="action-page", reported=200)
    assert figures().headline.external == 1_200
    assert figures().since_yesterday == 0
    _report(cora, source="action-page", reported=230)
    assert figures().since_yesterday == 30
    with reading() as session:
        assert recount.external_drift(session) == []
        assert recount.drift(session) == []


def test_the_same_site_sent_twice_is_one_site(cora: Actor) -> None:
    first = _add_source(cora)
    with nothing_written():
        assert _add_source(cora).id == first.id


def test_sites_that_make_no_sense_are_refused(cora: Actor) -> None:
    for name in ("", "  ", "x" * 81):
        with refused("name"):
            _add_source(cora, name=name, slug="other")
    for slug in ("petition-page", "two words", "x" * 41):
        with refused("slug"):
            _add_source(cora, slug=slug)


def test_when_a_site_was_read_last_is_known(cora: Actor) -> None:
    source = _add_source(cora)
    with reading() as session:
        assert source.id not in campaign.last_readings(session)
    with at("2017-04-24T11:00"):
        _report(cora, source="action-page", reported=200)
    with reading() as session:
        assert clock.chicago(campaign.last_readings(session)[source.id]).hour == 11


def test_an_import_of_a_sites_rows_is_no_reading_of_its_counter(cora: Actor, bob: Actor) -> None:
    with writing() as session:
        source = campaign.external_sources(session)[0]
    with at("2017-04-24T11:00"):
        _report(cora)
    with at("2017-04-24T15:00"):
        imported(bob, rows(3), site=source.slug)
    with reading() as session:
        assert clock.chicago(campaign.last_readings(session)[source.id]).hour == 11
