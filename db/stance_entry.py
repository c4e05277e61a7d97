"""Recording where alderpersons stand, one or many at once, and undoing the last press.

What a stance counts as is in db/whip.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from db import clock, council
from db.actor import Actor, Right, allow
from db.errors import Conflict, Doubtful, Message, NotAllowed, NotFound
from db.fields import Checks
from db.measures import current_actions, introduced_on, measure_by_slug
from db.models import Evidence, Measure, Position, Stance
from db.wards import NUMBERS
from db.whip import KnownStance, known_stances

CONFIRM_AFTER = timedelta(days=60)  # what the form proposes; a vote needs no confirming


@dataclass(frozen=True)
class StanceCreate:
    """Where one alderperson stands, as the form has it."""

    ward: int | None
    position: str | None
    evidence: str | None
    said_on: date | None
    expires_on: date | None = None
    source_url: str = ""


def proposed_expiry(evidence: str | None, said_on: date) -> date | None:
    """From which day a stance should be confirmed again, as a form proposes it. A vote: never."""
    return None if evidence == Evidence.VOTE else said_on + CONFIRM_AFTER


def set_stances(
    session: Session,
    actor: Actor,
    measure: str,
    new: Sequence[StanceCreate],
    *,
    key: str,
    sure: bool = False,
) -> list[Stance]:
    """Record where alderpersons stand, all of them or none. The same key twice is one press.

    A problem's field is its name and ward: "said_on.22".
    Raises NotAllowed, NotFound (no such measure), Invalid, Doubtful (said before the measure was
    introduced: of an announced one people speak, but the day may be mistyped).
    """
    allow(actor, Right.SET_STANCE)
    about = measure_by_slug(session, measure)
    checks = Checks()
    key = checks.key(key)
    sent = session.exec(select(Stance).where(Stance.press == key).order_by(col(Stance.id))).all()
    if sent:
        return list(sent)
    seats = council.all_holders(session)
    introduced = introduced_on(current_actions(session, about))
    seen: set[Any] = set()
    made = []
    for each in new:
        if each.ward in seen:
            checks.refuse(f"ward.{each.ward}", Message("This ward is here twice."))
        seen.add(each.ward)
        made.append(_checked(checks, about, seats, each, introduced))
    checks.done()
    if not sure and introduced is not None:
        _ask_about_early(new, introduced)
    stances = [
        Stance(
            measure_id=about.id,
            organization_id=actor.organization_id,
            press=key,
            recorded_by=actor.user_id,
            recorded_at=clock.now(),
            **values,
        )
        for values in made
    ]
    session.add_all(stances)
    session.flush()
    positions = [[stance.holder_id, stance.position, stance.evidence] for stance in stances]
    council.record_change(
        session, actor, "set stances", f"measure {about.slug}", {"stances": positions}
    )
    return stances


def undo(session: Session, actor: Actor, measure: str, press: str) -> int:
    """Undo a press: every stance it recorded stops counting. How many they were.

    Raises NotAllowed (another organization's press), NotFound, Conflict (undone already, or what a
    roll call showed).
    """
    allow(actor, Right.SET_STANCE)
    about = measure_by_slug(session, measure)
    query = select(Stance).where(Stance.press == str(press), Stance.measure_id == about.id)
    stances = session.exec(query).all()
    if not stances:
        raise NotFound
    if any(stance.organization_id != actor.organization_id for stance in stances):
        raise NotAllowed(Message("Another organization recorded this. Record what you know."))
    if any(stance.roll_call_id is not None for stance in stances):
        raise Conflict(Message("A roll call showed this. Void the roll call instead."))
    standing = [stance for stance in stances if stance.undone_at is None]
    if not standing:
        raise Conflict(Message("This is undone already."))
    for stance in standing:
        stance.undone_at, stance.undone_by = clock.now(), actor.user_id
        session.add(stance)
    council.record_change(
        session,
        actor,
        "undo stances",
        f"measure {about.slug}",
        {"holders": [stance.holder_id for stance in standing]},
    )
    return len(standing)


def last_press(session: Session, actor: Actor, measure: str) -> list[KnownStance]:
    """What this person's organization recorded last and has not undone: what an undo would undo."""
    allow(actor, Right.SET_STANCE)
    about = measure_by_slug(session, measure)
    query = select(Stance.press).where(
        Stance.measure_id == about.id,
        Stance.organization_id == actor.organization_id,
        col(Stance.undone_at).is_(None),
        col(Stance.roll_call_id).is_(None),
    )
    press = session.exec(query.order_by(col(Stance.id).desc()).limit(1)).first()
    if press is None:
        return []
    known = known_stances(session, about)
    return [each for stances in known.values() for each in stances if each.press == press]


def _ask_about_early(new: Sequence[StanceCreate], introduced: date) -> None:
    """Raise Doubtful if something was said before the measure was introduced."""
    early = sorted(each.ward or 0 for each in new if each.said_on and each.said_on < introduced)
    if early:
        raise Doubtful(
            Message(
                "The measure was introduced on {day}. Recorded as said before that: ward {wards}. "
                "Is the day right?",
                day=introduced,
                wards=", ".join(map(str, early)),
            )
        )


def _checked(
    checks: Checks,
    about: Measure,
    seats: dict[int, list[council.Holder]],
    new: StanceCreate,
    introduced: date | None,
) -> dict[str, Any]:
    """One stance as stored. Collects every problem in `checks`."""
    ward = checks.one_of(f"ward.{new.ward}", new.ward, NUMBERS)
    said_on = checks.day(
        f"said_on.{new.ward}",
        new.said_on,
        first=about.term_starts_on,
        last=min(clock.today(), about.term_ends_on),
    )
    holder = council.holder_on(seats.get(ward, []), said_on)
    if holder is None and not checks.problems:
        checks.refuse(
            f"ward.{new.ward}",
            Message(
                "Ward {ward} had no alderperson on {day}: a stance is a person's.",
                ward=ward,
                day=said_on,
            ),
        )
    evidence = checks.option(f"evidence.{new.ward}", new.evidence, Evidence)
    known_day = f"said_on.{new.ward}" not in checks.problems
    if evidence is Evidence.VOTE and introduced and known_day and said_on < introduced:
        checks.refuse(
            f"evidence.{new.ward}",
            Message(
                "Nobody can have voted on it before its introduction on {day}.", day=introduced
            ),
        )
    expires_on = new.expires_on
    if expires_on is not None:
        first = said_on + timedelta(days=1) if known_day else None
        expires_on = checks.day(f"expires_on.{new.ward}", expires_on, first=first, last=None)
    return {
        "holder_id": holder.id if holder else 0,
        "position": checks.option(f"position.{new.ward}", new.position, Position),
        "evidence": evidence,
        "said_on": said_on,
        "expires_on": expires_on,
        "source_url": checks.link(f"source_url.{new.ward}", new.source_url),
    }
