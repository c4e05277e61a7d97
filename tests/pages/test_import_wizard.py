"""Files: bringing one in, from the drop to the undo; who is offered what."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from db import clock, file_imports, users
from db.engine import reading, writing
from db.import_rows import ImportRow
from db.models import FileImport
from exchange import import_job
from tests import support
from tests.db.support import figures, imported, staged
from tests.exchange.headers import HEADERS
from tests.exchange.support import csv_of, xlsx_of
from tests.pages.conftest import Fetched, Screen, words
from ui.language import _, language, speaking

ROWS = [
    ["Nombre", "Apellido", "Correo electrónico", "Código postal", "Fecha"],
    ["Rosa", "Ejemplo", "rosa@example.org", "60608", "25/3/2017"],
    ["Luis", "Muestra", "luis at example", "60608", "26/3/2017"],
    ["Ana", "Prueba", "ana@example.org", "60623", "27/3/2017"],
]
PETITIONS = [
    ["petition_id", "first_name", "last_name", "postcode", "created_at"],
    *(["8", f"Other {n}", "Muestra", "60608", "2017-03-25"] for n in range(12)),
    ["7", "Rosa", "Ejemplo", "60608", "2017-03-25"],
    ["7", "Luis", "Muestra", "60608", "2017-03-26"],
]
WHICH = "Which petition of the file is this one?"


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check runs here and is done when the page comes back, not in another process."""

    def check(import_id: int, actor: object) -> None:
        import_job.check(actor, import_id)  # type: ignore[arg-type]

    monkeypatch.setattr(import_job, "start", check)


def drop(app: AppTest, content: bytes, name: str = "firmas.csv") -> None:
    app.file_uploader[0].upload(name, content, "application/octet-stream").run()
    assert not app.exception


def press(app: AppTest, label: str) -> None:
    [button] = [button for button in app.button if button.label == label]
    button.click().run()
    assert not app.exception


def box(app: AppTest, label: str) -> object:
    [found] = [found.value for found in app.selectbox if found.label == label]
    return found


def choose(app: AppTest, label: str, value: object) -> None:
    [found] = [found for found in app.selectbox if found.label == label]
    found.set_value(value).run()
    assert not app.exception


def preview(app: AppTest) -> list[dict[str, object]]:
    table: list[dict[str, object]] = app.dataframe[0].value.to_dict("records")
    return table


def latest(username: str) -> file_imports.Import:
    with reading() as session:
        return file_imports.latest_imports(session, support.actor(username))[0]


@pytest.mark.usefixtures("at_once")
def test_a_file_is_dropped_looked_at_checked_imported_and_undone(screen: Screen) -> None:
    before = figures().headline.total
    app = screen("alice", "files")
    drop(app, csv_of(ROWS, ";", "cp1252"))
    assert "A table we don't know yet" in words(app)
    assert box(app, "First name") == "Nombre"
    assert box(app, "ZIP") == "Código postal"
    rosa, luis, _ana = preview(app)
    assert (rosa["name"], str(rosa["address"])[-5:], str(rosa["day"])[:10]) == (
        *("Rosa Ejemplo", "60608", "2017-03-25"),
    )
    assert str(luis["problem"]).startswith("Correo electrónico: ")

    press(app, "Check the whole file")
    assert "The file is being checked." in words(app)
    assert "Fit: 2 rows, with problems: 1" in words(app)
    assert figures().headline.total == before
    press(app, "Look at it")
    assert "Signed from Mar 25, 2017 to Mar 27, 2017." in words(app)
    [problem] = app.dataframe[-1].value.to_dict("records")
    assert (problem["row"], problem["column"], problem["value"]) == (
        *(3, "Correo electrónico", "luis at example"),
    )
    press(app, "Import 2 signatures")
    went = f"The coalition's total went from {before:,} to {before + 2:,}."
    assert f"2 signatures imported. {went}" in words(app)
    assert figures().headline.total == before + 2

    press(app, "Open")
    press(app, "Undo import")
    assert "All 2 rows of this file leave every figure." in words(app)
    assert figures().headline.total == before + 2
    press(app, "Yes, undo it")
    assert "2 signatures taken out again." in words(app)
    assert figures().headline.total == before


@pytest.mark.usefixtures("at_once")
def test_a_mapping_that_a_person_changed_comes_back_for_the_whole_organization(
    screen: Screen,
) -> None:
    made = [["Alpha", "Beta", "Gamma"], ["Rosa", "60608", "2017-03-25"]]
    app = screen("bob", "files")
    drop(app, csv_of(made))
    assert "No column holds a name yet." in words(app)
    choose(app, "First name", "Alpha")
    choose(app, "ZIP", "Beta")
    choose(app, "Day signed", "Gamma")
    press(app, "Check the whole file")
    assert latest("bob").fit == 1

    app = screen("alice", "files")
    drop(app, csv_of([["Beta", "Alpha", "Gamma"], ["60608", "Luis", "2017-03-26"]]))
    assert "brought in before" in words(app)
    assert preview(app)[0]["name"] == "Luis"


