"""Made-up outreach for the demo, always the same. It adds no signature: it links batches."""

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from db import clock
from db.actor import Actor
from db.models import Batch, Channel, OutreachKind
from db.outreach import log_outreach
from db.outreach_fields import MOST_ATTEMPTS, OutreachCreate

_FIRST_DAY, _LAST_DAY = date(2017, 3, 1), date(2017, 4, 24)
_LINKED, _ALONE = 70, 60  # outreach with a batch, and without
_KINDS_OF = {
    Channel.DOOR: (OutreachKind.DOOR_KNOCKING,),
    Channel.PHONE: (OutreachKind.PHONE_BANK,),
    Channel.EVENT: (
        OutreachKind.TABLING,
        OutreachKind.COMMUNITY_EVENT,
        OutreachKind.FAITH_VISIT,
        OutreachKind.HOUSE_MEETING,
    ),
}
_OTHERS = {
    OutreachKind.PHONE_BANK: 24,
    OutreachKind.TEXT_BANK: 16,
    OutreachKind.DOOR_KNOCKING: 16,
    OutreachKind.LOBBY_VISIT: 24,
    OutreachKind.MEDIA: 8,
    OutreachKind.SOCIAL: 12,
}
# Which part of the people tried is reached: from, to.
_REACHED = {
    OutreachKind.DOOR_KNOCKING: (0.22, 0.38),
    OutreachKind.PHONE_BANK: (0.12, 0.24),
    OutreachKind.TEXT_BANK: (0.04, 0.10),
    OutreachKind.TABLING: (0.30, 0.55),
    OutreachKind.HOUSE_MEETING: (0.50, 0.80),
    OutreachKind.COMMUNITY_EVENT: (0.30, 0.60),
    OutreachKind.FAITH_VISIT: (0.40, 0.70),
    OutreachKind.LOBBY_VISIT: (0.50, 1.00),
    OutreachKind.MEDIA: (0.0, 0.0),
    OutreachKind.SOCIAL: (0.02, 0.05),
}
# How many are tried in one go: from, to.
_TRIED = {
    OutreachKind.PHONE_BANK: (60, 180),
    OutreachKind.TEXT_BANK: (150, 400),
    OutreachKind.DOOR_KNOCKING: (30, 90),
    OutreachKind.LOBBY_VISIT: (1, 4),
    OutreachKind.MEDIA: (0, 0),
    OutreachKind.SOCIAL: (100, 300),
}
_PLACES = {
    OutreachKind.LOBBY_VISIT: ("Ward office", "City Hall, 2nd floor", "Ward night"),
    OutreachKind.MEDIA: ("Radio interview", "Press conference", "Letter to the editor"),
    OutreachKind.SOCIAL: ("Video with neighbors", "Live stream"),
}
_NOTES = (
    "Ask again before the hearing.",
    "They want sheets in Polish.",
    "Send the one-pager and call back on Monday.",
    "Bring a bigger table next time.",
)
_VISITED = (35, 1, 6, 25, 22, 12, 26, 33, 40, 47)


def fill(session: Session, loggers: list[Actor], home_wards: list[list[int]]) -> None:
    """Add outreach of each organization: some that gathered signatures, some that did not."""
    chance = random.Random(20170222)  # noqa: S311 - made-up activity, the same every time
    wards_of = dict(zip((each.user_id for each in loggers), home_wards, strict=True))
    found = [*_linked(session, chance, loggers), *_alone(chance, loggers, wards_of)]
    found.sort(key=lambda each: str(each[1].happened_on))
    for number, (who, new) in enumerate(found):
        day = new.happened_on or _LAST_DAY
        hour = time(8, 45) if day == _LAST_DAY else time(20, 15)
        with clock.stopped_at(datetime.combine(day, hour, clock.CHICAGO)):
            log_outreach(session, who, replace(new, key=f"demo outreach {number:06}"), sure=True)


def _linked(
    session: Session, chance: random.Random, loggers: list[Actor]
) -> list[tuple[Actor, OutreachCreate]]:
    """Outreach at which batches that are there already were gathered."""
    whose = {each.user_id: each for each in loggers}
    query = select(Batch).where(col(Batch.channel).in_(_KINDS_OF), Batch.collected_on <= _LAST_DAY)
    batches = session.exec(query.order_by(col(Batch.id))).all()
    found = []
    for batch in chance.sample(list(batches), min(_LINKED, len(batches))):
        kind = chance.choice(_KINDS_OF[batch.channel])
        conversations = round(batch.count / chance.uniform(0.25, 0.6))
        attempts = min(MOST_ATTEMPTS, round(conversations / chance.uniform(*_REACHED[kind])))
        new = _made_up(chance, kind, batch.collected_on, attempts, conversations, batch.ward)
        in_public = batch.channel is Channel.EVENT and kind is not OutreachKind.HOUSE_MEETING
        place = batch.place if in_public else ""
        found.append((whose[batch.recorded_by], replace(new, batch_id=batch.id, place=place)))
    return found


def _alone(
    chance: random.Random, loggers: list[Actor], wards_of: dict[int, list[int]]
) -> list[tuple[Actor, OutreachCreate]]:
    """Outreach that gathered no signatures: calls, posts, visits to alderpersons."""
    found: list[tuple[Actor, OutreachCreate]] = []
    days = (_LAST_DAY - _FIRST_DAY).days
    for kind in chance.choices(list(_OTHERS), list(_OTHERS.values()), k=_ALONE):
        who = chance.choice(loggers)
        # The first is of this morning, so that the demo's last change is.
        day = _FIRST_DAY + timedelta(days=chance.randrange(days) if found else days)
        attempts = chance.randint(*_TRIED[kind])
        conversations = round(attempts * chance.uniform(*_REACHED[kind]))
        ward = chance.choice(wards_of[who.user_id]) if kind is OutreachKind.DOOR_KNOCKING else None
        if kind is OutreachKind.LOBBY_VISIT:
            ward = chance.choice(_VISITED)
        new = _made_up(chance, kind, day, attempts, conversations, ward)
        found.append((who, replace(new, place=chance.choice(_PLACES.get(kind, ("",))))))
    return found


def _made_up(
    chance: random.Random,
    kind: OutreachKind,
    day: date,
    attempts: int,
    conversations: int,
    ward: int | None,
) -> OutreachCreate:
    volunteers = chance.randint(1, 3) + attempts // 50
    again = chance.random() < (0.6 if kind is OutreachKind.LOBBY_VISIT else 0.12)
    return OutreachCreate(
        kind=kind,
        happened_on=day,
        attempts=attempts,
        conversations=conversations,
        ward=ward,
        languages=chance.choice((("en", "es"), ("es",), ("en",), ("en", "pl"), ("en", "es", "ko"))),
        volunteers=volunteers,
        hours=volunteers * chance.choice((1.5, 2, 2.5, 3)),
        follow_up=again,
        note=chance.choice(_NOTES) if again else "",
    )
