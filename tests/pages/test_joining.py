"""The screen behind an invitation's link."""

import pytest
from streamlit.testing.v1 import AppTest

from db import invitations, users
from db.actor import Actor
from db.engine import writing
from db.invitations import InvitationCreate
from tests import support
from tests.pages.conftest import Screen, words

GOOD = "defend every block"


def link(actor: Actor, role: str = "staff", organization: str | None = None) -> dict[str, str]:
    """The address that an invitation opens."""
    with writing() as session:
        new = InvitationCreate(role, organization, key="k" * 20 + role + actor.username)
        return {"invitation": invitations.invite(session, actor, new).token}


def fill(app: AppTest, **texts: str) -> None:
    labels = {"name": "Your name", "username": "Username"}
    labels |= {"password": "Password", "repeated": "Password again"}
    boxes = {box.label: box for box in app.text_input}
    for field, text in texts.items():
        boxes[labels[field]].input(text)
    [join] = [button for button in app.button if button.label == "Join"]
    join.click().run()
    assert not app.exception


@pytest.mark.parametrize(
    ("inviter", "role", "organization", "said"),
    [
        ("alice", "staff", None, "You are invited to Mijente as staff."),
        ("alice", "lead", None, "You are invited to Mijente as a lead."),
        ("cora", "lead", "hana-center", "You are invited to Hana Center as a lead."),
        ("cora", "coordinator", None, "You are invited to the coalition as a coordinator."),
    ],
)
def test_the_link_says_to_what_it_invites(
    screen: Screen, inviter: str, role: str, organization: str | None, said: str
) -> None:
    app = screen(None, address=link(support.actor(inviter), role, organization))
    assert said in words(app)
    assert [box.label for box in app.text_input] == [
        "Your name",
        "Username",
        "Password",
        "Password again",
    ]
    assert [title.value for title in app.title] == ["Contamos"]


def test_whoever_joins_gets_a_ticket_even_if_they_press_twice(screen: Screen, alice: Actor) -> None:
    app = screen(None, address=link(alice))
    fill(app, name="Érika", username="erika", password=GOOD, repeated=GOOD)
    assert [each.value for each in app.success] == ["Signing in…"]
    app.run()
    assert [each.value for each in app.success] == ["Signing in…"]
    assert not app.text_input
    assert support.actor("erika").organization == "mijente"


def test_what_is_refused_stands_beside_its_field_and_nothing_is_lost(
    screen: Screen, alice: Actor
) -> None:
    app = screen(None, address=link(alice))
    fill(app, name="", username="bob", password="short", repeated="shirt")
    assert [error.value for error in app.error] == [
        "This can't be empty.",
        "That username is taken.",
        "Use at least 12 characters.",
        "The two don't match.",
    ]
    assert [box.value for box in app.text_input] == ["", "bob", "short", "shirt"]
    fill(app, name="Érika", username="erika", password=GOOD, repeated=GOOD)
    assert not app.error


def test_a_link_that_does_not_work_says_so_and_leads_to_sign_in(
    screen: Screen, alice: Actor
) -> None:
    app = screen(None, address={"invitation": "made up"})
    assert [each.value for each in app.warning] == [
        "This invitation does not work. Ask for a new one."
    ]
    assert not app.text_input
    app.button[0].click().run()
    assert [box.label for box in app.text_input] == ["Username", "Password"]
    assert not app.query_params


def test_a_disabled_inviters_link_does_not_work(screen: Screen, alice: Actor) -> None:
    address = link(alice)
    with writing() as session:
        users.create_user(
            session,
            username="ana",
            name="Ana",
            role=alice.role,
            organization="mijente",
            password=GOOD,
        )
        users.disable_user(session, "alice")
    app = screen(None, address=address)
    assert "This invitation does not work." in words(app)


def test_who_is_signed_in_is_told_so_and_stays_who_they_are(screen: Screen, alice: Actor) -> None:
    app = screen("bob", address=link(alice))
    assert "You are signed in already." in words(app)
    assert [title.value for title in app.title] == ["Totals"]


def test_the_screen_speaks_spanish_to_who_chooses_it(screen: Screen, alice: Actor) -> None:
    app = screen(None, address=link(alice))
    app.radio(key="language.visit").set_value("es").run()
    assert "Tienes una invitación a Mijente como parte del personal." in words(app)
    boxes = app.text_input
    for box, text in zip(boxes, ("Érika", "erika", GOOD, GOOD), strict=True):
        box.input(text)
    app.button[0].click().run()
    assert support.actor("erika").language == "es"
