"""Account: a person's own language, password and browsers, and nobody else's."""

from db import users
from db.engine import writing
from db.login_sessions import actor_of
from tests import support
from tests.pages.conftest import Screen, words
from ui import who

GOOD = "defend every block"


def test_a_chosen_language_holds_from_the_next_run_on(screen: Screen) -> None:
    app = screen("bob", "account")
    app.radio(key="account.language").set_value("es").run()
    assert [title.value for title in app.title] == ["Cuenta"]
    assert app.session_state["language.choice"] == "es"
    assert support.actor("bob").language == "es"


def test_the_language_can_follow_the_browser_again(screen: Screen) -> None:
    with writing() as session:
        users.set_language(session, support.actor("bob"), "en")
    app = screen("bob", "account")
    assert app.radio(key="account.language").value == "en"
    app.radio(key="account.language").set_value("").run()
    assert not app.exception
    assert support.actor("bob").language is None


def test_the_password_is_changed_and_what_does_not_fit_is_said_beside_its_field(
    screen: Screen,
) -> None:
    app = screen("bob", "account")
    fields = {box.label: box for box in app.text_input}
    fields["Current password"].input("not the password")
    fields["New password"].input("short")
    fields["New password again"].input("shorter")
    [save] = [button for button in app.button if button.label == "Save password"]
    save.click().run()
    assert [error.value for error in app.error] == [
        "This is not your current password.",
        "Use at least 12 characters.",
        "The two don't match.",
    ]
    fields = {box.label: box for box in app.text_input}
    fields["Current password"].input(support.PASSWORD)
    fields["New password"].input(GOOD)
    fields["New password again"].input(GOOD)
    [save] = [button for button in app.button if button.label == "Save password"]
    save.click().run()
    assert not app.error
    assert "Your new password is saved." in words(app)
    assert actor_of(who.cookie()) is not None


def test_another_browser_of_ones_own_is_signed_out_from_here(screen: Screen) -> None:
    elsewhere, alices = support.token_of("bob"), support.token_of("alice")
    app = screen("bob", "account")
    assert words(app).count("last seen") == 2
    assert words(app).count("This browser") == 1
    [sign_out] = [button for button in app.button if button.label == "Sign out"]
    sign_out.click().run()
    assert not app.error
    assert actor_of(elsewhere) is None
    assert actor_of(alices) is not None
    assert actor_of(who.cookie()) is not None
    assert words(app).count("last seen") == 1
