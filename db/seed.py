"""What an installation starts with: the campaign, its organizations, the measures, the city.

Figures come from db/data and from the Clerk's public record. Running it twice changes nothing.
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlmodel import Session, select

from db import audit, campaign, clock, committees, council_rules, press_rule
from db.errors import N_
from db.models import (
    Action,
    Campaign,
    DataVersion,
    ExternalSource,
    Measure,
    MeasureKind,
    Milestone,
    Organization,
    SeatHolder,
    Sponsor,
    Ward,
    ZipOther,
    ZipShare,
)

_DATA = Path(__file__).parent / "data"
_INTRODUCED = date(2017, 2, 22)
_ROSTER_DAY = date(2017, 4, 1)
_TERM_STARTS = date(2015, 5, 18)
_TERM_ENDS = date(2019, 5, 20)  # the 2015–2019 Council's last day
_CLERK = "https://chicago.legistar.com/LegislationDetail.aspx?"
_AFTERWARDS = N_(
    "It failed to pass when the term ended in May 2019. On 27 January 2021 the Council passed "
    "O2021-117, which removed the carve-outs, by 41 to 8."
)
_AFTERWARDS_CONTRACT = N_(
    "It failed to pass when the term ended in May 2019. Its text came back as R2020-176 and failed "
    "again."
)


def seed(session: Session) -> bool:
    """Fill an empty database; False if it was filled before.

    What a newer version brings comes in either way: rules, committees.
    """
    council_rules.seed(session)
    committees.seed(session)
    press_rule.seed(session)
    if session.exec(select(Campaign)).first() is not None:
        return False
    _city(session)
    _campaign(session)
    _measures(session)
    session.add(DataVersion(id=1, version=1, changed_at=clock.now()))
    audit.record(session, user_id=None, organization_id=None, action="seed", subject="campaign 1")
    return True


def petition_title() -> str:
    """The title that an installation starts with; its Spanish is in the catalogue."""
    return N_("Tell Mayor Rahm Emanuel to Defy Trump, Defend Chicago, and Expand Sanctuary")


def petition_target() -> str:
    """To whom the petition is addressed."""
    return "Mayor Rahm Emanuel"


def petition_text() -> str:
    """The petition's text that an installation starts with."""
    return (_DATA / "petition.txt").read_text(encoding="utf-8")


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _city(session: Session) -> None:
    session.add_all(
        Ward(
            number=int(row["ward"]),
            tile_row=int(row["row"]),
            tile_col=int(row["col"]),
            centroid_lat=float(row["centroid_lat"]),
            centroid_lon=float(row["centroid_lon"]),
        )
        for row in _rows("ward_tiles.csv")
    )
    session.flush()
    session.add_all(
        SeatHolder(
            ward=int(row["ward"]),
            name=row["alderperson"],
            legistar_name=row["legistar_name"],
            held_on=_ROSTER_DAY,
        )
        for row in _rows("wards.csv")
    )
    session.add_all(
        ZipShare(
            zip=row["zip"],
            ward=int(row["ward"]),
            share_of_zip=float(row["share_of_zip"]),
            share_of_ward=float(row["share_of_ward"]),
            zip_share_in_city=float(row["zip_share_in_city"]),
            likeliest=row["primary"] == "1",
        )
        for row in _rows("zips.csv")
    )
    session.add_all(ZipOther(**row) for row in _rows("zips_other.csv"))
    session.add_all(
        Organization(
            slug=row["slug"],
            name=row["name"],
            acronym=row["acronym"],
            languages=row["languages"],
        )
        for row in _rows("organizations.csv")
    )


def _campaign(session: Session) -> None:
    made = Campaign(
        title=petition_title(),
        target=petition_target(),
        text=petition_text(),
        starts_on=_INTRODUCED,
    )
    session.add(made)
    session.flush()
    session.add_all(
        Milestone(campaign_id=made.id, signatures=n) for n in (1_000, 2_500, 5_000, 10_000)
    )
    source = ExternalSource(slug=campaign.PETITION_PAGE, name=N_("Petition page"))
    session.add(source)
    session.flush()
    # The page reports the sum, not on which days people signed: it has no day.
    campaign.add_report(
        session, source, reported=1_000, read_on=None, key="seed petition page", recorded_by=None
    )


def _measures(session: Session) -> None:
    ordinance = Measure(
        slug="welcoming-city-ordinance",
        record_number="O2017-1018",
        kind=MeasureKind.ORDINANCE,
        short_title=N_("Welcoming City Ordinance amendment"),
        title="Amendment of Municipal Code Chapter 2-173 regarding Welcoming City Ordinance",
        committee="Committee on Human Relations",
        clerk_url=f"{_CLERK}ID=2966355&GUID=2EF4222A-A4C5-46EB-BE30-EB6A4997A128",
        term_starts_on=_TERM_STARTS,
        term_ends_on=_TERM_ENDS,
        afterwards=_AFTERWARDS,
    )
    resolution = Measure(
        slug="fop-contract-resolution",
        record_number="R2017-125",
        kind=MeasureKind.RESOLUTION,
        short_title=N_("Police union (FOP) contract resolution"),
        title=(
            "Call for Mayor Rahm Emanuel to publicly endorse reforms to police union collective "
            "bargaining agreements"
        ),
        committee="Committee on Workforce Development and Audit",
        clerk_url=f"{_CLERK}ID=2966283&GUID=74E86332-005C-4386-A4F1-63A921E90625",
        term_starts_on=_TERM_STARTS,
        term_ends_on=_TERM_ENDS,
        afterwards=_AFTERWARDS_CONTRACT,
    )
    for measure in (ordinance, resolution):
        session.add(measure)
        session.flush()
        for step, body in (("introduced", "City Council"), ("referred", measure.committee)):
            session.add(
                Action(
                    measure_id=measure.id,
                    step=step,
                    happened_on=_INTRODUCED,
                    body=body,
                    source_url=measure.clerk_url,
                    recorded_at=clock.now(),
                    idempotency_key=f"seed {measure.slug} {step}",
                )
            )
        session.add_all(_sponsors(measure))
    session.flush()


def _sponsors(measure: Measure) -> Iterator[Sponsor]:
    """The Clerk's list at the end of the term. Only the lead sponsor is known from the first day:
    the others' dates are not, so they show once the term is over."""
    for row in _rows("sponsors.csv"):
        position = row[f"{measure.record_number}_sponsor_order"]
        if position:
            yield Sponsor(
                measure_id=measure.id,
                ward=int(row["ward"]),
                name=row["alderperson"],
                position=int(position),
                listed_on=_INTRODUCED if position == "1" else _TERM_ENDS,
            )