def test_a_file_of_the_petitions_own_page_is_counted_there_already(screen: Screen) -> None:
    header = HEADERS["controlshift organization"][0].split(",")
    app = screen("bob", "files")
    drop(app, csv_of([header, ["x" for _ in header]]))
    assert "What we think it is: ControlShift" in words(app)
    assert box(app, "Are these rows counted by another site already?") == "petition-page"


@pytest.mark.usefixtures("at_once")
def test_of_several_petitions_a_person_says_which_is_this_one_and_it_is_remembered(
    screen: Screen,
) -> None:
    app = screen("bob", "files")
    drop(app, csv_of(PETITIONS))
    [which] = [each for each in app.selectbox if each.label == WHICH]
    assert (which.value, which.options) == (None, ["8 · 12 rows", "7 · 2 rows"])
    assert not app.dataframe
    press(app, "Check the whole file")
    assert [error.value for error in app.error] == [
        "Choose the petition first: who signed another one does not count here."
    ]
    choose(app, WHICH, "7")
    assert not app.error
    assert "12 rows of other petitions are left out." in words(app)
    assert [(row["number"], row["name"]) for row in preview(app)] == [
        (14, "Rosa Ejemplo"),
        (15, "Luis Muestra"),
    ]
    press(app, "Check the whole file")
    assert (latest("bob").rows, latest("bob").fit) == (2, 2)

    app = screen("alice", "files")
    drop(app, csv_of(PETITIONS[:-1]))
    assert box(app, WHICH) == "7"
    assert [row["name"] for row in preview(app)] == ["Rosa Ejemplo"]
    drop(app, csv_of([PETITIONS[0], *PETITIONS[-2:]]))
    assert WHICH not in [each.label for each in app.selectbox]
    assert len(preview(app)) == 2


@pytest.mark.usefixtures("at_once")
def test_a_file_of_another_petition_than_the_last_time_is_asked_about(screen: Screen) -> None:
    app = screen("bob", "files")
    drop(app, csv_of(PETITIONS))
    choose(app, WHICH, "7")
    press(app, "Check the whole file")
    app = screen("alice", "files")
    drop(app, csv_of(PETITIONS[:-2]))
    assert box(app, WHICH) is None
    press(app, "Check the whole file")
    assert "Choose the petition first" in words(app)
    assert latest("alice").fit == 2
    choose(app, WHICH, "8")
    press(app, "Check the whole file")
    assert latest("alice").fit == 12


def test_a_file_of_one_petition_asks_nothing(screen: Screen) -> None:
    app = screen("bob", "files")
    drop(app, csv_of(PETITIONS[:-2]))
    assert WHICH not in [each.label for each in app.selectbox]
    assert len(preview(app)) == 10


def test_contact_results_become_outreach_and_not_signers(screen: Screen) -> None:
    header = HEADERS["van contact history"][0].split(",")
    app = screen("bob", "files")
    called = ["7", "Rosa Ejemplo", "3/26/2017", "Canvassed", "Walk", "Ana", *[""] * 4]
    drop(app, csv_of([header, called]))
    assert "What the results mean" in words(app)
    labels = [button.label for button in app.button]
    assert "Import outreach" in labels
    assert "Check the whole file" not in labels


def test_one_of_several_tables_is_chosen(screen: Screen) -> None:
    app = screen("bob", "files")
    drop(app, xlsx_of({"Notas": [["Tema"], ["x"]], "Firmas": ROWS}), "firmas.xlsx")
    choose(app, "Which of its tables", 1)
    assert preview(app)[0]["name"] == "Rosa Ejemplo"


def test_where_a_file_does_not_tell_how_its_days_are_written_a_person_does(screen: Screen) -> None:
    app = screen("bob", "files")
    drop(app, csv_of([["Name", "Date"], ["Rosa", "3/4/2017"]]))
    assert str(preview(app)[0]["day"])[:10] == "2017-03-04"
    [order] = [each for each in app.radio if each.label.startswith("Is 3/4 in this file")]
    order.set_value(True).run()
    assert str(preview(app)[0]["day"])[:10] == "2017-04-03"


def test_a_file_that_cannot_be_read_says_why(screen: Screen) -> None:
    app = screen("bob", "files")
    drop(app, b"")
    assert [error.value for error in app.error] == ["This file is empty."]
    drop(app, csv_of(ROWS))
    assert not app.error


def test_a_day_that_nobody_gave_is_asked_for_beside_its_field(screen: Screen) -> None:
    app = screen("bob", "files")
    drop(app, csv_of([["Name", "ZIP"], ["Rosa", "60608"]]))
    press(app, "Check the whole file")
    assert [error.value for error in app.error] == ["Give a day, such as 2017/04/24."]
    assert preview(app)[0]["name"] == "Rosa"


