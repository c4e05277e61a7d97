"""People, as leads and coordinators look after them."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import col, select

from db import staff, users
from db.actor import Actor, Right, Role
from db.engine import reading, writing
from db.errors import Conflict, Doubtful, NotAllowed, NotFound
from db.login_sessions import actor_of, sign_in
from db.models import AuditEntry
from db.staff import Person
from tests import support
from tests.db.support import nothing_written, refused
from tests.support import PASSWORD, at, token_of


def _people(actor: Actor) -> dict[str, Person]:
    with reading() as session:
        return {person.username: person for person in staff.people(session, actor)}


def _write(
    command: Callable[..., Any], actor: Actor, person: Actor, *args: Any, **more: Any
) -> Any:
    with writing() as session:
        return command(session, actor, person.user_id, *args, **more)


def _second_lead(actor: Actor) -> None:
    """Make Bob a lead beside Alice."""
    _write(staff.set_role, actor, support.actor("bob"), "lead")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes the slowness out of hashing."""
    monkeypatch.setattr("db.passwords.hashed", lambda password: "hash of " + password)


def test_a_lead_sees_her_organizations_people_and_nobody_else(alice: Actor) -> None:
    seen = _people(alice)
    assert list(seen) == ["alice", "bob"]
    assert seen["alice"].oneself
    assert (seen["bob"].name, seen["bob"].role) == ("Bob", Role.STAFF)
    assert seen["bob"].last_seen_at is None
    assert seen["bob"].sessions == []


def test_a_coordinator_sees_leads_and_coordinators_and_no_staff(cora: Actor) -> None:
    seen = _people(cora)
    assert set(seen) == {"alice", "dora", "cora", "coordinator"}
    assert seen["alice"].organization == "mijente"
    assert seen["cora"].organization is None


def test_where_somebody_is_signed_in_is_seen_and_ended(alice: Actor) -> None:
    with at("2017-04-24T10:00"):
        token_of("bob")
    with at("2017-04-24T10:20"):
        newer = token_of("bob")
    with at("2017-04-24T10:25"):
        bob = _people(alice)["bob"]
        assert len(bob.sessions) == 2
        assert bob.last_seen_at == bob.sessions[0].last_seen_at
        assert support.clock.chicago(bob.sessions[0].started_at).minute == 20
        _write(staff.end_session, alice, support.actor("bob"), bob.sessions[0].id)
        assert actor_of(newer) is None
        assert len(_people(alice)["bob"].sessions) == 1
    with at("2017-04-24T11:30"):
        bob = _people(alice)["bob"]
        assert bob.sessions == []  # idle for too long
        assert support.clock.chicago(bob.last_seen_at).minute == 20  # type: ignore[arg-type]


def test_a_session_is_ended_only_of_the_person_it_belongs_to(
    alice: Actor, bob: Actor, dora: Actor
) -> None:
    charlies = actor_of(token_of("charlie"))
    assert charlies is not None
    assert charlies.login_session_id is not None
    for person in (alice, bob):
        with nothing_written(), pytest.raises(NotFound):
            _write(staff.end_session, alice, person, charlies.login_session_id)
    with nothing_written(), pytest.raises(NotFound):
        _write(staff.end_session, dora, charlies, 10**12)


def test_a_disabled_person_is_out_at_once_and_may_be_let_in_again(alice: Actor, bob: Actor) -> None:
    token = token_of("bob")
    _write(staff.disable, alice, bob)
    assert actor_of(token) is None
    assert sign_in("bob", PASSWORD, address="203.0.113.7") is None
    assert list(_people(alice)) == ["alice", "bob"]
    assert _people(alice)["bob"].disabled
    _write(staff.enable, alice, bob)
    assert sign_in("bob", PASSWORD, address="203.0.113.7") is not None
    assert actor_of(token) is None


def test_staff_become_leads_and_leads_staff_at_once(alice: Actor, bob: Actor) -> None:
    token = token_of("bob")
    _write(staff.set_role, alice, bob, "lead")
    actor = actor_of(token)
    assert actor is not None
    assert actor.may(Right.RUN_ORGANIZATION)
    _write(staff.set_role, alice, bob, "staff")
    actor = actor_of(token)
    assert actor is not None
    assert not actor.may(Right.RUN_ORGANIZATION)


@pytest.mark.parametrize("role", ["coordinator", "boss", "", None, 1])
def test_no_other_role_can_be_given(alice: Actor, bob: Actor, role: Any) -> None:
    with refused("role"):
        _write(staff.set_role, alice, bob, role)


def test_the_last_lead_can_not_step_down_or_be_disabled(alice: Actor, cora: Actor) -> None:
    for sure in (False, True):
        with nothing_written(), pytest.raises(Conflict):
            _write(staff.set_role, alice, alice, "staff", sure=sure)
    with nothing_written(), pytest.raises(Conflict):
        _write(staff.disable, cora, alice)
    _second_lead(alice)
    with writing() as session:
        users.disable_user(session, "bob")  # a disabled lead is none
    with nothing_written(), pytest.raises(Conflict):
        _write(staff.set_role, alice, alice, "staff", sure=True)


