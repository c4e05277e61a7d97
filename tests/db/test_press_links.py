"""A display's secret address: made, named, renewed, ended and revoked by coordinators."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from db import campaign, clock, frozen_figures, press, press_links
from db.actor import Actor
from db.engine import reading, writing
from db.errors import Conflict, NotAllowed, NotFound
from db.login_sessions import digest
from db.models import AuditEntry, DisplayLanguage, DisplayTheme, Scene
from db.press import Press
from db.press_figures import PublicFigures
from db.press_links import Display, DisplayUpdate
from tests.db.support import (
    TODAY,
    YESTERDAY,
    everything,
    figures,
    key,
    log,
    nothing_written,
    refused,
    version,
)
from tests.db.test_press_figures import decide
from tests.support import at

ALL = tuple(scene.value for scene in Scene)


def make(actor: Actor | None, **fields: Any) -> tuple[Display, str]:
    with writing() as session:
        good = {"name": "City Hall", "key": key()}
        return press_links.make_link(session, actor, **{**good, **fields})


def outside() -> Press:
    with reading() as session:
        return press.press(session, figures())


def works(token: str) -> bool:
    return digest(token) in outside().displays


def known(actor: Actor, display: Display) -> Display:
    with reading() as session:
        return next(each for each in press_links.displays(session, actor) if each.id == display.id)


def show(actor: Actor, display: Display, **fields: Any) -> None:
    with writing() as session:
        good = {"scenes": ALL, "revision": known(actor, display).revision}
        press_links.show(session, actor, display.id, DisplayUpdate(**{**good, **fields}))


def revoke(actor: Actor, display: Display) -> None:
    with writing() as session:
        press_links.revoke_link(session, actor, display.id)


def test_the_secret_has_256_bits_and_only_its_hash_is_kept(cora: Actor) -> None:
    made, token = make(cora)
    assert len(token) == 43
    assert token not in repr(everything())
    assert works(token)
    assert not works(token[:-1])
    assert made.scenes == (Scene.TOTAL,)


def test_pressed_twice_is_one_display(cora: Actor) -> None:
    once = key()
    first, old = make(cora, key=once)
    second, new = make(cora, key=once)
    assert first.id == second.id
    assert not works(old)
    assert works(new)


def test_pressed_again_after_it_was_revoked_is_no_address_that_does_not_work(cora: Actor) -> None:
    once = key()
    display, __ = make(cora, key=once)
    revoke(cora, display)
    with nothing_written(), pytest.raises(Conflict):
        make(cora, key=once)


def test_only_coordinators_keep_displays(cora: Actor, alice: Actor) -> None:
    display, token = make(cora)
    with nothing_written():
        for command in (
            lambda s: press_links.make_link(s, alice, name="x", key=key()),
            lambda s: press_links.renew_link(s, alice, display.id),
            lambda s: press_links.change_link(
                s, alice, display.id, name="x", expires_on=None, revision=1
            ),
            lambda s: press_links.show(s, alice, display.id, DisplayUpdate(("total",))),
            lambda s: press_links.rehearse(s, alice, display.id, on=True),
            lambda s: press_links.revoke_link(s, alice, display.id),
            lambda s: press_links.displays(s, alice),
        ):
            with pytest.raises(NotAllowed), writing() as session:
                command(session)
    assert works(token)


def test_a_revoked_address_works_no_more(cora: Actor) -> None:
    display, token = make(cora)
    __, other = make(cora)
    revoke(cora, display)
    assert not works(token)
    assert works(other)
    with nothing_written():
        revoke(cora, display)  # again changes nothing
    with nothing_written(), pytest.raises(Conflict):
        show(cora, display)


def test_an_address_ends_after_its_last_day(cora: Actor) -> None:
    __, token = make(cora, expires_on=TODAY)
    assert works(token)
    with at("2017-04-24T23:59"):
        assert works(token)
    with at("2017-04-25T00:00"):
        assert not works(token)


def test_a_new_address_ends_the_old_one(cora: Actor) -> None:
    display, old = make(cora)
    with writing() as session:
        new = press_links.renew_link(session, cora, display.id)
    assert not works(old)
    assert works(new)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"expires_on": YESTERDAY}, "expires_on"),
        ({"expires_on": date.max}, "expires_on"),
        ({"expires_on": "soon"}, "expires_on"),
        ({"key": "short"}, "key"),
    ],
)
def test_what_can_not_be_is_refused(cora: Actor, fields: dict[str, Any], problem: str) -> None:
    with refused(problem):
        make(cora, **fields)


def test_a_display_is_renamed_and_its_last_day_moved(cora: Actor) -> None:
    display, token = make(cora, expires_on=TODAY)
    with writing() as session:
        press_links.change_link(
            session,
            cora,
            display.id,
            name="Lectern",
            expires_on=date(2017, 5, 1),
            revision=display.revision,
        )
    assert known(cora, display).name == "Lectern"
    with at("2017-05-01T12:00"):
        assert works(token)


def test_what_is_shown_is_chosen_and_followed(cora: Actor) -> None:
    display, token = make(cora)
    before = version()
    show(cora, display, seconds=12, language="both", theme="dark", exact=False)
    shown = outside().displays[digest(token)]
    assert shown.scenes == tuple(Scene)
    assert (shown.seconds, shown.exact) == (12, False)
    assert (shown.language, shown.theme) == (DisplayLanguage.BOTH, DisplayTheme.DARK)
    assert version() == before + 1
    with nothing_written():
        show(cora, display, seconds=12, language="both", theme="dark", exact=False)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"scenes": ()}, "scenes"),
        ({"scenes": ("names",)}, "scenes"),
        ({"seconds": 4}, "seconds"),
        ({"seconds": 601}, "seconds"),
        ({"language": "fr"}, "language"),
        ({"theme": "pink"}, "theme"),
    ],
)
def test_what_can_not_be_shown_is_refused(
    cora: Actor, fields: dict[str, Any], problem: str
) -> None:
    display, __ = make(cora)
    with refused(problem):
        show(cora, display, **fields)


def test_two_coordinators_do_not_direct_over_each_other(cora: Actor) -> None:
    display, __ = make(cora)
    show(cora, display)
    with nothing_written(), pytest.raises(Conflict):
        show(cora, display, scenes=("thanks",), revision=display.revision)


def test_a_display_shows_a_frozen_figure_while_the_total_grows(cora: Actor, bob: Actor) -> None:
    display, token = make(cora)
    log(bob, count=25)
    with writing() as session:
        frozen = frozen_figures.freeze(session, cora, occasion="", key=key())
    show(cora, display, frozen_id=frozen.id)
    log(bob, count=30)
    now = outside()
    shown = now.shown(now.displays[digest(token)], clock.now())
    assert shown.frozen == frozen
    assert shown.figures.signatures == now.figures.signatures - 30
    with nothing_written(), pytest.raises(NotFound):
        show(cora, display, frozen_id=99)


def test_a_whip_count_that_is_withdrawn_is_not_shown_with_a_frozen_figure(cora: Actor) -> None:
    display, token = make(cora)
    decide(cora, whip_released=True)
    with writing() as session:
        frozen = frozen_figures.freeze(session, cora, occasion="", key=key())
    show(cora, display, frozen_id=frozen.id)
    now = outside()
    assert now.shown(now.displays[digest(token)], clock.now()).figures.whip
    decide(cora, whip_released=False)
    now = outside()
    assert not now.shown(now.displays[digest(token)], clock.now()).figures.whip


def test_a_rehearsal_plays_growth_touches_nothing_and_ends_by_itself(
    cora: Actor, bob: Actor
) -> None:
    log(bob, count=25)
    display, token = make(cora)
    before = figures().headline
    with writing() as session:
        press_links.rehearse(session, cora, display.id, on=True)
    now = outside()
    display = now.displays[digest(token)]
    began = clock.now()
    seen = [now.shown(display, began + timedelta(seconds=s)) for s in (0, 1, 30, 60, 120)]
    played = [each.figures.signatures for each in seen]
    assert played == sorted(set(played)) or played[0] == played[1]
    assert played[-1] > now.figures.signatures
    for each in seen:
        assert each.rehearsal
        rungs = dict(each.figures.rungs)
        assert sum(rungs.values()) - 2 * rungs["overlap"] == each.figures.signatures
    after = now.shown(display, began + press_links.REHEARSAL)
    assert not after.rehearsal
    assert after.figures == now.figures
    assert figures().headline == before
    with writing() as session:
        press_links.rehearse(session, cora, display.id, on=False)
    assert not outside().shown(known(cora, display), clock.now()).rehearsal


def rehearsed(cora: Actor, display: Display, token: str) -> list[PublicFigures]:
    """What a display plays from now on, each two seconds of the ten minutes."""
    with writing() as session:
        press_links.rehearse(session, cora, display.id, on=True)
    now, began = outside(), clock.now()
    playing = now.displays[digest(token)]
    moments = (began + timedelta(seconds=2 * n + 0.5) for n in range(299))
    return [now.shown(playing, moment).figures for moment in moments]


def test_a_rehearsal_beside_a_floor_is_the_same_whatever_the_exact_figure(
    cora: Actor, bob: Actor
) -> None:
    log(bob, count=9_000)
    log(bob, count=2_305)
    with writing() as session:
        campaign.set_milestones(session, cora, [5_000, 12_340, 50_000])

    def played() -> list[tuple[int, int | None]]:
        display, token = make(cora)
        show(cora, display, exact=False)
        shown = rehearsed(cora, display, token)
        return [(each.said(exact=False), each.goal(exact=False)) for each in shown]

    low = played()
    log(bob, count=40)  # the floor is still the same, and the milestone is reached
    assert played() == low
    assert low[0] == (12_300, 12_340)
    assert low[-1][0] > 13_000


def test_a_rehearsal_that_passes_every_milestone_sets_itself_the_next(
    cora: Actor, bob: Actor
) -> None:
    with writing() as session:
        campaign.set_milestones(session, cora, [1_000, 1_020])
    display, token = make(cora)
    shown = rehearsed(cora, display, token)
    assert all(each.last_milestone <= each.signatures < each.next_milestone for each in shown)
    assert shown[-1].signatures > 2_040


def test_the_operator_makes_one_too(cora: Actor) -> None:
    __, token = make(None)
    assert works(token)


def test_the_audit_log_has_it_without_the_name_of_the_place(cora: Actor) -> None:
    display, __ = make(cora, name="Casa de Rosa")
    show(cora, display)
    revoke(cora, display)
    with reading() as session:
        entries = session.exec(select(AuditEntry)).all()
    ours = [each for each in entries if each.subject == f"press_link {display.id}"]
    assert [each.action for each in ours] == [
        "make press link",
        "change display",
        "revoke press link",
    ]
    assert "Rosa" not in repr(entries)
