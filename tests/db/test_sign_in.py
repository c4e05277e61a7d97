"""The way in: one answer and one hash for everything that is not right."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select, update

from db import clock, limits, login_sessions, passwords, users
from db.actor import Actor
from db.engine import engine, reading, writing
from db.login_sessions import actor_of, exchange, sign_in
from db.models import LoginTicket, TokenBucket, User
from tests.db.support import everything
from tests.support import PASSWORD, at, forget_engines

HALL = "203.0.113.7"  # a church hall


class _Spy:
    """Argon2 as it is, counting how often it works."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self.hashes = self.verifications = 0

    def hash(self, password: str) -> str:
        """Count and hash."""
        self.hashes += 1
        hashed: str = self._real.hash(password)
        return hashed

    def verify(self, password_hash: str, password: str) -> bool:
        """Count and verify."""
        self.verifications += 1
        fits: bool = self._real.verify(password_hash, password)
        return fits


@pytest.fixture
def spy(monkeypatch: pytest.MonkeyPatch) -> _Spy:
    """Counts the work of every sign-in."""
    made = _Spy(passwords._hasher)
    monkeypatch.setattr(passwords, "_hasher", made)
    return made


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes the slowness out of hashing, for tests that try many passwords."""
    monkeypatch.setattr(
        passwords,
        "fits",
        lambda password, kept: password == PASSWORD and kept != login_sessions.NO_ONES_HASH,
    )


def _enter(username: str = "bob", password: str = PASSWORD, address: str = HALL) -> Actor | None:
    """Sign in as a browser does: the password, the ticket, the cookie."""
    ticket = sign_in(username, password, address=address)
    if ticket is None:
        return None
    with writing() as session:
        token = exchange(session, ticket)
    return actor_of(token)


def _disable(username: str) -> None:
    with writing() as session:
        users.disable_user(session, username)


def _use_up(limit: limits.Limit, who: str) -> None:
    with writing() as session:
        while limits.take(session, limit, who):
            pass


def test_a_right_password_lets_a_person_in(bob: Actor) -> None:
    actor = _enter()
    assert actor is not None
    assert (actor.user_id, actor.organization) == (bob.user_id, "mijente")


def test_a_username_is_taken_in_any_case_and_with_spaces(bob: Actor) -> None:
    assert _enter(" BoB ") is not None


@pytest.mark.parametrize("username", ["bob", "nobody", "", "b\x00b", "x" * 10_000, "\ud800", "Ünø"])
def test_a_wrong_password_lets_nobody_in(bob: Actor, username: str) -> None:
    assert sign_in(username, "not the password", address=HALL) is None


@pytest.mark.parametrize("password", ["", "x" * 100_000, "\ud800", "\x00", "🦅" * 300])
def test_any_password_can_be_tried(bob: Actor, password: str) -> None:
    assert sign_in("bob", password, address=HALL) is None


def _unknown() -> tuple[str, str]:
    return "nobody", PASSWORD


def _wrong() -> tuple[str, str]:
    return "bob", "not the password"


def _right() -> tuple[str, str]:
    return "bob", PASSWORD


def _disabled() -> tuple[str, str]:
    _disable("bob")
    return "bob", PASSWORD


def _limited_account() -> tuple[str, str]:
    _use_up(limits.SIGN_IN_PER_ACCOUNT, "bob")
    return "bob", PASSWORD


def _limited_address() -> tuple[str, str]:
    _use_up(limits.SIGN_IN_PER_ADDRESS, HALL)
    return "bob", PASSWORD


@pytest.mark.parametrize(
    "case", [_unknown, _wrong, _right, _disabled, _limited_account, _limited_address]
)
def test_every_attempt_costs_exactly_one_hash(
    bob: Actor, spy: _Spy, case: Callable[[], tuple[str, str]]
) -> None:
    username, password = case()
    ticket = sign_in(username, password, address=HALL)
    assert (ticket is not None) == (case is _right)
    assert (spy.verifications, spy.hashes) == (1, 0)


def test_the_work_is_the_same_for_a_name_that_nobody_has(bob: Actor) -> None:
    with reading() as session:
        kept = session.exec(select(User.password_hash).where(User.username == "bob")).one()
    assert kept.split("$")[:4] == login_sessions.NO_ONES_HASH.split("$")[:4]  # algorithm and costs


def test_a_ticket_works_once(bob: Actor) -> None:
    ticket = sign_in("bob", PASSWORD, address=HALL)
    assert ticket is not None
    with writing() as session:
        assert exchange(session, ticket) is not None
    with writing() as session:
        assert exchange(session, ticket) is None


def test_a_ticket_works_for_a_minute(bob: Actor) -> None:
    with at("2017-04-24T09:00:00"):
        early = sign_in("bob", PASSWORD, address=HALL)
        late = sign_in("bob", PASSWORD, address=HALL)
    assert early is not None
    assert late is not None
    with at("2017-04-24T09:01:00"), writing() as session:
        assert exchange(session, early) is not None
    with at("2017-04-24T09:01:01"), writing() as session:
        assert exchange(session, late) is None


@pytest.mark.parametrize("ticket", ["", "no such ticket", "\ud800", "\x00", "x" * 10_000])
def test_a_ticket_nobody_gave_is_worth_nothing(bob: Actor, ticket: str) -> None:
    with writing() as session:
        assert exchange(session, ticket) is None
    assert actor_of(ticket) is None


def test_a_ticket_of_a_disabled_person_is_worth_nothing(bob: Actor) -> None:
    ticket = sign_in("bob", PASSWORD, address=HALL)
    _disable("bob")
    with writing() as session:
        users.enable_user(session, "bob")
        assert exchange(session, ticket or "") is None


def test_a_ticket_for_an_old_password_ends_with_it(bob: Actor) -> None:
    ticket = sign_in("bob", PASSWORD, address=HALL)
    with writing() as session:
        users.reset_password(session, "bob", "another-sanctuary")
    with writing() as session:
        assert exchange(session, ticket or "") is None


def test_a_password_reset_during_the_check_gives_no_ticket(
    bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(_password: str, _kept: str) -> bool:
        with writing() as session:
            users.reset_password(session, "bob", "another-sanctuary")
        return True

    monkeypatch.setattr(passwords, "fits", slowly)
    assert sign_in("bob", PASSWORD, address=HALL) is None


def test_neither_tickets_nor_cookies_nor_passwords_are_stored(bob: Actor) -> None:
    ticket = sign_in("bob", PASSWORD, address=HALL)
    assert ticket is not None
    assert ticket not in repr(everything())
    with writing() as session:
        token = exchange(session, ticket)
    assert token is not None
    kept = repr(everything())
    assert token not in kept
    assert PASSWORD not in kept
    assert HALL not in kept


def test_old_tickets_are_swept_away(bob: Actor) -> None:
    with at("2017-04-24T09:00"):
        sign_in("bob", PASSWORD, address=HALL)
    with at("2017-04-24T09:02"):
        sign_in("bob", PASSWORD, address=HALL)
    with reading() as session:
        assert len(session.exec(select(LoginTicket)).all()) == 1


@pytest.mark.usefixtures("quick")
def test_after_ten_wrong_tries_a_right_password_waits_too(bob: Actor) -> None:
    with at("2017-04-24T09:00:00"):
        for _ in range(10):
            assert _enter(password="wrong") is None
        assert _enter() is None
        assert _enter("alice") is not None  # nobody else waits
    with at("2017-04-24T09:00:59"):
        assert _enter() is None
    with at("2017-04-24T09:01:59"):
        assert _enter() is not None


@pytest.mark.usefixtures("quick")
def test_a_right_password_costs_no_tries(bob: Actor) -> None:
    with at("2017-04-24T09:00"):
        for _ in range(30):
            assert _enter() is not None


@pytest.mark.usefixtures("quick")
def test_a_church_hall_may_be_wrong_sixty_times(bob: Actor) -> None:
    with at("2017-04-24T09:00:00"):
        for n in range(60):
            assert _enter(f"nobody-{n}", "wrong") is None
        assert _enter() is None
        assert _enter(address="198.51.100.1") is not None
    with at("2017-04-24T09:00:10"):
        assert _enter() is not None


@pytest.mark.usefixtures("quick")
def test_an_address_that_waits_uses_up_nobodys_tries(bob: Actor) -> None:
    with at("2017-04-24T09:00:00"):
        _use_up(limits.SIGN_IN_PER_ADDRESS, HALL)
        for n in range(20):
            assert _enter(password="wrong") is None
            assert _enter(f"nobody-{n}", "wrong") is None
        assert _enter(address="198.51.100.1") is not None
    with reading() as session:
        buckets = session.exec(select(TokenBucket)).all()
    assert len(buckets) == 3  # the two addresses and Bob; made-up names fill nothing


@pytest.mark.usefixtures("quick")
def test_limits_survive_a_restart(bob: Actor) -> None:
    with at("2017-04-24T09:00:00"):
        for _ in range(10):
            _enter(password="wrong")
        forget_engines()
        assert _enter() is None
    with at("2017-04-24T09:10:00"):
        forget_engines()
        assert _enter() is not None


def test_a_limit_fills_up_again_one_try_at_a_time(home: object) -> None:
    limit = limits.Limit("test", tries=3, refill=timedelta(minutes=1))

    def tries() -> int:
        with writing() as session:
            return sum(limits.take(session, limit, "bob") for _ in range(10))

    with at("2017-04-24T09:00:00"):
        assert tries() == 3
        assert tries() == 0
    with at("2017-04-24T09:00:30"):
        assert tries() == 0
    with at("2017-04-24T09:01:00"):
        assert tries() == 1
    with at("2017-04-24T10:00:00"):
        assert tries() == 3
    with at("2017-04-24T09:59:00"):  # a clock that goes back takes nothing and gives nothing
        assert tries() == 0


def test_a_limit_never_fills_beyond_its_tries(home: object) -> None:
    limit = limits.Limit("test", tries=3, refill=timedelta(minutes=1))
    with at("2017-04-24T09:00:00"), writing() as session:
        for _ in range(5):
            limits.give_back(session, limit, "bob")
        assert [limits.take(session, limit, "bob") for _ in range(4)] == [True] * 3 + [False]


def test_limits_are_kept_apart_by_name_and_person(home: object) -> None:
    one = limits.Limit("one", tries=1, refill=timedelta(minutes=1))
    two = limits.Limit("two", tries=1, refill=timedelta(minutes=1))
    with writing() as session:
        assert limits.take(session, one, "bob")
        assert not limits.take(session, one, "bob")
        assert limits.take(session, two, "bob")
        assert limits.take(session, one, "alice")


def test_buckets_that_are_full_again_are_swept_away(bob: Actor) -> None:
    with writing() as session:
        for limit in (limits.SIGN_IN_PER_ACCOUNT, limits.SIGN_IN_PER_ADDRESS):
            assert limit.tries * limit.refill < timedelta(days=1)  # none is dropped half full
            limits.take(session, limit, "somebody")
        session.execute(update(TokenBucket).values(filled_at=clock.now() - timedelta(days=2)))
        limits.take(session, limits.SIGN_IN_PER_ACCOUNT, "somebody else")
        limits.forget_old(session)
        assert len(session.exec(select(col(TokenBucket.key))).all()) == 1


def test_a_sign_in_holds_no_transaction_while_it_hashes(
    bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []

    def look(_password: str, _kept: str) -> bool:
        held.append(engine().pool.checkedout())  # type: ignore[attr-defined]
        return False

    monkeypatch.setattr(passwords, "fits", look)
    sign_in("bob", PASSWORD, address=HALL)
    assert held == [0]
