"""The headline, its cuts, and looking at a part of it."""

from dataclasses import replace
from datetime import date

from sqlmodel import select

from db import campaign, clock, totals
from db.actor import Actor
from db.campaign import ExternalReportCreate
from db.counting import Ladder
from db.engine import reading, writing
from db.models import Batch, Channel
from db.outreach_tallies import Funnel
from db.totals import Filter, Totals
from tests.db.support import (
    SEEDED,
    TODAY,
    YESTERDAY,
    asked,
    assert_cuts_add_up,
    figures,
    key,
    key_line,
    log,
    log_outreach,
    version,
    void,
)
from tests.support import at


def _only(**fields: object) -> Totals:
    with reading() as session:
        return totals.filtered(session, Filter(**fields))  # type: ignore[arg-type]


def _some_batches(alice: Actor, charlie: Actor) -> None:
    log(alice, count=10, collected_on=date(2017, 4, 10), channel="paper", ward=1)
    log(alice, count=20, collected_on=date(2017, 4, 18), channel="online", ward=None)
    log(charlie, count=40, collected_on=YESTERDAY, channel="paper", ward=50)
    log(charlie, count=80, collected_on=TODAY, channel="door", ward=50)
    void(alice, log(alice, count=1_000, collected_on=TODAY, channel="phone", ward=2))


def test_a_new_installation_starts_at_the_petitions_thousand(home: object) -> None:
    start = figures()
    assert start.headline == Ladder(external=1_000)
    assert start.headline.total == 1_000
    assert start.by_organization == start.by_day == {None: Ladder(external=1_000)}
    assert start.per_day() == []
    assert start.cumulative() == []
    assert len(start.organizations) == 18
    assert start.today == TODAY
    assert_cuts_add_up(start)


def test_every_cut_adds_up_to_the_headline(alice: Actor, charlie: Actor) -> None:
    _some_batches(alice, charlie)
    now = figures()
    assert now.headline == Ladder(claimed=150, external=SEEDED)
    assert now.by_organization["mijente"] == Ladder(claimed=30)
    assert now.by_organization["hana-center"] == Ladder(claimed=120)
    assert now.by_channel[Channel.PAPER] == Ladder(claimed=50)
    assert now.by_ward == {
        None: Ladder(claimed=20, external=SEEDED),
        1: Ladder(claimed=10),
        50: Ladder(claimed=120),
    }
    assert_cuts_add_up(now)


def test_verified_signatures_are_a_rung_of_their_own_in_every_cut(alice: Actor) -> None:
    batch = log(alice, count=20, ward=3)
    for number in range(12):
        key_line(alice, batch, last_name=f"Signer {number}")
    now = figures()
    assert now.headline == Ladder(verified=12, claimed=8, external=SEEDED)
    assert now.by_ward[3] == Ladder(verified=12, claimed=8)
    assert _only(channels=(Channel.PAPER,)).headline == Ladder(verified=12, claimed=8)
    assert_cuts_add_up(now)


def test_since_yesterday_is_what_was_collected_today(alice: Actor, charlie: Actor) -> None:
    _some_batches(alice, charlie)
    assert figures().since_yesterday == 80
    with at("2017-04-25T00:30"):
        assert figures().since_yesterday == 0


def test_seven_days_are_today_and_the_six_before(alice: Actor, charlie: Actor) -> None:
    _some_batches(alice, charlie)
    assert figures().last_seven_days == 20 + 40 + 80
    with at("2017-04-25T09:00"):
        assert figures().last_seven_days == 40 + 80
    log(alice, count=3, collected_on=date(2017, 4, 17))
    assert figures().last_seven_days == 20 + 40 + 80


def test_the_day_turns_at_midnight_in_chicago(alice: Actor) -> None:
    with at("2017-04-24T23:59"):
        assert figures().today == TODAY
    with at("2017-04-25T00:00"):
        assert figures().today == date(2017, 4, 25)


def test_every_day_is_there_without_gaps(alice: Actor, charlie: Actor) -> None:
    _some_batches(alice, charlie)
    days = figures().per_day()
    assert [day for day, _ in days] == [date(2017, 4, n) for n in range(10, 25)]
    assert dict(days)[date(2017, 4, 11)] == 0
    assert sum(gained for _, gained in days) == 150
    with at("2017-04-26T09:00"):
        assert figures().per_day()[-2:] == [(date(2017, 4, 25), 0), (date(2017, 4, 26), 0)]


def test_the_line_ends_at_the_headline(alice: Actor, charlie: Actor) -> None:
    _some_batches(alice, charlie)
    now = figures()
    line = now.cumulative()
    assert line[0] == (date(2017, 4, 10), SEEDED + 10)
    assert line[-1] == (TODAY, now.headline.total)
    assert [total for _, total in line] == sorted(total for _, total in line)


