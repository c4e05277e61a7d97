"""Everything under /press, asked as anybody may ask: without a cookie, without a sign-in."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import anyio
import pytest
from starlette.applications import Starlette

from db import campaign, clock, frozen_figures, organizations, press_links, press_rule
from db.actor import Actor
from db.engine import writing
from db.errors import Message, Unavailable
from db.organizations import OrganizationCreate
from db.press_links import Display, DisplayUpdate
from db.press_rule import PressRuleUpdate
from tests.db.support import log
from web import press, press_hub
from web.server import MIDDLEWARE, ROUTES

Ask = Callable[..., "Answer"]
SCENES = ("total", "wards", "measures", "whip", "thanks", "petition")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The page as it is read; a space is a space."""
        return unescape(self.body.decode()).replace("\u202f", " ")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@pytest.fixture
def ask(home: object) -> Ask:
    """`ask("/press/…", "GET", cookie="…")`: the answer of the routes behind the gate."""
    site = Starlette(routes=ROUTES, middleware=MIDDLEWARE)

    def ask(address: str, method: str = "GET", **headers: str) -> Answer:
        path, _, query = address.partition("?")
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "scheme": "https",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [
                (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
            ],
            "client": ("10.0.0.1", 1),
            "server": ("contamos.example.org", 443),
        }
        anyio.run(site, scope, receive, send)
        return Answer(
            sent[0]["status"],
            {name.decode(): value.decode() for name, value in sent[0]["headers"]},
            b"".join(each.get("body", b"") for each in sent[1:]),
        )

    return ask


@dataclass(frozen=True)
class Link:
    """A display's address, and how Cora changes what it shows."""

    cora: Actor
    display: Display
    token: str

    @property
    def page(self) -> str:
        return f"/press/{self.token}"

    def show(self, *scenes: str, **what: Any) -> None:
        with writing() as session:
            [now] = press_links.displays(session, self.cora)
            new = DisplayUpdate(scenes or ("total",), revision=now.revision, **what)
            press_links.show(session, self.cora, now.id, new)

    def rehearse(self) -> None:
        with writing() as session:
            press_links.rehearse(session, self.cora, self.display.id, on=True)

    def revoke(self) -> None:
        with writing() as session:
            press_links.revoke_link(session, self.cora, self.display.id)


@pytest.fixture
def link(cora: Actor) -> Link:
    with writing() as session:
        display, token = press_links.make_link(
            session, cora, name="Lectern", expires_on=clock.today(), key="the lectern's display"
        )
    return Link(cora, display, token)


def decide(cora: Actor, **what: Any) -> None:
    """What may be said."""
    rungs = {"verified": True, "claimed": True, "external": True, "whip_released": False}
    with writing() as session:
        revision = press_rule.press_rule(session).revision
        new = PressRuleUpdate(**{**rungs, **what}, revision=revision)
        press_rule.change_press_rule(session, cora, new)


def freeze(cora: Actor) -> str:
    """Freeze a figure; where its page is."""
    with writing() as session:
        figure = frozen_figures.freeze(
            session, cora, occasion="City Hall", key="frozen for city hall"
        )
        return frozen_figures.address(figure)


def test_the_names_of_a_coalition_that_grew_stand_closer(ask: Ask, link: Link) -> None:
    link.show("thanks")
    assert "crowded" not in ask(link.page).text
    for number in range(21):
        new = OrganizationCreate(
            f"Neighbors {number}", f"N{number}", key=f"another organization {number}"
        )
        with writing() as session:
            organizations.create_organization(session, link.cora, new)
    assert 'class="scene thanks crowded"' in ask(link.page).text
    link.show("wards")
    assert "crowded" not in ask(link.page).text  # no names stand there


def test_the_display_says_the_figure_what_it_counts_and_when(
    ask: Ask, link: Link, bob: Actor
) -> None:
    log(bob, count=234)
    page = ask(link.page)
    assert page.status == 200
    for text in ("1,234", "signatures", "as of 9:00 AM", "of 2,500", "1,266 to go", "+234"):
        assert text in page.text
    for text in ("What counts", "Counted on batches whose names are not keyed yet", "Mijente"):
        assert text in page.text
    for text in ("Welcoming City Ordinance amendment", "Referred to committee"):
        assert text in page.text
    assert "<script src=" in page.text
    assert not re.search(r"<script>|<style|\sstyle=|\son\w+=", page.text)
    assert not re.search(r"(src|href)=\"(?!/press/|data:,)", page.text)