def test_a_check_that_was_interrupted_goes_on_or_is_discarded(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    monkeypatch.setattr(import_job, "start", lambda import_id, _actor: started.append(import_id))
    app = screen("bob", "files")
    drop(app, csv_of(ROWS))
    press(app, "Check the whole file")
    assert "Go on" not in words(app)
    [import_id] = started
    with writing() as session:
        session.get_one(FileImport, import_id).worked_at -= timedelta(minutes=1)
    app = screen("alice", "files")
    press(app, "Go on")
    assert started == [import_id] * 2
    press(app, "Discard")
    assert "Nothing of it is kept." in words(app)
    assert "firmas.csv" not in words(app)


def test_an_interrupted_undo_is_a_leads_to_go_on_with(screen: Screen) -> None:
    file = imported(support.actor("bob"), [ImportRow(2, "Rosa")])
    with writing() as session:
        row = session.get_one(FileImport, file)
        row.asked_at = row.worked_at = clock.now() - timedelta(minutes=1)
    app = screen("bob", "files")
    assert "Interrupted" in words(app)
    assert "Go on" not in [button.label for button in app.button]
    assert "A lead of your organization can go on with it." in words(app)
    assert "Go on" in [button.label for button in screen("alice", "files").button]


def test_staff_are_told_that_a_lead_can_undo_an_import(screen: Screen) -> None:
    imported(support.actor("bob"), [ImportRow(2, "Rosa")])
    app = screen("bob", "files")
    press(app, "Open")
    assert "A lead of your organization can undo it, for 30 days after it." in words(app)
    assert "Undo import" not in words(app)


def test_what_a_file_holds_is_never_read_as_formatting(screen: Screen) -> None:
    staged(support.actor("bob"), [ImportRow(2, "Rosa")], file_name=":red[**firmas**].csv")
    app = screen("bob", "files")
    assert ":red[**firmas**].csv" in [each.value for each in app.text]


def test_the_problems_are_a_file_without_formulas(screen: Screen, fetched: Fetched) -> None:
    file = staged(support.actor("bob"), [ImportRow(2, "Rosa", email="=1+1")])
    app = screen("bob", "files")
    press(app, "Look at it")
    name, content = fetched(app, "import.problems")
    assert name == f"contamos-problems-{file}.csv"
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Row,Column,Value,Reason"
    assert lines[1].startswith("2,E-mail,'=1+1,")


def test_many_problems_are_all_in_the_file_and_the_first_on_screen(
    screen: Screen, fetched: Fetched
) -> None:
    rows = [ImportRow(row, "Rosa", email="no") for row in range(2, 303)]
    file = staged(support.actor("bob"), rows)
    app = screen("bob", "files")
    press(app, "Look at it")
    assert len(app.dataframe[-1].value) == 200
    assert "Here are the first 200; the file below has them all, up to 10,000." in words(app)
    name, content = fetched(app, "import.problems")
    assert name == f"contamos-problems-{file}.csv"
    lines = content.decode("utf-8-sig").splitlines()
    assert len(lines) == 302
    assert lines[301].startswith("302,E-mail,no,")


def test_a_file_that_only_takes_back_is_brought_in_too(screen: Screen) -> None:
    bob = support.actor("bob")
    imported(bob, [ImportRow(2, "Rosa"), ImportRow(3, "Luis", may_contact=True)])
    total = figures().headline.total
    staged(bob, [ImportRow(2, "Rosa", deleted=True), ImportRow(3, "Luis", unsubscribed=True)])
    app = screen("bob", "files")
    press(app, "Look at it")
    assert "Taken back where they come from, so they no longer count here: 1 signature." in words(
        app
    )
    assert "Not to be contacted any more: 1 signature." in words(app)
    press(app, "Bring in these changes")
    assert figures().headline.total == total - 1


@pytest.mark.usefixtures("at_once")
def test_a_file_is_checked_again_after_another_one_came_in(screen: Screen) -> None:
    app = screen("bob", "files")
    drop(app, csv_of(ROWS))
    press(app, "Check the whole file")
    imported(support.actor("alice"), [ImportRow(2, "Rosa")])
    app.run()
    press(app, "Look at it")
    assert "Another file came in or was undone since this one was checked." in words(app)
    press(app, "Check it again")
    press(app, "Look at it")
    press(app, "Import 2 signatures")
    assert "2 signatures imported." in words(app)


def test_a_file_made_outside_of_a_run_speaks_the_language_it_was_asked_for_in() -> None:
    with speaking("es"):
        assert (_("Row"), language()) == ("Fila", "es")
    assert (_("Row"), language()) == ("Row", "en")


@pytest.mark.parametrize("person", ["cora", "charlie"])
def test_another_organizations_files_are_not_there(screen: Screen, person: str) -> None:
    staged(support.actor("bob"), [ImportRow(2, "Rosa")], file_name="nuestra.csv")
    app = screen(person, "files")
    assert "nuestra.csv" not in words(app)
    assert ("Bring in a file" in words(app)) == (person == "charlie")


def test_the_wizard_speaks_spanish(screen: Screen) -> None:
    with writing() as session:
        users.set_language(session, support.actor("bob"), "es")
    staged(support.actor("bob"), [ImportRow(2, "Rosa")])
    app = screen("bob", "files")
    assert "Traer un archivo" in words(app)
    assert "Sirven: 1 fila, con problemas: 0" in words(app)
