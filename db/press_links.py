"""The displays: their secret addresses and what each shows.

The database keeps only the SHA-256 of an address's secret part, of 256 random bits: nobody can read
it again, only renew it, which ends the old one. Whatever is changed here, open displays follow.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col, select

from db import audit, clock, live
from db.actor import Actor, Right, allow
from db.errors import Conflict, Message, NotFound
from db.fields import Checks, is_id, unchanged
from db.login_sessions import digest
from db.models import DisplayLanguage, DisplayTheme, PressFigure, PressLink, Scene

MOST_NAME = 80
LEAST_SECONDS, MOST_SECONDS = 5, 600
LONGEST = timedelta(days=3_653)  # to its last day; what shall stay for longer has none
REHEARSAL = timedelta(minutes=10)  # it ends by itself: nobody must forget it on at the lectern


@dataclass(frozen=True)
class Display:
    """An address and what it shows now."""

    id: int
    name: str
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    scenes: tuple[Scene, ...]
    seconds: int  # 0: the first scene stays
    language: DisplayLanguage
    theme: DisplayTheme
    exact: bool
    frozen_id: int | None
    rehearsal_at: datetime | None
    revision: int

    @property
    def last_day(self) -> date | None:
        """The last day on which it works (Chicago); None: until it is revoked."""
        if self.expires_at is None:
            return None
        return clock.chicago(self.expires_at).date() - timedelta(days=1)

    def works(self, now: datetime) -> bool:
        """True unless it was revoked or has ended."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def rehearsing(self, now: datetime) -> bool:
        """True while made-up growth is played on it."""
        return self.rehearsal_at is not None and now < self.rehearsal_at + REHEARSAL


@dataclass(frozen=True)
class DisplayUpdate:
    """What a display shall show, and the revision it was decided over. Nothing is checked yet."""

    scenes: tuple[str, ...]
    seconds: int = 0
    language: str = "en"
    theme: str = "auto"
    exact: bool = True
    frozen_id: int | None = None
    revision: int = 0


def make_link(
    session: Session, actor: Actor | None, *, name: str, expires_on: date | None = None, key: str
) -> tuple[Display, str]:
    """Make a display: it, and the secret part of its address, which is never shown again.

    `expires_on`: the last day on which it works (Chicago); None: until it is revoked. `actor`
    None: the operator. Pressed twice is one display; the secret then is the newer one.
    Raises NotAllowed, Invalid, Conflict (pressed again after it was revoked or has ended).
    """
    if actor is not None:
        allow(actor, Right.KEEP_PRESS)
    checks = Checks()
    key = checks.key(key)
    name = checks.text("name", name, most=MOST_NAME, required=True)
    expires_at = _end_of(checks, expires_on)
    checks.done()
    token = secrets.token_urlsafe(32)
    link = session.exec(select(PressLink).where(PressLink.idempotency_key == key)).first()
    if link is not None:
        _must_work(link)
        link.token_hash = digest(token)
    else:
        link = PressLink(
            name=name,
            token_hash=digest(token),
            made_by=actor.user_id if actor else None,
            made_at=clock.now(),
            expires_at=expires_at,
            idempotency_key=key,
        )
    _record(session, actor, link, "make press link")
    return _display(link), token


def renew_link(session: Session, actor: Actor, link_id: int) -> str:
    """Give a display a new address: its secret part. The one before ends at once.

    Raises NotAllowed, NotFound, Conflict (revoked or ended).
    """
    link = _working(session, actor, link_id)
    token = secrets.token_urlsafe(32)
    link.token_hash = digest(token)
    _record(session, actor, link, "renew press link")
    return token


def change_link(
    session: Session,
    actor: Actor,
    link_id: int,
    *,
    name: str,
    expires_on: date | None,
    revision: int,
) -> None:
    """Rename a display or change its last day. Raises NotAllowed, NotFound, Invalid, Conflict."""
    link = _working(session, actor, link_id)
    unchanged(revision, link.revision)
    checks = Checks()
    name = checks.text("name", name, most=MOST_NAME, required=True)
    expires_at = _end_of(checks, expires_on)
    checks.done()
    if (name, expires_at) != (link.name, link.expires_at):
        link.name, link.expires_at = name, expires_at
        _record(session, actor, link, "change press link")


