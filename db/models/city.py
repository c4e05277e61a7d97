"""Geography. Public facts; everyone signed in may see them."""

from sqlmodel import Field

from db.models.base import Base


class Ward(Base, table=True):
    """One of Chicago's 50 wards (2015–2023 map), which is also one seat of the City Council."""

    number: int = Field(primary_key=True, description="1 to 50")
    tile_row: int = Field(description="row of its square in the tile map, 0 at the north")
    tile_col: int = Field(description="column of its square, 0 at the west")
    centroid_lat: float = Field(description="degrees north")
    centroid_lon: float = Field(description="degrees east")


class ZipShare(Base, table=True):
    """How a ZIP's area spreads over wards. A ZIP proposes wards and decides none."""

    __tablename__ = "zip_share"
    zip: str = Field(primary_key=True, description="five digits")
    ward: int = Field(
        primary_key=True, foreign_key="ward.number", description="one of the wards it reaches into"
    )
    share_of_zip: float = Field(description="part of the ZIP's area in this ward, 0 to 1")
    share_of_ward: float = Field(description="part of the ward's area in this ZIP, 0 to 1")
    zip_share_in_city: float = Field(description="part of the ZIP's area inside Chicago, 0 to 1")
    likeliest: bool = Field(description="the ward with the largest share of this ZIP")


class ZipOther(Base, table=True):
    """A ZIP without an area (post-office boxes), which says nothing about a ward."""

    __tablename__ = "zip_other"
    zip: str = Field(primary_key=True, description="five digits")
    kind: str = Field(description="why it has no area")
