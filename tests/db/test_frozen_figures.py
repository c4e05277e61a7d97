"""Frozen for the podium: numbered, hashed, never changed, and nobody's name in it."""

import hashlib
import json
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlmodel import select

from db import counting, frozen_figures, installation, press_words
from db.actor import Actor
from db.engine import reading, writing
from db.errors import NotAllowed
from db.frozen_figures import FrozenFigure
from db.models import AuditEntry, PressFigure
from db.press_words import Words
from tests.db.support import key, log, nothing_written, refused
from tests.db.test_press_figures import decide


def freeze(actor: Actor, *, occasion: str = "City Hall", once: str | None = None) -> FrozenFigure:
    with writing() as session:
        return frozen_figures.freeze(session, actor, occasion=occasion, key=once or key())


def test_it_keeps_every_number_while_the_total_grows(cora: Actor, bob: Actor) -> None:
    log(bob, count=25, ward=7)
    frozen = freeze(cora)
    log(bob, count=30)
    with reading() as session:
        found = frozen_figures.frozen_figure(session, 1, frozen.hash[:16])
    assert found == frozen
    assert found.figures.signatures == 1_025
    assert found.figures.rungs["claimed"] == 25


def test_they_are_numbered_one_after_the_other(cora: Actor) -> None:
    assert [freeze(cora).number for _ in range(3)] == [1, 2, 3]


def test_pressed_twice_is_one_figure(cora: Actor) -> None:
    once = key()
    assert freeze(cora, once=once) == freeze(cora, once=once)
    with reading() as session:
        assert len(session.exec(select(PressFigure)).all()) == 1


def test_anybody_can_check_the_hash(cora: Actor) -> None:
    frozen = freeze(cora)
    said = frozen_figures.hashed(frozen)
    assert hashlib.sha256(said.encode()).hexdigest() == frozen.hash
    assert cora.name not in said
    assert cora.username not in said


def test_it_keeps_the_definitions_as_they_were(
    cora: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen = freeze(cora)
    meaning = counting.RUNGS[0].definition
    assert meaning in frozen_figures.hashed(frozen)
    reworded = (replace(counting.RUNGS[0], definition="Something else."), *counting.RUNGS[1:])
    monkeypatch.setattr(press_words, "RUNGS", reworded)
    assert Words("en").definition(frozen.figures)[0]["definition"] == meaning


def test_it_keeps_nobodys_name_or_number_for_good(cora: Actor) -> None:
    decide(cora, contact="Ana Ejemplo, 312-555-0142")
    frozen = freeze(cora)
    assert "Ejemplo" not in frozen_figures.hashed(frozen)
    with reading() as session:
        assert "Ejemplo" not in str(session.exec(select(PressFigure.figures)).one())


def test_a_figure_frozen_before_definitions_were_kept_still_has_its_hash(cora: Actor) -> None:
    freeze(cora)
    with writing() as session:
        row = session.exec(select(PressFigure)).one()
        row.figures = {
            **{name: value for name, value in row.figures.items() if name != "definitions"},
            "contact": "Press desk",
        }
        body = {"number": 1, "occasion": row.occasion, "frozen_at": row.frozen_at.isoformat()}
        said = json.dumps(
            {**body, "figures": row.figures},
            sort_keys=True,
            ensure_ascii=False,
            separators=(",", ":"),
        )
        row.hash = hashlib.sha256(said.encode()).hexdigest()
        session.add(row)
    with reading() as session:
        assert frozen_figures.damaged(session) == []


def test_its_page_is_found_by_number_and_hash_only(cora: Actor) -> None:
    frozen = freeze(cora)
    assert frozen_figures.address(frozen) == f"/press/figure/1/{frozen.hash[:16]}"
    with reading() as session:
        for number, begins in ((2, frozen.hash[:16]), (1, "0" * 16), (1, ""), (1, frozen.hash[:8])):
            assert frozen_figures.frozen_figure(session, number, begins) is None
        assert frozen_figures.frozen_figure(session, -1, frozen.hash[:16]) is None
        assert frozen_figures.frozen_figure(session, 10**30, frozen.hash[:16]) is None


def test_who_froze_it_is_kept_for_those_who_may_see_it(cora: Actor, alice: Actor) -> None:
    frozen = freeze(cora)
    with reading() as session:
        assert frozen_figures.frozen_figures(session, alice) == [(frozen, cora.name)]
        [entry] = [
            each
            for each in session.exec(select(AuditEntry))
            if each.action == "freeze press figure"
        ]
    assert entry.user_id == cora.user_id
    assert entry.details == {"number": 1, "hash": frozen.hash}


def test_only_coordinators_freeze(alice: Actor, bob: Actor) -> None:
    for actor in (alice, bob):
        with nothing_written(), pytest.raises(NotAllowed):
            freeze(actor)


def test_staff_do_not_see_the_list(bob: Actor) -> None:
    with reading() as session, pytest.raises(NotAllowed):
        frozen_figures.frozen_figures(session, bob)


def test_a_long_occasion_is_refused(cora: Actor) -> None:
    with refused("occasion"):
        freeze(cora, occasion="x" * 121)


def test_verify_notices_a_changed_figure(cora: Actor, bob: Actor) -> None:
    log(bob, count=25)
    freeze(cora)
    assert installation.verify() == []
    with writing() as session:
        session.execute(text("UPDATE press_figure SET occasion = 'Somewhere else'"))
    assert installation.verify() == ["press figure 1: not what was frozen"]


def test_verify_notices_a_figure_that_can_not_even_be_read(cora: Actor, bob: Actor) -> None:
    log(bob, count=25)
    freeze(cora)
    freeze(cora)
    with writing() as session:
        row = session.exec(select(PressFigure).where(PressFigure.number == 2)).one()
        row.figures = {**row.figures, "signatures": "many"}
        session.add(row)
    assert installation.verify() == ["press figure 2: not what was frozen"]
