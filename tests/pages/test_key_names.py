"""Key names and People: a batch is chosen by what it is called, so no two are called the same."""

from datetime import timedelta

import pytest
from sqlmodel import select

from db.engine import reading, writing
from db.models import AuditEntry
from db.signatures import BatchCreate, log_batch
from tests import support
from tests.db.support import TODAY, key, key_line
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
