"""Joining by a link: once, within a day, and only while its inviter may still invite."""

import threading
from typing import Any

import pytest
from sqlmodel import col, select

from db import invitations, staff, users
from db.actor import Actor, Role
from db.engine import reading, writing
from db.errors import Conflict, Invalid, NotAllowed, NotFound
from db.invitations import InvitationCreate, NewInvitation, PendingInvitation, Welcome
from db.login_sessions import actor_of, exchange, sign_in
from db.models import AuditEntry, Invitation, User
from tests import support
from tests.db.support import everything, key, nothing_written, refused
from tests.support import PASSWORD, at

GOOD = "defend every block"


def _invite(actor: Actor, role: str = "staff", **fields: Any) -> NewInvitation:
    with writing() as session:
        new = InvitationCreate(**{"role": role, "key": key(), **fields})
        return invitations.invite(session, actor, new)


def _accept(token: str, **fields: Any) -> str:
    good = {"name": "Érika", "username": "erika", "password": GOOD, "repeated": GOOD}
    return invitations.accept(token, **{**good, **fields})


def _welcome(token: str) -> Welcome:
    with reading() as session:
        return invitations.invitation_of(session, token)


def _pending(actor: Actor) -> list[PendingInvitation]:
    with reading() as session:
        return invitations.pending(session, actor)


def _withdraw(actor: Actor, invitation_id: int) -> None:
    with writing() as session:
        invitations.withdraw(session, actor, invitation_id)


def _only_pending(actor: Actor) -> int:
    [found] = _pending(actor)
    return found.id


