"""The two measures as a screen shows them: where each stands, what happened, what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from db import clock, council, council_rules, gates, notice
from db.actor import Actor, Right, allow
from db.committees import Member, committee_on
from db.errors import Message, NotFound
from db.gates import Clock, GateAhead
from db.measures import committee_of, in_order, is_current, measure_by_slug, referrals
from db.meetings import NextDate, next_date
from db.models import Action, Measure, MeasureKind, Sponsor
from db.pipelines import Stage, Step, stages, steps
from db.recorded_roll_calls import RecordedRollCall, unsupported
from db.standing import Standing, last_decision, standing_on
from db.users import names_of


@dataclass(frozen=True)
class RecordedAction:
    """An action as the history shows it, with who recorded it and what became of it."""

    id: int
    step: Step
    happened_on: date
    clerk_action: str
    anyway_reason: str
    body: str
    note: str
    source_url: str
    recorded_by: str | None
    recorded_at: datetime
    superseded_by: str | None
    superseded_at: datetime | None
    superseded_reason: str
    struck: bool  # it never happened; superseded, and not struck: corrected
    void_roll_call: RecordedRollCall | None  # which it rests on, as far as is recorded here


@dataclass(frozen=True)
class ListedSponsor:
    """Somebody on the Clerk's list of sponsors."""

    ward: int
    name: str
    left_on: date | None  # their last day in the Council, if it is over


@dataclass(frozen=True)
class MeasureStatus:
    """Everything a screen shows of a measure."""

    slug: str
    record_number: str
    kind: MeasureKind
    short_title: str
    title: str
    committee: str
    clerk_url: str
    term_starts_on: date
    term_ends_on: date
    afterwards: str
    standing: Standing
    path: tuple[Stage, ...]
    days_in_stage: int
    term_ended: bool
    outcome_recorded: bool  # False: it died with its term, and what became of it is not said
    in_committee: str  # the committee that has it
    chair: Member | None  # who chairs it, if that is known
    gate: GateAhead | None
    way_around: Message | None
    clock: Clock
    next_hearing: NextDate | None
    notice_days: int  # of a committee's meeting, Sundays and holidays not counted
    history: tuple[RecordedAction, ...]
    sponsors: tuple[ListedSponsor, ...]  # the lead sponsor first


def all_measures(session: Session, actor: Actor) -> list[MeasureStatus]:
    """Every measure with its history, the ordinance first. Raises NotAllowed."""
    allow(actor, Right.SEE_MEASURES)
    return every_status(session)


def every_status(session: Session) -> list[MeasureStatus]:
    """The same, for whoever may see it: a caller that shows less of it than all (db/press.py)."""
    void = unsupported(session)
    return [
        _status(session, measure, void)
        for measure in session.exec(select(Measure).order_by(col(Measure.id)))
    ]


def measure_standing(session: Session, actor: Actor, slug: str, day: date) -> Standing:
    """Where a measure stood at the end of a day. Raises NotAllowed, NotFound."""
    allow(actor, Right.SEE_MEASURES)
    measure = measure_by_slug(session, slug)
    happened = _happened(measure, in_order(session, measure))
    return standing_on(measure.kind, happened, day, term_ends_on=measure.term_ends_on)


def _happened(measure: Measure, actions: list[Action]) -> list[tuple[Step, date]]:
    """The steps that stand, with their days."""
    known = steps(measure.kind)
    return [(known[action.step], action.happened_on) for action in actions if is_current(action)]


def _behind(measure: Measure, actions: list[Action], here: Standing) -> datetime | None:
    """The moment of the last decision about a measure: dates from before it are behind it.

    A decision is known when it is recorded, and by whoever announces something on a later day.
    """
    if here.died:
        return _midnight(here.since)
    stand = [action for action in actions if is_current(action)]
    decision = last_decision(measure.kind, _happened(measure, stand))
    if decision is None:
        return None
    next_day = _midnight(stand[decision].happened_on + timedelta(days=1))
    return min(_recorded_at_first(actions, stand[decision]), next_day)


