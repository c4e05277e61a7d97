"""Files of signers: nothing of them counts before they are imported, everything at once then."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from db import (
    clock,
    file_imports,
    import_follow_ups,
    import_staging,
    imports,
    people,
    portions,
    signers,
)
from db.actor import Actor
from db.engine import reading, writing
from db.errors import Conflict, Message, NotAllowed, NotFound
from db.import_rows import ImportRow, RowProblem
from db.models import FileImport
from db.people import PeopleFilter
from tests.db import support
from tests.db.import_support import contacts, in_order, row, rows, shown, take, total
from tests.support import actor

ALICE, BOB, CHARLIE, DORA, CORA = (
    pytest.param(name, id=name) for name in ("alice", "bob", "charlie", "dora", "cora")
)


def test_a_checked_file_counts_nothing_until_it_is_imported_and_then_all_of_it(home: Path) -> None:
    before = total()
    file = support.staged(actor("bob"), rows(10))
    assert total() == before
    assert people.search(actor("bob"), PeopleFilter()) == []
    in_order()
    with writing() as session:
        imports.import_checked(session, actor("bob"), file, revision=shown("bob", file).revision)
    assert total() == before + 10
    assert len(people.search(actor("bob"), PeopleFilter())) == 10
    assert shown("bob", file).change == {"before": before, "after": before + 10}
    in_order()


def test_the_same_file_twice_adds_nothing(home: Path) -> None:
    support.imported(actor("bob"), rows(7))
    before = total()
    file = support.imported(actor("alice"), rows(7))
    assert total() == before
    assert (shown("bob", file).fit, shown("bob", file).known) == (0, 7)
    in_order()


def test_a_row_twice_in_one_file_is_there_once(home: Path) -> None:
    made = [row(2), row(3), row(2), *rows(3, 4), row(2)]
    file = support.imported(
        actor("bob"), [again._replace(number=n) for n, again in enumerate(made, 2)]
    )
    found = shown("bob", file)
    assert (found.fit, found.known, found.faulty) == (5, 0, 2)
    with reading() as session:
        problems = file_imports.problems_of(session, actor("bob"), file)
    assert [number for number, *_ in problems] == [4, 8]
    assert "is in the file already" in str(problems[0][3])
    in_order()


def test_a_person_who_is_here_already_counts_once(home: Path) -> None:
    batch = support.log(actor("bob"), count=1)
    support.key_line(actor("bob"), batch, first_name="Rosa", email="person3@example.org")
    before = total()
    again = [row(2), row(3), row(4), row(5, email="person4@example.org", first_name="Ana")]
    file = support.imported(actor("bob"), again)
    assert total() == before + 2
    assert shown("bob", file).again == 2
    in_order()


def test_people_again_are_only_those_of_rows_that_stand_and_of_the_file_itself(home: Path) -> None:
    batch = support.log(actor("alice"), count=1)
    line = support.key_line(actor("alice"), batch, first_name="Old", email="person4@example.org")
    with writing() as session:
        signers.void_signature(session, actor("alice"), line.id, reason="x", revision=line.revision)
    support.staged(actor("alice"), rows(5))  # and never imported
    again = [row(2), row(3), row(4), row(9, email="person3@example.org", first_name="Ana")]
    file = support.staged(actor("bob"), again, format="other")
    assert (shown("bob", file).fit, shown("bob", file).again) == (4, 1)
    take("bob", file)
    file = support.staged(actor("bob"), [row(20, email="person2@example.org")], format="other")
    assert shown("bob", file).again == 1
    in_order()


def test_somebody_keyed_while_the_file_was_checked_counts_once(home: Path) -> None:
    file = support.staged(actor("bob"), rows(4))
    batch = support.log(actor("alice"), count=1)
    support.key_line(actor("alice"), batch, first_name="Rosa", email="person3@example.org")
    in_order()
    before = total()
    with writing() as session:
        imports.import_checked(session, actor("bob"), file, revision=shown("bob", file).revision)
    assert total() == before + 3
    in_order()


def test_people_of_two_organizations_are_subtracted_when_the_file_is_imported(home: Path) -> None:
    support.imported(actor("charlie"), rows(5))
    before = support.figures().headline
    file = support.imported(actor("bob"), rows(8))
    after = support.figures().headline
    assert (after.verified - before.verified, after.overlap - before.overlap) == (8, 5)
    in_order()
    support.undo_import(actor("alice"), file)
    assert support.figures().headline == before
    in_order()


def test_rows_taken_back_and_rows_with_problems_are_left_out_and_said(home: Path) -> None:
    no_day = RowProblem("Fecha", "yesterday", Message("This is no day, such as 2017-04-24."))
    file = support.staged(
        actor("bob"),
        [
            row(2),
            row(3, deleted=True),
            row(4, email="no address"),
            row(5, zip="6060", phone="12"),
            row(6, problems=(no_day,)),
            row(7, signed_on=date(2016, 1, 1)),
            row(8, first_name="", last_name=" "),
            row(9, signed_on=date(2017, 4, 1), ward=22),
        ],
    )
    found = shown("bob", file)
    assert (found.rows, found.fit, found.deleted, found.faulty) == (8, 2, 1, 5)
    with reading() as session:
        problems = file_imports.problems_of(session, actor("bob"), file)
        span = file_imports.span_of(session, actor("bob"), file)
    assert [(number, column, value) for number, column, value, _ in problems] == [
        (4, "email", "no address"),
        (5, "phone", "12"),
        (5, "zip", "6060"),
        (6, "Fecha", "yesterday"),
        (7, "signed_on", "2016-01-01"),
        (8, "first_name", ""),
    ]
    assert "22" in str(problems[4][3])
    assert (span.first, span.last) == (date(2017, 4, 1), support.TODAY)
    assert span.by_ward == {None: 1, 22: 1}


def test_the_same_rows_checked_twice_before_either_is_imported_count_once(home: Path) -> None:
    before = total()
    first, second = (support.staged(actor(who), rows(5)) for who in ("alice", "bob"))
    assert (shown("alice", first).fit, shown("bob", second).fit) == (5, 5)
    take("alice", first)
    assert total() == before + 5
    with support.nothing_written(), pytest.raises(Conflict):
        take("bob", second)
    with reading() as session:
        assert file_imports.outdated(session, actor("bob"), second)
    support.check_again(actor("bob"), second, rows(5))
    assert (shown("bob", second).fit, shown("bob", second).known) == (0, 5)
    take("bob", second)
    assert total() == before + 5
    in_order()


def test_a_file_is_not_checked_again_while_another_one_is(home: Path) -> None:
    file = support.staged(actor("bob"), rows(2))
    new = imports.ImportCreate("a.csv", "", {}, "online", support.TODAY, key=support.key())
    imports.begin_import(actor("bob"), new, BytesIO(b"a"))
    with support.nothing_written(), pytest.raises(Conflict), writing() as session:
        imports.check_again(session, actor("bob"), file, revision=shown("bob", file).revision)


def test_what_was_taken_back_is_known_by_its_id_whatever_else_is_wrong_with_the_row(
    home: Path,
) -> None:
    tool = "controlshift signature"
    made = [row(n, source_id=str(n)) for n in (2, 3)]
    support.imported(actor("bob"), made, format=tool)
    before = total()
    gone = made[0]._replace(deleted=True, signed_on=date(2016, 1, 2), phone="12")
    support.imported(actor("bob"), [gone], format=tool)
    assert total() == before - 1
    in_order()


def test_who_unsubscribed_is_left_alone_whatever_else_is_wrong_with_the_row(home: Path) -> None:
    support.imported(actor("bob"), [row(n, may_contact=True) for n in (2, 3)])
    gone = row(2, unsubscribed=True, deleted=True, first_name="Another")
    faulty = row(3, unsubscribed=True, phone="12")
    support.imported(actor("bob"), [gone, faulty, row(4)])
    assert contacts() == 0


def test_a_file_that_only_takes_back_comes_in_as_well(home: Path) -> None:
    support.imported(actor("bob"), [row(n, may_contact=True) for n in (2, 3, 4)])
    before = total()
    later = [row(2, deleted=True), row(3, unsubscribed=True), row(4)]
    file = support.staged(actor("bob"), later)
    assert shown("bob", file).fit == 0
    with reading() as session:
        assert imports.changes_of(session, actor("bob"), file) == (1, 1)
    take("bob", file)
    assert (total(), contacts()) == (before - 1, 1)
    in_order()
    again = support.staged(actor("bob"), later)
    with reading() as session:
        assert imports.changes_of(session, actor("bob"), again) == (0, 0)


def test_another_organizations_imports_are_not_there(home: Path) -> None:
    file = support.staged(actor("bob"), rows(2))
    for username in ("charlie", "dora"):
        with reading() as session:
            assert file_imports.latest_imports(session, actor(username)) == []
            for ask in (file_imports.one_import, file_imports.problems_of, file_imports.span_of):
                with pytest.raises(NotFound):
                    ask(session, actor(username), file)
        for command in (imports.import_checked, import_staging.finish):
            with pytest.raises((NotFound, Conflict)), writing() as session:
                command(session, actor(username), file, **_revision(command))
        with pytest.raises(NotFound):
            imports.discard_import(actor(username), file, revision=1)


def _revision(command: object) -> dict[str, int]:
    return {} if command is import_staging.finish else {"revision": 1}


def test_a_coordinator_imports_nothing_and_staff_undo_nothing(home: Path) -> None:
    file = support.imported(actor("bob"), rows(2))
    for username in ("cora", "bob"):
        with pytest.raises(NotAllowed), writing() as session:
            imports.undo_import(session, actor(username), file, revision=2)
    with reading() as session:
        for ask in (file_imports.one_import, file_imports.problems_of, file_imports.span_of):
            with pytest.raises(NotAllowed):
                ask(session, actor("cora"), file)
    with pytest.raises(NotAllowed):
        support.staged(actor("cora"), rows(1))


def test_what_makes_no_sense_is_refused_beside_its_field(home: Path) -> None:
    with support.refused("channel", "collected_on", "ward", "site"):
        support.staged(
            actor("bob"),
            rows(1),
            channel="pigeon",
            collected_on=support.TODAY + timedelta(days=1),
            ward=51,
            site="nowhere",
        )
    assert not (home / "imports").exists()


def test_one_file_of_an_organization_is_checked_at_a_time(home: Path) -> None:
    new = imports.ImportCreate("a.csv", "", {}, "online", support.TODAY, key=support.key())
    file = imports.begin_import(actor("bob"), new, BytesIO(b"a"))
    assert imports.begin_import(actor("bob"), new, BytesIO(b"a")) == file
    with pytest.raises(Conflict):
        support.staged(actor("alice"), rows(1))
    assert not shown("bob", file).interrupted
    with clock.stopped_at(clock.now() + timedelta(minutes=1)):
        assert shown("bob", file).interrupted
        support.staged(actor("alice"), rows(1))


def test_rows_that_are_in_are_not_taken_twice(home: Path) -> None:
    file = support.staged(actor("bob"), rows(3))
    with pytest.raises(Conflict), writing() as session:
        import_staging.being_checked(session, actor("bob"), file)


def test_nothing_of_a_file_is_on_the_disk_in_clear(home: Path) -> None:
    new = imports.ImportCreate("Rosa.csv", "", {}, "online", support.TODAY, key=support.key())
    content = b"rosa@example.org\n" * 200_000
    file = imports.begin_import(actor("bob"), new, BytesIO(content))
    [kept] = (home / "imports").glob("*")
    assert b"rosa@" not in kept.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0
    with reading() as session:
        opened = imports.open_file(file_imports.own_import(session, actor("bob"), file))
    with opened:
        assert opened.read() == content
        opened.seek(1_500_000)
        assert opened.read(40) == content[1_500_000:1_500_040]


def test_a_later_file_says_who_was_deleted_and_who_does_not_want_to_be_contacted(
    home: Path,
) -> None:
    batch = support.log(actor("bob"), count=1)
    support.key_line(actor("bob"), batch, first_name="Rosa", phone="312-555-0099", may_contact=True)
    support.imported(actor("bob"), [row(n, may_contact=True) for n in (2, 3, 4)])
    before = total()
    later = [row(2, deleted=True), row(3, unsubscribed=True), row(4), row(5)]
    later += [row(6, phone="3125550099", unsubscribed=True)]
    file = support.staged(actor("bob"), later)
    assert (total(), contacts()) == (before, 4)
    with writing() as session:
        imports.import_checked(session, actor("bob"), file, revision=shown("bob", file).revision)
    assert total() == before  # one taken back; one new; Rosa is on another line now
    assert contacts() == 1
    in_order()
    support.undo_import(actor("alice"), file)
    assert (total(), contacts()) == (before, 4)
    in_order()


def test_the_change_of_the_total_has_all_that_the_import_did(home: Path) -> None:
    support.imported(actor("bob"), rows(4))
    before = total()
    file = support.imported(actor("bob"), [row(2, deleted=True), row(3, deleted=True), row(9)])
    assert total() == before - 1
    assert shown("bob", file).change == {"before": before, "after": before - 1}
    support.undo_import(actor("alice"), file)
    assert shown("bob", file).change == {"before": before - 1, "after": before}


def test_a_problem_has_the_day_as_the_file_writes_it(home: Path) -> None:
    early = row(2, signed_on=date(2016, 1, 2), written_day="1/2/16")
    file = support.staged(actor("bob"), [early])
    with reading() as session:
        [(_number, field, value, _reason)] = file_imports.problems_of(session, actor("bob"), file)
    assert (field, value) == ("signed_on", "1/2/16")


def test_whoever_is_not_to_be_contacted_is_told_once_however_many_questions_find_it(
    home: Path, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portions, "_AT_ONCE", 2)
    three = [
        ImportRow(n, first_name="Ana", email=f"ana{n}@example.org", may_contact=True)
        for n in range(2, 5)
    ]
    support.imported(bob, three)
    file = support.staged(bob, [row._replace(unsubscribed=True) for row in three])
    with reading() as session:
        found = import_follow_ups.changes(session, bob, session.get_one(FileImport, file))
    assert found == (0, 3)
