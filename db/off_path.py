"""Whether a measure's path leads to a step, by the actions that stand, and what to say if not."""

from collections.abc import Iterable, Sequence
from datetime import date

from db.errors import Message
from db.models import Action, MeasureKind
from db.pipelines import Step, steps
from db.standing import Standing, leads_to, next_steps, standing


def leads_there(kind: MeasureKind, before: Sequence[Action], step: Step) -> bool:
    """True if the path leads to the step from where the measure stands after these actions."""
    return step.name == "introduced" or leads_to(_stood(kind, _steps(kind, before)), step)


def off_its_path(kind: MeasureKind, before: Sequence[Action], day: date) -> Message:
    """Why a step is refused: where the measure stood, and where its path leads from there."""
    here = _stood(kind, _steps(kind, before))
    return Message(
        "Its path does not lead there. On {day} it stood at “{stage}”; from there its path leads "
        "to: {steps}. If the Clerk's record says so, record it anyway and write down why.",
        day=day,
        stage=Message(here.stage.label),
        steps=tuple(Message(step.label) for step in next_steps(kind, here)),
    )


def place_among(kind: MeasureKind, before: Sequence[Action], day: list[Action], new: Action) -> int:
    """Where an action belongs among those of its day: at its end if the path leads there, else
    where the fewest are off their path, and of such places the last. A report that is entered
    after the passage came before it."""
    if leads_there(kind, [*before, *day], steps(kind)[new.step]):
        return len(day)

    def off(place: int) -> int:
        path = _steps(kind, [*before, *day[:place], new, *day[place:]])
        return sum(
            not leads_to(_stood(kind, path[:n]), path[n]) for n in range(len(before), len(path))
        )

    return min(range(len(day), -1, -1), key=off)


def _steps(kind: MeasureKind, actions: Iterable[Action]) -> list[Step]:
    known = steps(kind)
    return [known[each.step] for each in actions]


def _stood(kind: MeasureKind, before: Iterable[Step]) -> Standing:
    """Where the measure stands after these steps, whatever their days."""
    return standing(kind, [(step, date.min) for step in before])
