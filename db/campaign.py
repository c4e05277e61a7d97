"""The campaign: its text, its milestones, and what other sites report."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from db import audit, clock, live, tallies
from db.actor import Actor, Right, allow
from db.counting import Ladder, external_counts
from db.errors import Message, NotFound
from db.fields import Checks
from db.models import Campaign, ExternalReport, ExternalSource, Milestone

MOST_SIGNATURES = 10_000_000  # more people than Chicagoland has


def campaign(session: Session) -> Campaign:
    """The campaign of this installation."""
    return session.exec(select(Campaign)).one()


def external_sources(session: Session) -> list[ExternalSource]:
    """The other sites that count for the same petition, by name."""
    return list(session.exec(select(ExternalSource).order_by(ExternalSource.name)))


def set_milestones(session: Session, actor: Actor, milestones: list[Any]) -> None:
    """Replace the campaign's milestones (signatures each, 1 to 12 of them, no two the same).

    Raises NotAllowed, Invalid.
    """
    allow(actor, Right.SET_MILESTONES)
    checks = Checks()
    numbers = [
        checks.whole_number("milestones", value, least=1, most=MOST_SIGNATURES)
        for value in milestones
    ]
    if not 1 <= len(numbers) <= 12:
        checks.refuse("milestones", Message("Give from 1 to 12 milestones."))
    if len(set(numbers)) < len(numbers):
        checks.refuse("milestones", Message("Each milestone can be there only once."))
    checks.done()
    campaign_id = campaign(session).id
    session.execute(delete(Milestone))
    session.add_all(
        Milestone(campaign_id=campaign_id, signatures=number) for number in sorted(numbers)
    )
    session.flush()
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=None,
        action="set milestones",
        subject=f"campaign {campaign_id}",
        details={"milestones": sorted(numbers)},
    )
    live.announce(session)


@dataclass(frozen=True)
class ExternalReportCreate:
    """A reading of another site's counter."""

    source: str
    reported: int | None
    read_on: date | None
    key: str


def report_external(session: Session, actor: Actor, new: ExternalReportCreate) -> ExternalReport:
    """Record what another site shows now. It replaces that site's earlier figure in the totals.

    Raises NotAllowed, NotFound (no such source), Invalid.
    """
    allow(actor, Right.REPORT_EXTERNAL)
    source = session.exec(select(ExternalSource).where(ExternalSource.slug == new.source)).first()
    if source is None:
        raise NotFound
    checks = Checks()
    key = checks.key(new.key)
    sent = session.exec(select(ExternalReport).where(ExternalReport.idempotency_key == key)).first()
    if sent is not None:
        return sent
    reported = checks.whole_number("reported", new.reported, least=0, most=MOST_SIGNATURES)
    latest = session.exec(
        select(ExternalReport)
        .where(ExternalReport.source_id == source.id)
        .order_by(col(ExternalReport.id).desc())
        .limit(1)
    ).first()
    first = (latest and latest.read_on) or campaign(session).starts_on
    read_on = checks.day("read_on", new.read_on, first=first, last=clock.today())
    checks.done()
    report = add_report(
        session, source, reported=reported, read_on=read_on, key=key, recorded_by=actor.user_id
    )
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=None,
        action="report external",
        subject=f"external_source {source.id}",
        details={"reported": reported, "counted": report.counted},
    )
    live.announce(session)
    return report


def add_report(
    session: Session,
    source: ExternalSource,
    *,
    reported: int,
    read_on: date | None,
    key: str,
    recorded_by: int | None,
) -> ExternalReport:
    """Write a reading and post the change it makes to the external rung."""
    before = external_counts(reported=source.reported, imported=source.imported)
    source.reported = reported
    after = external_counts(reported=source.reported, imported=source.imported)
    change = after.minus(before)
    report = ExternalReport(
        source_id=source.id,
        reported=reported,
        counted=change.external,
        read_on=read_on,
        recorded_by=recorded_by,
        recorded_at=clock.now(),
        idempotency_key=key,
    )
    session.add_all([source, report])
    session.flush()
    tallies.post(session, (tallies.Cell(day=read_on), Ladder(external=change.external)))
    return report
