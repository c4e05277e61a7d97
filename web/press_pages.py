"""The public pages that are no display: a frozen figure's, and that of an ended address."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from db import frozen_figures
from db.frozen_figures import FrozenFigure
from db.press_comparison import compared
from db.press_figures import PublicFigures
from db.press_words import LANGUAGES, Words
from web.press_static import ADDRESSES

LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(name: str, **values: Any) -> bytes:
    """A page from its template."""
    return _templates.get_template(name).render(static=ADDRESSES, **values).encode()


def ended_page() -> bytes:
    """What a display's address answers when it does not work, whatever the reason."""
    both = [Words(language) for language in LANGUAGES]
    return page("ended.html", language="en", theme="auto", title="Contamos", both=both)


def figure_page(frozen: FrozenFigure, now: PublicFigures, language: str, *, exact: bool) -> bytes:
    """The permanent page of a frozen figure: its numbers, how to check it, what changed since.

    `exact`: today's exact figure may be said.
    """
    words, then = Words(language), frozen.figures
    _ = words.text
    titles = {each.slug: each.short_title for each in then.measures}
    return page(
        "figure.html",
        language=language,
        others=[each for each in LANGUAGES if each != language],
        theme="auto",
        title=_("Press figure {number}").format(number=frozen.number),
        frozen=frozen,
        then=then,
        words=words,
        address=frozen_figures.address(frozen),
        frozen_at=words.moment(frozen.frozen_at),
        rows=_rows(words, then),
        definition=words.definition(then),
        measures=[(_(each.short_title), words.step(each)) for each in then.measures],
        whip=[(_(titles[each.measure]), words.sides(each)) for each in then.whip],
        since=[each for each in compared(words, then, now, exact=exact) if each.changed],
        now_at=words.moment(now.as_of),
        licence=LICENCE,
        labels={
            "as_of": _("as of {time}").format(time=words.moment(then.as_of)),
            "frozen": _("Frozen at"),
            "counted": _("What counts"),
            "figures": _("Figures"),
            "measures": _("In the City Council"),
            "wards": _("Signatures by ward"),
            "ward": _("Ward"),
            "signatures": _("Signatures"),
            "rounded": words.ward_note,
            "whip": _("Where the Council stands"),
            "organizations": _("Organizations"),
            "since": _("What changed since"),
            "then": _("Then"),
            "now": _("Now"),
            "same": _("None of the figures compared here has changed."),
            "check": _("How to check it"),
            "how": _(
                "The hash is the SHA-256 of the text behind this link: every number, definition "
                "and time of the figure. Whoever computes it anew gets the same, as long as "
                "nobody has changed anything."
            ),
            "text": _("The text"),
            "licence": _("Free to use with the source named, under the licence"),
        },
    )


def _rows(words: Words, figures: PublicFigures) -> list[tuple[str, str]]:
    """The plain numbers, each with its name."""
    _ = words.text
    rows = [
        (
            _("Signatures on {day}").format(day=words.day(figures.today)),
            words.signed(figures.since_yesterday),
        ),
        (_("Signatures in seven days"), words.signed(figures.last_seven_days)),
        (_("Conversations"), words.number(figures.conversations)),
        (_("Last milestone"), words.number(figures.last_milestone)),
    ]
    if figures.next_milestone is not None:
        rows.append((_("Next milestone"), words.number(figures.next_milestone)))
    return rows
