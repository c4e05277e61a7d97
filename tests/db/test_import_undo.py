"""An import is undone, or a checked file discarded, as if it had never come."""

from dataclasses import asdict
from pathlib import Path

import pytest
from sqlmodel import select

from db import file_imports, imports, own_lines, people, signatures, signers
from db.engine import reading, writing
from db.errors import Conflict, Message, NotFound
from db.models import Batch, FileImport, ImportState, Signature
from db.people import PeopleFilter
from db.signers import SignatureUpdate, Signer
from tests.db import support
from tests.db.import_support import contacts, in_order, row, rows, shown, take, total
from tests.support import actor, at


def test_before_an_import_is_undone_it_is_said_what_later_files_left_out_for_it(
    home: Path,
) -> None:
    before = total()
    first = support.imported(actor("bob"), rows(5))
    second = support.imported(actor("alice"), rows(8))
    third = support.imported(actor("alice"), rows(9))
    checked = support.staged(actor("alice"), rows(4))

    def left_out(file: int) -> int:
        with reading() as session:
            return file_imports.left_out_for(session, actor("alice"), file)

    assert [left_out(each) for each in (first, second, third)] == [10, 3, 0]
    imports.discard_import(actor("alice"), checked, revision=shown("alice", checked).revision)
    support.undo_import(actor("alice"), first)
    assert total() == before + 4
    assert [left_out(each) for each in (first, second, third)] == [10, 3, 0]
    support.imported(actor("alice"), rows(8))
    assert total() == before + 9
    with pytest.raises(NotFound), reading() as session:
        file_imports.left_out_for(session, actor("charlie"), first)
    in_order()


def test_an_import_is_undone_whole_and_the_file_can_come_in_again(home: Path) -> None:
    before = total()
    file = support.imported(actor("bob"), rows(10))
    support.undo_import(actor("alice"), file)
    assert total() == before
    assert people.search(actor("bob"), PeopleFilter()) == []
    in_order()
    support.imported(actor("bob"), rows(10))
    assert total() == before + 10
    in_order()


def test_an_import_can_be_undone_for_thirty_days(home: Path) -> None:
    file = support.imported(actor("bob"), rows(2))
    revision = shown("alice", file).revision
    with at("2017-05-24T09:01"), pytest.raises(Conflict), writing() as session:
        imports.undo_import(session, actor("alice"), file, revision=revision)
    with at("2017-05-24T08:00"), writing() as session:
        imports.undo_import(session, actor("alice"), file, revision=revision)


def test_a_discarded_file_leaves_no_rows(home: Path) -> None:
    file = support.staged(actor("bob"), rows(9))
    imports.discard_import(actor("bob"), file, revision=shown("bob", file).revision)
    with reading() as session:
        assert session.exec(select(Signature)).all() == []
        assert session.exec(select(Batch)).all() == []
        assert file_imports.latest_imports(session, actor("bob")) == []
    assert not list((home / "imports").glob("*"))
    with pytest.raises(Conflict), writing() as session:
        imports.import_checked(session, actor("bob"), file, revision=0)
    in_order()


def test_a_file_checked_beside_a_discarded_one_counts_all_its_people(home: Path) -> None:
    first = support.staged(actor("bob"), rows(5))
    second = support.staged(actor("bob"), rows(5), format="other")
    imports.discard_import(actor("bob"), first, revision=shown("bob", first).revision)
    before = total()
    with writing() as session:
        revision = shown("bob", second).revision
        imports.import_checked(session, actor("bob"), second, revision=revision)
    assert total() == before + 5
    in_order()


def test_what_was_here_when_a_file_was_checked_and_is_undone_since_comes_in_after_all(
    home: Path,
) -> None:
    before = total()
    first = support.imported(actor("bob"), rows(5))
    second = support.staged(actor("bob"), rows(6))
    support.undo_import(actor("alice"), first)
    with pytest.raises(Conflict):
        take("bob", second)
    support.check_again(actor("bob"), second, rows(6))
    take("bob", second)
    assert total() == before + 6
    in_order()


def test_what_a_later_file_says_too_stays_when_the_earlier_one_is_undone(home: Path) -> None:
    support.imported(actor("bob"), [row(n, may_contact=True) for n in (2, 3, 4)])
    before = total()
    said = [row(2, deleted=True), row(3, unsubscribed=True)]
    second = support.imported(actor("bob"), [*said, row(5)])
    third = support.imported(actor("bob"), [*said, row(6)])
    with reading() as session:
        assert imports.changes_of(session, actor("bob"), second) == (1, 1)
        assert imports.changes_of(session, actor("bob"), third) == (0, 0)
    assert (total(), contacts()) == (before - 1 + 2, 1)
    support.undo_import(actor("alice"), second)
    assert (total(), contacts()) == (before - 1 + 1, 1)
    in_order()
    support.undo_import(actor("alice"), third)
    assert (total(), contacts()) == (before, 3)
    in_order()


