"""The two measures: where each stands, what happened, what comes next.

Nothing is overwritten: an action is corrected by superseding it with a reason.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from db import audit, clock, live
from db.actor import Actor, Right, allow
from db.errors import Conflict, Message, NotFound
from db.fields import Checks, is_id
from db.models import Action, Hearing, Measure, MeasureKind, Sponsor, User
from db.pipelines import Stage, Step, stages, steps

MOST_BODY, MOST_PLACE, MOST_NOTE, MOST_REASON = 120, 120, 1_000, 200


@dataclass(frozen=True)
class ActionCreate:
    """A dated step, as the form has it. `supersedes` is the action it corrects, with the reason."""

    measure: str
    step: str
    happened_on: date | None
    key: str
    body: str = ""
    note: str = ""
    source_url: str = ""
    supersedes: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class HearingCreate:
    """An announced date, as the form has it."""

    measure: str
    scheduled_for: date | None
    body: str
    key: str
    place: str = ""
    source_url: str = ""


@dataclass(frozen=True)
class RecordedAction:
    """An action as the history shows it, with who recorded it and what became of it."""

    id: int
    step: Step
    happened_on: date
    body: str
    note: str
    source_url: str
    recorded_by: str | None
    recorded_at: datetime
    superseded_by: str | None
    superseded_at: datetime | None
    superseded_reason: str


@dataclass(frozen=True)
class NextHearing:
    """The next announced date."""

    scheduled_for: date
    body: str
    place: str
    source_url: str
    recorded_by: str


@dataclass(frozen=True)
class Standing:
    """Where a measure stands: its stage on the path, the step that says it in words, since when."""

    stage: Stage
    step: Step
    since: date
    reached: frozenset[str]
    substituted: bool


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
    term_ends_on: date
    afterwards: str
    standing: Standing
    path: tuple[Stage, ...]
    days_in_stage: int
    term_ended: bool
    next_hearing: NextHearing | None
    history: tuple[RecordedAction, ...]
    sponsors: tuple[tuple[int, str], ...]  # (ward, name), the lead sponsor first


def standing(kind: MeasureKind, actions: list[tuple[Step, date]]) -> Standing:
    """Where a measure stands after its actions, given in the order in which they happened."""
    path = {stage.name: stage for stage in stages(kind)}
    here = stages(kind)[0]
    latest, since = steps(kind)["introduced"], actions[0][1] if actions else date.min
    reached = {here.name}
    for step, day in actions:
        if step.stage is not None:
            here = path[step.stage]
            reached.add(here.name)
        if step.stage is not None or step.aside:
            latest, since = step, day
    return Standing(
        stage=here,
        step=latest,
        since=since,
        reached=frozenset(reached),
        substituted=any(step.name == "substituted" for step, _ in actions),
    )


def all_measures(session: Session, actor: Actor) -> list[MeasureStatus]:
    """Every measure with its history, the ordinance first. Raises NotAllowed."""
    allow(actor, Right.SEE_MEASURES)
    return [
        _status(session, measure)
        for measure in session.exec(select(Measure).order_by(col(Measure.id)))
    ]


def add_action(session: Session, actor: Actor, new: ActionCreate) -> Action:
    """Record what happened to a measure, or correct an action by superseding it with a reason.

    Raises NotAllowed, NotFound (no such measure or action), Invalid, Conflict (already superseded).
    """
    allow(actor, Right.UPDATE_MEASURE)
    measure = _measure(session, new.measure)
    checks = Checks()
    key = checks.key(new.key)
    sent = session.exec(select(Action).where(Action.idempotency_key == key)).first()
    if sent is not None:
        return sent
    wrong = _action_to_correct(session, measure, new.supersedes)
    happened_on = checks.day("happened_on", new.happened_on, first=None, last=clock.today())
    body = checks.text("body", new.body, most=MOST_BODY)
    note = checks.text("note", new.note, most=MOST_NOTE)
    source_url = checks.link("source_url", new.source_url)
    reason = checks.text("reason", new.reason, most=MOST_REASON, required=wrong is not None)
    step = steps(measure.kind).get(new.step) if isinstance(new.step, str) else None
    if step is None:
        checks.refuse("step", Message("Choose a step of this measure's own path."))
    elif "happened_on" not in checks.problems:
        others = [action for action in current_actions(session, measure) if action is not wrong]
        _check_order(checks, measure.kind, others, step, happened_on)
    checks.done()
    action = Action(
        measure_id=measure.id,
        step=new.step,
        happened_on=happened_on,
        body=body,
        note=note,
        source_url=source_url,
        recorded_by=actor.user_id,
        recorded_at=clock.now(),
        idempotency_key=key,
    )
    session.add(action)
    session.flush()
    if wrong is not None:
        wrong.superseded_at = clock.now()
        wrong.superseded_by = actor.user_id
        wrong.superseded_reason = reason
        wrong.replaced_by = action.id
        session.add(wrong)
    _record(
        session,
        actor,
        "correct action" if wrong else "add action",
        f"action {action.id}",
        {"measure": measure.slug, "step": new.step, "day": happened_on.isoformat()},
    )
    return action


def set_hearing(session: Session, actor: Actor, new: HearingCreate) -> Hearing:
    """Announce the next date of a measure; an earlier announcement is superseded.

    Raises NotAllowed, NotFound, Invalid.
    """
    allow(actor, Right.UPDATE_MEASURE)
    measure = _measure(session, new.measure)
    checks = Checks()
    key = checks.key(new.key)
    sent = session.exec(select(Hearing).where(Hearing.idempotency_key == key)).first()
    if sent is not None:
        return sent
    hearing = Hearing(
        measure_id=measure.id,
        scheduled_for=checks.day(
            "scheduled_for", new.scheduled_for, first=clock.today(), last=measure.term_ends_on
        )
        if clock.today() <= measure.term_ends_on
        else checks.day("scheduled_for", new.scheduled_for, first=clock.today(), last=None),
        body=checks.text("hearing_body", new.body, most=MOST_BODY, required=True),
        place=checks.text("hearing_place", new.place, most=MOST_PLACE),
        source_url=checks.link("hearing_source_url", new.source_url),
        recorded_by=actor.user_id,
        recorded_at=clock.now(),
        idempotency_key=key,
    )
    checks.done()
    for earlier in session.exec(_announced(measure)):
        earlier.superseded_at = clock.now()
        session.add(earlier)
    session.add(hearing)
    session.flush()
    _record(
        session,
        actor,
        "set hearing",
        f"hearing {hearing.id}",
        {"measure": measure.slug, "day": hearing.scheduled_for.isoformat()},
    )
    return hearing


def current_actions(session: Session, measure: Measure) -> list[Action]:
    """A measure's actions that stand, in the order in which they happened."""
    return _standing(_in_order(session, measure))


