"""What happens to the two measures: actions and announced dates are recorded here.

Nothing is overwritten: an action is corrected by superseding it with a reason, or struck
(db/struck_actions.py). What its path does not allow can be recorded anyway, with a reason, because
clerks do odd things.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, takewhile
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from db import clock
from db.actor import Actor, Right, allow
from db.clerk_actions import step_of
from db.council import record_change
from db.errors import Conflict, Message, NotFound
from db.fields import Checks, is_id
from db.models import Action, Evidence, Hearing, Measure, MeasureKind, RollCall, Stance
from db.off_path import leads_there, off_its_path, place_among
from db.pipelines import Step, steps
from db.standing import AFTER_THE_END, is_pending, standing

MOST_BODY, MOST_PLACE, MOST_NOTE, MOST_REASON = 120, 120, 1_000, 200


@dataclass(frozen=True)
class ActionCreate:
    """A dated step, as the form has it. `supersedes` is the action it corrects, with the reason.

    `body`: who acted. `committee`: of a referral alone, to which one, which is what counts of it.
    Without a step, the Clerk's own words say which one it is. `anyway_reason`: why it is recorded
    although the measure's path does not lead there.
    """

    measure: str
    step: str | None
    happened_on: date | None
    key: str
    body: str = ""
    note: str = ""
    source_url: str = ""
    clerk_action: str = ""
    anyway_reason: str = ""
    supersedes: int | None = None
    reason: str = ""
    committee: str = ""


@dataclass(frozen=True)
class HearingCreate:
    """An announced date, as the form has it."""

    measure: str
    scheduled_for: date | None
    body: str
    key: str
    place: str = ""
    source_url: str = ""


def add_action(session: Session, actor: Actor, new: ActionCreate) -> Action:
    """Record what happened to a measure, or correct an action by superseding it with a reason.

    Raises NotAllowed, NotFound (no such measure or action), Invalid, Conflict (already superseded).
    """
    allow(actor, Right.UPDATE_MEASURE)
    measure = measure_by_slug(session, new.measure)
    checks = Checks()
    key = checks.key(new.key)
    sent = session.exec(select(Action).where(Action.idempotency_key == key)).first()
    if sent is not None:
        return sent
    wrong = None
    if new.supersedes is not None:
        wrong = action_to_correct(session, measure, new.supersedes)
    happened_on = checks.day("happened_on", new.happened_on, first=None, last=clock.today())
    body = checks.text("body", new.body, most=MOST_BODY)
    note = checks.text("note", new.note, most=MOST_NOTE)
    source_url = checks.link("source_url", new.source_url)
    reason = checks.text("reason", new.reason, most=MOST_REASON, required=wrong is not None)
    clerk_action = checks.text("clerk_action", new.clerk_action, most=MOST_BODY)
    anyway = checks.text("anyway_reason", new.anyway_reason, most=MOST_REASON)
    step = _step(checks, measure.kind, new.step, clerk_action)
    if not {"step", "clerk_action"} & set(checks.problems):
        body = _body(checks, step, body, new.committee)
    if not {"step", "clerk_action", "happened_on"} & set(checks.problems):
        others = [action for action in current_actions(session, measure) if action is not wrong]
        _check_order(checks, measure.kind, others, step, happened_on)
        _check_term(checks, measure, others, step, happened_on)
        if step.name == "introduced":
            _check_votes(session, checks, measure, happened_on)
        before = _ahead_of(session, measure, others, step, happened_on, wrong)
        allowed = leads_there(measure.kind, before, step)
        if not allowed and not anyway and "happened_on" not in checks.problems:
            checks.refuse("anyway_reason", off_its_path(measure.kind, before, happened_on))
        anyway = "" if allowed else anyway
    checks.done()
    action = Action(
        measure_id=measure.id,
        step=step.name,
        happened_on=happened_on,
        clerk_action=clerk_action,
        anyway_reason=anyway,
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
    record_change(
        session,
        actor,
        "correct action" if wrong else "add action",
        f"action {action.id}",
        {"measure": measure.slug, "step": step.name, "day": happened_on.isoformat()},
    )
    return action


def set_hearing(session: Session, actor: Actor, new: HearingCreate) -> Hearing:
    """Announce the next date of a measure; an earlier announcement is superseded.

    Raises NotAllowed, NotFound, Invalid.
    """
    allow(actor, Right.UPDATE_MEASURE)
    measure = measure_by_slug(session, new.measure)
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
    for earlier in session.exec(announced(measure)):
        earlier.superseded_at = clock.now()
        session.add(earlier)
    session.add(hearing)
    session.flush()
    record_change(
        session,
        actor,
        "set hearing",
        f"hearing {hearing.id}",
        {"measure": measure.slug, "day": hearing.scheduled_for.isoformat()},
    )
    return hearing


def announced_date(session: Session, actor: Actor, measure: str) -> Hearing | None:
    """A measure's announced date of today or a day to come. Raises NotAllowed, NotFound."""
    allow(actor, Right.SEE_MEASURES)
    ahead = announced(measure_by_slug(session, measure)).where(
        Hearing.scheduled_for >= clock.today()
    )
    found: Hearing | None = session.exec(ahead).first()
    return found


