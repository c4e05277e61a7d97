"""The coalition's report on screen: the figures of the pages in one file, without a name."""

from collections import defaultdict
from datetime import date, datetime
from functools import partial

import streamlit as st

from db import clock, measure_status, whip
from db.actor import Actor, Right
from db.engine import reading
from db.live import hub
from db.measure_status import MeasureStatus
from db.outreach_tallies import week_of
from db.totals import Totals
from db.whip import WhipCount
from exchange import report
from exchange.people_file import Kind
from exchange.report import Report, Table
from ui import figures, files_out, formats, stances
from ui.language import _, language


def coalition(actor: Actor) -> None:
    """Totals, measures and whip count as spreadsheet and PDF; nothing for who may not see them."""
    if not (actor.may(Right.SEE_TOTALS) and actor.may(Right.SEE_COUNCIL)):
        return
    st.header(_("Coalition report"), anchor=False)
    st.write(
        _(
            "The signatures by organization, week, ward and channel, where the measures stand, and "
            "the whip count. Sums only, no names of signers."
        )
    )
    made = _report(actor)
    name = f"contamos-report-{clock.today()}"
    with st.container(horizontal=True):
        files_out.download(
            "XLSX", partial(report.as_xlsx, made), name=f"{name}.xlsx", mime=Kind.XLSX.mime
        )
        files_out.download(
            "PDF", partial(report.as_pdf, made), name=f"{name}.pdf", mime="application/pdf"
        )


def _report(actor: Actor) -> Report:
    """Read once per data version, day, language and organization."""
    totals = hub.current()
    return _made(totals.version, clock.today(), language(), actor.organization, actor, totals)


@st.cache_resource(max_entries=60, show_spinner=False)
def _made(
    version: int,
    day: date,
    spoken: str,
    own: str | None,
    _actor: Actor,
    _totals: Totals,
) -> Report:
    with reading() as session:
        measures = measure_status.all_measures(session, _actor)
        counts = [whip.whip_count(session, _actor, each.slug) for each in measures]
    tables = [
        _signatures(_("Signatures"), _("Kind"), figures.ladder_rows(_totals), _totals),
        _signatures(
            _("By organization"),
            _("Organization"),
            figures.organization_rows(_totals, own),
            _totals,
        ),
        _signatures(_("By week"), _("Week"), _weeks(_totals), _totals),
        _signatures(_("By channel"), _("Channel"), figures.channel_rows(_totals), _totals),
        _signatures(_("By ward"), _("Ward"), figures.ward_rows(_totals), _totals),
        _measures(measures),
        *(_whip(each, count) for each, count in zip(measures, counts, strict=True)),
    ]
    return Report(
        title=_("Contamos: coalition report"),
        as_of=_("As of {moment} (Chicago time)").format(moment=_moment(_totals.as_of)),
        covers=_covers(_totals, day),
        tables=tables,
        language=spoken,
        made_at=clock.now(),
    )


def _covers(totals: Totals, day: date) -> str:
    days = [each for each, _gained in totals.per_day()]
    collected = (
        _("Signatures collected from {first} to {last}, and those whose day is not known.").format(
            first=formats.day(min(days)), last=formats.day(max(days))
        )
        if days
        else _("No signature has a day yet.")
    )
    standing = _("Measures and whip count as they stand on {day}.").format(day=formats.day(day))
    return " ".join((_("The whole coalition, no filter."), collected, standing))


def _moment(value: datetime) -> str:
    """The day in full: who reads it later does not know what today was."""
    day = formats.long_day(clock.chicago(value).date())
    return f"{day}, {formats.time_of_day(value)}"


def _signatures(name: str, of: str, rows: figures.Rows, totals: Totals) -> Table:
    listed = [(str(row["name"]), int(row["signatures"])) for row in rows]
    whole = (_("Coalition total"), totals.headline.total)
    return Table(name, (of, _("Signatures")), (*listed, whole), adds_up=True)


def _weeks(totals: Totals) -> figures.Rows:
    """Every week, the newest first, and what has no day, so that it adds up."""
    weeks: dict[date, int] = defaultdict(int)
    for day, gained in totals.per_day():
        weeks[week_of(day)] += gained
    rows = [
        {"name": _("Week of {day}").format(day=formats.day(monday)), "signatures": gained}
        for monday, gained in sorted(weeks.items(), reverse=True)
    ]
    undated = totals.headline.total - sum(weeks.values())
    return [*rows, {"name": _("No day known"), "signatures": undated}] if undated else rows


def _measures(measures: list[MeasureStatus]) -> Table:
    rows = tuple(
        (
            f"{each.record_number} · {_(each.short_title)}",
            _(each.standing.step.label),
            formats.day(each.standing.since),
        )
        for each in measures
    )
    return Table(_("Measures"), (_("Measure"), _("Status"), _("Since")), rows, wide=True)


def _whip(measure: MeasureStatus, count: WhipCount) -> Table:
    rows = [(_(stances.SIDES[side].label), seats) for side, seats in count.counts.items()]
    name = _("Whip count {record}").format(record=measure.record_number)
    needed = (_("Votes needed to pass"), count.needed)
    return Table(name, (_("Side"), _("Seats")), (*rows, needed))
