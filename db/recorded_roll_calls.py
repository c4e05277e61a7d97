"""The roll calls that are recorded, with their votes and what they came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from db import council, council_rules
from db.actor import Actor, Right, allow
from db.errors import NotFound
from db.measures import current_actions
from db.models import (
    Action,
    Committee,
    Measure,
    MeasureKind,
    Motion,
    RollCall,
    SeatHolder,
    Vote,
    VoteOption,
)
from db.pipelines import Step, steps
from db.roll_call_tally import Tally, decided, tally
from db.roll_call_text import written_out
from db.users import names_of


@dataclass(frozen=True)
class CastVote:
    """Somebody's vote."""

    holder_id: int
    ward: int
    name: str
    option: VoteOption


@dataclass(frozen=True)
class RecordedRollCall:
    """A roll call as recorded, with what it came to. A void one counts nothing."""

    id: int
    measure: str  # its slug
    kind: MeasureKind
    record_number: str
    short_title: str
    motion: Motion
    committee_id: int | None  # None: the Council
    committee: str | None  # its name
    held_on: date
    source_url: str
    note: str
    action_id: int | None  # what Measures says of it now
    step: str | None  # the same: the step's label
    to_record: Step | None  # what it decided, if Measures does not say so
    votes: tuple[CastVote, ...]
    tally: Tally
    recorded_by: str
    recorded_at: datetime
    voided_by: str | None
    voided_at: datetime | None
    void_reason: str

    @property
    def text(self) -> str:
        """Its votes as a list that can be read again, to record it anew."""
        return written_out((f"{each.name} ({each.ward})", each.option) for each in self.votes)

    @property
    def revision(self) -> int:
        """0 while it stands, 1 once it is void: nothing else of it changes."""
        return 0 if self.voided_at is None else 1


def roll_calls(session: Session, actor: Actor) -> list[RecordedRollCall]:
    """Every roll call, the latest vote first, void ones too. Raises NotAllowed."""
    allow(actor, Right.SEE_COUNCIL)
    return _every_roll_call(session)


def _every_roll_call(session: Session) -> list[RecordedRollCall]:
    newest = (col(RollCall.held_on).desc(), col(RollCall.id).desc())
    rows = session.exec(select(RollCall).order_by(*newest)).all()
    votes = _votes(session)
    names = names_of(session, [each for row in rows for each in (row.recorded_by, row.voided_by)])
    rules_at, known = council_rules.rules_at(session), council.all_holders(session)
    committees = dict(session.exec(select(Committee.id, Committee.name)).all())
    measures = {measure.id: measure for measure in session.exec(select(Measure))}
    actions = {each: current_actions(session, measures[each]) for each in measures}
    found = []
    for row in rows:
        measure = measures[row.measure_id]
        cast = votes.get(row.id, [])
        members = sum(council.holder_on(seat, row.held_on) is not None for seat in known.values())
        came_to = tally(
            (each.option for each in cast),
            motion=row.motion,
            kind=measure.kind,
            members=members,
            rules=rules_at(row.recorded_at),
        )
        step = decided(came_to, motion=row.motion, kind=measure.kind)
        action = _chosen(session, row, step) or _recorded(step, row, actions[measure.id])
        found.append(
            RecordedRollCall(
                **row.model_dump(
                    include={"id", "motion", "committee_id", "held_on", "source_url", "note"}
                    | {"recorded_at", "voided_at", "void_reason"}
                ),
                measure=measure.slug,
                kind=measure.kind,
                record_number=measure.record_number,
                short_title=measure.short_title,
                committee=committees[row.committee_id] if row.committee_id else None,
                action_id=action.id if action else None,
                step=steps(measure.kind)[action.step].label if action else None,
                to_record=step if action is None and row.voided_at is None else None,
                votes=tuple(cast),
                tally=came_to,
                recorded_by=names[row.recorded_by],
                voided_by=names.get(row.voided_by),
            )
        )
    return found


def roll_call(session: Session, actor: Actor, roll_call_id: Any) -> RecordedRollCall:
    """One roll call. Raises NotAllowed, NotFound."""
    for each in roll_calls(session, actor):
        if each.id == roll_call_id:
            return each
    raise NotFound


def unsupported(session: Session) -> dict[int, RecordedRollCall]:
    """Action → the void roll call that said so last, where none that stands does."""
    found = _every_roll_call(session)
    standing = {each.action_id for each in found if each.voided_at is None}
    void: dict[int, RecordedRollCall] = {}
    for each in found:
        if each.action_id and each.voided_at is not None and each.action_id not in standing:
            void.setdefault(each.action_id, each)
    return void


def _chosen(session: Session, row: RollCall, step: Step | None) -> Action | None:
    """The step that was chosen with the vote, as it was corrected since; None: none, or struck, or
    it was what the vote decided and was corrected to be something else."""
    action = session.get(Action, row.action_id) if row.action_id else None
    decided_so = step is not None and action is not None and action.step == step.name
    while action is not None and action.superseded_at is not None:
        action = session.get(Action, action.replaced_by) if action.replaced_by else None
    if decided_so and action is not None and step is not None and action.step != step.name:
        return None
    return action


def _recorded(step: Step | None, row: RollCall, actions: Sequence[Action]) -> Action | None:
    """The step that a vote decided, as Measures says it of that day."""
    for action in actions:
        if step is not None and (action.step, action.happened_on) == (step.name, row.held_on):
            return action
    return None


def _votes(session: Session) -> dict[int, list[CastVote]]:
    """Roll call → its votes by ward."""
    query = select(Vote, SeatHolder).where(Vote.holder_id == SeatHolder.id)
    found: dict[int, list[CastVote]] = {}
    for vote, holder in session.exec(query.order_by(col(SeatHolder.ward))):
        cast = CastVote(holder.id, holder.ward, holder.name, vote.option)
        found.setdefault(vote.roll_call_id, []).append(cast)
    return found
