"""Key names and People: a batch is chosen by what it is called, so no two are called the same."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import reading, writing
from db.models import AuditEntry, Signature
from db.persons import recounted
from db.signatures import BatchCreate, log_batch
from tests import support
from tests.db.support import TODAY, figures, key, key_line, log
from tests.pages.conftest import Screen, words


def test_batches_that_are_alike_in_everything_are_told_apart(screen: Screen) -> None:
    bob = support.actor("bob")
    with writing() as session:
        alike = [
            log_batch(session, bob, BatchCreate(TODAY - timedelta(1), "event", 1, key=key()))
            for _ in range(3)
        ]
    for batch in alike:
        key_line(bob, batch)
    for page, box in (("key_names", "key_names.batch"), ("people", "people.batch")):
        app = screen("bob", page)
        offered = app.selectbox(key=box).options
        assert len(offered) == len(set(offered)) >= 3
    app = screen("bob", "key_names")
    app.selectbox(key="key_names.batch").set_value(alike[1].id).run()
    assert app.session_state["key_names.batch"] == alike[1].id
    app.run()
    assert app.session_state["key_names.batch"] == alike[1].id


@pytest.mark.parametrize("number", ["abc", "-1", "0", "99999999999999999999", "1e3", ""])
def test_a_number_that_is_no_batch_opens_no_other_one(screen: Screen, number: str) -> None:
    with writing() as session:
        log_batch(session, support.actor("bob"), BatchCreate(TODAY, "event", 5, key=key()))
    app = screen("bob", "key_names", address={"batch": number})
    assert "There is nothing here by that name." in words(app)
    assert "keyed" not in words(app)


def test_that_somebody_saw_the_names_of_a_batch_is_written_down(screen: Screen) -> None:
    alice, bob = support.actor("alice"), support.actor("bob")
    with writing() as session:
        batch = log_batch(session, alice, BatchCreate(TODAY, "event", 5, key=key()))
    key_line(alice, batch)
    app = screen("bob", "key_names", address={"batch": str(batch.id)})
    assert "Rosa Ejemplo" in words(app)
    app.run()
    with reading() as session:
        looks = session.exec(
            select(AuditEntry).where(AuditEntry.subject == f"batch {batch.id}")
        ).all()
    assert [(each.user_id, each.action) for each in looks] == [
        (alice.user_id, "log batch"),
        (bob.user_id, "look at names of batch"),
    ]


def test_who_is_wrongly_one_person_with_a_row_that_no_longer_looks_alike_is_set_apart(
    screen: Screen,
) -> None:
    bob = support.actor("bob")
    batch = log(bob, count=2)
    rosa = key_line(bob, batch, email="rosa@example.org")
    juan = key_line(bob, batch, first_name="Juan", last_name="Otro", phone="312-555-0142")
    with writing() as session:
        line = session.get_one(Signature, juan.id)
        both = {rosa.person, juan.person}
        with recounted(session, line.organization_id, persons=both, prints=(), batches=()):
            line.person = rosa.person
    assert figures().headline.verified == 1
    app = screen("bob", "people")
    app.button(key=f"signature.open.{juan.id}").click().run()
    [apart] = [each for each in app.button if each.label == "It is another person"]
    apart.click().run()
    assert "Two people, and both count." in words(app)
    assert figures().headline.verified == 2


def test_a_row_that_is_nobody_elses_offers_nothing_to_decide(screen: Screen) -> None:
    bob = support.actor("bob")
    line = key_line(bob, log(bob), email="rosa@example.org")
    app = screen("bob", "people")
    app.button(key=f"signature.open.{line.id}").click().run()
    assert "It is" not in words(app)
