"""The audit log: complete, without free text, and it shows when somebody alters it."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from db import campaign, installation, measures
from db.actor import Actor
from db.audit import broken_at
from db.engine import reading, writing
from db.models import AuditEntry
from tests.db.support import TODAY, asked, edit, key, log, restore, void
from tests.support import token_of


def _entries() -> list[AuditEntry]:
    with reading() as session:
        return list(session.exec(select(AuditEntry).order_by(col(AuditEntry.id))))


def _broken() -> int | None:
    with reading() as session:
        return broken_at(session)


def _everything_once(alice: Actor, cora: Actor) -> None:
    secret = {"place": "SECRET place", "note": "SECRET note", "sheet": "SECRET"}
    batch = log(alice, count=25, **secret)
    batch = edit(alice, batch, count=26, place="SECRET other", collected_on=date(2017, 4, 20))
    restore(alice, void(alice, batch, reason="SECRET reason"))
    with writing() as session:
        campaign.set_milestones(session, cora, [5_000])
        campaign.report_external(
            session, cora, campaign.ExternalReportCreate("petition-page", 1_100, TODAY, key())
        )
        action = measures.add_action(
            session,
            alice,
            measures.ActionCreate(
                "welcoming-city-ordinance", "hearing", TODAY, key(), "SECRET body", "SECRET note"
            ),
        )
        measures.add_action(
            session,
            alice,
            measures.ActionCreate(
                "welcoming-city-ordinance",
                "held",
                TODAY,
                key(),
                supersedes=action.id,
                reason="SECRET reason",
            ),
        )
        measures.set_hearing(
            session,
            cora,
            measures.HearingCreate("fop-contract-resolution", TODAY, "SECRET body", key()),
        )
    token_of("bob")


def test_every_command_leaves_an_entry(alice: Actor, cora: Actor) -> None:
    before = len(_entries())
    _everything_once(alice, cora)
    new = _entries()[before:]
    assert [entry.action for entry in new] == [
        "log batch",
        "edit batch",
        "void batch",
        "restore batch",
        "set milestones",
        "report external",
        "add action",
        "correct action",
        "set hearing",
        "sign in",
    ]
    assert [entry.user_id for entry in new[:5]] == [alice.user_id] * 4 + [cora.user_id]
    assert new[0].organization_id == alice.organization_id
    assert new[1].details == {
        "collected_on": ["2017-04-24", "2017-04-20"],
        "count": [25, 26],
        "place": "changed",
    }
    assert _broken() is None


def test_the_log_holds_no_free_text(alice: Actor, cora: Actor) -> None:
    _everything_once(alice, cora)
    assert "SECRET" not in repr([entry.model_dump() for entry in _entries()])


def _alter_action(session: Session, entry: AuditEntry) -> None:
    entry.action = "void batch"
    session.add(entry)


def _alter_details(session: Session, entry: AuditEntry) -> None:
    entry.details = {"count": 24}
    session.add(entry)


def _alter_user(session: Session, entry: AuditEntry) -> None:
    entry.user_id = 1
    session.add(entry)


def _alter_time(session: Session, entry: AuditEntry) -> None:
    entry.at = entry.at.replace(year=2016)
    session.add(entry)


def _remove(session: Session, entry: AuditEntry) -> None:
    session.delete(entry)


@pytest.mark.parametrize(
    "alter", [_alter_action, _alter_details, _alter_user, _alter_time, _remove]
)
def test_an_altered_entry_is_found(
    bob: Actor, alter: Callable[[Session, AuditEntry], None]
) -> None:
    for _ in range(3):
        log(bob)
    assert _broken() is None
    middle = _entries()[-2]
    with writing() as session:
        alter(session, session.get_one(AuditEntry, middle.id))
    found = _broken()
    assert found == (_entries()[-1].id if alter is _remove else middle.id)
    assert installation.verify() == [f"audit entry {found}: does not fit the one before it"]


def test_two_entries_that_change_places_are_found(bob: Actor) -> None:
    log(bob)
    log(bob)
    one, two = _entries()[-2:]
    with writing() as session:
        session.execute(text(f"UPDATE audit_entry SET id = 9999 WHERE id = {one.id}"))
        session.execute(text(f"UPDATE audit_entry SET id = {one.id} WHERE id = {two.id}"))
        session.execute(text(f"UPDATE audit_entry SET id = {two.id} WHERE id = 9999"))
    assert _broken() == one.id


def test_the_search_for_the_last_entry_uses_an_index(home: object) -> None:
    with reading() as session:
        if session.get_bind().dialect.name == "sqlite":
            plan = session.execute(
                text("EXPLAIN QUERY PLAN SELECT hash FROM audit_entry ORDER BY id DESC LIMIT 1")
            ).all()
            assert "TEMP B-TREE" not in repr(plan)
        else:
            session.execute(text("SET enable_seqscan = off"))
            plan = session.execute(
                text("EXPLAIN SELECT hash FROM audit_entry ORDER BY id DESC LIMIT 1")
            ).all()
            assert "Index Scan Backward" in repr(plan)


def test_looking_for_the_last_entry_reads_one_row(bob: Actor) -> None:
    with asked() as statements:
        log(bob)
    searches = [s for s, _ in statements if "SELECT audit_entry.hash" in s]
    assert searches
    assert all("LIMIT" in search for search in searches)
