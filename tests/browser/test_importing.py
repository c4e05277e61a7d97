"""A messy file of 5,000 rows: dropped, mapped, checked, imported, brought in again, undone."""

import io
import re

from playwright.sync_api import Locator, Page, expect

from tests.browser import screen
from tests.browser.conftest import Visit
from tests.browser.test_accessibility import (
    NARROW,
    expect_accessible,
    expect_no_sideways_scrolling,
    expect_reachable,
)

ROWS = 5_000
BAD_EMAILS, BAD_DAYS = ROWS // 100, ROWS // 250
FIT = ROWS - BAD_EMAILS - BAD_DAYS
HEADER = "Nombre;Apellido;Correo;Teléfono;Teléfono;;Código postal;Fecha;Nota;;"
CHECKED = 180_000  # milliseconds; the process that checks lets everybody else go first


def messy(of: str) -> bytes:
    """Semicolons, Windows-1252, quoted line breaks, blank columns and rows, two columns of one
    name, days in three spellings, bad e-mails and days, a line of totals."""
    out = io.StringIO()
    out.write(f"Firmas de {of}\r\n\r\n{HEADER}\r\n")
    for row in range(ROWS):
        day = 1 + row % 28
        written = (f"2017-03-{day:02}", f"3/{day}/2017", f"{day} de marzo de 2017")[row % 3]
        email = f"firmante{row}@{of}.example.org"
        if row % 100 == 50:
            email = f"firmante{row} arroba {of}"
        if row % 250 == 75:
            written = "el martes"
        note = '"dice: ""sí""\r\ny vive cerca"' if row % 7 == 0 else ""
        phone = f"773-{row // 10_000 + 555}-{row % 10_000:04}" if row % 2 else ""
        out.write(f"Peña {row};Núñez;{email};{phone};;;60608;{written};{note};;\r\n")
        if row % 1000 == 0:
            out.write(";;;;;;;;;;\r\n")
    out.write(f"Total;;;;;;;;{ROWS};;\r\n")
    return out.getvalue().encode("cp1252")


def drop(page: Page, content: bytes, name: str) -> None:
    page.get_by_test_id("stFileUploader").first.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    expect(screen.button(page, "Check the whole file")).to_be_visible()
    screen.settled(page)


def look_at(page: Page, name: str) -> Locator:
    """The button of the list's line of this file, once it is checked."""
    lines = page.locator("[data-testid=stVerticalBlock], [data-testid=stHorizontalBlock]")
    look = screen.button(page, "Look at it")
    return (
        lines.filter(has=page.get_by_text(name))
        .filter(has=look)
        .last.get_by_role("button", name="Look at it")
    )


def checked(page: Page, name: str) -> Locator:
    """Have a dropped file checked, and open what the check found."""
    screen.button(page, "Check the whole file").click()
    expect(screen.said(page, "The file is being checked.")).to_be_visible()
    look = look_at(page, name)
    expect(look).to_be_visible(timeout=CHECKED)
    screen.settled(page)
    look.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(name)
    return dialog


def figure(dialog: Locator, label: str) -> str:
    named = dialog.get_by_test_id("stMetric").filter(has=dialog.page.get_by_text(label, exact=True))
    return named.get_by_test_id("stMetricValue").inner_text().strip()


