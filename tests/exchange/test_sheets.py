"""Blank petition sheets: the text, 15 lines, number and code, in four languages."""

import pypdfium2
import pytest

from db.errors import Conflict
from db.models import Campaign
from exchange import petition, sheets
from exchange.petition import LANGUAGES
from exchange.sheets import Sheet
from tests.exchange.documents import CAMPAIGN, pages

SHEETS = [Sheet(number, f"https://example.org/log-signatures?sheet={number}") for number in (7, 8)]


def printed(language: str, campaign: Campaign = CAMPAIGN) -> bytes:
    return sheets.sheets(petition.petition(campaign, language), "Mujeres Latinas en Acción", SHEETS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sheet_is_one_page_with_its_number_and_15_lines(language: str) -> None:
    first, second = pages(printed(language))
    assert "Mujeres Latinas en Acción" in first
    assert " 7 " in first
    assert " 8 " in second
    assert " 14 " in first
    assert " 15" in first
    assert " 16" not in first


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_two_demands_are_on_it(language: str) -> None:
    assert len(petition.petition(CAMPAIGN, language).demands) == 2


def test_english_is_the_campaigns_own_text_without_the_reasons() -> None:
    [text, _] = pages(printed("en"))
    assert "To: Mayor Rahm Emanuel" in text
    assert "1) Pass the amendments proposed to the Welcoming City Ordinance" in text
    assert "2) Pass a resolution supporting" in text
    assert "Why is this important?" not in text
    assert "history of over-policing" not in text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "Ordenanza de Ciudad Acogedora"),
        ("es", "Código postal"),
        ("ko", "시카고시에 다음을 요구합니다"),
        ("ar", "شيكاغو"),
    ],
)
def test_translations_can_be_read_back_out_of_the_page(language: str, words: str) -> None:
    assert words in pages(printed(language))[0]


def changed(**fields: str) -> Campaign:
    return Campaign(**{**CAMPAIGN.model_dump(exclude={"id"}), **fields})


def test_a_changed_text_is_printed_as_it_is_and_its_old_translations_are_refused() -> None:
    campaign = changed(text="Close the carve-outs.\n\n1) Pass it now.")
    assert petition.offered(CAMPAIGN) == list(LANGUAGES)
    assert petition.offered(campaign) == ["en"]
    assert "Close the carve-outs. 1) Pass it now." in pages(printed("en", campaign))[0]
    with pytest.raises(Conflict):
        petition.petition(campaign, "es")


@pytest.mark.parametrize("field", ["title", "target"])
def test_translations_that_name_somebody_or_something_else_are_refused_too(field: str) -> None:
    campaign = changed(**{field: "Mayor Somebody Else"})
    assert petition.offered(campaign) == ["en"]
    assert "Mayor Somebody Else" in pages(printed("en", campaign))[0]
    for language in ("es", "ar", "ko"):
        with pytest.raises(Conflict):
            petition.petition(campaign, language)


def test_a_very_long_text_is_made_smaller_and_does_not_reach_the_lines() -> None:
    campaign = changed(text="\n\n".join(["We ask the City of Chicago to act now. " * 20] * 4))
    with pypdfium2.PdfDocument(printed("en", campaign)) as document:
        words = document[0].get_textpage()
        found = words.search("Name (printed)").get_next()
        assert found is not None
        top_of_heads = words.get_charbox(found[0])[3]
        last = words.get_text_range().rfind("act now.")
        assert words.get_charbox(last)[1] > top_of_heads
