"""Wards: where each stands in the tile map, and which ZIPs reach into it. Public facts."""

from sqlmodel import Session, col, select

from db.models import Ward, ZipShare

NUMBERS = range(1, 51)
_LIKELY = 0.05  # a ward with less of a ZIP's area is not worth proposing


def ward_tiles(session: Session) -> dict[int, tuple[int, int]]:
    """Ward number → (row, column) of its square in the tile map, from the north-west."""
    return {ward.number: (ward.tile_row, ward.tile_col) for ward in session.exec(select(Ward))}


def zips_of(session: Session, ward: int) -> list[tuple[str, float]]:
    """The ZIPs that reach into a ward, with how much of the ZIP's area lies in it (0 to 1), the
    largest first. By area, not by people: a ZIP proposes wards and decides none."""
    query = select(ZipShare).where(ZipShare.ward == ward, col(ZipShare.share_of_zip) >= _LIKELY)
    largest = query.order_by(col(ZipShare.share_of_zip).desc(), col(ZipShare.zip))
    return [(share.zip, share.share_of_zip) for share in session.exec(largest)]


def likely_wards(session: Session) -> dict[str, list[tuple[int, float]]]:
    """ZIP → its wards with their share of its area (0 to 1), the largest first.

    By area, not by people: it proposes wards and decides none.
    """
    query = (
        select(ZipShare)
        .where(col(ZipShare.share_of_zip) >= _LIKELY)
        .order_by(col(ZipShare.zip), col(ZipShare.share_of_zip).desc())
    )
    likely: dict[str, list[tuple[int, float]]] = {}
    for share in session.exec(query):
        likely.setdefault(share.zip, []).append((share.ward, share.share_of_zip))
    return likely
