"""Frozen for the podium: press figures that are kept as they were said, numbered and hashed.

None is ever changed or deleted: somebody may have quoted it.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import func
from sqlmodel import Session, col, select

from db import audit, clock, live, totals
from db.actor import Actor, Right, allow
from db.fields import Checks
from db.models import PressFigure
from db.press_figures import PublicFigures, figures
from db.press_rule import press_rule
from db.users import names_of

MOST_OCCASION = 120


@dataclass(frozen=True)
class FrozenFigure:
    """A frozen figure as the public sees it: nobody's name is in it."""

    id: int
    number: int
    occasion: str
    frozen_at: datetime
    figures: PublicFigures
    hash: str


def freeze(session: Session, actor: Actor, *, occasion: str, key: str) -> FrozenFigure:
    """Keep the public figures as they are now, under the next number. The same key is one figure.

    Raises NotAllowed, Invalid.
    """
    allow(actor, Right.KEEP_PRESS)
    checks = Checks()
    key = checks.key(key)
    occasion = checks.text("occasion", occasion, most=MOST_OCCASION)
    checks.done()
    sent = session.exec(select(PressFigure).where(PressFigure.idempotency_key == key)).first()
    if sent is not None:
        return _frozen(sent)
    number = (session.exec(select(func.max(PressFigure.number))).one() or 0) + 1
    now = figures(session, totals.snapshot(session), press_rule(session))
    body = now.model_dump(mode="json", exclude={"contact"})
    row = PressFigure(
        number=number,
        occasion=occasion,
        frozen_by=actor.user_id,
        frozen_at=clock.now(),
        figures=body,
        hash="",
        idempotency_key=key,
    )
    row.hash = _hash(row)
    session.add(row)
    session.flush()
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=None,
        action="freeze press figure",
        subject=f"press_figure {row.id}",
        details={"number": number, "hash": row.hash},
    )
    live.announce(session)
    return _frozen(row)


def frozen_figures(session: Session, actor: Actor) -> list[tuple[FrozenFigure, str]]:
    """Every frozen figure with who froze it, the newest first. Raises NotAllowed."""
    allow(actor, Right.SEE_PRESS)
    rows = session.exec(select(PressFigure).order_by(col(PressFigure.number).desc())).all()
    names = names_of(session, {row.frozen_by for row in rows})
    return [(_frozen(row), names[row.frozen_by]) for row in rows]


def frozen_figure(session: Session, number: int, hash_begins: str) -> FrozenFigure | None:
    """A frozen figure by its number and the beginning of its hash, as its public page is found."""
    if not 0 < number < 2**31:
        return None
    row = session.exec(select(PressFigure).where(PressFigure.number == number)).first()
    figure = _frozen(row) if row else None
    return figure if figure and is_at(figure, number, hash_begins) else None


def is_at(figure: FrozenFigure, number: int, hash_begins: str) -> bool:
    """True if its public page is found by this number and this beginning of a hash."""
    enough = len(hash_begins) >= HASH_IN_ADDRESS
    return enough and figure.number == number and figure.hash.startswith(hash_begins)


def by_id(session: Session) -> dict[int, FrozenFigure]:
    """Every frozen figure by its id."""
    return {row.id: _frozen(row) for row in session.exec(select(PressFigure))}


def damaged(session: Session) -> list[int]:
    """Numbers of the figures that are no longer what their hash says; empty when all is sound."""
    rows = session.exec(select(PressFigure).order_by(col(PressFigure.number))).all()
    return [row.number for row in rows if not _is_whole(row)]


HASH_IN_ADDRESS = 16  # hex digits: enough that nobody guesses it


def address(figure: FrozenFigure) -> str:
    """Where its public page is, below this installation's own address."""
    return f"/press/figure/{figure.number}/{figure.hash[:HASH_IN_ADDRESS]}"


def hashed(figure: FrozenFigure) -> str:
    """The text of which `hash` is the SHA-256: anybody can check it."""
    return _text(figure.number, figure.occasion, figure.frozen_at, figure.figures)


def _frozen(row: PressFigure) -> FrozenFigure:
    known = row.model_dump(exclude={"frozen_by", "idempotency_key", "figures"})
    return FrozenFigure(**known, figures=PublicFigures.model_validate(row.figures))


def _is_whole(row: PressFigure) -> bool:
    try:
        return row.hash == _hash(row)
    except ValidationError:  # not even figures any more
        return False


def _hash(row: PressFigure) -> str:
    body = PublicFigures.model_validate(row.figures)
    return hashlib.sha256(_text(row.number, row.occasion, row.frozen_at, body).encode()).hexdigest()


def _text(number: int, occasion: str, frozen_at: datetime, body: PublicFigures) -> str:
    said: dict[str, Any] = {
        "number": number,
        "occasion": occasion,
        "frozen_at": frozen_at.isoformat(),
        "figures": body.model_dump(mode="json", exclude_unset=True),
    }
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
