"""Staying signed in, and being signed out at once."""

from dataclasses import replace

import pytest
from sqlmodel import col, select

from db import login_sessions, users
from db.actor import Actor, Role
from db.engine import reading, writing
from db.errors import NotAllowed, NotFound
from db.login_sessions import actor_of, owner_of
from db.models import LoginSession, User
from tests.db.support import busy
from tests.support import at, forget_engines, token_of


def _sign_out(token: str) -> None:
    actor = actor_of(token)
    assert actor is not None
    with writing() as session:
        login_sessions.sign_out(session, actor)


def test_a_cookie_says_who_it_is(bob: Actor, cora: Actor) -> None:
    actor = actor_of(token_of("bob"))
    assert actor is not None
    assert (actor.username, actor.name, actor.organization) == ("bob", "Bob", "mijente")
    assert (actor.role, actor.organization_id) == (bob.role, bob.organization_id)
    assert actor.login_session_id is not None
    coordinator = actor_of(token_of("cora"))
    assert coordinator is not None
    assert (coordinator.organization, coordinator.organization_id) == (None, None)


def test_no_cookie_and_a_made_up_cookie_are_nobody(home: object) -> None:
    for token in (None, "", "made up", "x" * 100_000, "\x00", "\ud800"):
        assert actor_of(token) is None
        assert owner_of(token) is None


def test_half_an_hour_without_a_sign_of_life_ends_it(home: object) -> None:
    with at("2017-04-24T09:00:00"):
        token = token_of("bob")
    with at("2017-04-24T09:30:00"):
        assert actor_of(token, active=False) is not None
    with at("2017-04-24T09:30:01"):
        assert actor_of(token) is None
    with at("2017-04-24T09:30:00"):  # it had not been kept alive by being asked for
        assert actor_of(token, active=False) is not None


def test_working_keeps_it_alive(home: object) -> None:
    with at("2017-04-24T09:00"):
        token = token_of("bob")
    for clock in ("09:29", "09:58", "10:27", "10:56"):
        with at(f"2017-04-24T{clock}"):
            assert actor_of(token) is not None
    with at("2017-04-24T11:27"):
        assert actor_of(token) is None


def test_a_screen_that_refreshes_itself_does_not_keep_it_alive(home: object) -> None:
    with at("2017-04-24T09:00"):
        token = token_of("bob")
    for minute in range(1, 31):
        with at(f"2017-04-24T09:{minute:02}"):
            assert actor_of(token, active=False) is not None
    with at("2017-04-24T09:31"):
        assert actor_of(token, active=False) is None


def test_twelve_hours_are_the_most(home: object) -> None:
    with at("2017-04-24T09:00"):
        token = token_of("bob")
    for hour in range(9, 21):
        for minute in (0, 20, 40):
            with at(f"2017-04-24T{hour:02}:{minute:02}"):
                assert actor_of(token) is not None
    with at("2017-04-24T21:00:00"):
        assert actor_of(token) is not None
    with at("2017-04-24T21:00:01"):
        assert actor_of(token) is None


def test_a_run_writes_at_most_once_a_minute(home: object) -> None:
    def seen() -> object:
        with reading() as session:
            return session.exec(select(LoginSession.last_seen_at)).one()

    with at("2017-04-24T09:00:00"):
        token = token_of("bob")
        first = seen()
    with at("2017-04-24T09:01:00"):
        actor_of(token)
        assert seen() == first
    with at("2017-04-24T09:01:01"):
        actor_of(token)
        assert seen() != first


def test_a_clock_that_goes_back_ends_nothing(home: object) -> None:
    with at("2017-04-24T09:00"):
        token = token_of("bob")
    with at("2017-04-24T08:00"):
        assert actor_of(token) is not None


def test_signing_out_ends_this_browser_at_once(home: object) -> None:
    here, elsewhere = token_of("bob"), token_of("bob")
    _sign_out(here)
    assert actor_of(here) is None
    assert actor_of(elsewhere) is not None


def test_signing_out_twice_is_signing_out_once(home: object) -> None:
    token = token_of("bob")
    actor = actor_of(token)
    assert actor is not None
    for _ in range(2):
        with writing() as session:
            login_sessions.sign_out(session, actor)
    assert actor_of(token) is None


def _signed_in(username: str, device: str) -> Actor:
    """A login session of this device."""
    actor = actor_of(token_of(username))
    assert actor is not None
    with writing() as session:
        login = session.get_one(LoginSession, actor.login_session_id)
        login.device = device
        session.add(login)
    return actor