def withdraw_hearing(session: Session, actor: Actor, hearing_id: Any) -> Hearing:
    """An announced date does not take place, and no other is announced; again changes nothing.

    Raises NotAllowed, NotFound.
    """
    allow(actor, Right.UPDATE_MEASURE)
    hearing = session.get(Hearing, hearing_id) if is_id(hearing_id) else None
    if hearing is None:
        raise NotFound
    if hearing.superseded_at is None:
        hearing.superseded_at = clock.now()
        session.add(hearing)
        session.flush()
        measure = session.get_one(Measure, hearing.measure_id)
        details = {"measure": measure.slug, "day": hearing.scheduled_for.isoformat()}
        record_change(session, actor, "withdraw hearing", f"hearing {hearing.id}", details)
    return hearing


def current_actions(session: Session, measure: Measure) -> list[Action]:
    """A measure's actions that stand, in the order in which they happened."""
    return [action for action in in_order(session, measure) if is_current(action)]


def introduced_on(actions: Iterable[Action]) -> date | None:
    """The day of a measure's introduction, by its actions that stand."""
    days = [each.happened_on for each in actions if is_current(each) and each.step == "introduced"]
    return min(days, default=None)


def referrals(measure: Measure, actions: list[Action]) -> list[Action]:
    """Those of its actions that stand and brought it to a committee, the latest last."""
    known = steps(measure.kind)
    return [each for each in actions if is_current(each) and known[each.step].refers]


def committee_of(measure: Measure, actions: list[Action]) -> str:
    """The committee that has a measure: the one it was last referred to."""
    bodies = [action.body for action in referrals(measure, actions) if action.body]
    return bodies[-1] if bodies else measure.committee


def is_current(action: Action) -> bool:
    """True if it stands: nobody corrected or struck it."""
    return action.superseded_at is None


def in_order(session: Session, measure: Measure) -> list[Action]:
    """All its actions by day, an end last, then as entered; a correction where the wrong one is.

    What is entered late goes where the path of its day leads to it.
    """
    actions = session.exec(select(Action).where(Action.measure_id == measure.id)).all()
    return _ordered(measure.kind, actions, _places(actions))


def _places(actions: Sequence[Action]) -> dict[int | None, int]:
    """Action → its place among those entered: a correction has that of the wrong one."""
    place: dict[int | None, int] = {}
    for action in sorted(actions, key=lambda each: each.id or 0):
        entered = place.setdefault(action.id, action.id or 0)
        if action.replaced_by is not None:
            place[action.replaced_by] = entered
    return place


def _ordered(
    kind: MeasureKind, actions: Iterable[Action], place: Mapping[int | None, int]
) -> list[Action]:
    known = steps(kind)
    by_day = sorted(
        actions, key=lambda a: (a.happened_on, known[a.step].ended, place[a.id], a.id or 0)
    )
    ordered: list[Action] = []
    for _, of_day in groupby(by_day, key=lambda each: each.happened_on):
        before, day = [each for each in ordered if is_current(each)], list[Action]()
        for action in of_day:
            if not is_current(action):
                ordered.append(action)  # it counts for nothing, wherever it is
            elif known[action.step].ended:
                day.append(action)
            else:
                day.insert(place_among(kind, before, day, action), action)
        ordered += day
    return ordered


def _ahead_of(
    session: Session,
    measure: Measure,
    others: Sequence[Action],
    step: Step,
    happened_on: date,
    wrong: Action | None,
) -> list[Action]:
    """Those of the actions that come before one that is entered now, or corrected in its place."""
    place = _places(session.exec(select(Action).where(Action.measure_id == measure.id)).all())
    place[None] = place[wrong.id] if wrong else max(place.values(), default=0) + 1
    entered = Action(
        measure_id=measure.id,
        step=step.name,
        happened_on=happened_on,
        recorded_at=clock.now(),
        idempotency_key="",
    )
    ordered = _ordered(measure.kind, [*others, entered], place)
    return list(takewhile(lambda each: each is not entered, ordered))


