"""On PostgreSQL the database itself repeats who may see an organization's rows."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from db import outreach_imports, outreach_list, recount, signatures, totals
from db.actor import Actor
from db.engine import reading, writing
from db.outreach_imports import FileEffort, OutreachImportCreate
from db.totals import Filter
from tests import support
from tests.db.support import TODAY, edit, edit_outreach, key, log, log_outreach, nothing_written


def test_a_transaction_that_said_its_organization_sees_its_rows_only(
    postgres_home: Path,
) -> None:
    bob, charlie = support.actor("bob"), support.actor("charlie")
    edit(bob, log(bob, place="Saint Pius"), count=26)
    edit(charlie, log(charlie, place="Hana hall"), count=27)
    with reading() as session:
        assert session.execute(text("SELECT count(*) FROM batch")).scalar() == 2
        signatures.latest_batches(session, bob)
        assert session.execute(text("SELECT place FROM batch")).all() == [("Saint Pius",)]
        assert session.execute(text("SELECT count(*) FROM batch_revision")).scalar() == 1


def test_a_transaction_that_said_its_organization_touches_its_rows_only(
    postgres_home: Path,
) -> None:
    bob, charlie = support.actor("bob"), support.actor("charlie")
    log(bob, place="Saint Pius")
    log(charlie, place="Hana hall")
    with nothing_written():
        with writing() as session:
            signatures.latest_batches(session, bob)
            session.execute(text("UPDATE batch SET note = 'x' WHERE place = 'Hana hall'"))
            session.execute(text("DELETE FROM batch WHERE place = 'Hana hall'"))
        with pytest.raises(ProgrammingError, match="row-level security"):
            _give_away(bob, charlie.organization_id)


def test_outreach_and_its_history_are_seen_and_touched_by_its_organization_only(
    postgres_home: Path,
) -> None:
    bob, charlie = support.actor("bob"), support.actor("charlie")
    own = edit_outreach(bob, log_outreach(bob, ward=22), ward=23)
    edit_outreach(charlie, log_outreach(charlie, ward=33), ward=34)
    with reading() as session:
        assert session.execute(text("SELECT count(*) FROM outreach")).scalar() == 2
        outreach_list.one_outreach(session, bob, own.id)
        assert session.execute(text("SELECT ward FROM outreach")).all() == [(23,)]
        assert session.execute(text("SELECT count(*) FROM revision")).scalar() == 1
    with nothing_written(), writing() as session:
        outreach_list.one_outreach(session, bob, own.id)
        session.execute(text("UPDATE outreach SET attempts = 0 WHERE ward = 34"))
        session.execute(text("DELETE FROM outreach WHERE ward = 34"))


def test_imported_outreach_is_seen_by_its_organization_only(postgres_home: Path) -> None:
    bob, charlie = support.actor("bob"), support.actor("charlie")
    for who in (bob, charlie):
        new = OutreachImportCreate("a.csv", "van", [FileEffort("phone bank", TODAY, {1: True})])
        with writing() as session:
            outreach_imports.import_outreach(session, who, replace(new, key=key()))
    for table in ("outreach_import", "imported_contacts"):
        with reading() as session:
            count = text(f"SELECT count(*) FROM {table}")
            assert session.execute(count).scalar() == 2
            outreach_list.last_logged(session, bob)
            assert session.execute(count).scalar() == 1


def _give_away(actor: Actor, organization_id: int | None) -> None:
    with writing() as session:
        signatures.latest_batches(session, actor)
        session.execute(text("UPDATE batch SET organization_id = :id"), {"id": organization_id})


def test_the_next_transaction_on_the_same_connection_begins_anew(postgres_home: Path) -> None:
    bob, charlie = support.actor("bob"), support.actor("charlie")
    log(bob)
    log(charlie)
    with reading() as session:
        signatures.latest_batches(session, bob)
    with reading() as session:
        assert session.execute(text("SELECT count(*) FROM batch")).scalar() == 2


def test_figures_count_everybody_even_after_a_list_in_the_same_transaction(
    bob: Actor, charlie: Actor
) -> None:
    log(bob, count=25)
    log(charlie, count=40)
    with reading() as session:
        signatures.latest_batches(session, bob)
        assert totals.filtered(session, Filter(first=TODAY)).headline.total == 65
    with reading() as session:
        signatures.latest_batches(session, bob)
        assert recount.drift(session) == []
    with reading() as session:
        signatures.latest_batches(session, bob)
        assert recount.batch_drift(session) == []
        session.execute(text("SELECT 1"))
    with writing() as session:
        signatures.latest_batches(session, bob)
        recount.repair(session)
        assert totals.snapshot(session).headline.claimed == 65