def test_every_scene_is_in_the_page_in_its_languages(ask: Ask, link: Link, cora: Actor) -> None:
    decide(cora, whip_released=True, petition_url="https://example.org/sign")
    link.show(*SCENES, language="both", seconds=10)
    page = ask(link.page)
    scenes = re.findall(r'lang="(\w\w)" data-scene="(\w+)"', page.text)
    assert scenes == [(language, scene) for scene in SCENES for language in ("en", "es")]
    for text in ("In the City Council", "En el Concejo Municipal", "Sign the petition", "Gracias"):
        assert text in page.text
    assert "qrline" in page.text


def test_a_scene_with_nothing_to_show_is_skipped(ask: Ask, link: Link) -> None:
    link.show("whip", "petition", "thanks")
    assert re.findall(r'data-scene="(\w+)"', ask(link.page).text) == ["thanks"]
    link.show("whip")
    assert re.findall(r'data-scene="(\w+)"', ask(link.page).text) == ["total"]


def test_how_many_wards_are_said_is_not_how_many_have_more_than_ten(
    ask: Ask, link: Link, bob: Actor
) -> None:
    for ward in (1, 2, 3):
        log(bob, count=100 + ward, ward=ward)
    log(bob, count=1, ward=4)  # takes a larger one with it, so that it can't be had
    link.show("wards", language="both")
    page = re.sub(r"<[^>]+>|\s+", " ", ask(link.page).text)
    assert re.search(r"\b2 +of 50 wards with a figure here", page)
    assert re.search(r"\b2 +de 50 distritos con una cifra aquí", page)
    assert "more than ten" not in page


def test_where_fewer_than_five_wards_are_said_no_more_are_named(
    ask: Ask, link: Link, bob: Actor
) -> None:
    def named(language: str) -> list[str]:
        link.show("wards", language=language)
        [listed] = re.findall(r'<ol class="largest">(.*?)</ol>', ask(link.page).text, re.DOTALL)
        lines = re.sub(r"<[^>]+>", " ", listed).splitlines()
        return [" ".join(line.split()) for line in lines if line.strip()]

    assert named("en") == []
    assert "up to" not in ask(link.page).text
    for ward in (3, 7, 12):
        log(bob, count=10 * ward, ward=ward)
    assert named("en") == ["Ward 12 120", "Ward 7 70"]
    assert "up to 120" in ask(link.page).text
    assert named("es") == ["Distrito 12 120", "Distrito 7 70"]


def test_above_a_floor_the_exact_number_is_nowhere(
    ask: Ask, link: Link, bob: Actor, cora: Actor
) -> None:
    log(bob, count=6_345)
    log(bob, count=5_000)
    address = freeze(cora)
    link.show("total", "thanks", "petition", exact=False)
    answers = [ask(link.page + what) for what in ("", ".json", "/embed")]
    for answer in answers:
        assert answer.status == 200
        for hidden in ("12,345", "12345", "2,345", "7,655"):
            assert hidden not in answer.text
    page, figures, counter = answers
    assert "More than" in page.text
    assert "12,300" in page.text
    assert "12,300" in counter.text
    assert figures.json["signatures"] == 12_300
    assert not figures.json["exact"]
    assert not {"by_day", "since_yesterday", "last_seven_days"} & set(figures.json)
    link.show("total", exact=False, frozen_id=1)
    for what in ("", ".json"):
        assert address.rpartition("/")[2] not in ask(link.page + what).text


def test_beside_a_floor_a_milestone_just_reached_is_still_ahead(
    ask: Ask, link: Link, bob: Actor, cora: Actor
) -> None:
    log(bob, count=1_000)
    with writing() as session:
        campaign.set_milestones(session, cora, [2_000, 5_000])
    link.show("total", exact=False)
    said = ask(link.page + ".json").json
    assert (said["signatures"], said["next_milestone"]) == (1_990, 2_000)
    assert "last_milestone" not in said
    page = ask(link.page).text
    assert "of 2,000" in page
    assert "5,000" not in page