def _recorded_at_first(actions: list[Action], action: Action) -> datetime:
    """When a step was recorded: a correction that leaves it the same step makes it no younger."""
    corrected_by = {each.replaced_by: each for each in actions if each.step == action.step}
    while action.id in corrected_by:
        action = corrected_by[action.id]
    return action.recorded_at


def _midnight(day: date) -> datetime:
    """When a day begins in Chicago (UTC)."""
    return clock.moments_of(datetime.combine(day, time.min))[0]


def _chair(session: Session, committee: str, day: date) -> Member | None:
    """Who chairs a committee, if it is kept here and that is known."""
    try:
        return committee_on(session, committee, day).chair
    except NotFound:
        return None


def _sponsors(session: Session, measure: Measure, day: date) -> tuple[ListedSponsor, ...]:
    """Who is on the Clerk's list by that day. Whoever left the Council since says so."""
    left: dict[tuple[int, str], date | None] = {}
    for ward, known in council.all_holders(session).items():
        for holder in known:  # the latest term of somebody who came back says it
            over = holder.until is not None and holder.until < day
            left[ward, holder.name] = holder.until if over else None
    query = select(Sponsor).where(Sponsor.measure_id == measure.id, Sponsor.listed_on <= day)
    return tuple(
        ListedSponsor(each.ward, each.name, left.get((each.ward, each.name)))
        for each in session.exec(query.order_by(col(Sponsor.position)))
    )


def _status(
    session: Session, measure: Measure, void: Mapping[int, RecordedRollCall]
) -> MeasureStatus:
    today = clock.today()
    known = steps(measure.kind)
    actions = in_order(session, measure)
    happened = _happened(measure, actions)
    here = standing_on(measure.kind, happened, today, term_ends_on=measure.term_ends_on)
    rules = council_rules.rules(session)
    notice_days = rules[council_rules.NOTICE_DAYS].number
    referred = referrals(measure, actions)
    ids = {action.recorded_by for action in actions} | {action.superseded_by for action in actions}
    names = names_of(session, ids)
    in_committee = committee_of(measure, actions)
    number = measure.record_number
    return MeasureStatus(
        **measure.model_dump(exclude={"id", "record_number"}),
        # The Clerk puts an S before the number of a record that was substituted.
        record_number=f"S{number}" if here.substituted else number,
        standing=here,
        path=tuple(
            stage
            for stage in stages(measure.kind)
            if not stage.detour or stage.name in here.reached
        ),
        days_in_stage=(today - here.since).days,
        term_ended=today > measure.term_ends_on,
        outcome_recorded=not here.died,
        in_committee=in_committee,
        chair=_chair(session, in_committee, today),
        gate=gates.gate_ahead(measure.kind, here, rules),
        way_around=gates.way_around(here, rules),
        clock=gates.clock_of(
            here,
            rules,
            today=today,
            term_ends_on=measure.term_ends_on,
            referred_on=referred[-1].happened_on if referred else None,
            notice_until=notice.earliest_day(today, notice_days),
        ),
        next_hearing=next_date(
            session, measure.slug, entered_since=_behind(measure, actions, here)
        ),
        notice_days=notice_days,
        history=tuple(
            RecordedAction(
                id=action.id,
                step=known[action.step],
                recorded_by=names.get(action.recorded_by),
                superseded_by=names.get(action.superseded_by),
                struck=action.superseded_at is not None and action.replaced_by is None,
                void_roll_call=void.get(action.id),
                **action.model_dump(
                    include={
                        "happened_on",
                        "clerk_action",
                        "anyway_reason",
                        "body",
                        "note",
                        "source_url",
                        "recorded_at",
                        "superseded_at",
                        "superseded_reason",
                    }
                ),
            )
            for action in reversed(actions)
        ),
        sponsors=_sponsors(session, measure, today),
    )
