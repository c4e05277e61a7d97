"""What an import does is answered beforehand; who is keyed or changed meanwhile counts once."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sqlmodel import case, col, func, select

from db import file_imports, import_settling, imports, signatures, signers
from db.actor import every_organization
from db.engine import reading, writing
from db.models import Batch, Signature
from db.signers import SignatureUpdate
from tests.db import support
from tests.db.import_support import in_order, row, rows, total
from tests.support import actor


def change_much(username: str) -> None:
    """Key, correct, void, restore, set apart and join lines, and void and restore batches."""
    me = actor(username)
    batch = support.log(me, count=9)
    for n in (2, 3, 30):
        support.key_line(me, batch, first_name="New", email=f"person{n}@example.org")
    support.key_line(me, batch, first_name="Family", phone="3125550004")
    with reading() as session:
        keyed = session.exec(
            select(Signature)
            .join(Batch, col(Batch.id) == Signature.batch_id)
            .where(Signature.organization_id == me.organization_id, col(Batch.import_id).is_(None))
            .order_by(col(Signature.id))
        ).all()
    first, second, third, fourth, *_ = keyed
    with writing() as session:
        new = SignatureUpdate(
            **{**signers.signer_of(first).__dict__, "email": "person9@example.org"},
            revision=first.revision,
        )
        signers.correct_signature(session, me, first.id, new)
        signers.set_apart(session, me, second.id, revision=second.revision)
        signers.void_signature(session, me, third.id, reason="twice", revision=third.revision)
        new = replace(new, email="nobody@example.org", revision=fourth.revision)
        signers.correct_signature(session, me, fourth.id, new)


def prepared_then(file: int, username: str, meanwhile: Callable[[], None], *, stands: bool) -> None:
    """Ask what an import does, let others write, then do it."""
    me = actor(username)
    command = imports.import_checked if stands else imports.undo_import
    with reading() as then:
        known = file_imports.own_import(then, me, file)
        revision = known.revision
        settling = import_settling.prepare(then, known, stands=stands)
        meanwhile()
        with writing() as session:
            command(session, me, file, revision=revision, settling=settling)


def test_who_is_keyed_or_changed_while_an_import_is_being_counted_counts_once(home: Path) -> None:
    for username in ("alice", "dora"):
        me = actor(username)
        batch = support.log(me, count=6)
        for n in (2, 5, 6, 7, 12):
            support.key_line(me, batch, first_name="Old", email=f"person{n}@example.org")
    file = support.staged(actor("bob"), [*rows(12), row(40, email="person3@example.org")])
    meanwhile = lambda: [change_much(each) for each in ("alice", "dora")]  # noqa: E731
    prepared_then(file, "bob", meanwhile, stands=True)
    assert times_counted() == {1}
    in_order()
    prepared_then(file, "alice", meanwhile, stands=False)
    assert times_counted() == {1}
    in_order()


def test_a_batch_voided_while_an_import_is_being_counted_counts_nothing(home: Path) -> None:
    alice = actor("alice")
    batch = support.log(alice, count=2)
    for n in (2, 3):
        support.key_line(alice, batch, first_name="Old", email=f"person{n}@example.org")
    before = total()
    file = support.staged(alice, rows(4))
    prepared_then(file, "alice", lambda: support.void(alice, _again(batch)) and None, stands=True)
    assert total() == before - 2 + 4
    in_order()
    prepared_then(
        file, "alice", lambda: support.restore(alice, _again(batch)) and None, stands=False
    )
    assert total() == before
    in_order()


def test_a_batch_of_an_import_voided_before_it_is_undone_leaves_the_figures_once(
    home: Path,
) -> None:
    alice = actor("alice")
    before = total()
    file = support.imported(alice, rows(4))
    batch = _of(file)
    prepared_then(file, "alice", lambda: support.void(alice, batch) and None, stands=False)
    assert total() == before
    in_order()


def test_what_a_batch_of_an_import_still_claims_leaves_with_it(home: Path) -> None:
    alice = actor("alice")
    before = total()
    file = support.imported(alice, rows(4))
    batch = _of(file)
    more = support.edit(alice, batch, count=batch.count + 5)
    with writing() as session:
        signatures.reopen_batch(session, alice, more.id, revision=more.revision)
    assert total() == before + 9
    support.undo_import(alice, file)
    assert total() == before
    in_order()


def test_what_another_organization_imports_meanwhile_is_asked_about_anew(home: Path) -> None:
    file = support.staged(actor("bob"), rows(5))
    with reading() as then:
        known = file_imports.own_import(then, actor("bob"), file)
        settling = import_settling.prepare(then, known, stands=True)
        with reading() as now:
            assert settling.is_near(now)
        support.imported(actor("dora"), rows(3))
        with reading() as now:
            assert not settling.is_near(now)


def times_counted() -> set[int]:
    """How often any person of an organization counts who is on a line that stands."""
    counted = func.sum(case((col(Signature.counted), 1), else_=0))
    with reading() as session:
        every_organization(session)
        query = (
            select(counted)
            .join(Batch, col(Batch.id) == Signature.batch_id)
            .where(col(Signature.voided_at).is_(None), col(Batch.voided_at).is_(None))
            .group_by(col(Signature.organization_id), col(Signature.person))
        )
        return {int(times) for times in session.exec(query)}


def _again(batch: Batch) -> Batch:
    with reading() as session:
        return session.get_one(Batch, batch.id)


def _of(file: int) -> Batch:
    """The batch of a small import."""
    with reading() as session:
        batch = session.exec(select(Batch).where(Batch.import_id == file)).first()
    assert batch is not None
    return batch
