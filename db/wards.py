"""Wards: where each stands in the tile map and who holds its seat. Public facts."""

from sqlmodel import Session, col, select

from db.models import SeatHolder, Ward

NUMBERS = range(1, 51)


def ward_tiles(session: Session) -> dict[int, tuple[int, int]]:
    """Ward number → (row, column) of its square in the tile map, from the north-west."""
    return {ward.number: (ward.tile_row, ward.tile_col) for ward in session.exec(select(Ward))}


def alderpersons(session: Session) -> dict[int, str]:
    """Ward number → the alderperson last known to hold the seat; a vacant seat is left out."""
    query = (
        select(SeatHolder).where(col(SeatHolder.until).is_(None)).order_by(col(SeatHolder.held_on))
    )
    return {holder.ward: holder.name for holder in session.exec(query)}
