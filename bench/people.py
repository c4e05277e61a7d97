"""An organization's own people at the size of a large one, and a sheet keyed by a fast typist."""

import time
from dataclasses import astuple
from statistics import median

from playwright.sync_api import expect, sync_playwright
from sqlmodel import Session, select

from db import clock, own_lines, people
from db.actor import Actor
from db.engine import reading, writing
from db.models import Batch, Channel, Organization, Signature, User
from db.people import PeopleFilter, State
from db.prints import Prints
from db.sealed import Seal, new_id
from db.signers import Signer
from tests.browser import screen

PEOPLE = 55_000
LINES = 15
KEY_MS = 100  # between two keys: 120 words a minute
_PER_BATCH = 5_000


def slowest_look() -> float:
    """Milliseconds of the slowest of the ways to look at 55,000 people (the median of each)."""
    with writing() as session:
        actor = _lead(session)
        _add_people(session, actor)
    looks = (
        PeopleFilter(),
        PeopleFilter(text="signer 054999"),
        PeopleFilter(text="nobody at all"),
        PeopleFilter(text="312-555-4999"),
        PeopleFilter(may_contact=True, state=State.COUNTED),
    )
    times = []
    for only in looks:
        taken = []
        for __ in range(5):
            started = time.perf_counter()
            found = people.search(actor, only)
            with reading() as session:
                own_lines.some_lines(session, actor, found[:25])
            taken.append((time.perf_counter() - started) * 1_000)
        times.append(median(taken))
    return max(times)


def seconds_for_a_sheet(url: str) -> tuple[float, float]:
    """Seconds from the first key to the last line saved, and those that the typing itself takes."""
    rows = [
        (f"Name{n}", f"Apellido{n}", f"sheet{n}@example.org", f"7735550{n:03}", "", "60608")
        for n in range(LINES)
    ]
    keys = sum(len(text) + 1 for row in rows for text in row)
    with sync_playwright() as playwright:
        browser = screen.launch(playwright)
        page = browser.new_context(base_url=url, locale="en-US").new_page()
        page.goto("/key-names")
        screen.sign_in(page, "demo-staff")
        expect(screen.heading(page, "Key names")).to_be_visible(timeout=30_000)
        page.get_by_label("First name, line 1", exact=True).focus()
        started = time.perf_counter()
        for row in rows:
            for number, text in enumerate(row):
                if number:
                    page.keyboard.press("Tab", delay=KEY_MS)
                page.keyboard.type(text, delay=KEY_MS)
            page.keyboard.press("Enter", delay=KEY_MS)
        expect(page.locator("[data-state=saved]")).to_have_count(LINES, timeout=30_000)
        seconds = time.perf_counter() - started
        browser.close()
    return seconds, keys * KEY_MS / 1_000


def _lead(session: Session) -> Actor:
    user, slug = session.exec(
        select(User, Organization.slug).join(Organization).where(User.username == "demo-lead")
    ).one()
    return Actor(
        user.id, user.username, user.name, user.role, user.organization_id, slug, language=None
    )


def _add_people(session: Session, actor: Actor) -> None:
    """55,000 signatures as they are stored, without the commands' work beside them."""
    organization_id = actor.organization_id or 0
    seal, prints = Seal(organization_id, "signature"), Prints(organization_id)
    first = new_id(session, Signature)
    for start in range(0, PEOPLE, _PER_BATCH):
        batch = Batch(
            organization_id=organization_id,
            idempotency_key=f"bench people {start:08}",
            collected_on=clock.today(),
            channel=Channel.PAPER,
            count=_PER_BATCH,
            recorded_by=actor.user_id,
            recorded_at=clock.now(),
        )
        session.add(batch)
        session.flush()
        lines = []
        for number in range(start, start + _PER_BATCH):
            signer = Signer(
                "María José",
                f"Signer {number:06}",
                f"bench.{number}@example.org",
                f"(312) 555-{number % 10_000:04}",
                "2000 S Made-Up Ave",
                "60608",
                number % 3 == 0,
            )
            lines.append(
                {
                    "id": first + number,
                    "organization_id": organization_id,
                    "batch_id": batch.id,
                    "idempotency_key": f"bench line {number:08}",
                    "sealed": seal.seal(first + number, astuple(signer)),
                    "email_print": prints.email(signer.email),
                    "person": first + number,
                    "counted": True,
                    "revision": 0,
                    "recorded_by": actor.user_id,
                    "recorded_at": clock.now(),
                }
            )
        session.execute(Signature.__table__.insert(), lines)  # type: ignore[attr-defined]
