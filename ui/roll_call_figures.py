"""The rows behind a roll call's picture: how those counted on each side voted."""

from functools import lru_cache
from typing import Any

from db.models import VoteOption
from db.roll_call_comparison import Comparison
from db.whip import Side
from ui import charts
from ui.language import _
from ui.stances import SIDES
from ui.vega import Spec


def rows(found: Comparison) -> list[dict[str, Any]]:
    """A row for each side on which anybody was counted: how many voted yes, no, not at all."""
    table = []
    for side in Side:
        here = frozenset({side})
        counted, yes, no = (
            found.counted(here),
            found.voted(here, VoteOption.YES),
            found.voted(here, VoteOption.NO),
        )
        if counted:
            table.append(
                {"name": _(SIDES[side].label), "yes": yes, "no": no, "other": counted - yes - no}
            )
    return table


@lru_cache(maxsize=50)
def spec(found: Comparison, _language: str) -> Spec:
    """The picture of these rows."""
    return charts.votes_by_side(rows(found))
