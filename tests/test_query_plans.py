"""SQLite finds single lines by their prints, and does not read an organization for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from db import audit, file_imports, imports, own_lines, signers
from db.actor import Actor
from db.engine import engine, reading, writing
from db.import_rows import ImportRow
from db.models import Signature
from db.signers import SignatureUpdate
from tests.db import support
from tests.support import actor

ALL_OF_ONE = "SEARCH signature USING INDEX"  # that a search by its organization alone begins with


def is_search(statement: str) -> bool:
    """It asks for some lines; what an organization may have is taken in from all of its lines."""
    wants_all = statement.endswith("WHERE signature.organization_id = ?")
    return statement.startswith("SELECT") and "FROM signature" in statement and not wants_all


def steps(statement: str, parameters: Any) -> list[str]:
    """How SQLite goes about it."""
    with reading() as session:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [step for *_, step in plan]


@contextmanager
def steps_taken() -> Iterator[list[None]]:
    """One entry for each thousand of SQLite's own steps inside."""
    taken: list[None] = []

    def watch(connection: Any, *_: Any) -> None:
        connection.set_progress_handler(lambda: taken.append(None), 1_000)

    event.listen(engine(), "checkout", watch)
    try:
        yield taken
    finally:
        event.remove(engine(), "checkout", watch)
        engine().dispose()


def test_keying_correcting_and_importing_look_at_few_lines(alice: Actor) -> None:
    batch = support.log(alice, count=3)
    rosa = {"first_name": "Rosa", "email": "rosa@example.org", "phone": "312-555-0142"}
    with support.asked() as statements:
        line = support.key_line(alice, batch, **rosa)
        with writing() as session:
            new = SignatureUpdate(**{**rosa, "email": "r@example.org"}, revision=line.revision)
            signers.correct_signature(session, alice, line.id, new)
        support.staged(alice, [ImportRow(number, **rosa) for number in range(2, 30)])
    searches = [each for each in statements if is_search(each[0])]
    assert len(searches) > 10
    for statement, parameters in searches:
        for step in steps(statement, parameters):
            reads_all = step.startswith(ALL_OF_ONE) and step.endswith("(organization_id=?)")
            assert not reads_all, statement
            assert step != "SCAN signature", statement


def test_correcting_a_line_that_another_organization_has_too_looks_at_few_lines(
    alice: Actor,
) -> None:
    rows = [ImportRow(n, first_name="Rosa", email=f"rosa{n}@example.org") for n in range(2, 30)]
    for each in (alice, actor("charlie")):
        support.imported(each, rows, site="petition-page")
    with support.asked() as statements, writing() as session:
        line = session.exec(select(Signature).where(Signature.id == 1)).one()
        new = SignatureUpdate(first_name="Rosa", email="r@example.org", revision=line.revision)
        signers.correct_signature(session, alice, line.id, new)
    prints = [each for each in statements if "_print IN" in each[0] or "_print =" in each[0]]
    assert len(prints) > 4
    for statement, parameters in prints:
        found = [step for step in steps(statement, parameters) if "signature USING" in step]
        assert all("_print=?" in step or "rowid=?" in step for step in found), (statement, found)


def test_who_has_the_same_name_is_found_by_it(alice: Actor) -> None:
    batch = support.log(alice, count=3)
    first, second = (
        support.key_line(alice, batch, first_name="Rosa", zip="60608") for _ in range(2)
    )
    with support.asked() as statements, reading() as session:
        found = own_lines.alike(session, alice, second.id)
    assert [each.id for each in found] == [first.id]
    [(statement, parameters)] = [each for each in statements if "name_print =" in each[0]]
    assert any("(batch_id=? AND name_print=?)" in step for step in steps(statement, parameters))


def test_a_phone_that_a_whole_file_has_does_not_let_each_line_look_at_all_others(
    alice: Actor,
) -> None:
    def brought_in_and_keyed(rows: range) -> int:
        phone = f"312-555-{rows.start:04}"
        file = [ImportRow(n, first_name="Rosa", zip=str(n + 60_000), phone=phone) for n in rows]
        with steps_taken() as taken:
            support.imported(alice, file, at_once=5_000)
            support.key_line(alice, support.log(alice, count=3), phone=phone)
        return len(taken)

    assert brought_in_and_keyed(range(2, 3_002)) < 10 * brought_in_and_keyed(range(3_002, 3_402))


@pytest.mark.parametrize("gone", ["deleted", "unsubscribed"])
def test_what_a_file_says_of_many_lines_asks_no_more_than_of_few(alice: Actor, gone: str) -> None:
    def asked_to_take_back(rows: range) -> int:
        made = [
            ImportRow(n, f"Rosa {n}", email=f"rosa{n}@example.org", may_contact=True) for n in rows
        ]
        support.imported(alice, made, at_once=100)
        file = support.staged(alice, [row._replace(**{gone: True}) for row in made], at_once=100)
        with reading() as session:
            revision = file_imports.one_import(session, alice, file).revision
        with support.asked() as statements, writing() as session:
            imports.import_checked(session, alice, file, revision=revision)
        with support.asked() as of_undo:
            support.undo_import(alice, file)
        with reading() as session:
            assert audit.broken_at(session) is None
        return len(statements) + len(of_undo)

    assert asked_to_take_back(range(10, 90)) < asked_to_take_back(range(100, 104)) + 10
