"""An organization's own people: the signatures it recorded, searched by what is sealed in them.

Nothing of it is kept in clear anywhere, so a search opens every blob; that a person searched is in
the audit log, what for is not.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func
from sqlmodel import Session, col

from db import audit
from db.actor import Actor, Right, allow, own_organization
from db.engine import reading, writing
from db.fields import clean, is_id
from db.models import Batch, Signature
from db.prints import folded, letters
from db.sealed import Seal
from db.signatures import own_batches
from db.signers import Signer, own_signatures

UNKNOWN_WARD = 0
_MOST_SEARCHED = 200  # characters
_NO_DIGITS = re.compile(r"\D+")
_ESCAPED = re.compile(r'["\\]')  # what a blob's JSON writes otherwise than it was typed
_BARE = str.maketrans("đłøı", "dloi")  # letters whose stroke is no accent to Unicode
# American numbers are kept without the 1 of their country: +1 312, or 1 before a whole number.
_COUNTRY = re.compile(
    r"(?<!\S)(?:\+1|1(?=[ .-]?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\S)))[ .-]*(?=\(?[2-9]\d\d)"
)


class State(StrEnum):
    """What became of a signature."""

    COUNTED = "counted"
    AGAIN = "again"  # the same person as on another line
    VOID = "void"  # it or its batch


@dataclass(frozen=True)
class PeopleFilter:
    """Which people to look at. Empty: all of them."""

    text: str = ""  # parts of name, e-mail, phone, street, ZIP or note, in any order
    ward: int | None = None  # 0: unknown
    batch_id: int | None = None
    may_contact: bool | None = None
    state: State | None = None


def search(actor: Actor, only: PeopleFilter) -> list[int]:
    """Ids of the actor's own organization's signatures that fit, the latest first.

    Opens its own transactions. What stands on them: own_lines.some_lines.

    Raises NotAllowed, NotFound (a person without an organization).
    """
    allow(actor, Right.SEE_PEOPLE)
    organization_id = own_organization(actor)
    used = [each.name for each in fields(only) if getattr(only, each.name) not in (None, "")]
    with writing() as session:
        audit.record_look(
            session,
            user_id=actor.user_id,
            organization_id=organization_id,
            action="search signatures",
            subject=f"organization {organization_id}",
            details={"by": used},
        )
    with reading() as session:
        return list(_matching(session, actor, only))


def batches_with_names(session: Session, actor: Actor) -> dict[int, tuple[date, int, str]]:
    """Batch → day, names keyed and sheet, of the own organization's batches that have any."""
    allow(actor, Right.SEE_PEOPLE)
    query = own_batches(session, actor).where(Batch.keyed > 0).order_by(col(Batch.id).desc())
    return {
        batch.id: (batch.collected_on, batch.keyed, batch.sheet) for batch in session.exec(query)
    }


def _matching(session: Session, actor: Actor, only: PeopleFilter) -> Iterator[int]:
    """Ids of the signatures that fit, the latest first."""
    query = _own_lines(
        session, actor, only.state, col(Signature.id), col(Signature.sealed)
    ).order_by(col(Signature.id).desc())
    if only.batch_id is not None:
        query = query.where(
            col(Signature.batch_id) == (only.batch_id if is_id(only.batch_id) else 0)
        )
    if only.ward is not None:
        ward = func.coalesce(Signature.ward, Batch.ward)
        query = query.where(ward.is_(None) if only.ward == UNKNOWN_WARD else ward == only.ward)
    rows = session.execute(query)
    searched = folded(clean(only.text)[:_MOST_SEARCHED]).translate(_BARE)
    words = [
        (word, max(_ESCAPED.split(word), key=len), _digits(word))
        for word in _COUNTRY.sub("", searched).split()
    ]
    if not words and only.may_contact is None:
        return (row[0] for row in rows)
    seal = Seal(own_organization(actor), "signature")
    return (row for row, sealed in rows if _fits(seal.text(row, sealed), words, only.may_contact))


def _fits(content: str, words: list[tuple[str, str, str]], may_contact: bool | None) -> bool:
    """True if an opened blob has all the words. Most have not: those are not even parsed.

    Of each word: itself, a part of it that JSON writes as it is, and its digits.
    """
    if words:
        in_letters = _plain(content)
        in_digits = _NO_DIGITS.sub("", content) if any(digits for *_, digits in words) else ""
        if not all(
            digits in in_digits if digits else part in in_letters for _, part, digits in words
        ):
            return False
    signer = Signer(*json.loads(content))
    if may_contact is not None and signer.may_contact != may_contact:
        return False
    if not words:
        return True
    text = _plain(
        f"{signer.first_name} {signer.last_name} {signer.email} {signer.phone} {signer.street} "
        f"{signer.zip} {signer.note}"
    )
    return all(
        word in text or (digits and digits in _NO_DIGITS.sub("", signer.phone))
        for word, _, digits in words
    )


def _plain(text: str) -> str:
    """The text without capitals, accents and strokes."""
    found = letters(text)
    return found if found.isascii() else found.translate(_BARE)


def _digits(word: str) -> str:
    """What may be part of a phone number, however it is written; empty for other words."""
    digits = _NO_DIGITS.sub("", word)
    return digits if len(digits) >= 3 and not any(c.isalpha() for c in word) else ""


def _own_lines(session: Session, actor: Actor, state: State | None, *columns: Any) -> Select[Any]:
    """These columns of the own organization's signatures in a state (None: any)."""
    query = own_signatures(session, actor)
    stands = col(Signature.voided_at).is_(None) & col(Batch.voided_at).is_(None)
    if state is State.COUNTED:
        query = query.where(col(Signature.counted))
    elif state is State.AGAIN:
        query = query.where(stands, ~col(Signature.counted))
    elif state is State.VOID:
        query = query.where(~stands)
    return query.with_only_columns(*columns)
