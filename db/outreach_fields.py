"""What a person says of an outreach: the shapes a form fills, and what is refused of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from db import wards
from db.campaign import open_days
from db.errors import Message
from db.fields import Checks
from db.models import OutreachKind

MOST_ATTEMPTS, MOST_VOLUNTEERS, MOST_HOURS = 100_000, 10_000, 10_000
MOST_PLACE, MOST_NOTE, MOST_REASON = 120, 1_000, 200
# Spoken by the coalition's members and their neighbours, ISO 639-1.
LANGUAGES = ("en", "es", "pl", "zh", "ar", "ko", "tl", "hi", "ur", "vi")
_QUARTER = 15  # minutes


@dataclass(frozen=True)
class OutreachFields:
    """What a person says of an outreach, as the form has it: nothing here is checked yet.

    A number left empty is 0, except the attempts: with them a form sent by mistake is noticed.
    """

    kind: str | None
    happened_on: date | None
    attempts: int | None
    conversations: int | None = None
    ward: int | None = None
    place: str = ""
    languages: Sequence[str] = ()
    volunteers: int | None = None
    hours: float | None = None
    batch_id: int | None = None
    follow_up: bool = False
    note: str = ""


@dataclass(frozen=True)
class OutreachCreate(OutreachFields):
    """A new outreach, the signatures gathered there if they are not a batch yet, and its key."""

    signatures: int | None = None
    key: str = ""


@dataclass(frozen=True)
class OutreachUpdate(OutreachFields):
    """New values of an outreach, and the revision they were typed over."""

    revision: int = 0


def checked(
    session: Session, fields: OutreachFields, checks: Checks
) -> tuple[dict[str, Any], tuple[str, str]]:
    """The fields as stored, then place and note. Collects every problem in `checks`."""
    first, last = open_days(session)
    kind = checks.option("kind", fields.kind, OutreachKind)
    ward = checks.one_of("ward", fields.ward, [None, *wards.NUMBERS])
    if kind is OutreachKind.LOBBY_VISIT and ward is None and "kind" not in checks.problems:
        checks.refuse("ward", Message("A lobby visit needs the ward whose seat was visited."))
    for language in fields.languages:
        checks.one_of("languages", language, LANGUAGES)
    attempts = checks.whole_number("attempts", fields.attempts, least=0, most=MOST_ATTEMPTS)
    conversations = number(checks, "conversations", fields.conversations, most=MOST_ATTEMPTS)
    if conversations > attempts and "attempts" not in checks.problems:
        checks.refuse(
            "conversations",
            Message(
                "There can't be more conversations than attempts ({attempts}).", attempts=attempts
            ),
        )
    values = {
        "kind": kind,
        "happened_on": checks.day("happened_on", fields.happened_on, first=first, last=last),
        "ward": ward,
        "languages": ";".join(each for each in LANGUAGES if each in fields.languages),
        "attempts": attempts,
        "conversations": conversations,
        "batch_id": fields.batch_id,
        "volunteers": number(checks, "volunteers", fields.volunteers, most=MOST_VOLUNTEERS),
        "volunteer_minutes": _minutes(checks, fields.hours),
        "follow_up": fields.follow_up is True,
    }
    place = checks.text("place", fields.place, most=MOST_PLACE)
    return values, (place, checks.text("note", fields.note, most=MOST_NOTE))


def number(checks: Checks, field: str, value: Any, *, most: int) -> int:
    """A whole number from 0; an empty box is 0."""
    return checks.whole_number(field, 0 if value is None else value, least=0, most=most)


def _minutes(checks: Checks, hours: Any) -> int:
    """Hours as typed, in minutes."""
    if hours is None:
        return 0
    if isinstance(hours, bool) or not isinstance(hours, int | float):
        checks.refuse("hours", Message("Give hours as a number, such as 2.5."))
    elif not 0 <= hours <= MOST_HOURS:
        checks.refuse(
            "hours", Message("Give a number from {least} to {most}.", least=0, most=MOST_HOURS)
        )
    elif hours * 60 % _QUARTER:
        checks.refuse("hours", Message("Give hours in quarters, such as 2.25, 2.5 or 2.75."))
    else:
        return int(hours * 60)
    return 0
