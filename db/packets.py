"""The delivery packet's parts: each organization's own names, marked so that a changed one shows.

No account can print everybody's names: a lead makes the part of the own organization, and whoever
joins the parts has those that were handed over, nothing else.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlmodel import Session

from db import audit, keys
from db.actor import Actor, Right, allow
from db.errors import Invalid, Message

_MARK = b"\n%Contamos-part-2 "
_LONGEST_MARK = 2_000_000  # bytes


class Order(StrEnum):
    """How the signers of a packet are sorted."""

    ORGANIZATION = "organization"  # each organization's by name
    WARD = "ward"  # by ward, each on pages of its own, then by name


class PartPage(NamedTuple):
    """A page of names."""

    ward: int | None  # None: unknown, or not sorted so
    signers: int
    by_hand: tuple[int, ...] = ()  # the lines left blank, the first one 0: our fonts lack letters


@dataclass(frozen=True)
class Part:
    """What a part says of itself, page by page."""

    organization: str  # its slug
    name: str
    order: Order
    made_on: str  # day in Chicago, ISO
    pages: tuple[PartPage, ...]

    @property
    def signers(self) -> int:
        """All of them."""
        return sum(page.signers for page in self.pages)

    @property
    def by_hand(self) -> int:
        """How many of them are to be written in by hand."""
        return sum(len(page.by_hand) for page in self.pages)


def marked(pdf: bytes, part: Part) -> bytes:
    """The part with what it says of itself at its end, under a seal over all of it."""
    said = json.dumps(asdict(part), separators=(",", ":")).encode()
    return pdf + _MARK + said + b" " + _seal(pdf + said).encode() + b"\n"


def opened(actor: Actor, content: bytes, file_name: str = "") -> tuple[Part, bytes]:
    """What a part says of itself, and its pages. Raises NotAllowed, Invalid ("parts")."""
    allow(actor, Right.JOIN_PACKET)
    start = content.rfind(_MARK, max(0, len(content) - _LONGEST_MARK))
    said, _, seal = content[start + len(_MARK) :].strip().rpartition(b" ")
    pdf = content[:start]
    if start < 0 or not hmac.compare_digest(_seal(pdf + said).encode(), seal):
        raise Invalid(
            {
                "parts": Message(
                    "{file} is not a part made here, or it was changed since. Ask its organization "
                    "to make it anew.",
                    file=file_name,
                )
            }
        )
    read: dict[str, Any] = json.loads(said)
    read["order"] = Order(read["order"])
    read["pages"] = tuple(
        PartPage(ward, signers, tuple(by_hand)) for ward, signers, by_hand in read["pages"]
    )
    return Part(**read), pdf


def check_together(parts: Iterable[Part], order: Order) -> None:
    """Make sure that these parts make one packet in this order. Raises Invalid ("parts")."""
    seen: set[str] = set()
    for part in parts:
        if part.organization in seen:
            _refuse(Message("There are two parts of {name}: leave one out.", name=part.name))
        if part.order is not order:
            _refuse(
                Message(
                    "The part of {name} is sorted in another way: ask for one like the others.",
                    name=part.name,
                )
            )
        seen.add(part.organization)
    if not seen:
        _refuse(Message("Choose at least one part."))


def record_joined(session: Session, actor: Actor, parts: Iterable[Part]) -> None:
    """Write down which parts were joined. Raises NotAllowed."""
    allow(actor, Right.JOIN_PACKET)
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=actor.organization_id,
        action="join packet",
        subject="campaign 1",
        details={part.organization: part.signers for part in parts},
    )


def _refuse(message: Message) -> None:
    raise Invalid({"parts": message})


def _seal(content: bytes) -> str:
    key = keys.derived(keys.MASTER, "packet part")
    return hmac.new(key, content, hashlib.sha256).hexdigest()
