"""Share cards: their size, and that a floor's card is the same whatever the exact figure is."""

import io
from typing import Any

import pytest
from PIL import Image

from db.models import Campaign
from db.press_figures import PublicFigures
from exchange import petition, share_cards
from exchange.share_cards import Shape
from tests.exchange.documents import CAMPAIGN
from tests.exchange.press import FIGURES, FIRST, public_figures


def card(
    figures: PublicFigures = FIGURES,
    *,
    language: str = "en",
    exact: bool = True,
    campaign: Campaign = CAMPAIGN,
    **fields: Any,
) -> bytes:
    return share_cards.share_card(
        figures, petition.petition(campaign, language), exact=exact, **fields
    )


def picture(png: bytes) -> Image.Image:
    with Image.open(io.BytesIO(png), formats=["PNG"]) as opened:
        return opened.convert("RGB")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("dark", [False, True])
def test_a_card_is_a_png_of_its_size(language: str, shape: Shape, dark: bool) -> None:
    made = picture(card(language=language, shape=shape, dark=dark))
    assert made.size == shape.size
    assert made.getpixel((2, 2)) == ((22, 24, 28) if dark else (255, 255, 255))
    width, height = made.size
    band = (27, 94, 158)
    assert [made.getpixel((x, height - 1)) for x in (0, width - 1)] == [band, band]


@pytest.mark.parametrize("shape", Shape)
def test_a_floors_card_is_the_same_for_every_exact_figure_above_it(shape: Shape) -> None:
    least = public_figures(12_301, last_seven_days=3, since_yesterday=0)
    assert card(exact=False, shape=shape) == card(least, exact=False, shape=shape)
    assert card(exact=True, shape=shape) != card(least, exact=True, shape=shape)


def test_the_square_card_has_the_petitions_code_where_it_has_an_address() -> None:
    with_code = picture(card(shape=Shape.SQUARE))
    without = picture(card(public_figures(petition_url=""), shape=Shape.SQUARE))
    below = (830, 1006, 1010, 1018)  # the code's white edge
    assert with_code.crop(below).getcolors() == [(180 * 12, (255, 255, 255))]
    assert without.crop(below).getcolors() == [(180 * 12, (27, 94, 158))]


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("exact", [True, False])
def test_long_titles_and_large_numbers_stay_within_the_margins(shape: Shape, exact: bool) -> None:
    campaign = Campaign(
        title="Tell the Mayor to Act " * 9, target="Mayor", text="1) Act.", starts_on=FIRST
    )
    figures = public_figures(
        9_876_543,
        next_milestone=10_000_000,
        petition_url="https://example.org/" + "long/" * 90,
        organizations=("Organización " * 12,),
    )
    made = picture(card(figures, campaign=campaign, exact=exact, shape=shape))
    width, height = made.size
    for x in (0, width - 40):
        colors = made.crop((x, 0, x + 40, height)).getcolors(50_000)
        assert {color for _, color in colors} == {(255, 255, 255), (27, 94, 158)}


def test_a_card_has_its_words_for_who_cannot_see_it() -> None:
    spanish = petition.petition(CAMPAIGN, "es")
    text = share_cards.alt_text(FIGURES, spanish, exact=False)
    assert text.startswith("Más de 12,300 firmas. Al 24 de abril de 2017")
    assert text.endswith(spanish.title)