def test_the_line_never_goes_below_zero(home: object) -> None:
    days = {
        None: Ladder(overlap=8),
        date(2017, 4, 23): Ladder(verified=5),
        TODAY: Ladder(verified=9),
    }
    line = replace(figures(), by_day=days).cumulative()
    assert line == [(date(2017, 4, 23), 0), (TODAY, 6)]


def test_an_external_reading_counts_on_its_day(cora: Actor) -> None:
    with writing() as session:
        campaign.report_external(
            session, cora, ExternalReportCreate("petition-page", 1_250, TODAY, key())
        )
    now = figures()
    assert now.headline.total == 1_250
    assert now.since_yesterday == 250
    assert now.by_day == {None: Ladder(external=1_000), TODAY: Ladder(external=250)}
    assert now.cumulative() == [(TODAY, 1_250)]
    assert_cuts_add_up(now)


def test_a_filter_by_days_takes_both_ends(alice: Actor, charlie: Actor) -> None:
    _some_batches(alice, charlie)
    assert _only(first=date(2017, 4, 18)).headline == Ladder(claimed=140)
    assert _only(last=date(2017, 4, 18)).headline == Ladder(claimed=30)
    assert _only(first=YESTERDAY, last=YESTERDAY).headline == Ladder(claimed=40)
    assert _only(first=TODAY, last=YESTERDAY).headline == Ladder()


def test_a_filter_by_organizations_and_channels(alice: Actor, charlie: Actor) -> None:
    _some_batches(alice, charlie)
    only = _only(organizations=("hana-center",), channels=(Channel.PAPER, Channel.ONLINE))
    assert only.headline == Ladder(claimed=40)
    assert only.by_organization == {"hana-center": Ladder(claimed=40)}
    assert _only(organizations=("hana-center", "mijente")).headline == Ladder(claimed=150)
    assert _only(organizations=("nobody",)).headline == Ladder()


def test_a_filtered_view_adds_up_and_leaves_external_out(alice: Actor, charlie: Actor) -> None:
    _some_batches(alice, charlie)
    for only in (
        _only(first=date(2017, 4, 1)),
        _only(channels=(Channel.PAPER,)),
        _only(organizations=("mijente",)),
    ):
        assert only.headline.external == 0
        assert_cuts_add_up(only)
        assert only.version == figures().version


def test_outreach_is_filtered_by_days_and_organizations_and_not_by_channel(
    alice: Actor, charlie: Actor
) -> None:
    log_outreach(alice, attempts=10, happened_on=date(2017, 4, 10), ward=1)
    log_outreach(alice, attempts=20, happened_on=TODAY, kind="tabling")
    log_outreach(charlie, attempts=40, happened_on=TODAY, ward=1)
    assert _only(first=date(2017, 4, 11)).outreach.headline == Funnel(60, efforts=2)
    assert _only(last=date(2017, 4, 10)).outreach.by_ward == {1: Funnel(10, efforts=1)}
    only = _only(organizations=("mijente",)).outreach
    assert only.headline == Funnel(30, efforts=2)
    assert only.by_organization == {"mijente": Funnel(30, efforts=2)}
    assert sum(week.attempts for week in only.by_week.values()) == 30
    assert _only(channels=(Channel.PAPER,)).outreach == figures().outreach
    assert _only(organizations=("nobody",)).outreach.headline == Funnel()


def test_an_empty_filter_is_the_whole(alice: Actor, charlie: Actor) -> None:
    _some_batches(alice, charlie)
    assert not Filter()
    assert _only() == figures()
    assert all((Filter(first=TODAY), Filter(last=TODAY), Filter(channels=(Channel.DOOR,))))


def test_all_filters_open_wide_are_the_whole_but_external(alice: Actor, charlie: Actor) -> None:
    _some_batches(alice, charlie)
    wide = _only(first=date(2017, 2, 22), last=TODAY, channels=tuple(Channel))
    whole = figures()
    assert wide.headline == whole.headline.minus(Ladder(external=SEEDED))
    assert wide.by_ward[50] == whole.by_ward[50]


def test_milestones_reached_and_to_come(alice: Actor) -> None:
    start = figures()
    assert (start.last_milestone, start.next_milestone) == (1_000, 2_500)
    log(alice, count=1_499)
    assert figures().next_milestone == 2_500
    log(alice, count=1)
    assert (figures().last_milestone, figures().next_milestone) == (2_500, 5_000)
    log(alice, count=10_000)
    assert (figures().last_milestone, figures().next_milestone) == (10_000, None)


def test_the_time_of_the_last_change_is_the_as_of(alice: Actor) -> None:
    with at("2017-04-24T11:11"):
        log(alice)
    assert clock.chicago(figures().as_of).strftime("%H:%M") == "11:11"
    assert figures().version == version()


def test_reading_totals_reads_no_batches(alice: Actor) -> None:
    log(alice)
    with asked() as statements:
        figures()
    assert statements
    assert not [statement for statement, _ in statements if "FROM batch" in statement]
    assert not [statement for statement, _ in statements if "FROM outreach " in statement]
    with reading() as session:
        assert session.exec(select(Batch)).all()
