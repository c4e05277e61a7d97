"""Files of signers: nothing of them counts before they are imported, everything at once then."""

from dataclasses import asdict
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlmodel import select

from db import (
    campaign,
    clock,
    file_imports,
    import_staging,
    imports,
    people,
    recount,
    signatures,
    signers,
)
from db.actor import Actor
from db.engine import reading, writing
from db.errors import Conflict, Message, NotAllowed, NotFound
from db.import_rows import ImportRow, RowProblem
from db.models import Batch, ExternalSource, Signature
from db.people import PeopleFilter
from db.signers import SignatureUpdate, Signer
from tests.db import support
from tests.support import actor, at

ALICE, BOB, CHARLIE, DORA, CORA = (
    pytest.param(name, id=name) for name in ("alice", "bob", "charlie", "dora", "cora")
)


def row(number: int, **fields: object) -> ImportRow:
    """A signer of a file, made up."""
    made = {
        "first_name": f"Person{number}",
        "last_name": "Made-Up",
        "email": f"person{number}@example.org",
        "phone": f"312555{number:04}",
        "zip": "60608",
    }
    return ImportRow(number, **{**made, **fields})  # type: ignore[arg-type]


def rows(number: int, first: int = 2) -> list[ImportRow]:
    return [row(each) for each in range(first, first + number)]


def shown(username: str, file: int) -> file_imports.Import:
    with reading() as session:
        return file_imports.one_import(session, actor(username), file)


def in_order() -> None:
    """Every cut adds up, and a recount finds nothing else."""
    figures = support.figures()
    support.assert_cuts_add_up(figures)
    with reading() as session:
        assert recount.drift(session) == []
        assert recount.batch_drift(session) == []
        assert recount.external_drift(session) == []


def total() -> int:
    return support.figures().headline.total


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


def test_rows_of_the_petition_page_leave_the_external_rung(home: Path) -> None:
    with reading() as session:
        site = session.exec(select(ExternalSource.slug)).first()
    before = support.figures().headline
    file = support.imported(actor("bob"), rows(10), site=site)
    after = support.figures().headline
    assert (after.verified, after.external) == (before.verified + 10, before.external - 10)
    assert after.total == before.total
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


def take(username: str, file: int) -> None:
    with writing() as session:
        revision = shown(username, file).revision
        imports.import_checked(session, actor(username), file, revision=revision)


def external() -> int:
    return support.figures().headline.external


def corrected(username: str, had: str, **fields: object) -> int:
    """Correct the line that has this e-mail; its id."""
    with writing() as session:
        for line in session.exec(signers.own_signatures(session, actor(username))):
            signer = signers.signer_of(line)
            if signer.email == had:
                said = {**asdict(signer), "ward": line.ward, "revision": line.revision, **fields}
                new = signers.SignatureUpdate(**said)  # type: ignore[arg-type]
                return signers.correct_signature(session, actor(username), line.id, new).id
    raise LookupError(had)


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


def test_a_file_is_not_checked_again_while_another_one_is(home: Path) -> None:
    file = support.staged(actor("bob"), rows(2))
    new = imports.ImportCreate("a.csv", "", {}, "online", support.TODAY, key=support.key())
    imports.begin_import(actor("bob"), new, BytesIO(b"a"))
    with support.nothing_written(), pytest.raises(Conflict), writing() as session:
        imports.check_again(session, actor("bob"), file, revision=shown("bob", file).revision)


def test_two_organizations_that_bring_in_the_same_page_lower_its_figure_once(home: Path) -> None:
    people = [row(n, email=f"n{n}@example.org") for n in range(2, 12)]
    before, others = external(), total()
    mine = support.imported(actor("bob"), people, site="petition-page")
    assert (external(), total()) == (before - 10, others)
    theirs = support.imported(actor("charlie"), [*people, row(12)], site="petition-page")
    assert (external(), total()) == (before - 11, others)
    in_order()
    support.undo_import(actor("alice"), mine)
    assert (external(), total()) == (before - 11, others)
    in_order()
    support.undo_import(actor("dora"), theirs)
    assert (external(), total()) == (before, others)
    in_order()


