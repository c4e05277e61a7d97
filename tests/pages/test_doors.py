"""Who gets in where: signed out, staff, lead, coordinator, and on a cold server."""

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from db.engine import writing
from db.login_sessions import actor_of, sign_out_everywhere
from db.models import User
from tests import support
from tests.pages.conftest import ROOT, Screen, words
from ui import who

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
TITLES = {
    "totals": "Totals",
    "log_signatures": "Log signatures",
    "key_names": "Key names",
    "people": "People",
    "log_outreach": "Log outreach",
    "measures": "Measures",
    "wards": "Wards",
    "calendar": "Calendar",
    "seats": "Seats and committees",
    "roll_calls": "Roll calls",
    "council": "Council",
    "files": "Files",
    "account": "Account",
    "organization": "Organization",
    "coalition": "Coalition",
    "press": "Press",
}
# Who opens a page that is not for everybody; anyone else is told so.
OF_ORGANIZATIONS = {"alice", "bob", "charlie", "dora"}
ONLY = {
    "log_signatures": OF_ORGANIZATIONS,
    "key_names": OF_ORGANIZATIONS,
    "people": OF_ORGANIZATIONS,
    "log_outreach": OF_ORGANIZATIONS,
    "organization": {"alice", "dora"},
    "coalition": {"cora"},
    "press": {"alice", "cora", "dora"},
}


def test_every_page_is_listed_here() -> None:
    assert set(PAGES) == set(TITLES)


@pytest.mark.parametrize("page", [None, *PAGES])
def test_signed_out_every_address_shows_the_sign_in_form_and_nothing_else(
    screen: Screen, page: str | None
) -> None:
    app = screen(None, page)
    assert [box.label for box in app.text_input] == ["Username", "Password"]
    assert not app.metric
    assert [title.value for title in app.title] == ["Contamos"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opened_past_the_main_script_shows_nothing(
    screen: Screen, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a cold server Streamlit can serve pages/*.py directly: each page asks for itself."""
    monkeypatch.setattr(who, "cookie", lambda: None)
    app = AppTest.from_file(ROOT / "pages" / f"{page}.py", default_timeout=30).run()
    assert not app.exception
    assert words(app).strip() == "Sign in to see this."


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("person", support.PEOPLE)
def test_everybody_opens_the_pages_of_their_role_and_no_other(
    screen: Screen, person: str, page: str
) -> None:
    app = screen(person, page)
    assert not app.exception
    assert not app.error
    allowed = person in ONLY.get(page, support.PEOPLE)
    assert [t.value for t in app.title] == [TITLES[page] if allowed else "Not for your role"]


@pytest.mark.parametrize(
    ("page", "person"),
    [
        ("log_signatures", "cora"),
        ("log_outreach", "cora"),
        ("key_names", "cora"),
        ("people", "cora"),
        ("organization", "bob"),
        ("coalition", "alice"),
        ("press", "bob"),
    ],
)
def test_a_page_asks_for_the_right_by_itself(screen: Screen, page: str, person: str) -> None:
    screen(person)
    app = AppTest.from_file(ROOT / "pages" / f"{page}.py", default_timeout=30).run()
    assert [t.value for t in app.title] == ["Not for your role"]
    assert not [*app.number_input, *app.text_input, *app.dataframe]


def test_a_login_session_ended_elsewhere_closes_the_open_tab_on_its_next_action(
    screen: Screen,
) -> None:
    app = screen("alice", "totals")
    assert app.metric
    with writing() as session:
        sign_out_everywhere(session, support.actor("alice"))
    app.run()
    assert not app.metric
    assert [box.label for box in app.text_input] == ["Username", "Password"]


def test_a_disabled_person_is_out_on_the_next_action(screen: Screen) -> None:
    app = screen("bob", "log_signatures")
    with writing() as session:
        bob = session.exec(select(User).where(User.username == "bob")).one()
        bob.disabled_at = support.clock.now()
        session.add(bob)
    app.run()
    assert not app.number_input


def test_a_first_password_opens_nothing_but_the_form_to_choose_an_own_one(screen: Screen) -> None:
    with writing() as session:
        bob = session.exec(select(User).where(User.username == "bob")).one()
        bob.must_change_password = True
        session.add(bob)
    app = screen("bob", "totals")
    assert [t.value for t in app.title] == ["Choose your own password"]
    assert not app.metric
    fields = {box.label: box for box in app.text_input}
    fields["Current password"].input(support.PASSWORD)
    fields["New password"].input("a-better-one-2017")
    fields["New password again"].input("a-better-one-2018")
    app.button[0].click().run()
    assert [error.value for error in app.error] == ["The two don't match."]
    fields = {box.label: box for box in app.text_input}
    fields["New password again"].input("a-better-one-2017")
    app.button[0].click().run()
    assert [t.value for t in app.title] == ["Totals"]


@pytest.mark.parametrize("username", ["alice", "nobody-here"])
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    screen: Screen, username: str
) -> None:
    app = screen(None)
    app.text_input[0].input(username)
    app.text_input[1].input("not the password")
    app.button[0].click().run()
    assert not app.exception
    [error] = app.error
    assert error.value.startswith("That did not work.")


def test_the_right_password_hands_the_browser_a_ticket_and_no_password(screen: Screen) -> None:
    app = screen(None)
    app.text_input[0].input("Alice ")
    app.text_input[1].input(support.PASSWORD)
    app.button[0].click().run()
    assert not app.error
    assert [each.value for each in app.success] == ["Signing in…"]


def test_logging_out_ends_the_login_session(screen: Screen) -> None:
    app = screen("bob")
    app.button(key="log_out").click().run()
    assert not app.exception
    assert actor_of(who.cookie()) is None


def test_spanish_is_there_for_who_chooses_it(screen: Screen) -> None:
    with writing() as session:
        bob = session.exec(select(User).where(User.username == "bob")).one()
        bob.language = "es"
        session.add(bob)
    app = screen("bob", "totals")
    assert [t.value for t in app.title] == ["Totales"]
    assert app.metric[0].label == "Firmas"
    assert [t.value for t in screen("bob", "log_signatures").title] == ["Registrar firmas"]
    assert [t.value for t in screen("bob", "measures").title] == ["Medidas"]


def test_an_error_on_a_page_says_so_in_words(
    screen: Screen, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    typed = "Ro" + "sa"

    def broken(*_args: object) -> None:
        raise ValueError(typed)

    monkeypatch.setattr("ui.board.totals_of", broken)
    app = screen("alice", "totals")
    assert not app.exception
    assert [e.value for e in app.error] == [
        "Something went wrong on our side. Nothing was lost; please try again."
    ]
    assert "ValueError" in caplog.text
    assert typed not in caplog.text


def test_the_demo_says_that_its_clock_is_not_real(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Monday, April 24, 2017" in words(screen("bob"))
    monkeypatch.delenv("CONTAMOS_CLOCK")
    assert "Demo" not in words(screen("bob"))