def test_people_is_said_only_where_each_is_one(ask: Ask, link: Link, cora: Actor) -> None:
    assert "signatures" in ask(link.page).text
    decide(cora, claimed=False, external=False)
    page = ask(link.page)
    assert "people have signed" in page.text
    assert "Counted on batches" not in page.text


def test_the_json_has_a_licence_definitions_and_its_time(ask: Ask, link: Link, bob: Actor) -> None:
    log(bob, count=250)
    answer = ask(f"{link.page}.json")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    said = answer.json
    assert (said["signatures"], said["exact"]) == (1_250, True)
    assert said["licence"]["name"] == "CC BY 4.0"
    assert said["licence"]["url"].startswith("https://creativecommons.org/")
    assert "Mijente" in said["attribution"]
    assert said["as_of"].startswith("2017-04-24T14:0")
    assert [each["name"] for each in said["definition"]] == [
        "verified",
        "claimed",
        "external",
        "overlap",
    ]
    assert sum(each["signatures"] for each in said["definition"]) == 1_250
    assert "and sometimes another, are not said" in said["wards_note"]
    assert "access-control-allow-origin" not in ask(link.page).headers


def test_a_display_may_show_a_frozen_figure(ask: Ask, link: Link, bob: Actor, cora: Actor) -> None:
    log(bob, count=100)
    freeze(cora)
    link.show("total", frozen_id=1)
    log(bob, count=11)
    page, said = ask(link.page), ask(f"{link.page}.json").json
    assert "Press figure 1, frozen at 9:00 AM" in page.text
    assert "1,111" not in page.text
    assert (said["signatures"], said["frozen"]["number"]) == (1_100, 1)


def test_a_rehearsal_is_marked_and_stays_on_the_display(ask: Ask, link: Link, bob: Actor) -> None:
    log(bob, count=100)
    link.rehearse()
    page = ask(link.page)
    assert page.text.count("Rehearsal") >= 4
    assert "made-up figures" in page.text
    assert ask(f"{link.page}.json").json["signatures"] == 1_100
    assert "Rehearsal" not in ask(f"{link.page}/embed").text


def test_a_frozen_figure_has_its_page_for_good(
    ask: Ask, link: Link, bob: Actor, cora: Actor
) -> None:
    log(bob, count=100)
    address = freeze(cora)
    assert "None of the figures compared here has changed." in ask(address).text
    log(bob, count=11)
    page, text = ask(address), ask(f"{address}.txt")
    for said in ("Press figure 1", "City Hall", "April 24, 2017, 9:00 AM", "1,111 (+11)"):
        assert said in page.text
    assert hashlib.sha256(text.body).hexdigest() in page.text
    assert json.loads(text.body)["figures"]["signatures"] == 1_100
    assert "Cifra de prensa 1" in ask(f"{address}?language=es").text
    assert "cora" not in page.text.lower()
    digits = "1" * 4_301  # more than Python makes a number of
    numbers = [f"/press/figure/{number}/{'0' * 16}" for number in ("2", "x", "-1", "١", digits)]
    for wrong in (f"{address[:-1]}x", address[:-8], *numbers, f"{numbers[-1]}.txt"):
        assert ask(wrong).status == 404


def test_a_frozen_figures_page_says_no_more_of_today_than_the_displays(
    ask: Ask, link: Link, bob: Actor, cora: Actor
) -> None:
    log(bob, count=237)
    address = freeze(cora)
    link.show(exact=False)
    said = ask(address).text
    assert "More than 1,230" in said  # even though nothing has changed
    assert "compared here has changed" not in said
    log(bob, count=48)
    said = ask(address).text
    assert "More than 1,280" in said
    for exact in ("1,285", "+48", "285"):
        assert exact not in said
    link.show(exact=True)
    assert "1,285 (+48)" in ask(address).text
    link.show(exact=True, frozen_id=1)  # it says no figure of today
    assert "1,285" not in ask(address).text
    link.show(exact=True)
    link.revoke()  # nothing says today's figure any more
    assert "1,285" not in ask(address).text