def test_a_person_sees_where_they_are_signed_in_and_nobody_elses_browsers(home: object) -> None:
    with at("2017-04-24T08:00"):
        _signed_in("bob", "Chrome, Windows")  # half an hour without use: no longer signed in
    with at("2017-04-24T08:50"):
        _signed_in("bob", "Firefox, Android")
        _signed_in("alice", "Safari, Mac")
        here = _signed_in("bob", "Safari, iPhone")
    with at("2017-04-24T08:55"):
        _signed_in("bob", "Edge, Windows")
    with at("2017-04-24T09:00"), reading() as session:
        known = login_sessions.own_sessions(session, here)
    assert [login.device for login in known] == [
        "Safari, iPhone",
        "Edge, Windows",
        "Firefox, Android",
    ]
    assert [login.here for login in known] == [True, False, False]


def test_one_of_ones_own_browsers_is_signed_out_and_no_other(home: object) -> None:
    tokens = [token_of("bob"), token_of("bob"), token_of("alice")]
    here, there, alice = (actor_of(token) for token in tokens)
    assert here
    assert there
    assert alice
    with writing() as session:
        login_sessions.end_own_session(session, here, there.login_session_id or 0)
        login_sessions.end_own_session(session, here, there.login_session_id or 0)  # again: nothing
    assert [actor_of(token) is not None for token in tokens] == [True, False, True]
    for stranger in (alice.login_session_id, 0, -1, 10**12, None, "1"):
        with pytest.raises(NotFound), writing() as session:
            login_sessions.end_own_session(session, here, stranger)  # type: ignore[arg-type]
    assert actor_of(tokens[2]) is not None


def test_whoever_must_choose_a_password_first_ends_and_sees_no_sessions(home: object) -> None:
    bob = _signed_in("bob", "")
    newcomer = replace(bob, must_change_password=True)
    with pytest.raises(NotAllowed), reading() as session:
        login_sessions.own_sessions(session, newcomer)
    with pytest.raises(NotAllowed), writing() as session:
        login_sessions.end_own_session(session, newcomer, bob.login_session_id or 0)


def test_signing_out_everywhere_ends_every_browser_of_that_person(home: object) -> None:
    here, elsewhere, alices = token_of("bob"), token_of("bob"), token_of("alice")
    actor = actor_of(here)
    assert actor is not None
    with writing() as session:
        login_sessions.sign_out_everywhere(session, actor)
    assert actor_of(here) is actor_of(elsewhere) is None
    assert actor_of(alices) is not None


def test_disabling_a_person_ends_every_browser_at_once(home: object) -> None:
    here, elsewhere, alices = token_of("bob"), token_of("bob"), token_of("alice")
    with writing() as session:
        users.disable_user(session, "bob")
    assert actor_of(here) is actor_of(elsewhere) is None
    assert actor_of(alices) is not None
    with writing() as session:
        users.enable_user(session, "bob")
    assert actor_of(here) is None  # signing in again is theirs to do


def test_a_changed_role_holds_from_the_next_run_on(home: object) -> None:
    token = token_of("bob")
    with writing() as session:
        bob = session.exec(select(User).where(User.username == "bob")).one()
        bob.role = Role.LEAD
        session.add(bob)
    actor = actor_of(token)
    assert actor is not None
    assert actor.role is Role.LEAD


def test_whose_cookie_it_was_is_known_for_a_day(bob: Actor) -> None:
    with at("2017-04-24T09:00"):
        token = token_of("bob")
    with at("2017-04-25T09:00"):
        assert actor_of(token) is None
        assert owner_of(token) == bob.user_id
    with at("2017-04-25T09:01"):
        assert owner_of(token) is None


def test_the_sessions_of_earlier_days_are_dropped_when_their_owner_signs_in(bob: Actor) -> None:
    def started() -> list[str]:
        with reading() as session:
            logins = session.exec(select(LoginSession).order_by(col(LoginSession.started_at)))
            return [
                f"{login.user_id == bob.user_id}, day {login.started_at.day}" for login in logins
            ]

    for username, clock in (("bob", "23T09:00"), ("alice", "23T09:00"), ("bob", "24T08:00")):
        with at(f"2017-04-{clock}"):
            token_of(username)
    with at("2017-04-25T07:00"):
        here = token_of("bob")
        assert actor_of(here) is not None
    assert started() == ["False, day 23", "True, day 24", "True, day 25"]


def test_a_login_session_outlives_a_restart(home: object) -> None:
    token = token_of("bob")
    forget_engines()
    assert actor_of(token) is not None


def test_a_busy_database_keeps_nobody_from_reading(home: object) -> None:
    with at("2017-04-24T09:00"):
        token = token_of("bob")
    with at("2017-04-24T09:10"), busy():
        assert actor_of(token) is not None
