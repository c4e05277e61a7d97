"""Rows of the petition's own page lower the external figure once, and give it back."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

from sqlmodel import select

from db import campaign, signers
from db.actor import Actor
from db.engine import reading, writing
from db.models import ExternalSource
from tests.db import support
from tests.db.import_support import in_order, row, rows, total
from tests.support import actor


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
