"""A calendar's secret address: one for each person, kept as a hash, ended at once."""

import pytest
from sqlmodel import select

from db import calendar_feeds, users
from db.actor import Actor
from db.engine import reading, writing
from db.models import AuditEntry, CalendarFeed, User
from tests.db.support import everything, nothing_written


def make(actor: Actor) -> str:
    with writing() as session:
        return calendar_feeds.make(session, actor)


def reader(token: str) -> str | None:
    with reading() as session:
        found = calendar_feeds.reader(session, token)
        return found and found.username


def has_one(actor: Actor) -> bool:
    with reading() as session:
        return calendar_feeds.made_at(session, actor) is not None


def test_the_secret_has_256_bits_and_only_its_hash_is_kept(bob: Actor) -> None:
    token = make(bob)
    assert len(token) == 43
    assert token not in repr(everything())
    assert reader(token) == "bob"
    with reading() as session:
        [feed] = session.exec(select(CalendarFeed)).all()
    assert len(feed.token_hash) == 64


def test_a_new_address_ends_the_old_one_and_nobody_elses(bob: Actor, alice: Actor) -> None:
    old, hers = make(bob), make(alice)
    new = make(bob)
    assert old != new
    assert [reader(token) for token in (old, new, hers)] == [None, "bob", "alice"]


def test_an_ended_address_works_no_more(bob: Actor, cora: Actor) -> None:
    token, other = make(bob), make(cora)
    assert has_one(bob)
    with writing() as session:
        calendar_feeds.end(session, bob)
    assert not has_one(bob)
    assert (reader(token), reader(other)) == (None, "cora")
    with nothing_written(), writing() as session:
        calendar_feeds.end(session, bob)  # again changes nothing
    with reading() as session:
        actions = session.exec(select(AuditEntry.action)).all()
    assert [each for each in actions if "feed" in each] == [
        "make calendar feed",
        "make calendar feed",
        "end calendar feed",
    ]


@pytest.mark.parametrize("token", ["", "x" * 43, "x" * 10_000, "\x00", "é\ud800", "' OR 1=1 --"])
def test_a_made_up_address_is_nobodys(bob: Actor, token: str) -> None:
    make(bob)
    assert reader(token) is None


def test_a_disabled_persons_address_does_not_work_until_they_are_let_in_again(bob: Actor) -> None:
    token = make(bob)
    with writing() as session:
        users.disable_user(session, "bob")
    assert reader(token) is None
    with writing() as session:
        users.enable_user(session, "bob")
    assert reader(token) == "bob"


def test_with_a_reset_password_it_waits_for_an_own_one(bob: Actor) -> None:
    token = make(bob)
    with writing() as session:
        users.reset_password(session, "bob", "one-time-password-17")
    assert reader(token) is None
    with writing() as session:
        person = session.get_one(User, bob.user_id)
        person.must_change_password = False
        session.add(person)
    assert reader(token) == "bob"
