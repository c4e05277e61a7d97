"""Quotes for the fact sheet: a few, short enough for its one page."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.errors import Message
from db.fields import Checks

MOST_QUOTES, MOST_QUOTE, MOST_SPEAKER = 3, 240, 80


@dataclass(frozen=True)
class Quote:
    """What somebody said, and who: as typed."""

    text: str
    speaker: str


def checked_quotes(quotes: Sequence[Quote]) -> list[Quote]:
    """The quotes that are not empty, cleaned.

    Raises Invalid: `quote_1`, `speaker_1`, … (too long, or one without the other), or `quotes`
    (more than MOST_QUOTES).
    """
    checks = Checks()
    kept = []
    for number, each in enumerate(quotes, start=1):
        if each.text.strip() or each.speaker.strip():
            text = checks.text(f"quote_{number}", each.text, most=MOST_QUOTE, required=True)
            speaker = checks.text(
                f"speaker_{number}", each.speaker, most=MOST_SPEAKER, required=True
            )
            kept.append(Quote(" ".join(text.split()), " ".join(speaker.split())))
    if len(kept) > MOST_QUOTES:
        checks.refuse("quotes", Message("At most {most} quotes.", most=MOST_QUOTES))
    checks.done()
    return kept