def test_a_messy_file_comes_in_once_and_goes_out_whole(visit: Visit) -> None:
    charlie, alice = visit("charlie"), visit("alice", "/files")
    total = screen.headline(charlie)
    drop(alice, messy("una"), "firmas una.csv")
    expect(alice.get_by_text("A table we don't know yet")).to_be_visible()
    expect(alice.get_by_role("combobox", name="First name", exact=True)).to_have_value("Nombre")
    expect(alice.get_by_role("combobox", name="Day signed", exact=True)).to_have_value("Fecha")
    expect(alice.get_by_test_id("stDataFrame").first).to_be_visible()

    dialog = checked(alice, "firmas una.csv")
    assert screen.headline(charlie) == total
    assert figure(dialog, "Rows that fit") == f"{FIT:,}"
    assert figure(dialog, "With problems") == f"{BAD_EMAILS + BAD_DAYS}"
    expect(dialog).to_contain_text("Signed from Mar 1, 2017 to Mar 28, 2017.")
    with alice.expect_download() as download:
        dialog.get_by_role("button", name="Problems (CSV)").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "Row,Column,Value,Reason"
    assert len(lines) == 1 + BAD_EMAILS + BAD_DAYS
    assert [line for line in lines if ",Fecha,el martes," in line]
    assert [line for line in lines if ",Correo,firmante50 arroba una," in line]

    dialog.get_by_role("button", name=f"Import {FIT:,} signatures").dblclick(delay=20)
    went = f"The coalition's total went from {total:,} to {total + FIT:,}."
    expect(screen.said(alice, went)).to_be_visible()
    expect(screen.metric(charlie, "Signatures")).to_have_text(f"{total + FIT:,}")

    drop(alice, messy("una"), "firmas una.csv")
    dialog = checked(alice, "firmas una.csv")
    assert figure(dialog, "Already here") == f"{FIT:,}"
    expect(dialog).to_contain_text("There is nothing in it to import.")
    dialog.get_by_role("button", name="Discard").click()
    expect(screen.said(alice, "Nothing of it is kept.")).to_be_visible()
    assert screen.headline(charlie) == total + FIT

    screen.settled(alice)
    screen.button(alice, "Open").first.click()
    dialog = alice.get_by_role("dialog")
    dialog.get_by_role("button", name="Undo import").click()
    expect(dialog).to_contain_text(f"All {FIT:,} rows of this file leave every figure.")
    dialog.get_by_role("button", name="Yes, undo it").click()
    expect(screen.said(alice, "taken out again.")).to_be_visible()
    expect(screen.metric(charlie, "Signatures")).to_have_text(f"{total:,}")


def test_the_check_goes_on_while_nobody_looks(visit: Visit) -> None:
    page = visit("charlie", "/files")
    drop(page, messy("otra"), "firmas otra.csv")
    screen.button(page, "Check the whole file").dblclick(delay=20)
    expect(screen.said(page, "You can leave this page meanwhile.")).to_be_visible()
    page.goto("/measures")
    expect(screen.heading(page, "Measures")).to_be_visible()
    page.goto("/files")
    expect(look_at(page, "firmas otra.csv")).to_be_visible(timeout=CHECKED)
    expect(page.get_by_text("firmas otra.csv")).to_have_count(1)
    screen.settled(page)
    look_at(page, "firmas otra.csv").click()
    page.get_by_role("dialog").get_by_role("button", name="Discard").click()
    expect(page.get_by_text("firmas otra.csv")).to_have_count(0)


def test_every_step_is_accessible_and_fits_a_phone(visit: Visit) -> None:
    page = visit("alice", "/files")
    drop(page, messy("tres")[:60_000], "firmas tres.csv")
    page.get_by_test_id("stExpander").first.locator("summary").scroll_into_view_if_needed()
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Check the whole file")
    page.set_viewport_size({"width": NARROW, "height": 900})
    dialog = checked(page, "firmas tres.csv")
    expect_accessible(page)
    expect_no_sideways_scrolling(page)
    expect_reachable(page, "Discard")
    dialog.get_by_role("button", name="Discard").click()
    expect(screen.said(page, "Nothing of it is kept.")).to_be_visible()


def test_a_known_table_is_folded_and_the_keyboard_alone_sends_it(visit: Visit) -> None:
    page = visit("alice", "/files")
    drop(page, b"Name,Email,Postcode\nRosa Ejemplo,rosa@example.org,60608\n", "hojas.csv")
    expect(page.get_by_text("Paper sheets, typed into a spreadsheet.")).to_be_visible()
    expect(page.get_by_role("combobox", name="First name", exact=True)).to_be_hidden()
    screen.focus_by_tab(page, screen.button(page, "Check the whole file"), most=90)
    page.keyboard.press("Enter")
    expect(screen.alert(page, "Give a day, such as 2017/04/24.")).to_be_visible()


