"""Where a measure stands after its actions, and what its path allows next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from db.models import MeasureKind
from db.pipelines import DIED, Stage, Step, stages, steps

AFTER_THE_END = ("published", "repealed")


@dataclass(frozen=True)
class Standing:
    """Where a measure stands: its stage on the path, the step that says it in words, since when."""

    stage: Stage
    step: Step
    since: date
    reached: frozenset[str]
    substituted: bool

    @property
    def died(self) -> bool:
        """True if the term ended while it was pending."""
        return self.step is DIED


def standing(kind: MeasureKind, actions: Sequence[tuple[Step, date]]) -> Standing:
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


def standing_on(
    kind: MeasureKind, actions: Sequence[tuple[Step, date]], day: date, *, term_ends_on: date
) -> Standing:
    """Where it stood at the end of a day. What is pending dies with the term (DOMAIN.md)."""
    here = standing(kind, [(step, when) for step, when in actions if when <= day])
    in_term = standing(kind, [(step, when) for step, when in actions if when <= term_ends_on])
    if day <= term_ends_on or not is_pending(in_term) or here.step.ended:
        return here
    return Standing(
        stage=here.stage,
        step=DIED,
        since=term_ends_on + timedelta(days=1),
        reached=here.reached,
        substituted=here.substituted,
    )


def is_pending(here: Standing) -> bool:
    """True if the Council has not decided about it yet."""
    return here.stage.pending and not here.step.ended


def leads_to(here: Standing, step: Step) -> bool:
    """True if the path leads from where a measure stands to this step."""
    if here.step.ended:
        return step.name in AFTER_THE_END and here.stage.name in step.after
    return not step.after or here.stage.name in step.after


def next_steps(kind: MeasureKind, here: Standing) -> list[Step]:
    """The steps to which the path leads from where a measure stands, but for those that can happen
    anywhere."""
    return [step for step in steps(kind).values() if step.after and leads_to(here, step)]


def last_decision(kind: MeasureKind, actions: Sequence[tuple[Step, date]]) -> int | None:
    """Which of the actions, by its place, decided about it last: it was pending until then.

    None if it has been pending all along. A veto makes it pending again and decides nothing.
    """
    pending = [is_pending(standing(kind, actions[:n])) for n in range(len(actions) + 1)]
    decided = [n for n in range(len(actions)) if pending[n] and not pending[n + 1]]
    return decided[-1] if decided else None
