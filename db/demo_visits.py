"""Made-up relationships and visits for the demo, always the same: past ones and planned ones."""

from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from db import clock, relationships
from db.actor import Actor, Role
from db.lobby_visits import VisitCreate, VisitUpdate, change_visit, plan_visit
from db.models import Relationship, User

_TODAY = date(2017, 4, 24)
_ORDINANCE, _RESOLUTION = "welcoming-city-ordinance", "fop-contract-resolution"
# Ward, who leads the relationship, since how many days.
_LEADS = (
    (35, "mijente", 54),
    (22, "enlace-chicago", 51),
    (12, "bpnc", 47),
    (6, "byp100", 44),
    (33, "aaan", 40),
    (15, "swop", 37),
    (25, "mujeres-latinas-en-accion", 33),
    (40, "advancing-justice-chicago", 30),
    (26, "latino-policy-forum", 26),
    (33, "hana-center", 20),  # taken over
    (1, "ocad", 16),
    (50, "icirr", 9),
)
# Ward, who went, how many days ago, about what, what was asked, what was answered.
_PAST = (
    (
        *(35, "mijente", 38, None, "Push for a hearing on both measures before June."),
        "Will ask the chair himself. Wants five residents to come along.",
    ),
    (
        *(6, "byp100", 34, _RESOLUTION, "Which colleagues would sign on to the resolution?"),
        "Named four, and will talk with them first.",
    ),
    (
        *(22, "enlace-chicago", 31, _ORDINANCE, "Say in public that the carve-outs must go."),
        "Yes, at the ward night in May.",
    ),
    (
        *(40, "advancing-justice-chicago", 27, _ORDINANCE, "Vote yes in committee."),
        "Wants to read the amendment with staff before answering.",
    ),
    (
        *(14, "bpnc", 24, _ORDINANCE, "Meet with families of the ward."),
        "An aide took notes. No meeting yet.",
    ),
    (
        *(33, "hana-center", 18, _ORDINANCE, "Speak for the amendment in committee."),
        "Yes, if it is on the agenda before the summer.",
    ),
    (
        *(25, "mujeres-latinas-en-accion", 13, None, "Support for both measures in writing."),
        "A letter is promised for the ordinance; still thinking about the contract.",
    ),
    (
        *(1, "ocad", 11, _ORDINANCE, "Ask the Mayor's floor leader for a date."),
        "Did so; no date yet.",
    ),
    (
        *(50, "icirr", 6, _ORDINANCE, "What would it take to move to yes?"),
        "Asks for numbers on how often the carve-outs were used.",
    ),
    (
        *(47, "crln", 4, _RESOLUTION, "Bring pastors and the alderperson to one table."),
        "Agreed, in the second week of May.",
    ),
)
# Ward, who goes, in how many days, about what, what will be asked.
_PLANNED = (
    (35, "mijente", 1, None, "Agree on who speaks at the hearing."),
    (22, "swop", 2, _ORDINANCE, "Bring the signatures of the ward."),
    (33, "hana-center", 3, _ORDINANCE, "Hand over letters from Korean churches."),
    (12, "bpnc", 3, _ORDINANCE, "Confirm the yes in public."),
    (26, "latino-policy-forum", 4, _RESOLUTION, "Ask for a yes on the contract as well."),
    (40, "aaan", 8, _ORDINANCE, "Answer the questions from the first visit."),
    (25, "ctu-iwp", 10, None, "Ask for the letter."),
    (50, "icirr", 15, _ORDINANCE, "Bring the numbers."),
)


def fill(session: Session, loggers: list[Actor]) -> None:
    """Add who leads which relationship, visits that took place, and visits to come."""
    staff = {each.organization: each for each in loggers}
    coordinator = _coordinator(session)
    seen: dict[int, Relationship | None] = {}
    for ward, organization, ago in _LEADS:
        with _on(_TODAY - timedelta(days=ago)):
            before = seen.get(ward)
            seen[ward] = relationships.set_lead(
                session, coordinator, ward, organization, seen=before.id if before else None
            )
    for number, (ward, organization, ago, measure, ask, answer) in enumerate(_PAST):
        day = _TODAY - timedelta(days=ago)
        new = VisitCreate(ward, day, ask, measure, key=f"demo visit done {number:04}")
        with _on(day - timedelta(days=3)):
            visit = plan_visit(session, staff[organization], new, sure=True)
        with _on(day):
            done = VisitUpdate(day, ask, measure, day, answer)
            change_visit(session, staff[organization], visit.id, done)
    for number, (ward, organization, ahead, measure, ask) in enumerate(_PLANNED):
        day = _TODAY + timedelta(days=ahead)
        new = VisitCreate(ward, day, ask, measure, key=f"demo visit planned {number:04}")
        with _on(_TODAY):
            plan_visit(session, staff[organization], new, sure=True)


def _on(day: date) -> AbstractContextManager[None]:
    hour = time(8, 48) if day == _TODAY else time(17, 20)
    return clock.stopped_at(datetime.combine(day, hour, clock.CHICAGO))


def _coordinator(session: Session) -> Actor:
    """Whoever of them was made first."""
    query = select(User).where(User.role == Role.COORDINATOR).order_by(col(User.id))
    user = session.exec(query.limit(1)).one()
    return Actor(user.id, user.username, user.name, user.role, None, None, language=None)
