"""The rows behind each chart: what the bars show and what the table beside them says."""

from typing import Any

from db.counting import Ladder
from db.models import Channel, OutreachKind
from db.outreach_tallies import Funnel
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
KINDS = {
    OutreachKind.DOOR_KNOCKING: N_("Door knocking"),
    OutreachKind.PHONE_BANK: N_("Phone bank"),
    OutreachKind.TEXT_BANK: N_("Text bank"),
    OutreachKind.TABLING: N_("Tabling"),
    OutreachKind.HOUSE_MEETING: N_("House meeting"),
    OutreachKind.COMMUNITY_EVENT: N_("Community event"),
    OutreachKind.FAITH_VISIT: N_("Faith visit"),
    OutreachKind.LOBBY_VISIT: N_("Lobby visit"),
    OutreachKind.MEDIA: N_("Media"),
    OutreachKind.SOCIAL: N_("Social media"),
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


def funnel_rows(totals: Totals) -> Rows:
    """From the people who were tried to the signatures that came of it."""
    funnel = totals.outreach.headline
    steps = (
        (_("Contact attempts"), funnel.attempts),
        (_("Conversations"), funnel.conversations),
        (_("Signatures"), funnel.signatures),
    )
    return [
        {
            "name": name,
            "short": name,
            "number": number,
            "written": formats.number(number),
            "tone": "own",
        }
        for name, number in steps
    ]


def outreach_organization_rows(totals: Totals, own: str | None) -> Rows:
    """Every organization's outreach, most conversations first."""
    by = totals.outreach.by_organization
    rows = [
        {
            **_effort(name, by.get(slug, Funnel()), "own" if slug == own else "other"),
            "short": totals.short_names[slug],
        }
        for slug, name in totals.organizations.items()
    ]
    return sorted(rows, key=lambda row: (-row["conversations"], row["name"]))


def outreach_kind_rows(totals: Totals) -> Rows:
    """Every kind of outreach, most conversations first."""
    by = totals.outreach.by_kind
    rows = [_effort(_(label), by.get(kind, Funnel()), "own") for kind, label in KINDS.items()]
    return sorted(rows, key=lambda row: -row["conversations"])


def outreach_week_rows(totals: Totals) -> Rows:
    """Every week's outreach, the newest first."""
    return [
        {
            **_effort(_("Week of {day}").format(day=formats.day(monday)), funnel, "own"),
            "short": formats.short_day(monday, totals.today),
        }
        for monday, funnel in reversed(totals.outreach.per_week())
    ]


def outreach_ward_rows(totals: Totals) -> Rows:
    """Every ward's outreach by number, then that of unknown wards, so that it adds up."""
    by = totals.outreach.by_ward
    rows = [_effort(str(ward), by.get(ward, Funnel()), "own") for ward in range(1, 51)]
    return [*rows, _effort(_("Ward unknown"), by.get(None, Funnel()), "none")]


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


def _effort(name: str, funnel: Funnel, tone: str) -> dict[str, Any]:
    return {
        "name": name,
        "short": name,
        "attempts": funnel.attempts,
        "conversations": funnel.conversations,
        "signatures": funnel.signatures,
        "volunteers": funnel.volunteers,
        "hours": funnel.volunteer_minutes / 60,
        "written": formats.number(funnel.conversations),
        "tone": tone,
    }