def test_what_changed_since_names_whatever_changed(
    ask: Ask, link: Link, bob: Actor, cora: Actor
) -> None:
    log(bob, count=20, ward=22)
    log(bob, count=20, ward=25)
    log(bob, count=20, ward=1)
    decide(cora, whip_released=True)
    address = freeze(cora)
    assert "compared here has changed" in ask(address).text
    decide(cora, whip_released=False)
    said = ask(address).text
    assert "compared here has changed" not in said
    log(bob, count=15, ward=22)
    said = re.sub(r"<[^>]+>|\s+", " ", ask(address).text)
    assert re.search(r"Ward 22\s+20\s+35", said)
    assert not re.search(r"Ward 25\s+20\s+20", said)


def test_a_milestone_set_since_is_a_change_where_the_exact_figure_is_said(
    ask: Ask, link: Link, bob: Actor, cora: Actor
) -> None:
    log(bob, count=25)
    address = freeze(cora)
    with writing() as session:
        campaign.set_milestones(session, cora, [1_010, 2_500])

    def since() -> str:
        """What changed since."""
        page = re.sub(r"<[^>]+>|\s+", " ", ask(address).text)
        return page.partition("What changed since")[2].partition("Signatures on")[0]

    assert re.search(r"Last milestone +1,000 +1,010", since())
    link.show(exact=False)
    assert "milestone" not in since()


def test_in_spanish_the_petitions_title_is_too(ask: Ask, link: Link, cora: Actor) -> None:
    link.show("total", language="es")
    address = freeze(cora)
    for page in (link.page, f"{link.page}/embed", f"{address}?language=es"):
        assert "Dile al alcalde Rahm Emanuel" in ask(page).text
        assert "Tell Mayor" not in ask(page).text
    assert "Tell Mayor" in ask(address).text
    assert ask(f"{link.page}.json").json["title"].startswith("Tell Mayor")


def test_a_frozen_figure_does_not_say_today_on_another_day(
    ask: Ask, link: Link, cora: Actor, bob: Actor
) -> None:
    log(bob, count=31)
    address = freeze(cora)
    with writing() as session:
        [figure] = frozen_figures.by_id(session).values()
        press_links.change_link(
            session, cora, link.display.id, name="Lectern", expires_on=None,
            revision=link.display.revision,
        )  # fmt: skip
    link.show(frozen_id=figure.id)
    assert ">today<" in ask(link.page).text
    with clock.stopped_at(clock.now() + timedelta(days=1)):
        page = ask(link.page).text
        assert ">today<" not in page
        assert ">April 24<" in page
        assert "Signatures on April 24, 2017" in ask(address).text


def test_a_rehearsal_is_said_to_screen_readers_too(ask: Ask, link: Link) -> None:
    link.rehearse()
    event = json.loads(re.findall(r'data-event="([^"]*)"', ask(link.page).body.decode())[0]
                       .replace("&#34;", '"'))  # fmt: skip
    assert event["say"]["en.announce"].startswith("Rehearsal: ")


def test_the_counter_says_what_is_frozen_apart_from_its_time(
    ask: Ask, link: Link, cora: Actor
) -> None:
    freeze(cora)
    with writing() as session:
        [figure] = frozen_figures.by_id(session).values()
    link.show(frozen_id=figure.id)
    assert "frozen at 9:00 AM · as of 9:00 AM" in ask(f"{link.page}/embed").text


def test_nothing_else_is_under_a_displays_address(ask: Ask, link: Link) -> None:
    for wrong in (f"{link.page}/other", f"{link.page}/events/x", "/press/nope/a/b"):
        answer = ask(wrong)
        assert (answer.status, answer.headers["x-press"]) == (404, "gone")