def _step(checks: Checks, kind: MeasureKind, name: str | None, words: str) -> Step:
    """The step that was chosen, or that the Clerk's words are."""
    known = steps(kind)
    meant = step_of(kind, words) if words else None
    chosen = known.get(name) if isinstance(name, str) else None
    if words and meant is None and not name:
        checks.refuse(
            "clerk_action", Message("These are not the Clerk's words for a step of this measure.")
        )
    elif chosen is None and (name or meant is None):
        checks.refuse("step", Message("Choose a step of this measure's own path."))
    elif chosen and meant and chosen is not meant:
        checks.refuse("clerk_action", Message("The Clerk's words mean another step than this."))
    return chosen or meant or known["introduced"]


def _body(checks: Checks, step: Step, body: str, committee: Any) -> str:
    """Who acted; of a referral, to which committee: it has the measure from then on."""
    to = checks.text("committee", committee, most=MOST_BODY, required=step.refers)
    if to and not step.refers:
        checks.refuse("committee", Message("Only a referral brings it to a committee."))
    return to if step.refers else body


def _check_term(
    checks: Checks, measure: Measure, others: list[Action], step: Step, happened_on: date
) -> None:
    """Refuse a day of another council term. What was decided in time can be signed after it, and
    the Council files what died."""
    if happened_on < measure.term_starts_on:
        checks.refuse(
            "happened_on",
            Message(
                "That is in another council term: this one began on {first}.",
                first=measure.term_starts_on,
            ),
        )
    known = steps(measure.kind)
    in_term = [
        (known[action.step], action.happened_on)
        for action in others
        if action.happened_on <= measure.term_ends_on
    ]
    closes = step.aside and step.ended
    died = is_pending(standing(measure.kind, in_term))
    if happened_on > measure.term_ends_on and died and not closes:
        checks.refuse(
            "happened_on",
            Message(
                "That is in another council term: this one ended on {last}, and what was pending "
                "died.",
                last=measure.term_ends_on,
            ),
        )


def _check_votes(session: Session, checks: Checks, measure: Measure, introduced: date) -> None:
    """Refuse an introduction after a recorded vote, as db/roll_calls.py and db/stance_entry.py
    refuse such a vote."""
    query = select(func.min(RollCall.held_on)).where(
        RollCall.measure_id == measure.id, col(RollCall.voided_at).is_(None)
    )
    first = session.exec(query).one()
    if first is not None and introduced > first:
        checks.refuse(
            "happened_on", Message("This can't be after the roll call of {day}.", day=first)
        )
    stances = select(func.min(Stance.said_on)).where(
        Stance.measure_id == measure.id,
        Stance.evidence == Evidence.VOTE,
        col(Stance.undone_at).is_(None),
    )
    voted = session.exec(stances).one()
    if voted is not None and introduced > voted:
        checks.refuse(
            "happened_on",
            Message("A stance is recorded as a vote on {day}: this can't be after it.", day=voted),
        )


def _check_order(
    checks: Checks, kind: MeasureKind, others: list[Action], step: Step, happened_on: date
) -> None:
    """Refuse a date that the other actions make impossible."""
    introduced = introduced_on(others)
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
    elif introduced and happened_on < introduced:
        checks.refuse(
            "happened_on",
            Message("This can't be before its introduction on {first}.", first=introduced),
        )
    elif not introduced:
        checks.refuse("step", Message("Keep its introduction: correct the date, not the step."))
    known = steps(kind)
    ended = [action for action in others if known[action.step].ended]
    if ended and step.name not in AFTER_THE_END and happened_on > ended[0].happened_on:
        checks.refuse(
            "happened_on",
            Message(
                "It ended on {last}. Correct that entry first if it did not.",
                last=ended[0].happened_on,
            ),
        )
    until_then = [action for action in others if action.step not in AFTER_THE_END]
    if step.ended and until_then and happened_on < until_then[-1].happened_on:
        checks.refuse(
            "happened_on",
            Message(
                "It can't have ended before its last step on {last}.",
                last=until_then[-1].happened_on,
            ),
        )


def action_to_correct(session: Session, measure: Measure, action_id: Any) -> Action:
    """One of a measure's actions that stand. Raises NotFound, Conflict (somebody corrected it)."""
    action = session.get(Action, action_id) if is_id(action_id) else None
    if action is None or action.measure_id != measure.id:
        raise NotFound
    if action.superseded_at is not None:
        raise Conflict(Message("Somebody corrected this entry in the meantime. Look at it again."))
    return action


def measure_by_slug(session: Session, slug: str) -> Measure:
    """The measure of this short name. Raises NotFound."""
    measure = session.exec(select(Measure).where(Measure.slug == slug)).first()
    if measure is None:
        raise NotFound
    return measure


def announced(measure: Measure) -> Any:
    """Select the announced dates of a measure that stand."""
    return select(Hearing).where(
        Hearing.measure_id == measure.id, col(Hearing.superseded_at).is_(None)
    )
