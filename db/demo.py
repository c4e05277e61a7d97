"""A made-up campaign to look at: made-up people, made-up activity, always the same."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, select

from db import (
    clock,
    demo_calendar,
    demo_committees,
    demo_council,
    demo_names,
    demo_outreach,
    demo_visits,
    passwords,
)
from db.actor import Actor, Role
from db.models import Channel, Organization, User
from db.signatures import BatchCreate, log_batch

PASSWORD = "sanctuary-for-all"  # noqa: S105 - the demo's, shown in the README
DEFAULT_SIGNATURES = 3_200
PEOPLE = (
    ("demo-coordinator", "Dolores Coordinator", Role.COORDINATOR, None),
    ("demo-lead", "Lena Lead", Role.LEAD, "mijente"),
    ("demo-staff", "Sam Staff", Role.STAFF, "mijente"),
    ("demo-other", "Otis Other", Role.STAFF, "hana-center"),
)
_FIRST_DAY, _LAST_DAY = date(2017, 3, 1), date(2017, 4, 24)
_PLACES = {
    Channel.PAPER: ("Parish hall", "Public library", "Laundromat", "Corner store", "Clinic"),
    Channel.ONLINE: ("", "Newsletter"),
    Channel.EVENT: ("Know-your-rights night", "Street fair", "May Day planning", "Vigil"),
    Channel.PHONE: ("Evening calls", ""),
    Channel.DOOR: ("Around the park", ""),
}
_CHANNEL_WEIGHTS = (42, 14, 24, 8, 12)


def fill(session: Session, signatures: int) -> None:
    """Add the demo's people, exactly this many made-up signatures, and all that is made up beside.

    They are counted in batches; on some sheets the names are keyed, too.
    """
    chance = random.Random(20170424)  # noqa: S311 - made-up activity, the same every time
    loggers = _people(session)
    demo_committees.fill(session)
    weights = [chance.uniform(0.4, 3.0) for __ in loggers]
    home_wards = [chance.sample(range(1, 51), 5) for __ in loggers]
    for number, (day, size) in enumerate(_batches(chance, signatures)):
        [who] = chance.choices(range(len(loggers)), weights)
        [channel] = chance.choices(list(Channel), _CHANNEL_WEIGHTS)
        ward = None if chance.random() < 0.22 else chance.choice(home_wards[who])
        hour = time(8, 40) if day == _LAST_DAY else time(19, 30)
        with clock.stopped_at(datetime.combine(day, hour, clock.CHICAGO)):
            log_batch(
                session,
                loggers[who],
                BatchCreate(
                    collected_on=day,
                    channel=channel,
                    count=size,
                    ward=ward,
                    place=chance.choice(_PLACES[channel]),
                    sheet=str(number + 1) if channel is Channel.PAPER else "",
                    key=f"demo batch {number:08}",
                ),
            )
    demo_names.fill(session, loggers)
    demo_council.fill(session)
    demo_outreach.fill(session, loggers, home_wards)
    demo_visits.fill(session, loggers)
    demo_calendar.fill(session)


def _batches(chance: random.Random, signatures: int) -> Iterator[tuple[date, int]]:
    """Days and sizes that add up to `signatures`, in the order of days; weekends are busier."""
    days = [_FIRST_DAY + timedelta(days=n) for n in range((_LAST_DAY - _FIRST_DAY).days + 1)]
    weights = [(2.2 if day.weekday() >= 5 else 1.0) * (1 + n / 40) for n, day in enumerate(days)]
    most = max(40, signatures // 2_000)
    left, sizes = signatures, list[int]()
    while left:
        sizes.append(min(left, chance.randint(max(1, most // 10), most)))
        left -= sizes[-1]
    today = min(3, len(sizes) - 1)  # a morning with something to show
    past = sorted(chance.choices(days[:-1], weights[:-1], k=len(sizes) - today))
    return zip([*past, *[_LAST_DAY] * today], sizes, strict=True)


def _people(session: Session) -> list[Actor]:
    """The four people of the README; every other organization has one of staff, and each a lead."""
    organizations = {each.slug: each for each in session.exec(select(Organization))}
    short = {slug: each.acronym or each.name for slug, each in organizations.items()}
    staff = [
        (f"demo-{slug}", f"{name} Staff", Role.STAFF, slug)
        for slug, name in short.items()
        if slug not in ("mijente", "hana-center")
    ]
    leads = [
        (f"demo-{slug}-lead", f"{short[slug]} Lead", Role.LEAD, slug)
        for slug in ("hana-center", *(slug for _username, _name, _role, slug in staff))
    ]
    password_hash = passwords.hashed(PASSWORD)
    loggers = []
    for username, name, role, slug in (*PEOPLE, *staff, *leads):
        user = User(
            username=username,
            name=name,
            role=role,
            organization_id=organizations[slug].id if slug else None,
            password_hash=password_hash,
            must_change_password=False,
            created_at=clock.now(),
        )
        session.add(user)
        session.flush()
        if role is Role.STAFF:
            loggers.append(
                Actor(user.id, username, name, role, user.organization_id, slug, language=None)
            )
    return loggers
