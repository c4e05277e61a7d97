"""People: the operator's commands, and one's own password and language."""

from typing import Any

import pytest
from sqlmodel import select

from db import limits, passwords, users
from db.actor import Actor, Right, Role, allow
from db.engine import reading, writing
from db.errors import Conflict, Invalid, NotAllowed, NotFound
from db.fields import Checks
from db.login_sessions import actor_of, sign_in
from db.models import User
from tests import support
from tests.db.support import everything, nothing_written, refused
from tests.support import PASSWORD, at, token_of

GOOD = "defend every block"


def _create(**fields: Any) -> User:
    good = {
        "username": "erika",
        "name": "Érika",
        "role": Role.STAFF,
        "organization": "mijente",
        "password": GOOD,
    }
    with writing() as session:
        return users.create_user(session, **{**good, **fields})


def _change(actor: Actor, current: str = PASSWORD, new: str = GOOD, repeated: str = GOOD) -> None:
    users.change_password(actor, current=current, new=new, repeated=repeated)


def _fits(username: str, password: str) -> bool:
    return sign_in(username, password, address="203.0.113.7") is not None


def _signed_in(username: str) -> Actor:
    actor = actor_of(token_of(username))
    assert actor is not None
    return actor


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes the slowness out of hashing."""
    monkeypatch.setattr(passwords, "hashed", lambda password: "hash of " + password)


def test_a_new_person_has_to_choose_a_password_first(home: object) -> None:
    _create(username=" Erika ")
    assert _fits("erika", GOOD)
    actor = _signed_in("erika")
    assert actor.must_change_password
    assert (actor.name, actor.organization) == ("Érika", "mijente")
    for right in Right:
        assert not actor.may(right)
        with pytest.raises(NotAllowed):
            allow(actor, right)
    _change(actor, current=GOOD, new=PASSWORD, repeated=PASSWORD)
    assert not _signed_in("erika").must_change_password
    assert _signed_in("erika").may(Right.LOG_BATCH)


@pytest.mark.usefixtures("quick")
def test_people_that_make_no_sense_are_refused(home: object) -> None:
    bad: dict[str, list[Any]] = {
        "username": ["", "ab", "x" * 41, "Érika", "e rika", "-erika", "erika\n2", "<b>erika</b>"],
        "name": ["", "   ", "x" * 81, "\u200b", None],
        "role": ["boss", None, ""],
        "organization": [None, ""],
        "password": ["", "short", "x" * 300, None],
    }
    for field, values in bad.items():
        for value in values:
            with refused(field):
                _create(**{field: value})
    with refused("organization"):
        _create(role=Role.COORDINATOR)
    with nothing_written(), pytest.raises(NotFound):
        _create(organization="nobody")


@pytest.mark.usefixtures("quick")
def test_a_username_is_given_once(home: object) -> None:
    with refused("username"):
        _create(username="BOB")


@pytest.mark.usefixtures("quick")
def test_everybody_is_listed_with_their_organization(home: object) -> None:
    _create(role=Role.COORDINATOR, organization=None)
    with reading() as session:
        listed = {user.username: slug for user, slug in users.list_users(session)}
    assert listed == {
        "alice": "mijente",
        "bob": "mijente",
        "charlie": "hana-center",
        "coordinator": "",
        "cora": "",
        "dora": "hana-center",
        "erika": "",
    }
    assert list(listed) == sorted(listed)


def test_a_disabled_person_is_kept_out_until_enabled(home: object) -> None:
    with writing() as session:
        users.disable_user(session, "BOB ")
    assert not _fits("bob", PASSWORD)
    with writing() as session:
        users.enable_user(session, "bob")
    assert _fits("bob", PASSWORD)


def test_disabling_twice_keeps_the_first_day(home: object) -> None:
    with writing() as session:
        first = users.disable_user(session, "bob").disabled_at
        assert users.disable_user(session, "bob").disabled_at == first


def test_the_last_lead_of_an_organization_stays(alice: Actor, dora: Actor) -> None:
    with nothing_written(), pytest.raises(Conflict), writing() as session:
        users.disable_user(session, "alice")
    _create(role=Role.LEAD)
    with writing() as session:
        users.disable_user(session, "alice")
    with nothing_written(), pytest.raises(Conflict), writing() as session:
        users.disable_user(session, "erika")  # Alice is there, but disabled: she does not count
    with writing() as session:
        users.enable_user(session, "alice")
        users.disable_user(session, "erika")


def test_the_last_coordinator_stays(cora: Actor) -> None:
    with writing() as session:
        users.disable_user(session, "coordinator")
    with nothing_written(), pytest.raises(Conflict), writing() as session:
        users.disable_user(session, "cora")
    assert _signed_in("cora").may(Right.SET_MILESTONES)


def test_a_reset_password_signs_out_everywhere_and_opens_nothing_but_a_change(
    home: object,
) -> None:
    before = token_of("bob")
    with writing() as session:
        users.reset_password(session, "bob", GOOD)
    assert actor_of(before) is None
    assert not _fits("bob", PASSWORD)
    assert _fits("bob", GOOD)
    assert _signed_in("bob").must_change_password


def test_commands_on_nobody_are_not_found(home: object) -> None:
    for command in (users.disable_user, users.enable_user):
        with nothing_written(), pytest.raises(NotFound), writing() as session:
            command(session, "nobody")
    with nothing_written(), pytest.raises(NotFound), writing() as session:
        users.reset_password(session, "nobody", GOOD)


def test_a_weak_reset_is_refused(home: object) -> None:
    with refused("password"), writing() as session:
        users.reset_password(session, "bob", "bob")


def test_changing_the_password_signs_out_the_other_browsers(home: object) -> None:
    here, elsewhere = token_of("bob"), token_of("bob")
    actor = actor_of(here)
    assert actor is not None
    _change(actor)
    assert actor_of(here) is not None
    assert actor_of(elsewhere) is None
    assert _fits("bob", GOOD)
    assert not _fits("bob", PASSWORD)


def test_a_change_that_does_not_fit_changes_nothing(bob: Actor) -> None:
    before = everything()
    for fields, wrong in (
        ({"current": "not the password"}, {"current"}),
        ({"repeated": "defend every black"}, {"repeated"}),
        ({"new": PASSWORD, "repeated": PASSWORD}, {"new"}),
        ({"new": f" {PASSWORD} ", "repeated": PASSWORD}, {"new"}),
        (
            {"current": "x", "new": "short", "repeated": "shirt"},
            {"new", "current", "repeated"},
        ),
    ):
        with pytest.raises(Invalid) as refusal:
            _change(bob, **fields)
        assert set(refusal.value.problems) == wrong
    assert {**everything(), "token_bucket": []} == {**before, "token_bucket": []}


@pytest.mark.parametrize(
    "password",
    [
        "x" * 11,
        "aaaaaaaaaaaa",
        "abcdabcdabcd",
        "           a",
        "bob-and-alice-and",
        "I am BOB, hello",
        "ＢＯＢ is my name",
        "x" * 201,
        "0123456789" * 21,
        "",
    ],
)
def test_a_weak_password_is_refused(password: str) -> None:
    checks = Checks()
    passwords.check_new(checks, "new", password, username="bob")
    assert set(checks.problems) == {"new"}


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "0123456789" * 20,
        "contraseña-ñandú",
        "пароль на русском",
        "密码密码字符很多的一个密码啊",
        "🦅🌽🔥🏠🎉🦋🌻🌹🌵🍎🍐🍊",
        "with \t tab and 'quotes\"",
    ],
)
def test_a_long_and_a_foreign_password_are_welcome(password: str) -> None:
    checks = Checks()
    passwords.check_new(checks, "new", password, username="bob")
    checks.done()
    kept = passwords.hashed(password)
    assert passwords.fits(password, kept)
    assert passwords.fits(f"  {password} ", kept)
    assert not passwords.fits(password[:-1], kept)
    assert not passwords.fits(password + "x", kept)


def test_a_password_is_the_same_on_every_keyboard() -> None:
    kept = passwords.hashed("contrasen\u0303a-larga")
    assert passwords.fits("contraseña-larga", kept)


def test_a_password_is_kept_as_argon2id_with_its_own_salt() -> None:
    one, two = passwords.hashed(GOOD), passwords.hashed(GOOD)
    assert one.startswith("$argon2id$")
    assert one != two


def test_a_one_time_password_is_good_and_never_the_same() -> None:
    made = {passwords.one_time() for _ in range(100)}
    assert len(made) == 100
    for password in made:
        checks = Checks()
        passwords.check_new(checks, "password", password, username="bob")
        checks.done()


def test_a_person_chooses_a_language(bob: Actor) -> None:
    for language in ("es", "en", None):
        with writing() as session:
            users.set_language(session, bob, language)
        assert _signed_in("bob").language == language
    for wrong in ("fr", "", "EN", 1, ["es"]):
        with refused("language"), writing() as session:
            users.set_language(session, bob, wrong)  # type: ignore[arg-type]


def test_a_refused_change_says_so_without_the_password(bob: Actor) -> None:
    with pytest.raises(Invalid) as refusal:
        _change(bob, current="not the password")
    assert "not the password" not in repr(refusal.value)
    with reading() as session:
        assert session.exec(select(User).where(User.username == "bob")).one()


def test_guessing_the_current_password_has_to_wait(bob: Actor, quick: None) -> None:
    with at("2017-04-24T09:00"):
        for _ in range(limits.PASSWORD_CHANGE.tries):
            with pytest.raises(Invalid):
                _change(bob, current="not the password")
        with pytest.raises(Invalid) as refusal:
            _change(bob)
        assert str(refusal.value.problems["current"]).startswith("Too many tries.")
    with at("2017-04-24T09:01"):
        _change(bob)


def test_right_ones_use_up_no_tries(bob: Actor) -> None:
    for _ in range(limits.PASSWORD_CHANGE.tries + 1):
        with pytest.raises(Invalid):
            _change(bob, new="short")
    _change(bob)
    assert _fits("bob", GOOD)


def test_nobodys_write_waits_for_a_hash(bob: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    def slowly(*_args: str) -> str:
        with writing() as session:  # would wait for a transaction around it, and give up
            users.set_language(session, bob, "es")
        written.append(True)
        return "a hash"

    monkeypatch.setattr(passwords, "hashed", slowly)
    _change(bob)
    assert written


def test_a_password_changed_elsewhere_meanwhile_stands(
    bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(_password: str) -> str:
        with writing() as session:
            users._replace_password(session, bob, support.password_hash(), "another hash")
        return "a hash"

    monkeypatch.setattr(passwords, "hashed", meanwhile)
    with pytest.raises(Conflict):
        _change(bob)
    with reading() as session:
        assert session.get_one(User, bob.user_id).password_hash == "another hash"
