"""Keying the names of a sheet: by keyboard alone, pasted, by two at once, and nothing lost."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import screen
from tests.browser.conftest import Visit
from tests.browser.server import Server
from tests.browser.test_signing_in import expect_nothing_but_the_form
from tests.browser.test_signing_out import own_sign_in

FIFTEEN = [
    (f"Name{n}", f"Ejemplo Prueba{n}", f"sheet.{n}@example.org", f"312 555 {n:04}", "60608")
    for n in range(15)
]


def new_sheet(page: Page, count: int, place: str) -> None:
    """Log a batch on an open Log signatures page and go on to its names."""
    screen.log_batch(page, count, place=place)
    expect(screen.said(page, "counted.")).to_be_visible()
    screen.line(page, place).get_by_role("button", name="Key names").click()
    expect(screen.heading(page, "Key names")).to_be_visible()
    expect(progress(page, f"0 of {count} keyed")).to_be_visible()


def progress(page: Page, text: str) -> Locator:
    return page.get_by_test_id("stProgress").filter(has_text=text)


def cell(page: Page, field: str, line: int) -> Locator:
    return page.get_by_label(f"{field}, line {line}", exact=True)


def saved(page: Page) -> Locator:
    return page.locator("[data-state=saved]")


def type_line(page: Page, *texts: str) -> None:
    """From the first field of a line, with Tab between the fields and Enter at the end."""
    for number, text in enumerate(texts):
        if number:
            page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")


def paste(page: Page, into: Locator, text: str) -> None:
    """As if it had been copied from a spreadsheet."""
    into.evaluate(
        """(field, text) => {
          field.focus()
          const clipboardData = new DataTransfer()
          clipboardData.setData("text/plain", text)
          field.dispatchEvent(new ClipboardEvent("paste",
            { clipboardData, bubbles: true, composed: true, cancelable: true }))
        }""",
        text,
    )


def test_fifteen_names_are_keyed_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit("bob", "/log-signatures")
    new_sheet(page, 15, "Fifteen names")
    screen.focus_by_tab(page, cell(page, "First name", 1))
    for first, last, email, phone, zip_code in FIFTEEN:
        type_line(page, first, last, email, phone, "", zip_code)
    expect(saved(page)).to_have_count(15)
    expect(progress(page, "15 of 15 keyed · 15 verified, 0 claimed")).to_be_visible()
    screen.focus_by_tab(page, page.get_by_role("button", name="Complete"))
    page.keyboard.press("Enter")
    expect(screen.said(page, "The batch is complete.")).to_be_visible()
    expect(page.get_by_text("Name14 Ejemplo Prueba14")).to_have_count(1)


def test_a_pasted_block_of_forty_rows_is_saved_row_by_row(visit: Visit) -> None:
    page = visit("bob", "/log-signatures")
    new_sheet(page, 40, "Forty rows")
    rows = [f"Pasted{n}\tApellido{n}\tpasted.{n}@example.org\t\t\t60623\tyes" for n in range(40)]
    paste(page, cell(page, "First name", 1), "\r\n".join(rows) + "\r\n")
    expect(saved(page)).to_have_count(40)
    expect(progress(page, "40 of 40 keyed · 40 verified, 0 claimed")).to_be_visible()
    expect(page.get_by_text("May be contacted").first).to_be_visible()


def test_a_block_with_a_header_in_spanish_finds_its_columns(visit: Visit) -> None:
    page = visit("bob", "/log-signatures")
    new_sheet(page, 2, "Header row")
    block = (
        "Correo\tApellidos\tNombre\tCódigo postal\n"
        'header.1@example.org\t"Dos\nApellidos"\tRosa\t60608\n'
        "header.2@example.org\tUno\tAna\t60609\n"
    )
    paste(page, cell(page, "First name", 1), block)
    expect(saved(page)).to_have_count(2)
    expect(cell(page, "E-mail", 1)).to_have_value("header.1@example.org")
    expect(cell(page, "ZIP", 2)).to_have_value("60609")


def test_a_row_with_the_wrong_columns_is_not_saved_until_somebody_looked(visit: Visit) -> None:
    page = visit("bob", "/log-signatures")
    new_sheet(page, 2, "Wrong columns")
    paste(
        page,
        cell(page, "First name", 1),
        "1\tRosa\tEjemplo\twrong@example.org\t\t\t\t\t60608\tyes\nAna\tEjemplo\n",
    )
    expect(page.get_by_text("This row has 10 columns, the grid takes 8")).to_be_visible()
    expect(saved(page)).to_have_count(1)
    expect(cell(page, "First name", 2)).to_have_value("Ana")
    first = page.locator("tbody.line").first
    first.get_by_role("button", name="Save line").click()
    expect(cell(page, "Phone", 1)).to_have_attribute("aria-invalid", "true")


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(visit: Visit) -> None:
    page = visit("bob", "/log-signatures")
    new_sheet(page, 5, "Bad input")
    hostile = "![](https://example.org/beacon.png) <b>=HYPERLINK(1)</b>"
    cell(page, "First name", 1).focus()
    type_line(page, hostile, "", "no at sign", "555", "", "6060")
    type_line(page, "Ana", "Ejemplo", "ANA.bad@Example.org")
    expect(saved(page)).to_have_count(1)
    for field, problem in (("E-mail", "has an @"), ("Phone", "area code"), ("ZIP", "5 digits")):
        wrong = cell(page, field, 1)
        expect(wrong).to_have_attribute("aria-invalid", "true")
        said_at = wrong.get_attribute("aria-describedby")
        expect(page.locator(f"[id='{said_at}']")).to_contain_text(problem)
    expect(cell(page, "First name", 1)).to_have_value(hostile)
    cell(page, "E-mail", 1).fill("")
    cell(page, "Phone", 1).fill("(312) 555-0177")
    cell(page, "ZIP", 1).fill("60608-1234")
    cell(page, "ZIP", 1).press("Enter")
    expect(saved(page)).to_have_count(2)
    expect(page.get_by_text(hostile, exact=True)).to_be_visible()


def test_a_row_you_already_have_is_said_and_counted_once_until_set_apart(visit: Visit) -> None:
    page = visit("bob", "/log-signatures")
    new_sheet(page, 2, "Twice the same")
    cell(page, "First name", 1).focus()
    type_line(page, "Rosa", "Twice", "", "312-555-0188")
    type_line(page, "Juan", "Twice", "", "+1 (312) 555 0188")
    expect(page.get_by_text("Looks like a row you already have: Rosa Twice.")).to_be_visible()
    expect(progress(page, "2 of 2 keyed · 1 verified, 0 claimed")).to_be_visible()
    page.get_by_role("button", name="Another person").click()
    expect(page.get_by_text("Another person: both count.")).to_be_visible()
    expect(progress(page, "2 of 2 keyed · 2 verified, 0 claimed")).to_be_visible()


def test_two_people_key_the_same_sheet_at_once(visit: Visit) -> None:
    bob = visit("bob", "/log-signatures")
    new_sheet(bob, 20, "Four hands")
    alice = visit("alice", bob.url)
    expect(progress(alice, "0 of 20 keyed")).to_be_visible()
    cell(bob, "First name", 1).focus()
    cell(alice, "First name", 1).focus()
    for number in range(4):
        type_line(bob, f"Bobs{number}", "Hand", f"bobs.{number}@example.org")
        type_line(alice, f"Alices{number}", "Hand", f"alices.{number}@example.org")
    type_line(bob, "Both", "Hands", "both.hands@example.org")
    expect(saved(bob)).to_have_count(5)
    type_line(alice, "Both", "Hands", "both.hands@example.org")
    expect(alice.get_by_text("Looks like a row you already have: Both Hands.")).to_be_visible()
    expect(progress(alice, "10 of 20 keyed · 9 verified, 10 claimed")).to_be_visible()
    expect(bob.get_by_text("Alices3 Hand")).to_be_visible()


def test_a_zip_proposes_wards_and_decides_none(visit: Visit) -> None:
    page = visit("bob", "/log-signatures")
    new_sheet(page, 1, "Which ward")
    cell(page, "First name", 1).fill("Rosa")
    cell(page, "ZIP", 1).fill("60608")
    cell(page, "Ward", 1).focus()
    expect(page.get_by_text("Likely wards of this ZIP: 25 (")).to_be_visible()
    expect(cell(page, "Ward", 1)).to_have_value("")
    page.keyboard.press("Enter")
    expect(saved(page)).to_have_count(1)
    expect(page.get_by_text("Ward unknown").last).to_be_visible()


def test_a_batch_with_fewer_names_than_claimed_asks_once(visit: Visit) -> None:
    page = visit("bob", "/log-signatures")
    new_sheet(page, 3, "Fewer names")
    cell(page, "First name", 1).focus()
    type_line(page, "Only", "One")
    expect(saved(page)).to_have_count(1)
    screen.button(page, "Complete").click()
    expect(screen.alert(page, "1 of 3 names are keyed.")).to_be_visible()
    screen.button(page, "Yes, complete it").click()
    expect(screen.said(page, "The batch is complete.")).to_be_visible()
    expect(progress(page, "1 verified, 0 claimed")).to_be_visible()
    screen.button(page, "Open it again").click()
    expect(progress(page, "1 verified, 2 claimed")).to_be_visible()


def test_more_names_than_claimed_are_allowed_and_said(visit: Visit) -> None:
    page = visit("bob", "/log-signatures")
    new_sheet(page, 1, "More names")
    cell(page, "First name", 1).focus()
    type_line(page, "One", "Claimed")
    type_line(page, "Another", "Unclaimed")
    expect(saved(page)).to_have_count(2)
    screen.button(page, "Complete").click()
    expect(screen.said(page, "1 name more than was claimed counts too.")).to_be_visible()
    expect(progress(page, "2 of 1 keyed · 2 verified, 0 claimed")).to_be_visible()


def test_lines_typed_after_the_session_ended_are_kept(visit: Visit, site: Server) -> None:
    page = own_sign_in(visit, "demo-latino-union", "/log-signatures")
    new_sheet(page, 3, "Kept names")
    address = page.url
    elsewhere = own_sign_in(visit, "demo-latino-union")
    screen.button(elsewhere, "Sign out everywhere").click()
    expect_nothing_but_the_form(elsewhere)
    cell(page, "First name", 1).focus()
    type_line(page, "Kept", "Safely", "kept.safely@example.org")
    expect(screen.alert(page, "what you typed is kept")).to_be_visible()
    screen.sign_in(page, "demo-latino-union")
    expect(screen.heading(page, "Key names")).to_be_visible()
    assert page.url == address
    expect(cell(page, "First name", 1)).to_have_value("Kept")
    cell(page, "First name", 1).press("Enter")
    expect(saved(page)).to_have_count(1)
    expect(page.get_by_text("Kept Safely")).to_be_visible()
    assert "Kept" not in site.log.read_text()


def test_a_person_is_found_corrected_voided_and_restored(visit: Visit) -> None:
    page = visit("alice", "/log-signatures")
    new_sheet(page, 1, "To be corrected")
    cell(page, "First name", 1).focus()
    type_line(page, "Findme", "Quickly", "findme@example.org", "", "", "60608")
    expect(saved(page)).to_have_count(1)
    page.get_by_role("link", name="People").click()
    expect(screen.heading(page, "People")).to_be_visible()
    search = page.get_by_role("textbox", name="Search")
    search.fill("FINDME 60608")
    search.press("Enter")
    expect(page.get_by_role("heading", name="1 person")).to_be_visible()
    screen.button(page, "Open").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Last name").fill("Corrected")
    dialog.get_by_role("button", name="Save changes").click()
    expect(screen.said(page, "The signature is corrected.")).to_be_visible()
    expect(page.get_by_text("Findme Corrected")).to_be_visible()
    screen.button(page, "Open").click()
    expect(dialog).to_contain_text(re.compile(r"Corrected · .+"))
    dialog.get_by_role("textbox", name="Reason to void it").fill("Signed for a neighbour")
    dialog.get_by_role("button", name="Void signature").click()
    expect(screen.said(page, "The signature is void.")).to_be_visible()
    screen.button(page, "Open").click()
    expect(dialog).to_contain_text("Signed for a neighbour")
    dialog.get_by_role("button", name="Restore").click()
    expect(screen.said(page, "The signature counts again.")).to_be_visible()


def test_a_name_keyed_shows_in_a_colleagues_list_of_people_by_itself(visit: Visit) -> None:
    people = visit("alice", "/people")
    page = visit("bob", "/log-signatures")
    new_sheet(page, 1, "Seen by a colleague")
    cell(page, "First name", 1).focus()
    type_line(page, "Appears", "Byitself")
    expect(saved(page)).to_have_count(1)
    expect(people.get_by_text("Appears Byitself")).to_be_visible()


@pytest.mark.parametrize("path", ["/key-names", "/people"])
def test_another_organization_sees_none_of_it(visit: Visit, path: str) -> None:
    page = visit("charlie", path)
    expect(page.get_by_text("Ejemplo")).to_have_count(0)
    expect(page.get_by_text("Findme")).to_have_count(0)


def test_anothers_batch_in_the_address_is_not_found(visit: Visit) -> None:
    bob = visit("bob", "/log-signatures")
    new_sheet(bob, 3, "Not yours")
    assert "batch=" in bob.url
    charlie = visit("charlie", bob.url)
    expect(screen.alert(charlie, "There is nothing here by that name.")).to_be_visible()
    for wrong in ("0", "x", "99999999999999999999"):
        charlie.goto(f"/key-names?batch={wrong}")
        expect(screen.heading(charlie, "Key names")).to_be_visible()
        screen.settled(charlie)


def test_more_rows_than_the_batch_claims_are_saved_only_when_somebody_says_so(
    visit: Visit,
) -> None:
    page = visit("bob", "/log-signatures")
    new_sheet(page, 2, "Too many rows")
    rows = "\n".join(f"Many{n}\tEjemplo\tmany.{n}@example.org" for n in range(4))
    paste(page, cell(page, "First name", 1), rows)
    question = page.get_by_text("You pasted 4 rows, and the batch claims 2 more names.")
    expect(question).to_be_visible()
    expect(saved(page)).to_have_count(0)
    page.get_by_role("button", name="Take them out").click()
    expect(question).to_be_hidden()
    expect(cell(page, "First name", 1)).to_have_value("")

    paste(page, cell(page, "First name", 1), rows)
    page.get_by_role("button", name="Yes, save them").click()
    expect(saved(page)).to_have_count(4)
    expect(progress(page, "4 of 2 keyed · 4 verified, 0 claimed")).to_be_visible()