def test_a_lead_who_steps_down_is_asked_whether_she_is_sure(alice: Actor) -> None:
    _second_lead(alice)
    with nothing_written(), pytest.raises(Doubtful):
        _write(staff.set_role, alice, alice, "staff")
    _write(staff.set_role, alice, alice, "staff", sure=True)
    assert support.actor("alice").role is Role.STAFF


def test_nobody_disables_or_resets_themselves(alice: Actor, cora: Actor) -> None:
    _second_lead(alice)
    for actor in (alice, cora):
        with nothing_written(), pytest.raises(Conflict):
            _write(staff.disable, actor, actor)
        with nothing_written(), pytest.raises(Conflict):
            staff.reset_password(actor, actor.user_id)


def test_the_last_coordinator_stays(cora: Actor) -> None:
    other = support.actor("coordinator")
    _write(staff.disable, cora, other)
    with nothing_written(), pytest.raises(Conflict):
        _write(staff.disable, cora, cora)
    with writing() as session:
        users.enable_user(session, "coordinator")
        users.disable_user(session, "cora")
    with nothing_written(), pytest.raises(Conflict), writing() as session:
        users.disable_user(session, "coordinator")


def test_a_reset_password_is_told_once_and_signs_out_everywhere(alice: Actor, bob: Actor) -> None:
    token = token_of("bob")
    password = staff.reset_password(alice, bob.user_id)
    assert actor_of(token) is None
    assert sign_in("bob", PASSWORD, address="203.0.113.7") is None
    assert sign_in("bob", password, address="203.0.113.7") is not None
    assert support.actor("bob").must_change_password


def test_nobodys_write_waits_for_the_hash_of_a_reset(
    alice: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(_password: str) -> str:
        with writing() as session:  # would wait for a transaction around it, and give up
            users.set_language(session, bob, "es")
        return "a hash"

    monkeypatch.setattr("db.passwords.hashed", slowly)
    staff.reset_password(alice, bob.user_id)


def _commands(session_id: int) -> dict[str, Callable[[Actor, Actor], Any]]:
    return {
        "set role": lambda actor, person: _write(staff.set_role, actor, person, "lead"),
        "disable": lambda actor, person: _write(staff.disable, actor, person),
        "enable": lambda actor, person: _write(staff.enable, actor, person),
        "reset": lambda actor, person: staff.reset_password(actor, person.user_id),
        "end session": lambda actor, person: _write(staff.end_session, actor, person, session_id),
    }


@pytest.mark.usefixtures("quick")
def test_staff_look_after_nobody(bob: Actor, charlie: Actor) -> None:
    with pytest.raises(NotAllowed):
        _people(bob)
    for command in _commands(1).values():
        for person in (bob, charlie):
            with nothing_written(), pytest.raises(NotAllowed):
                command(bob, person)


@pytest.mark.usefixtures("quick")
def test_another_organizations_people_are_not_there(
    alice: Actor, charlie: Actor, dora: Actor, cora: Actor
) -> None:
    for command in _commands(1).values():
        for person in (charlie, dora, cora):
            with nothing_written(), pytest.raises(NotFound):
                command(alice, person)


@pytest.mark.usefixtures("quick")
def test_to_a_coordinator_staff_are_not_there_and_roles_are_the_leads_matter(
    bob: Actor, alice: Actor, cora: Actor
) -> None:
    for name, command in _commands(1).items():
        with nothing_written(), pytest.raises(NotAllowed if name == "set role" else NotFound):
            command(cora, bob)
    with nothing_written(), pytest.raises(NotAllowed):
        _write(staff.set_role, cora, alice, "staff")


def test_a_coordinator_resets_and_signs_out_leads_and_coordinators(
    alice: Actor, cora: Actor
) -> None:
    for person in (alice, support.actor("coordinator")):
        token = token_of(person.username)
        [login] = _people(cora)[person.username].sessions
        _write(staff.end_session, cora, person, login.id)
        assert actor_of(token) is None
        staff.reset_password(cora, person.user_id)
        assert support.actor(person.username).must_change_password


def test_whoever_must_choose_a_password_first_looks_after_nobody(alice: Actor, cora: Actor) -> None:
    staff.reset_password(cora, alice.user_id)
    with pytest.raises(NotAllowed):
        _people(support.actor("alice"))


def test_the_log_says_who_did_it_to_whom(alice: Actor, bob: Actor) -> None:
    token_of("bob")
    [login] = _people(alice)["bob"].sessions
    _write(staff.end_session, alice, bob, login.id)
    _write(staff.set_role, alice, bob, "lead")
    _write(staff.disable, alice, bob)
    _write(staff.enable, alice, bob)
    staff.reset_password(alice, bob.user_id)
    with reading() as session:
        query = select(AuditEntry).where(AuditEntry.user_id == alice.user_id)
        entries = session.exec(query.order_by(col(AuditEntry.id))).all()
    assert [entry.action for entry in entries] == [
        "sign out",
        "set role",
        "disable user",
        "enable user",
        "reset password",
    ]
    assert {entry.subject for entry in entries} == {f"user {bob.user_id}"}
    assert entries[1].details == {"role": ["staff", "lead"]}