def test_what_is_no_table_is_refused_in_words(visit: Visit) -> None:
    page = visit("alice", "/files")
    uploader = page.get_by_test_id("stFileUploader").first
    uploader.locator("input[type=file]").set_input_files(
        {"name": "foto.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(5_000)}
    )
    expect(screen.alert(page, re.compile("This is a picture. Key the names"))).to_be_visible()


def test_the_wizard_speaks_spanish(visit: Visit) -> None:
    visit("charlie")  # signs in
    page = visit("charlie", "/files", locale="es-US")
    page.get_by_test_id("stFileUploader").first.locator("input[type=file]").set_input_files(
        {"name": "f.csv", "mimeType": "text/csv", "buffer": b"Nombre,Correo\nRosa,r@example.org\n"}
    )
    expect(page.get_by_text("Las primeras filas, tal como se guardar")).to_be_visible()
    expect(page.get_by_role("button", name="Revisar todo el archivo")).to_be_visible()
    page.get_by_role("button", name="Revisar todo el archivo").click()
    expect(page.get_by_text("Escribe una fecha, por ejemplo")).to_be_visible()


def test_which_petition_of_the_file_is_this_one_is_asked_on_a_phone_in_spanish(
    visit: Visit,
) -> None:
    visit("charlie")  # signs in
    page = visit("charlie", "/files", locale="es-US")
    rows = "7,Rosa,Ejemplo,60608\n8,Luis,Muestra,60608\n8,Ana,Prueba,60608\n"
    content = f"petition_id,first_name,last_name,postcode\n{rows}".encode()
    page.get_by_test_id("stFileUploader").first.locator("input[type=file]").set_input_files(
        {"name": "f.csv", "mimeType": "text/csv", "buffer": content}
    )
    which = "¿Cuál de las peticiones del archivo es esta?"
    box = page.get_by_role("combobox", name=which, exact=True)
    expect(box).to_have_attribute("placeholder", "Elegir una petición")
    page.get_by_role("button", name="Revisar todo el archivo").click()
    expect(screen.alert(page, re.compile("Primero hay que elegir la petición"))).to_be_visible()
    page.set_viewport_size({"width": NARROW, "height": 900})
    screen.choose(page, which, "7 · 1 fila")
    expect(page.get_by_text("Quedan fuera 2 filas de otras peticiones.")).to_be_visible()
    expect(page.get_by_text("Primero hay que elegir la petición")).to_have_count(0)
    expect_accessible(page)
    expect_no_sideways_scrolling(page)


def test_a_large_file_is_imported_and_undone_while_nobody_looks(visit: Visit) -> None:
    charlie, page = visit("charlie"), visit("alice", "/files")
    total = screen.headline(charlie)
    lines = (
        f"Persona {n},Ejemplo,persona{n}@grande.example.org,60608,2017-03-01\n"
        for n in range(5_200)
    )
    content = "Nombre,Apellido,Correo,C.P.,Fecha\n" + "".join(lines)
    drop(page, content.encode("mac_roman"), "grande.csv")
    dialog = page.get_by_role("dialog")
    checked(page, "grande.csv")
    for press, said, after in (
        ("Import 5,200 signatures", "The file is being imported.", total + 5_200),
        ("Undo import", "The import is being undone.", total),
    ):
        dialog.get_by_role("button", name=press).click()
        if press == "Undo import":
            dialog.get_by_role("button", name="Yes, undo it").click()
        expect(screen.said(page, said)).to_be_visible()
        page.goto("/measures")
        expect(screen.heading(page, "Measures")).to_be_visible()
        expect(screen.metric(charlie, "Signatures")).to_have_text(f"{after:,}", timeout=CHECKED)
        page.goto("/files")
        expect(page.get_by_text(f"to {after:,}.").first).to_be_visible()
        screen.settled(page)
        screen.button(page, "Open").first.click()
        expect(dialog).to_contain_text("grande.csv")