def _does_not_work(token: str, *, because: str) -> None:
    """The link says why it does not work, and nobody joins by it."""
    for use in (_welcome, _accept):
        with nothing_written(), pytest.raises((NotFound, Conflict), match=because):
            use(token)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes the slowness out of hashing."""
    monkeypatch.setattr("db.passwords.hashed", lambda password: "hash of " + password)


def test_whoever_opens_a_link_joins_and_is_signed_in_at_once(alice: Actor) -> None:
    made = _invite(alice)
    assert _welcome(made.token) == Welcome(Role.STAFF, "Mijente")
    ticket = _accept(made.token, username=" Erika ", language="es")
    with writing() as session:
        cookie = exchange(session, ticket)
    actor = actor_of(cookie)
    assert actor is not None
    assert (actor.username, actor.name, actor.role) == ("erika", "Érika", Role.STAFF)
    assert (actor.organization, actor.language) == ("mijente", "es")
    assert not actor.must_change_password
    assert sign_in("erika", GOOD, address="203.0.113.7") is not None


def test_a_link_works_once(alice: Actor, quick: None) -> None:
    made = _invite(alice)
    _accept(made.token)
    _does_not_work(made.token, because="used already")


def test_a_link_works_for_a_day(alice: Actor, quick: None) -> None:
    with at("2017-04-24T10:00:00"):
        late, in_time = _invite(alice), _invite(alice)
    with at("2017-04-25T10:00:00"):
        _does_not_work(late.token, because="more than a day old")
        assert _pending(alice) == []
    with at("2017-04-25T09:59:59"):
        _accept(in_time.token)


def test_a_withdrawn_link_does_not_work(alice: Actor) -> None:
    made = _invite(alice)
    _withdraw(alice, _only_pending(alice))
    _does_not_work(made.token, because="does not work")
    assert _pending(alice) == []


def test_withdrawing_twice_is_withdrawing_once(alice: Actor) -> None:
    _invite(alice)
    invitation_id = _only_pending(alice)
    _withdraw(alice, invitation_id)
    with nothing_written():
        _withdraw(alice, invitation_id)


def test_a_used_link_can_not_be_withdrawn(alice: Actor, quick: None) -> None:
    made = _invite(alice)
    invitation_id = _only_pending(alice)
    _accept(made.token)
    with nothing_written(), pytest.raises(Conflict):
        _withdraw(alice, invitation_id)


@pytest.mark.parametrize("token", ["", "made up", "x" * 100_000, "\x00", "\ud800"])
def test_a_link_nobody_made_does_not_work(home: object, token: str) -> None:
    _does_not_work(token, because="does not work")


def test_the_link_of_a_disabled_lead_does_not_work(alice: Actor, dora: Actor) -> None:
    _accept(_invite(alice, "lead").token)
    made = _invite(alice)
    with writing() as session:
        users.disable_user(session, "alice")
    _does_not_work(made.token, because="does not work")
    assert _pending(support.actor("erika")) == []


@pytest.mark.usefixtures("quick")
def test_the_link_of_somebody_who_is_no_longer_a_lead_does_not_work(alice: Actor) -> None:
    _accept(_invite(alice, "lead").token)
    made = _invite(alice)
    with writing() as session:
        staff.set_role(session, support.actor("erika"), alice.user_id, "staff")
    _does_not_work(made.token, because="does not work")


@pytest.mark.usefixtures("quick")
def test_the_link_of_somebody_whose_password_was_reset_does_not_work(
    alice: Actor, cora: Actor
) -> None:
    made = _invite(alice)
    staff.reset_password(cora, alice.user_id)
    _does_not_work(made.token, because="does not work")


@pytest.mark.usefixtures("quick")
def test_of_two_who_join_at_once_one_does(alice: Actor) -> None:
    made = _invite(alice)
    results: list[Any] = [None, None]
    ready = threading.Barrier(2)

    def join(n: int) -> None:
        ready.wait()
        try:
            results[n] = _accept(made.token, username=f"erika{n}")
        except Conflict as error:
            results[n] = error

    threads = [threading.Thread(target=join, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "str"]
    with reading() as session:
        joined = session.exec(select(User).where(col(User.username).like("erika_"))).all()
        assert len(joined) == 1


def test_nobodys_write_waits_for_a_hash(
    alice: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _invite(alice)

    def slowly(_password: str) -> str:
        with writing() as session:  # would wait for a transaction around it, and give up
            users.set_language(session, bob, "es")
        return "a hash"

    monkeypatch.setattr("db.passwords.hashed", slowly)
    _accept(made.token)


def test_a_username_taken_while_we_hashed_is_refused(
    alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = _invite(alice), _invite(alice)

    def meanwhile(password: str) -> str:
        monkeypatch.setattr("db.passwords.hashed", lambda password: "a hash")
        _accept(other.token)
        return password

    monkeypatch.setattr("db.passwords.hashed", meanwhile)
    with pytest.raises(Invalid) as refusal:
        _accept(one.token)
    assert set(refusal.value.problems) == {"username"}
    _accept(one.token, username="erika2")


@pytest.mark.usefixtures("quick")
def test_what_makes_no_sense_is_refused_beside_its_field_and_the_link_still_works(
    alice: Actor,
) -> None:
    made = _invite(alice)
    bad: dict[str, list[Any]] = {
        "username": ["", "ab", "x" * 41, "Érika", "e rika", "bob", " BOB ", "<b>erika</b>"],
        "name": ["", "   ", "x" * 81, "\u200b"],
        "repeated": ["", GOOD + "x"],
        "language": ["fr", ""],
    }
    for field, values in bad.items():
        for value in values:
            with refused(field):
                _accept(made.token, **{field: value})
    for weak in ("short", "erika-and-bob-and", "aaaaaaaaaaaa", "x" * 201):
        with refused("password"):
            _accept(made.token, password=weak, repeated=weak)
    with refused("username", "name", "password", "repeated"):
        _accept(made.token, name="", username="", password="x", repeated="y")
    _accept(made.token)


def test_the_same_press_twice_is_one_invitation_and_its_newest_link_works(
    alice: Actor, quick: None
) -> None:
    press = key()
    first, second = _invite(alice, key=press), _invite(alice, key=press)
    assert first.expires_at == second.expires_at
    assert len(_pending(alice)) == 1
    _does_not_work(first.token, because="does not work")
    _accept(second.token)
    with nothing_written(), pytest.raises(Conflict):
        _invite(alice, key=press)


def test_another_persons_press_is_nobody_elses(alice: Actor, dora: Actor, cora: Actor) -> None:
    press = key()
    _invite(alice, "lead", key=press)
    for actor, fields in ((dora, {}), (cora, {"organization": "mijente"})):
        with nothing_written(), pytest.raises(NotFound):
            _invite(actor, "lead", key=press, **fields)


def test_only_a_digest_of_the_link_is_kept_and_the_log_says_nothing_of_it(alice: Actor) -> None:
    made = _invite(alice)
    _accept(made.token)
    assert made.token not in repr(everything())
    with reading() as session:
        new = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(2)).all()
        invitation = session.exec(select(Invitation)).one()
        erika = session.exec(select(User).where(User.username == "erika")).one()
    assert [entry.action for entry in new] == ["accept invitation", "invite"]
    joined, invited = new
    assert invited.details == {"role": "staff"}
    assert invited.subject == f"invitation {invitation.id}"
    assert joined.details == {"role": "staff", "invitation": invitation.id}
    assert (joined.user_id, joined.subject) == (erika.id, f"user {erika.id}")
    assert joined.organization_id == invited.organization_id == alice.organization_id
    assert invitation.accepted_by == erika.id
    assert "rika" not in repr([entry.model_dump() for entry in new])


def test_who_may_invite_whom(
    alice: Actor, bob: Actor, charlie: Actor, dora: Actor, cora: Actor
) -> None:
    for actor in (bob, charlie):
        for role in Role:
            with nothing_written(), pytest.raises(NotAllowed):
                _invite(actor, role)
    for lead in (alice, dora):
        _invite(lead, "staff")
        _invite(lead, "lead", organization=lead.organization)
        with refused("role"):
            _invite(lead, "coordinator")
    with nothing_written(), pytest.raises(NotFound):
        _invite(alice, "staff", organization="hana-center")
    _invite(cora, "lead", organization="hana-center")
    _invite(cora, "coordinator")
    with refused("role"):
        _invite(cora, "staff", organization="hana-center")
    for organization in (None, "", "nobody", 1):
        with refused("organization"):
            _invite(cora, "lead", organization=organization)
    with refused("organization"):
        _invite(cora, "coordinator", organization="mijente")
    for role in ("boss", "", None):
        with refused("role"):
            _invite(alice, role)  # type: ignore[arg-type]
    for wrong in ("", "x", None):
        with refused("key"):
            _invite(alice, key=wrong)


def test_who_sees_and_withdraws_which_links(
    alice: Actor, bob: Actor, dora: Actor, cora: Actor
) -> None:
    _invite(alice, "staff")
    _invite(alice, "lead")
    _invite(cora, "lead", organization="hana-center")
    _invite(cora, "coordinator")
    assert [(each.role, each.invited_by) for each in _pending(alice)] == [
        (Role.LEAD, "Alice"),
        (Role.STAFF, "Alice"),
    ]
    assert [each.invited_by for each in _pending(dora)] == ["Cora"]
    assert [(each.role, each.organization) for each in _pending(cora)] == [
        (Role.COORDINATOR, None),
        (Role.LEAD, "hana-center"),
        (Role.LEAD, "mijente"),
    ]
    with pytest.raises(NotAllowed):
        _pending(bob)
    of_staff = _pending(alice)[1].id
    for stranger in (dora, cora):
        with nothing_written(), pytest.raises(NotFound):
            _withdraw(stranger, of_staff)
    with nothing_written(), pytest.raises(NotAllowed):
        _withdraw(bob, of_staff)
    for wrong in (0, -1, 10**10, "1", None):
        with nothing_written(), pytest.raises(NotFound):
            _withdraw(alice, wrong)  # type: ignore[arg-type]
    _withdraw(cora, _pending(alice)[0].id)
    assert [each.role for each in _pending(alice)] == [Role.STAFF]


def test_an_invited_coordinator_belongs_to_no_organization(cora: Actor, quick: None) -> None:
    made = _invite(cora, "coordinator")
    assert _welcome(made.token) == Welcome(Role.COORDINATOR, "")
    _accept(made.token)
    assert support.actor("erika").organization_id is None
    assert support.actor("erika").role is Role.COORDINATOR


def test_the_password_of_the_others_stays(alice: Actor) -> None:
    _accept(_invite(alice).token)
    assert sign_in("bob", PASSWORD, address="203.0.113.7") is not None