def test_no_name_is_keyed_on_a_batch_of_a_file_whose_undo_would_take_it_along(home: Path) -> None:
    support.imported(actor("bob"), rows(3))
    with writing() as session:
        batch = session.exec(signatures.own_batches(session, actor("bob"))).one()
        signatures.reopen_batch(session, actor("bob"), batch.id, revision=batch.revision)
    with support.nothing_written(), pytest.raises(Conflict):
        support.key_line(actor("bob"), batch, first_name="Rosa")
    with reading() as session:
        assert signatures.batches_to_key(session, actor("bob")) == []
    in_order()


def test_an_undone_file_no_longer_says_who_is_the_same_person(home: Path) -> None:
    before = total()
    desk = [each._replace(phone="3125550100") for each in rows(10)]  # the organizer's, on each row
    file = support.imported(actor("bob"), desk)
    assert total() == before + 1
    support.undo_import(actor("alice"), file)
    mended = [each._replace(phone="") for each in rows(10)]
    file = support.imported(actor("bob"), mended[:7])
    assert (shown("bob", file).fit, shown("bob", file).again) == (7, 0)
    assert total() == before + 7
    batch = support.log(actor("bob"), count=3)
    for each in mended[7:]:
        support.key_line(actor("bob"), batch, first_name=each.first_name, email=each.email)
    assert total() == before + 10
    in_order()


def test_who_was_keyed_while_a_file_stood_that_is_undone_is_decided_anew(home: Path) -> None:
    batch = support.log(actor("bob"), count=6)
    old = support.key_line(actor("bob"), batch, first_name="Old", phone="3125550100")
    desk = [each._replace(phone="3125550100") for each in rows(4)]
    file = support.imported(actor("bob"), desk)
    for each in (*desk, desk[0]):
        support.key_line(actor("bob"), batch, first_name=each.first_name, email=each.email)
    assert support.figures().headline.verified == 1
    support.undo_import(actor("alice"), file)
    assert support.figures().headline.verified == 5
    in_order()
    with reading() as session:
        line = signers.own_line(session, actor("bob"), old.id)
        assert (line.person, line.revision) == (old.person, 0)


def test_a_family_set_apart_while_a_file_stood_stays_apart_when_it_is_undone(home: Path) -> None:
    file = support.imported(actor("bob"), rows(1))
    batch = support.log(actor("bob"), count=2)
    [mother] = rows(1)
    son = support.key_line(actor("bob"), batch, first_name="Son", phone=mother.phone)
    with writing() as session:
        signers.set_apart(session, actor("bob"), son.id, revision=0)
    support.key_line(actor("bob"), batch, first_name=mother.first_name, phone=mother.phone)
    assert support.figures().headline.verified == 2
    support.undo_import(actor("alice"), file)
    assert support.figures().headline.verified == 2
    in_order()


def test_a_discarded_file_no_longer_says_who_is_the_same_person(home: Path) -> None:
    batch = support.log(actor("bob"), count=6)
    old = support.key_line(actor("bob"), batch, first_name="Old", phone="3125550100")
    desk = [each._replace(phone="3125550100") for each in rows(4)]
    file = support.staged(actor("bob"), desk)
    for each in (*desk, desk[0]):
        support.key_line(actor("bob"), batch, first_name=each.first_name, email=each.email)
    assert support.figures().headline.verified == 1
    imports.discard_import(actor("bob"), file, revision=shown("bob", file).revision)
    assert support.figures().headline.verified == 5
    in_order()
    with reading() as session:
        line = signers.own_line(session, actor("bob"), old.id)
        assert (line.person, line.revision) == (old.person, 0)


def test_a_mended_file_checked_beside_the_mistaken_one_counts_all_its_people(home: Path) -> None:
    before = total()
    desk = [each._replace(phone="3125550100") for each in rows(4)]
    mistaken = support.staged(actor("bob"), desk)
    support.imported(actor("bob"), rows(4))
    assert total() == before + 4
    imports.discard_import(actor("bob"), mistaken, revision=shown("bob", mistaken).revision)
    assert total() == before + 4
    in_order()


