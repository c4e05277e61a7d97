"""Made-up public figures for the tests of press documents."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from db import public_wards
from db.frozen_figures import FrozenFigure
from db.press_figures import PublicFigures, PublicMeasure, floor_of
from db.seed import _rows
from tests.exchange.documents import CAMPAIGN

TILES = {int(row["ward"]): (int(row["row"]), int(row["col"])) for row in _rows("ward_tiles.csv")}
ORGANIZATIONS = tuple(row["name"] for row in _rows("organizations.csv"))
FIRST = date(2017, 2, 22)
_PATH = ("Introduced", "In committee", "Hearing", "Passed in committee", "Reported to Council")


def measure(record: str, title: str, **fields: Any) -> PublicMeasure:
    """A measure in committee, without a date, except for the fields given."""
    good = {
        "slug": record.lower(),
        "record_number": record,
        "short_title": title,
        "path": _PATH,
        "stage": 1,
        "skipped": (),
        "status": "Referred to committee",
        "since": FIRST,
        "pending": True,
        "committee": "Committee on Human Relations",
        "next_on": None,
        "next_at": None,
    }
    return PublicMeasure(**{**good, **fields})


def public_figures(total: int = 12_345, **fields: Any) -> PublicFigures:
    """Figures of two months, except for the fields given."""
    wards = {ward: ward * 37 % 210 if ward % 5 else ward % 9 for ward in range(1, 51)}
    good = {
        "version": 7,
        "as_of": datetime(2017, 4, 24, 19, 14, tzinfo=UTC),
        "today": date(2017, 4, 24),
        "title": CAMPAIGN.title,
        "target": CAMPAIGN.target,
        "signatures": total,
        "floor": floor_of(total),
        "people": False,
        "rungs": {
            "verified": total - 4_022,
            "claimed": 3_367,
            "external": 1_001,
            "overlap": 346,
        },
        "last_milestone": 10_000,
        "next_milestone": 15_000,
        "since_yesterday": 121,
        "last_seven_days": 842,
        "conversations": 5_310,
        "by_day": tuple(
            (FIRST + timedelta(days=n), 1_000 + round((total - 1_000) * (n / 61) ** 1.3))
            for n in range(62)
        ),
        "wards": public_wards.may_be_said(wards),
        "measures": (
            measure(
                "O2017-1018",
                "Welcoming City Ordinance amendment",
                next_on=date(2017, 5, 8),
                next_at=datetime(2017, 5, 8, 15, tzinfo=UTC),
            ),
            measure("R2017-164", "Police union (FOP) contract resolution"),
        ),
        "whip": (),
        "organizations": ORGANIZATIONS,
        "petition_url": "https://sign.example.org/petitions/sanctuary",
        "contact": "Ana Ejemplo · press@example.org · 312-555-0142",
    }
    return PublicFigures(**{**good, **fields})


FIGURES = public_figures()
FROZEN = FrozenFigure(
    id=7,
    number=7,
    occasion="April press conference",
    frozen_at=FIGURES.as_of,
    figures=FIGURES,
    hash="a1b2c3d4e5f60718" * 4,
)
