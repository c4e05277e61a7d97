"""Organization: a lead looks after her people and invites others."""

from streamlit.testing.v1 import AppTest

from db import staff
from db.actor import Role
from db.engine import writing
from db.login_sessions import actor_of, sign_in
from tests import support
from tests.pages.conftest import Screen, words


def press(app: AppTest, label: str, *, last: bool = False) -> None:
    found = [button for button in app.button if button.label == label]
    found[-1 if last else 0].click().run()
    assert not app.exception


def opened(app: AppTest, username: str) -> None:
    app.button(key=f"person.open.{support.actor(username).user_id}").click().run()
    assert not app.exception


def test_a_lead_sees_her_people_with_role_and_where_they_are_signed_in(screen: Screen) -> None:
    support.token_of("bob")
    support.token_of("charlie")
    said = words(screen("alice", "organization"))
    assert "Mijente" in said
    assert "Bob" in said
    assert "Last seen today" in said
    assert "signed in: Unknown device" in said
    assert "Charlie" not in said


def test_a_link_is_made_shown_once_and_withdrawn(screen: Screen) -> None:
    app = screen("alice", "organization")
    press(app, "Make a link")
    [code] = app.code
    assert "/?invitation=" in code.value
    assert "It works once, until Apr 25, 2017" in words(app)
    token = code.value.partition("invitation=")[2]
    press(app, "Done")
    assert not app.code
    assert "Made by Alice, today" in words(app)
    press(app, "Withdraw")
    assert "Made by Alice" not in words(app)
    assert "This invitation does not work." in words(screen(None, address={"invitation": token}))


def test_staff_are_made_a_lead_and_a_lead_who_steps_down_is_asked_twice(screen: Screen) -> None:
    app = screen("alice", "organization")
    opened(app, "alice")
    press(app, "Step down as a lead")
    assert [error.value for error in app.error] == [
        "This is the organization's last lead. Make somebody else a lead first."
    ]
    app = screen("alice", "organization")
    opened(app, "bob")
    press(app, "Make them a lead")
    assert support.actor("bob").role is Role.LEAD
    opened(app, "alice")
    press(app, "Step down as a lead")
    assert "You would be staff from now on" in words(app)
    assert support.actor("alice").role is Role.LEAD
    press(app, "Yes, I step down")
    assert support.actor("alice").role is Role.STAFF
    assert [title.value for title in app.title] == ["Not for your role"]


def test_a_disabled_person_is_out_and_can_be_let_in_again(screen: Screen) -> None:
    token = support.token_of("bob")
    app = screen("alice", "organization")
    opened(app, "bob")
    press(app, "Disable")
    assert actor_of(token) is None
    assert "Disabled" in words(app)
    opened(app, "bob")
    press(app, "Let in again")
    assert "They may sign in again." in words(app)


def test_a_colleague_is_signed_out_of_one_browser(screen: Screen) -> None:
    token = support.token_of("bob")
    app = screen("alice", "organization")
    opened(app, "bob")
    press(app, "Sign out")
    assert actor_of(token) is None
    assert "not signed in now" in words(app)


def test_a_reset_password_is_shown_once(screen: Screen) -> None:
    app = screen("alice", "organization")
    opened(app, "bob")
    press(app, "Reset password")
    [code] = app.code
    assert sign_in("bob", code.value, address="203.0.113.7") is not None
    press(app, "Done")
    assert not app.code


def test_somebody_who_is_no_longer_there_is_said_to_be_gone(screen: Screen) -> None:
    app = screen("alice", "organization")
    app.session_state["person.open"] = support.actor("charlie").user_id
    app.run()
    assert not app.exception
    assert [error.value for error in app.error] == ["There is nothing here by that name."]


def test_a_lead_made_staff_by_another_loses_the_page_on_the_next_action(screen: Screen) -> None:
    app = screen("alice", "organization")
    with writing() as session:
        staff.set_role(session, support.actor("alice"), support.actor("bob").user_id, "lead")
    with writing() as session:
        staff.set_role(session, support.actor("bob"), support.actor("alice").user_id, "staff")
    app.run()
    assert [title.value for title in app.title] == ["Not for your role"]
