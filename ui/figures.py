"""The rows behind each chart: what the bars show and what the table beside them says."""

from typing import Any

from db.counting import Ladder
from db.models import Channel
from db.totals import Totals
from ui import formats
from ui.language import N_, _

Rows = list[dict[str, Any]]

CHANNELS = {
    Channel.PAPER: N_("Paper"),
    Channel.ONLINE: N_("Online"),
    Channel.EVENT: N_("Event"),
    Channel.PHONE: N_("Phone"),
    Channel.DOOR: N_("Door"),
}


def organization_rows(totals: Totals, own: str | None) -> Rows:
    """Every organization, most signatures first; then external and overlap, so that it adds up."""
    rows = [
        {
            **_row(name, _counted(totals, slug), "own" if slug == own else "other"),
            "short": totals.short_names[slug],
        }
        for slug, name in totals.organizations.items()
    ]
    rows.sort(key=lambda row: (-row["signatures"], row["name"]))
    return rows + _of_none(totals)


def channel_rows(totals: Totals) -> Rows:
    """Every channel, most signatures first; then external and overlap, so that it adds up."""
    rows = [
        _row(_(label), totals.by_channel.get(channel, Ladder()).total, "own")
        for channel, label in CHANNELS.items()
    ]
    rows.sort(key=lambda row: -row["signatures"])
    return rows + _of_none(totals)


def ward_rows(totals: Totals) -> Rows:
    """Every ward by number; then unknown, external and overlap, so that it adds up."""
    rows = [
        _row(str(ward), totals.by_ward.get(ward, Ladder()).total, "own") for ward in range(1, 51)
    ]
    return [*rows, _row(_("Ward unknown"), ward_unknown(totals), "none"), *_of_none(totals)]


def ward_unknown(totals: Totals) -> int:
    """Signatures on batches whose ward is not known."""
    nobody = totals.by_ward.get(None, Ladder())
    return nobody.verified + nobody.claimed


def day_rows(totals: Totals) -> Rows:
    """Every day, the newest first, with the total at its end; then what has no day."""
    cumulative = totals.cumulative()
    gained = dict(totals.per_day())
    rows = [
        {**_row(formats.day(on), gained[on], "own"), "total": total}
        for on, total in reversed(cumulative)
    ]
    undated = totals.by_day.get(None, Ladder())
    if any(undated):
        rows.append({**_row(_("No day known"), undated.total, "none"), "total": undated.total})
    return rows


def ladder_rows(totals: Totals) -> Rows:
    """The rungs of the headline."""
    return [
        _row(_("Verified"), totals.headline.verified, "own"),
        _row(_("Claimed"), totals.headline.claimed, "own"),
        *_of_none(totals),
    ]


def _counted(totals: Totals, slug: str) -> int:
    return totals.by_organization.get(slug, Ladder()).total


def _of_none(totals: Totals) -> Rows:
    """What belongs to no organization, channel or ward."""
    return [
        _row(_("External"), totals.headline.external, "none"),
        _row(_("Overlap"), -totals.headline.overlap, "none"),
    ]


def _row(name: str, signatures: int, tone: str) -> dict[str, Any]:
    return {
        "name": name,
        "short": name,
        "signatures": signatures,
        "written": formats.number(signatures),
        "tone": tone,
    }
