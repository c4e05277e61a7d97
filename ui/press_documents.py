"""Documents for the press: a fact sheet and share cards, of now or of a frozen figure."""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import campaign, clock, frozen_figures
from db.actor import Actor, Right, allow
from db.engine import reading
from db.frozen_figures import FrozenFigure
from db.press_figures import PublicFigures
from db.press_words import LANGUAGES
from exchange import fact_sheet, petition, share_cards
from exchange.petition import Petition
from exchange.quotes import MOST_QUOTES, Quote, checked_quotes
from exchange.share_cards import Shape
from ui import board, files_out, forms, frozen, live, once, press, who
from ui.language import NAMES, _, language

_PDF, _PNG = "application/pdf", "image/png"


def make(actor: Actor) -> None:
    """What they are of, in which language, the quotes, and the files."""
    with reading() as session:
        known = {each.id: each for each, __ in frozen_figures.frozen_figures(session, actor)}
        running = campaign.campaign(session)
    spoken = [tongue for tongue in petition.offered(running) if tongue in LANGUAGES]
    with st.container(horizontal=True):
        shown = st.selectbox(
            _("Figures"),
            [0, *known],
            format_func=lambda each: frozen.name(known[each]) if each else _("Now, live"),
            key="documents.figures",
            width=300,
        )
        exact = st.segmented_control(
            _("Figure"),
            [True, False],
            format_func=lambda each: _("Exact") if each else _("More than …"),
            default=True,
            required=True,
            key="documents.exact",
        )
        tongue = st.segmented_control(
            _("Language"),
            spoken,
            format_func=NAMES.__getitem__,
            default=language() if language() in spoken else spoken[0],
            required=True,
            key="documents.language",
        )
        dark = st.segmented_control(
            _("Cards"),
            [False, True],
            format_func=lambda each: _("Dark") if each else _("Light"),
            default=False,
            required=True,
            key="documents.dark",
        )
    figure = known.get(shown)
    quotes = _quotes()
    stem = f"contamos-{figure.number}" if figure else f"contamos-{clock.today()}"
    with st.container(horizontal=True):
        if quotes is not None:
            files_out.download(
                _("Fact sheet (PDF)"),
                partial(
                    _fact_sheet, who.cookie(), figure, tongue, exact, tuple(quotes), once.here()
                ),
                name=f"{stem}-fact-sheet-{tongue}.pdf",
                mime=_PDF,
            )
        for shape in Shape:
            files_out.download(
                _("Card {size}").format(size=shape.value.replace("x", " × ")),
                partial(_card, who.cookie(), figure, tongue, exact, shape, dark=dark),
                name=f"{stem}-{shape.value}-{tongue}{'-dark' if dark else ''}.png",
                mime=_PNG,
            )

    with st.expander(_("The card in words, to post with it"), icon=":material/text_fields:"):
        st.caption(_("For who can't see the picture."))
        _in_words(figure, tongue, exact)


def _quotes() -> list[Quote] | None:
    """The quotes that are typed; None if one can't be printed, which stands beside it."""
    slots: dict[str, DeltaGenerator] = {}
    typed = []
    with st.expander(_("Quotes for the fact sheet"), icon=":material/format_quote:"):
        for number in range(1, MOST_QUOTES + 1):
            said = st.text_area(
                _("Quote {n}").format(n=number), key=f"documents.quote.{number}", height=80
            )
            slots[f"quote_{number}"] = st.empty()
            by = st.text_input(_("Who said it"), key=f"documents.speaker.{number}")
            slots[f"speaker_{number}"] = st.empty()
            typed.append(Quote(said, by))
        quotes = None
        with forms.refusals(slots):
            quotes = checked_quotes(typed)
    return quotes


@live.live
def _in_words(_actor: Actor, figure: FrozenFigure | None, tongue: str, exact: bool) -> None:
    st.text(share_cards.alt_text(_figures(figure), _petition(tongue), exact=exact))


# Everything below is asked when a file is made, not when its button was drawn: a page may be open
# for hours, and what could be said then may be withdrawn by now.


def _figures(figure: FrozenFigure | None) -> PublicFigures:
    """What a document is of: a frozen figure, with whom to ask today, or now."""
    now = press.public()
    return figure.figures.model_copy(update={"contact": now.contact}) if figure else now


def _petition(tongue: str) -> Petition:
    with reading() as session:
        return petition.petition(campaign.campaign(session), tongue)


def _fact_sheet(
    cookie: str | None,
    figure: FrozenFigure | None,
    tongue: str,
    exact: bool,
    quotes: tuple[Quote, ...],
    here: str,
) -> bytes:
    allow(files_out.still(cookie), Right.SEE_PRESS)
    return fact_sheet.fact_sheet(
        _figures(figure),
        _petition(tongue),
        board.tiles(),
        exact=exact,
        quotes=quotes,
        frozen=figure,
        site=here,
    )


def _card(
    cookie: str | None,
    figure: FrozenFigure | None,
    tongue: str,
    exact: bool,
    shape: Shape,
    *,
    dark: bool,
) -> bytes:
    allow(files_out.still(cookie), Right.SEE_PRESS)
    return share_cards.share_card(
        _figures(figure), _petition(tongue), exact=exact, shape=shape, dark=dark
    )