def show(session: Session, actor: Actor, link_id: int, new: DisplayUpdate) -> None:
    """Decide what a display shows; it follows at once. The same again changes nothing.

    Raises NotAllowed, NotFound, Invalid, Conflict (revoked, ended, or changed meanwhile).
    """
    link = _working(session, actor, link_id)
    unchanged(new.revision, link.revision)
    checks = Checks()
    scenes = [checks.option("scenes", scene, Scene).value for scene in new.scenes]
    if not scenes:
        checks.refuse("scenes", Message("Choose at least one scene."))
    seconds = new.seconds
    if seconds != 0:
        seconds = checks.whole_number("seconds", seconds, least=LEAST_SECONDS, most=MOST_SECONDS)
    values = {
        "scenes": list(dict.fromkeys(scenes)),
        "seconds": seconds,
        "language": checks.option("language", new.language, DisplayLanguage),
        "theme": checks.option("theme", new.theme, DisplayTheme),
        "exact": new.exact is True,
        "frozen_id": new.frozen_id,
    }
    checks.done()
    if new.frozen_id is not None and not _exists(session, new.frozen_id):
        raise NotFound
    changed = {name: value for name, value in values.items() if getattr(link, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(link, name, value)
        _record(session, actor, link, "change display", changed)


def rehearse(session: Session, actor: Actor, link_id: int, *, on: bool) -> None:
    """Play made-up growth on a display, for ten minutes at most, or stop. No figure is touched.

    Raises NotAllowed, NotFound, Conflict (revoked or ended).
    """
    link = _working(session, actor, link_id)
    if on == _display(link).rehearsing(clock.now()):
        return
    link.rehearsal_at = clock.now() if on else None
    _record(session, actor, link, "begin rehearsal" if on else "end rehearsal")


def revoke_link(session: Session, actor: Actor, link_id: int) -> None:
    """End a display's address, open displays included; again changes nothing.

    Raises NotAllowed, NotFound.
    """
    allow(actor, Right.KEEP_PRESS)
    link = _link(session, link_id)
    if link.revoked_at is None:
        link.revoked_at = clock.now()
        _record(session, actor, link, "revoke press link")


def displays(session: Session, actor: Actor) -> list[Display]:
    """Every display, those revoked too, the newest first. Raises NotAllowed."""
    allow(actor, Right.KEEP_PRESS)
    query = select(PressLink).order_by(col(PressLink.id).desc())
    return [_display(link) for link in session.exec(query)]


def by_token(session: Session) -> dict[str, Display]:
    """The hash of its address → display, of those that work now: what the public side serves."""
    now = clock.now()
    query = select(PressLink).where(col(PressLink.revoked_at).is_(None))
    found = {link.token_hash: _display(link) for link in session.exec(query)}
    return {token_hash: each for token_hash, each in found.items() if each.works(now)}


def _end_of(checks: Checks, day: date | None) -> datetime | None:
    """When a day ends in Chicago (UTC)."""
    if day is None:
        return None
    today = clock.today()
    latest = today + LONGEST
    day = min(latest, checks.day("expires_on", day, first=today, last=latest))
    return clock.moments_of(datetime.combine(day + timedelta(days=1), time.min))[0]


def _link(session: Session, link_id: int) -> PressLink:
    link = session.get(PressLink, link_id) if is_id(link_id) else None
    if link is None:
        raise NotFound
    return link


def _working(session: Session, actor: Actor, link_id: int) -> PressLink:
    allow(actor, Right.KEEP_PRESS)
    link = _link(session, link_id)
    _must_work(link)
    return link


def _must_work(link: PressLink) -> None:
    if not _display(link).works(clock.now()):
        raise Conflict(Message("This display's address works no more. Make a new one."))


def _exists(session: Session, figure_id: Any) -> bool:
    return is_id(figure_id) and session.get(PressFigure, figure_id) is not None


def _display(link: PressLink) -> Display:
    values = link.model_dump(exclude={"token_hash", "made_by", "idempotency_key", "scenes"})
    return Display(**values, scenes=tuple(Scene(scene) for scene in link.scenes))


def _record(
    session: Session,
    actor: Actor | None,
    link: PressLink,
    action: str,
    details: dict[str, Any] | None = None,
) -> None:
    link.revision += 1
    session.add(link)
    session.flush()
    audit.record(
        session,
        user_id=actor.user_id if actor else None,
        organization_id=None,
        action=action,
        subject=f"press_link {link.id}",
        details=details,
    )
    live.announce(session)
