"""The campaign: its text, its milestones, and what other sites report."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, delete, func, not_
from sqlmodel import Session, col, select

from db import audit, clock, live, tallies
from db.actor import Actor, Right, allow
from db.counting import Ladder, external_counts
from db.errors import Message, NotFound
from db.fields import Checks, proposed_slug, unchanged
from db.imported_contacts import only_of_undone_files
from db.models import (
    Batch,
    Campaign,
    ExternalReport,
    ExternalSource,
    FileImport,
    ImportState,
    Milestone,
    Outreach,
    Signature,
)

PETITION_PAGE = "petition-page"  # the slug of the petition's own page among the other sites
MOST_SIGNATURES = 10_000_000  # more people than Chicagoland has
_NOT_TYPED = ("import ", "signature ")  # how keys begin: `note_imported`
MOST_TITLE, MOST_TARGET, MOST_TEXT, MOST_SITE = 200, 120, 20_000, 80


def campaign(session: Session) -> Campaign:
    """The campaign of this installation."""
    return session.exec(select(Campaign)).one()


def open_days(session: Session) -> tuple[date | None, date]:
    """The first and the last day on which somebody can have signed or been talked to, by now."""
    running = campaign(session)
    return running.starts_on, min(clock.today(), running.ends_on or clock.today())


def external_sources(session: Session) -> list[ExternalSource]:
    """The other sites that count for the same petition, by name."""
    return list(session.exec(select(ExternalSource).order_by(ExternalSource.name)))


def proposed_site(session: Session, *, own_page: bool) -> str | None:
    """The slug of the site that likely counts a file's rows already: the petition's own page, if
    they are of it."""
    if not own_page:
        return None
    known = select(ExternalSource.slug).where(ExternalSource.slug == PETITION_PAGE)
    return session.exec(known).first()


def last_readings(session: Session) -> dict[int, datetime]:
    """When each site's counter was last typed, by the site's id."""
    query = select(ExternalReport.source_id, func.max(ExternalReport.recorded_at))
    for key in _NOT_TYPED:
        query = query.where(~col(ExternalReport.idempotency_key).startswith(key))
    return dict(session.exec(query.group_by(col(ExternalReport.source_id))).all())


def add_source(session: Session, actor: Actor, *, name: str, slug: str) -> ExternalSource:
    """Add another site; without a short name, its name proposes one. The same twice is one site.

    Raises NotAllowed, Invalid.
    """
    allow(actor, Right.REPORT_EXTERNAL)
    checks = Checks()
    name = checks.text("name", name, most=MOST_SITE, required=True)
    slug = slug or proposed_slug(name)
    known = {source.slug: source for source in external_sources(session)}
    if slug in known and known[slug].name == name:
        return known[slug]
    if name.casefold() in (each.name.casefold() for each in known.values()):
        checks.refuse("name", Message("There is a site by that name already."))
    source = ExternalSource(name=name, slug=checks.slug("slug", slug, taken=known))
    checks.done()
    session.add(source)
    session.flush()
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=None,
        action="add external source",
        subject=f"external_source {source.id}",
    )
    live.announce(session)
    return source


@dataclass(frozen=True)
class CampaignFields:
    """What a coordinator says of the campaign: nothing here is checked yet."""

    title: str
    target: str
    text: str
    starts_on: date | None
    ends_on: date | None


def fields_of(campaign: Campaign) -> CampaignFields:
    """The campaign's fields as they stand."""
    return CampaignFields(
        campaign.title, campaign.target, campaign.text, campaign.starts_on, campaign.ends_on
    )


def edit_campaign(
    session: Session, actor: Actor, new: CampaignFields, *, seen: CampaignFields
) -> Campaign:
    """Change the campaign's text and days. `seen` is what the new values were typed over.

    Raises NotAllowed, Invalid, Conflict (changed by somebody else meanwhile).
    """
    allow(actor, Right.EDIT_CAMPAIGN)
    edited = campaign(session)
    checks = Checks()
    values = {
        "title": checks.text("title", new.title, most=MOST_TITLE, required=True),
        "target": checks.text("target", new.target, most=MOST_TARGET, required=True),
        "text": checks.text("text", new.text, most=MOST_TEXT, required=True),
        **_days(session, checks, new),
    }
    checks.done()
    unchanged(seen, fields_of(edited))
    changed = [field for field, value in values.items() if getattr(edited, field) != value]
    if not changed:
        return edited
    for field in changed:
        setattr(edited, field, values[field])
    session.add(edited)
    session.flush()
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=None,
        action="edit campaign",
        subject=f"campaign {edited.id}",
        details={"fields": changed},
    )
    live.announce(session)
    return edited


