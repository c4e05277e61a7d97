"""The City Clerk's own words for what happens to a measure, and the steps that they are.

The steps have Open Civic Data's classifications, corrected: "Adopted as Substitute" is a passage,
"Vetoed" an executive veto, "Deferred and Published" a deferral.
"""

import csv
from functools import cache
from pathlib import Path

from db.models import MeasureKind
from db.pipelines import Step, steps

_FILE = Path(__file__).parent / "data" / "clerk_actions.csv"


def step_of(kind: MeasureKind, words: str) -> Step | None:
    """The step of this kind of measure that the Clerk calls so; None for other words."""
    known = steps(kind)
    name = _by_words().get(_plain(words), "")
    if name == "passed" and name not in known:
        name = "adopted"  # what a resolution's passage is called
    return known.get(name)


def clerk_words(kind: MeasureKind) -> list[str]:
    """Every wording that is a step of this kind of measure, in the order of its path."""
    order = list(steps(kind))
    with_steps = [(words, step_of(kind, words)) for words in _words()]
    return [
        words
        for words, step in sorted(
            ((words, step) for words, step in with_steps if step is not None),
            key=lambda both: order.index(both[1].name),
        )
    ]


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _words() -> list[str]:
    return [row["clerk_action"] for row in _rows()]


@cache
def _by_words() -> dict[str, str]:
    return {_plain(row["clerk_action"]): row["step"] for row in _rows()}


def _plain(words: str) -> str:
    """Without capitals and double spaces: people copy it from a table."""
    return " ".join(words.casefold().split())
