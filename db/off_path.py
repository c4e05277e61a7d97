"""Whether a measure's path leads to a step, by the actions that stand, and what to say if not."""

from collections.abc import Sequence
from datetime import date

from db.errors import Message
from db.models import Action, MeasureKind
from db.pipelines import Step, steps
from db.standing import Standing, leads_to, next_steps, standing


def leads_there(kind: MeasureKind, actions: Sequence[Action], step: Step, day: date) -> bool:
    """True if the path leads to the step from where the measure stood on that day."""
    return step.name == "introduced" or leads_to(_stood(kind, actions, day), step)


def off_its_path(kind: MeasureKind, actions: Sequence[Action], day: date) -> Message:
    """Why a step is refused: where the measure stood, and where its path leads from there."""
    here = _stood(kind, actions, day)
    return Message(
        "Its path does not lead there. On {day} it stood at “{stage}”; from there its path leads "
        "to: {steps}. If the Clerk's record says so, record it anyway and write down why.",
        day=day,
        stage=Message(here.stage.label),
        steps=tuple(Message(step.label) for step in next_steps(kind, here)),
    )


def _stood(kind: MeasureKind, actions: Sequence[Action], day: date) -> Standing:
    """Where the measure stood at the end of a day by these actions."""
    known = steps(kind)
    return standing(
        kind,
        [(known[each.step], each.happened_on) for each in actions if each.happened_on <= day],
    )
