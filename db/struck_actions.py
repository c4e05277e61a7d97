"""Striking what never happened to a measure.

Nothing is removed: a struck action stays in the history with its reason and counts for nothing any
more. What did happen, but not as it was entered, is corrected instead (db/measures.py).
"""

from typing import Any

from sqlmodel import Session

from db import clock
from db.actor import Actor, Right, allow
from db.council import record_change
from db.errors import Doubtful, Message
from db.fields import Checks
from db.measures import (
    MOST_REASON,
    action_to_correct,
    current_actions,
    measure_by_slug,
)
from db.models import Action, Measure
from db.off_path import leads_there
from db.pipelines import steps


def strike_action(
    session: Session, actor: Actor, measure: str, action_id: Any, *, reason: str, sure: bool = False
) -> Action:
    """Say that an action never happened, with a reason.

    Raises NotAllowed, NotFound (no such measure or action), Invalid (no reason, or the
    introduction, without which there is no measure), Conflict (corrected or struck meanwhile),
    Doubtful (later steps rest on it).
    """
    allow(actor, Right.UPDATE_MEASURE)
    about = measure_by_slug(session, measure)
    wrong = action_to_correct(session, about, action_id)
    checks = Checks()
    reason = checks.text("strike_reason", reason, most=MOST_REASON, required=True)
    if wrong.step == "introduced":
        checks.refuse(
            "strike_reason", Message("Keep its introduction: correct the date, not the step.")
        )
    checks.done()
    if not sure:
        _ask_about_later_steps(session, about, wrong)
    wrong.superseded_at, wrong.superseded_by = clock.now(), actor.user_id
    wrong.superseded_reason = reason
    session.add(wrong)
    details = {"measure": about.slug, "step": wrong.step, "day": wrong.happened_on.isoformat()}
    record_change(session, actor, "strike action", f"action {wrong.id}", details)
    return wrong


def _ask_about_later_steps(session: Session, about: Measure, wrong: Action) -> None:
    """Raise Doubtful if the path led to later steps only through this one."""
    known = steps(about.kind)
    actions = current_actions(session, about)
    later = []
    for place, action in enumerate(actions):
        before = actions[:place]
        without = [each for each in before if each is not wrong]
        step = known[action.step]
        led = leads_there(about.kind, before, step)
        if wrong in before and led and not leads_there(about.kind, without, step):
            later.append(Message(step.label))
    if later:
        raise Doubtful(
            Message(
                "Its path led through this step to: {steps}. These stay. Strike it anyway?",
                steps=tuple(later),
            )
        )