def test_a_signature_of_the_page_that_one_file_has_with_an_email_and_one_without_is_one(
    home: Path,
) -> None:
    before, others = external(), total()
    full = [row(n) for n in range(2, 12)]
    creators = [row(n, email="") for n in range(2, 12)]  # ControlShift's creator file has none
    by_mail = [row(n, phone="") for n in range(2, 12)]
    mine = support.imported(actor("bob"), by_mail, site="petition-page")
    theirs = support.imported(actor("charlie"), creators, site="petition-page")
    assert external() == before - 20  # nothing tells yet that they are the same
    in_order()
    support.undo_import(actor("alice"), mine)
    support.imported(actor("bob"), full, site="petition-page")
    assert (external(), total()) == (before - 10, others)
    in_order()
    support.undo_import(actor("dora"), theirs)
    assert (external(), total()) == (before - 10, others)
    in_order()


def test_a_family_with_one_phone_stays_as_many_signatures_of_the_page_as_it_gave(
    home: Path,
) -> None:
    before = external()
    family = [row(2, phone="3125550100"), row(3, phone="3125550100")]
    support.imported(actor("bob"), family, site="petition-page")
    support.imported(actor("charlie"), [row(2, phone=""), row(3, phone="")], site="petition-page")
    assert external() == before - 2
    in_order()


def test_the_pages_figure_follows_when_a_line_that_two_organizations_have_is_corrected(
    home: Path,
) -> None:
    ten = [row(n, phone="") for n in range(2, 12)]
    before, others = external(), total()
    support.imported(actor("bob"), ten, site="petition-page")
    support.imported(actor("charlie"), ten, site="petition-page")
    wrong = corrected("bob", "person2@example.org", email="mended@example.org")
    assert (external(), total()) == (before - 11, others)  # as for the overlap they are two now
    in_order()
    support.imported(actor("bob"), [row(50)])  # of no page
    assert (external(), total()) == (before - 11, others + 1)
    assert corrected("bob", "mended@example.org", email="person2@example.org") == wrong
    assert external() == before - 10
    in_order()
    corrected("bob", "person3@example.org", email="")
    corrected("bob", "person4@example.org", last_name="Mended")
    assert external() == before - 11
    in_order()


def test_a_pages_figure_goes_down_where_it_was_counted(home: Path, cora: Actor) -> None:
    with writing() as session:
        reading_ = campaign.ExternalReportCreate(
            "petition-page", 1_004, support.YESTERDAY, support.key()
        )
        campaign.report_external(session, cora, reading_)
    week = support.figures().last_seven_days
    people_ = [row(n, signed_on=date(2017, 3, 1)) for n in range(2, 12)]
    file = support.imported(actor("bob"), people_, site="petition-page")
    figures = support.figures()
    assert figures.last_seven_days == week == 4
    assert figures.by_day[None].external == 990
    in_order()
    support.undo_import(actor("alice"), file)
    assert support.figures().by_day[None].external == 1_000
    in_order()


def test_what_was_taken_back_on_the_page_no_longer_lowers_its_figure(
    home: Path, cora: Actor
) -> None:
    ten = [row(n) for n in range(2, 12)]
    support.imported(actor("bob"), ten, site="petition-page")
    before = external()
    later = [each._replace(deleted=each.number < 5) for each in ten]
    file = support.imported(actor("bob"), later, site="petition-page")
    assert external() == before + 3  # the page's next reading is three lower
    in_order()
    support.undo_import(actor("alice"), file)
    assert external() == before
    in_order()


def test_what_a_lead_had_voided_before_the_page_took_it_back_no_longer_lowers_its_figure(
    home: Path,
) -> None:
    ten = rows(10)
    support.imported(actor("bob"), ten, site="petition-page")
    before = external()
    with writing() as session:
        line = session.exec(signers.own_signatures(session, actor("alice"))).first()
        assert line is not None
        signers.void_signature(session, actor("alice"), line.id, reason="x", revision=line.revision)
    assert external() == before
    later = [each._replace(deleted=each.number == 2) for each in ten]
    file = support.imported(actor("bob"), later, site="petition-page")
    assert external() == before + 1
    in_order()
    support.undo_import(actor("alice"), file)
    assert external() == before
    in_order()


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


def contacts() -> int:
    """How many of Bob's people count and may be contacted."""
    only = PeopleFilter(may_contact=True, state=people.State.COUNTED)
    return len(people.search(actor("bob"), only))


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