def _standing(actions: list[Action]) -> list[Action]:
    return [action for action in actions if action.superseded_at is None]


def _in_order(session: Session, measure: Measure) -> list[Action]:
    """All its actions by day, an end last, then as entered; a correction where the wrong one is."""
    known = steps(measure.kind)
    query = select(Action).where(Action.measure_id == measure.id).order_by(col(Action.id))
    actions = session.exec(query).all()
    place: dict[int | None, int] = {}
    for action in actions:
        entered = place.setdefault(action.id, action.id or 0)
        if action.replaced_by is not None:
            place[action.replaced_by] = entered
    return sorted(
        actions, key=lambda a: (a.happened_on, known[a.step].ended, place[a.id], a.id or 0)
    )


def _check_order(
    checks: Checks, kind: MeasureKind, others: list[Action], step: Step, happened_on: date
) -> None:
    """Refuse a date that the other actions make impossible."""
    introduced = [action.happened_on for action in others if action.step == "introduced"]
    if step.name == "introduced":
        if introduced:
            checks.refuse(
                "step", Message("Its introduction is recorded already; correct that one.")
            )
        elif others and happened_on > others[0].happened_on:
            checks.refuse(
                "happened_on",
                Message(
                    "This can't be after {first}, when its next step happened.",
                    first=others[0].happened_on,
                ),
            )
    elif introduced and happened_on < introduced[0]:
        checks.refuse(
            "happened_on",
            Message("This can't be before its introduction on {first}.", first=introduced[0]),
        )
    elif not introduced:
        checks.refuse("step", Message("Keep its introduction: correct the date, not the step."))
    known = steps(kind)
    ended = [action for action in others if known[action.step].ended]
    if ended and happened_on > ended[0].happened_on:
        checks.refuse(
            "happened_on",
            Message(
                "It ended on {last}. Correct that entry first if it did not.",
                last=ended[0].happened_on,
            ),
        )
    if step.ended and others and happened_on < others[-1].happened_on:
        checks.refuse(
            "happened_on",
            Message(
                "It can't have ended before its last step on {last}.", last=others[-1].happened_on
            ),
        )


def _action_to_correct(session: Session, measure: Measure, action_id: int | None) -> Action | None:
    if action_id is None:
        return None
    action = session.get(Action, action_id) if is_id(action_id) else None
    if action is None or action.measure_id != measure.id:
        raise NotFound
    if action.superseded_at is not None:
        raise Conflict(Message("Somebody corrected this entry in the meantime. Look at it again."))
    return action


def _measure(session: Session, slug: str) -> Measure:
    measure = session.exec(select(Measure).where(Measure.slug == slug)).first()
    if measure is None:
        raise NotFound
    return measure


def _announced(measure: Measure) -> Any:
    return select(Hearing).where(
        Hearing.measure_id == measure.id, col(Hearing.superseded_at).is_(None)
    )


def _status(session: Session, measure: Measure) -> MeasureStatus:
    today = clock.today()
    known = steps(measure.kind)
    actions = _in_order(session, measure)
    here = standing(
        measure.kind,
        [(known[action.step], action.happened_on) for action in _standing(actions)],
    )
    hearing = session.exec(_announced(measure).where(col(Hearing.scheduled_for) >= today)).first()
    ids = {action.recorded_by for action in actions} | {action.superseded_by for action in actions}
    names: dict[int | None, str] = dict(
        session.exec(
            select(User.id, User.name).where(
                col(User.id).in_([*ids, hearing.recorded_by if hearing else None])
            )
        ).all()
    )
    sponsors = session.exec(
        select(Sponsor)
        .where(Sponsor.measure_id == measure.id, Sponsor.listed_on <= today)
        .order_by(col(Sponsor.position))
    )
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
        next_hearing=hearing
        and NextHearing(
            hearing.scheduled_for,
            hearing.body,
            hearing.place,
            hearing.source_url,
            names[hearing.recorded_by],
        ),
        history=tuple(
            RecordedAction(
                id=action.id,
                step=known[action.step],
                recorded_by=names.get(action.recorded_by),
                superseded_by=names.get(action.superseded_by),
                **action.model_dump(
                    include={
                        "happened_on",
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
        sponsors=tuple((sponsor.ward, sponsor.name) for sponsor in sponsors),
    )


def _record(
    session: Session, actor: Actor, action: str, subject: str, details: dict[str, Any]
) -> None:
    audit.record(
        session,
        user_id=actor.user_id,
        organization_id=actor.organization_id,
        action=action,
        subject=subject,
        details=details,
    )
    live.announce(session)
