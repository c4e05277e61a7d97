"""What an organization signs off: planted drift is found, and repaired only when asked."""

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from db import installation, live, tallies
from db.actor import Actor
from db.counting import Ladder
from db.engine import reading, writing
from db.models import AuditEntry, Batch, ExternalSource, Tally
from tests.db.support import assert_cuts_add_up, everything, figures, log, version


def _plant(statement: str) -> None:
    with writing() as session:
        session.execute(text(statement))


DRIFTS = {
    "a tally": "UPDATE tally SET claimed = claimed + 1 WHERE cut = 'ward' AND key = '7'",
    "a lost tally": "DELETE FROM tally WHERE cut = 'day' AND key = '2017-04-24'",
    "a tally of nothing": "INSERT INTO tally VALUES ('ward', '8', 5, 0, 0, 0)",
    "a batch's own count": "UPDATE batch SET claimed = 24",
    "a batch changed behind our back": "UPDATE batch SET count = 26",
    "a batch removed behind our back": "DELETE FROM batch",
}


def test_an_installation_that_holds_is_verified_clean(alice: Actor) -> None:
    assert installation.verify() == []
    log(alice, count=25, ward=7)
    assert installation.verify() == []


@pytest.mark.parametrize("drift", DRIFTS.values(), ids=DRIFTS)
def test_planted_drift_is_found_and_repaired_only_when_asked(alice: Actor, drift: str) -> None:
    log(alice, count=25, ward=7)
    _plant(drift)
    before = everything()
    found = installation.verify()
    assert found
    assert all(line.startswith(("tally", "batch")) for line in found)
    assert installation.verify() == found
    assert everything() == before
    assert installation.verify(repair=True) == []
    assert installation.verify() == []
    assert_cuts_add_up(figures())


def test_a_repair_is_news_and_leaves_an_entry(alice: Actor) -> None:
    log(alice, count=25, ward=7)
    hub = live.Hub()
    hub.refresh()
    _plant(DRIFTS["a tally"])
    before = version()
    installation.verify(repair=True)
    assert version() == before + 1
    assert hub.refresh().by_ward[7] == Ladder(claimed=25)
    with reading() as session:
        newest = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()
    assert newest is not None
    assert newest.action == "repair tallies"


def test_a_repair_of_what_holds_changes_nothing(alice: Actor) -> None:
    log(alice, count=25, ward=7)
    before = everything()
    assert installation.verify(repair=True) == []
    assert everything() == before


def test_the_words_of_a_drift_say_which_figure_it_is(alice: Actor) -> None:
    log(alice, count=25, ward=7)
    _plant(DRIFTS["a tally"])
    assert installation.verify() == ["tally ward/7: stored (0, 26, 0, 0), counted (0, 25, 0, 0)"]


def test_an_external_figure_that_no_reading_explains_is_found(alice: Actor) -> None:
    with writing() as session:
        source = session.exec(select(ExternalSource)).one()
        source.reported = 2_000
        session.add(source)
    assert installation.verify() == ["external source petition-page: readings do not add up"]
    # Which of the two is right is for a person to say.
    assert installation.verify(repair=True) == [
        "external source petition-page: readings do not add up"
    ]


def test_a_tally_row_is_one_figure(alice: Actor) -> None:
    log(alice, count=25, ward=7)
    with reading() as session:
        rows = session.exec(select(Tally)).all()
        batch = session.exec(select(Batch)).one()
    assert {(row.cut, row.key) for row in rows} >= {
        ("total", ""),
        ("organization", ""),
        ("organization", str(alice.organization_id)),
        ("channel", "paper"),
        ("ward", "7"),
        ("day", "2017-04-24"),
    }
    assert tallies.counts_of(batch, keyed=0, verified=0) == Ladder(claimed=25)
