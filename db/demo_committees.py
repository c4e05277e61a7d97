"""Made-up membership of the two committees for the demo, always the same."""

from datetime import date, datetime, time

from sqlmodel import Session, col, select

from db import clock
from db.actor import Role
from db.committees import MemberCreate, add_member
from db.errors import N_
from db.models import Committee, Seat, User
from db.users import as_actor

NOTE = N_("Made up for the demo: who sat on this committee in 2017 is not documented here.")
_SINCE = date(2017, 3, 1)
# Committee → wards: the chair, the vice chair, the members.
_WARDS = {
    "Committee on Human Relations": (49, 26, 1, 4, 12, 22, 30, 33, 35, 40, 46, 48, 50),
    "Committee on Workforce Development and Audit": (40, 6, 3, 9, 17, 21, 28, 34, 36, 45, 47),
}


def fill(session: Session) -> None:
    """Put made-up members on the two committees; a note on the screen says so."""
    query = select(User).where(
        User.role == Role.COORDINATOR, col(User.must_change_password).is_(False)
    )
    actor = as_actor(session.exec(query.limit(1)).one(), None)
    seats = (Seat.CHAIR, Seat.VICE_CHAIR)
    with clock.stopped_at(datetime.combine(_SINCE, time(10), clock.CHICAGO)):
        for name, wards in _WARDS.items():
            committee = session.exec(select(Committee).where(Committee.name == name)).one()
            committee.note = NOTE
            session.add(committee)
            for place, ward in enumerate(wards):
                seat = seats[place] if place < len(seats) else Seat.MEMBER
                key = f"demo committee {committee.id} {ward:02}"
                add_member(session, actor, MemberCreate(committee.id, ward, seat, _SINCE, key))