def test_unknown_revoked_and_ended_get_one_and_the_same_404(
    ask: Ask, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = f"/press/{'x' * 43}"
    kinds = ("", ".json", "/events", "/embed")
    not_found = [ask(unknown + kind) for kind in kinds]
    assert {each.status for each in not_found} == {404}
    assert {each.headers["x-press"] for each in not_found} == {"gone"}
    with clock.stopped_at(clock.now() + timedelta(days=2)):
        assert [ask(link.page + kind) for kind in kinds] == not_found
    assert ask(link.page).status == 200
    link.revoke()
    assert [ask(link.page + kind) for kind in kinds] == not_found


def test_a_cdn_may_keep_it_for_a_moment_only(ask: Ask, link: Link, bob: Actor) -> None:
    for kind in ("", ".json", "/embed"):
        first = ask(link.page + kind)
        kept = [int(n) for n in re.findall(r"=(\d+)", first.headers["cache-control"])]
        assert first.headers["cache-control"].startswith("public, max-age=1")
        assert sum(kept) <= 3
        again = ask(link.page + kind, if_none_match=first.headers["etag"])
        assert (again.status, again.body) == (304, b"")
        assert ask(link.page + kind, "HEAD").headers["etag"] == first.headers["etag"]
    log(bob, count=5)
    assert ask(link.page, if_none_match=first.headers["etag"]).status == 200
    events = ask(link.page + "/events", "HEAD").headers
    assert events["cache-control"] == "no-cache, no-transform"
    assert events["x-accel-buffering"] == "no"
    assert events["content-type"].startswith("text/event-stream")


def test_styles_and_scripts_are_kept_for_ever(ask: Ask, link: Link) -> None:
    page = ask(link.page).text
    files = set(re.findall(r"/press/static/[\w.]+", page))
    assert len(files) == 3
    for file in files:
        answer = ask(file)
        assert answer.status == 200
        assert "immutable" in answer.headers["cache-control"]
    [worker] = [file for file in files if "worker" in file]
    assert ask(worker).headers["service-worker-allowed"] == "/press/"
    assert ask("/press/static/display.css").status == 404


def test_only_the_counter_may_be_framed_and_nothing_runs_from_elsewhere(
    ask: Ask, link: Link
) -> None:
    page, counter = ask(link.page).headers, ask(f"{link.page}/embed").headers
    assert page["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in page["content-security-policy"]
    assert "x-frame-options" not in counter
    assert "frame-ancestors *" in counter["content-security-policy"]
    for headers in (page, counter):
        assert "unsafe" not in headers["content-security-policy"]
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "set-cookie" not in headers


def test_a_cookie_changes_nothing(ask: Ask, link: Link, token_of: Callable[[str], str]) -> None:
    cookie = f"contamos_session={token_of('cora')}"
    assert ask(link.page, cookie=cookie) == ask(link.page)
    assert ask("/press/nothing", cookie=cookie).status == 404


def test_nobodys_name_is_anywhere(ask: Ask, link: Link, cora: Actor, bob: Actor) -> None:
    log(bob, count=100, place="Somebody's kitchen")
    link.show(*SCENES, language="both")
    address = freeze(cora)
    pages = [link.page, f"{link.page}.json", f"{link.page}/embed", address, f"{address}.txt"]
    for page in pages:
        text = ask(page).text
        for name in ("Alice", "Bob", "Cora", "Lectern", "kitchen", "cora"):
            assert name not in text


def test_other_methods_are_refused(ask: Ask, link: Link) -> None:
    for method in ("POST", "PUT", "DELETE"):
        for kind in ("", ".json", "/events", "/embed"):
            assert ask(link.page + kind, method).status == 405


def test_without_a_database_and_without_a_last_state_it_says_later(
    ask: Ask, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise Unavailable(Message("away"))

    monkeypatch.setattr(press_hub, "press", away)
    for kind in ("", ".json", "/events", "/embed"):
        answer = ask(link.page + kind)
        assert answer.status == 503
        assert answer.headers["retry-after"]
        assert answer.headers["cache-control"] == "no-store"


def test_a_frozen_figures_page_stays_while_the_database_is_away(
    ask: Ask, cora: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = freeze(cora)
    last = anyio.run(press_hub.press_hub.state)

    async def state() -> press_hub.State:
        return last

    def away() -> None:
        raise Unavailable(Message("away"))

    monkeypatch.setattr(press_hub.press_hub, "state", state)
    monkeypatch.setattr(press, "reading", away)
    assert "Press figure 1" in ask(address).text
    assert ask(f"{address}.txt").status == 200
    number, _, begins = address.removeprefix("/press/figure/").partition("/")
    for wrong in (f"{number}/{'0' * 16}", f"{number}/{begins[:8]}", f"2/{begins}"):
        assert ask(f"/press/figure/{wrong}").status in (404, 503)