def _days(session: Session, checks: Checks, new: CampaignFields) -> dict[str, date | None]:
    """The first and the last day. None with signatures or outreach may be left outside: void ones
    included, which can be restored; those of an import that was undone can't.
    """
    starts_on = checks.day("starts_on", new.starts_on, first=None, last=None)
    ends_on = None
    if new.ends_on is not None:
        ends_on = checks.day("ends_on", new.ends_on, first=starts_on, last=None)
    undone = select(Batch.id).join(FileImport, col(FileImport.id) == Batch.import_id)
    undone = undone.where(FileImport.state == ImportState.UNDONE)
    collected = _span(session, Batch.collected_on, col(Batch.id).not_in(undone))
    signed = _span(session, Signature.signed_on, col(Signature.batch_id).not_in(undone))
    read_first, _ = _span(session, ExternalReport.read_on)
    stays_void = and_(col(Outreach.voided_at).is_not(None), only_of_undone_files())
    happened_first, happened_last = _span(session, Outreach.happened_on, not_(stays_void))
    first = min(filter(None, (collected[0], signed[0], read_first)), default=None)
    last = max(filter(None, (collected[1], signed[1])), default=None)
    if first and starts_on > first:
        checks.refuse(
            "starts_on",
            Message("There are signatures of {day}: the first day can't be after it.", day=first),
        )
    elif happened_first and starts_on > happened_first:
        checks.refuse(
            "starts_on",
            Message(
                "There is outreach of {day}: the first day can't be after it.", day=happened_first
            ),
        )
    if last and ends_on and ends_on < last:
        checks.refuse(
            "ends_on",
            Message("There are signatures of {day}: the last day can't be before it.", day=last),
        )
    elif happened_last and ends_on and ends_on < happened_last:
        checks.refuse(
            "ends_on",
            Message(
                "There is outreach of {day}: the last day can't be before it.", day=happened_last
            ),
        )
    return {"starts_on": starts_on, "ends_on": ends_on}


def _span(session: Session, day: Any, *where: Any) -> tuple[date | None, date | None]:
    """The first and the last of these days."""
    return session.exec(select(func.min(day), func.max(day)).where(*where)).one()


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

    A site's first figure has no day: nobody knows when those people signed.
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
    readings, last_day = session.exec(
        select(func.count(), func.max(ExternalReport.read_on)).where(
            ExternalReport.source_id == source.id
        )
    ).one()
    first = last_day or campaign(session).starts_on
    read_on = checks.day("read_on", new.read_on, first=first, last=clock.today())
    checks.done()
    report = add_report(
        session,
        source,
        reported=reported,
        read_on=read_on if readings else None,
        key=key,
        recorded_by=actor.user_id,
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
    return _post(session, source, after.minus(before).external, read_on, key, recorded_by)


def note_imported(
    session: Session, source: ExternalSource, imported: int, *, key: str, recorded_by: int | None
) -> None:
    """Note how many of a site's signatures are rows here by now, and lower its figure by them.

    It goes down where it was counted: first what has no day, then the earliest readings. So nobody
    who signed long ago is missing from today.
    """
    source.imported = imported
    reports = session.exec(
        select(ExternalReport)
        .where(ExternalReport.source_id == source.id)
        .order_by(col(ExternalReport.id))
    ).all()
    have: dict[date | None, int] = {}
    read: dict[date | None, int] = {}
    reported = 0
    for report in reports:
        have[report.read_on] = have.get(report.read_on, 0) + report.counted
        read[report.read_on] = read.get(report.read_on, 0) + report.reported - reported
        reported = report.reported
    left = min(imported, reported)
    for day in sorted(read, key=lambda day: (day is not None, day or date.min)):
        taken = max(0, min(left, read[day]))
        left -= taken
        change = read[day] - taken - have[day]
        if change:
            _post(session, source, change, day, f"{key} {day or 'undated'}", recorded_by)


def _post(
    session: Session,
    source: ExternalSource,
    change: int,
    read_on: date | None,
    key: str,
    recorded_by: int | None,
) -> ExternalReport:
    report = ExternalReport(
        source_id=source.id,
        reported=source.reported,
        counted=change,
        read_on=read_on,
        recorded_by=recorded_by,
        recorded_at=clock.now(),
        idempotency_key=key,
    )
    session.add_all([source, report])
    session.flush()
    tallies.post(session, (tallies.Cell(day=read_on), Ladder(external=change)))
    return report
