"""Press, for whoever asks from outside: what each display shows, as of now. No actor, no names."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from db import frozen_figures, press_links, rehearsal
from db.frozen_figures import FrozenFigure
from db.press_figures import PublicFigures, figures
from db.press_links import Display
from db.press_rule import press_rule
from db.totals import Totals


@dataclass(frozen=True)
class Press:
    """Everything under /press at one data version: `displays` by the hash of their addresses."""

    version: int
    figures: PublicFigures
    displays: dict[str, Display]
    frozen: dict[int, FrozenFigure]

    def exact(self, now: datetime) -> bool:
        """Whether today's exact figure may be said where no display decides: only while a display
        says it, not a frozen one, and none is held to the floor."""
        working = [each for each in self.displays.values() if each.works(now)]
        says_it = any(each.exact and each.frozen_id is None for each in working)
        return says_it and all(each.exact for each in working)

    def shown(self, display: Display, now: datetime) -> "Shown":
        """What a display shows at a moment: a rehearsal, a frozen figure, or now."""
        if display.rehearsal_at is not None and display.rehearsing(now):
            began, exact = display.rehearsal_at, display.exact
            made_up = rehearsal.played(self.figures, began, now, exact=exact)
            return Shown(display, made_up, None, rehearsal=True)
        if display.frozen_id is not None:
            frozen = self.frozen[display.frozen_id]
            return Shown(display, said_of(frozen, self.figures), frozen, rehearsal=False)
        return Shown(display, self.figures, None, rehearsal=False)


@dataclass(frozen=True)
class Shown:
    """What is on one display. `frozen`: the figure that is shown instead of now."""

    display: Display
    figures: PublicFigures
    frozen: FrozenFigure | None
    rehearsal: bool


def said_of(frozen: FrozenFigure, now: PublicFigures) -> PublicFigures:
    """What a display says of a frozen figure: all but a whip count that was withdrawn since."""
    return frozen.figures if now.whip else frozen.figures.model_copy(update={"whip": ()})


def press(session: Session, totals: Totals) -> Press:
    """What everything under /press shows after a snapshot was taken."""
    return Press(
        version=totals.version,
        figures=figures(session, totals, press_rule(session)),
        displays=press_links.by_token(session),
        frozen=frozen_figures.by_id(session),
    )