def test_a_mended_file_counts_all_its_people_once_the_mistaken_one_is_undone(home: Path) -> None:
    before = total()
    desk = [each._replace(phone="3125550100") for each in rows(4)]
    mistaken = support.imported(actor("bob"), desk)
    support.imported(actor("bob"), rows(4))
    batch = support.log(actor("bob"), count=2)
    for _ in range(2):  # the fourth one again, twice
        line = support.key_line(actor("bob"), batch, first_name="Person5", phone="312-555-0005")
    assert total() == before + 1
    support.undo_import(actor("alice"), mistaken)
    assert total() == before + 4
    assert shown("bob", mistaken).change == {"before": before + 1, "after": before + 4}
    in_order()
    with reading() as session:
        [change] = own_lines.history(session, actor("bob"), line.id)
    assert (change.change, change.changed_by) == ("set apart", "Alice")


def test_who_was_set_apart_since_an_import_stays_apart_when_it_is_undone(home: Path) -> None:
    file = support.imported(actor("bob"), [row(2, phone="3125550100")])
    batch = support.log(actor("bob"), count=2)
    mother = support.key_line(actor("bob"), batch, first_name="Rosa", phone="312-555-0100")
    with writing() as session:
        signers.set_apart(session, actor("bob"), mother.id, revision=0)
    support.key_line(actor("bob"), batch, first_name="Juan", phone="312-555-0100")
    support.undo_import(actor("alice"), file)
    assert support.figures().headline.verified == 2
    in_order()


def test_a_file_that_failed_no_longer_says_who_is_the_same_person(home: Path) -> None:
    batch = support.log(actor("bob"), count=3)
    desk = [each._replace(phone="3125550100") for each in rows(3)]
    file = support.staged(actor("bob"), desk)
    with writing() as session:  # as if it had more rows, which can't be read
        session.get_one(FileImport, file).state = ImportState.CHECKING
    for each in desk:
        support.key_line(actor("bob"), batch, first_name=each.first_name, email=each.email)
    assert support.figures().headline.verified == 1
    imports.fail(actor("bob"), file, Message("damaged"))
    assert support.figures().headline.verified == 3
    in_order()


def test_who_was_keyed_and_imported_since_a_discarded_files_check_counts_once(home: Path) -> None:
    file = support.staged(actor("bob"), rows(3))
    batch = support.log(actor("bob"), count=3)
    for each in rows(3):
        support.key_line(actor("bob"), batch, first_name=each.first_name, email=each.email)
    support.imported(actor("bob"), rows(3), format="other")
    assert support.figures().headline.verified == 3
    imports.discard_import(actor("bob"), file, revision=shown("bob", file).revision)
    assert support.figures().headline.verified == 3
    in_order()


def test_what_somebody_decided_since_an_import_stays_when_it_is_undone(home: Path) -> None:
    support.imported(actor("bob"), [row(n, may_contact=True) for n in (2, 3, 4)])
    before = total()
    said = [row(2, deleted=True), row(3, unsubscribed=True), row(4, unsubscribed=True)]
    file = support.imported(
        actor("bob"), [*said, row(5, email="person4@example.org", unsubscribed=True)]
    )
    ids = {signer.first_name: line_id for line_id, signer in stored().items()}
    for may in (True, False):
        correct(ids["Person3"], may_contact=may)
    correct(ids["Person4"], note="moved to Pilsen")
    with writing() as session:
        line = signers.own_line(session, actor("alice"), ids["Person2"])
        signers.restore_signature(session, actor("alice"), line.id, revision=line.revision)
        signers.void_signature(
            session, actor("alice"), line.id, reason="made up", revision=line.revision
        )
    support.undo_import(actor("alice"), file)
    assert total() == before - 1
    left = {each.first_name for each in stored().values() if each.may_contact}
    assert left == {"Person2", "Person4"}
    in_order()


def stored() -> dict[int, Signer]:
    """Bob's lines, void or not."""
    with reading() as session:
        found = session.exec(signers.own_signatures(session, actor("bob")))
        return {line.id: signers.signer_of(line) for line in found}


def correct(line_id: int, **fields: object) -> None:
    with writing() as session:
        line = signers.own_line(session, actor("bob"), line_id)
        seen = {**asdict(signers.signer_of(line)), "revision": line.revision, **fields}
        signers.correct_signature(session, actor("bob"), line_id, SignatureUpdate(**seen))


def test_a_signature_taken_back_and_not_to_be_contacted_is_as_it_was_after_undo(
    home: Path,
) -> None:
    support.imported(actor("bob"), [row(2, may_contact=True)])
    before = total()
    file = support.imported(actor("bob"), [row(2, deleted=True, unsubscribed=True)])
    assert (total(), contacts()) == (before - 1, 0)
    support.undo_import(actor("alice"), file)
    assert (total(), contacts()) == (before, 1)
    in_order()
