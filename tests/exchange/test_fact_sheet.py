"""The fact sheet: the right numbers, always one page, and nothing exact above a floor."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest

from db import clock
from db.errors import Invalid
from db.models import Campaign
from db.press_figures import PublicFigures
from exchange import fact_sheet, petition
from exchange.quotes import MOST_QUOTE, MOST_SPEAKER, Quote, checked_quotes
from tests.exchange.documents import CAMPAIGN, pages
from tests.exchange.press import FIGURES, FIRST, FROZEN, TILES, public_figures

QUOTES = (
    Quote("We will not stop until every family is safe.", "Rosa Ejemplo, organizer"),
    Quote("Una ciudad santuario se demuestra con hechos.", "Luis Muestra"),
)


def made(
    figures: PublicFigures = FIGURES,
    *,
    language: str = "en",
    exact: bool = True,
    campaign: Campaign = CAMPAIGN,
    **fields: Any,
) -> bytes:
    text = petition.petition(campaign, language)
    with clock.stopped_at(datetime(2017, 4, 25, tzinfo=UTC)):
        return fact_sheet.fact_sheet(figures, text, TILES, exact=exact, **fields)


def test_the_sheet_says_the_figure_what_counts_and_as_of_when() -> None:
    [text] = pages(made())
    for words in (
        "Tell Mayor Rahm Emanuel to Defy Trump",
        "To: Mayor Rahm Emanuel",
        "12,345 signatures",
        "As of April 24, 2017, 2:14 PM (Chicago time)",
        "82% of 15,000",
        "In seven days: 842 · Conversations: 5,310",
        "Verified 8,323",
        "Claimed 3,367",
        "External 1,001",
        "Overlap −346",
        "What another site reports, less the rows imported from that site.",
    ):
        assert words in text


def test_the_sheet_has_the_demands_the_measures_and_whom_to_ask() -> None:
    [text] = pages(made(quotes=QUOTES))
    for words in (
        "1) Pass the amendments",
        "2) Pass a resolution",
        "O2017-1018 · Welcoming City Ordinance amendment",
        "Stage 2 of 5: In committee",
        "Referred to committee, since February 22, 2017",
        "Next: May 8, 2017, 10:00 AM",
        "Next: No date announced",
        "“We will not stop until every family is safe.”",
        "— Rosa Ejemplo, organizer",
        "press@example.org",
        "sign.example.org/petitions/sanctuary",
        "Mujeres Latinas en Acción",
    ):
        assert words in text


def test_the_sheet_is_in_spanish_too() -> None:
    [text] = pages(made(language="es", exact=False))
    for words in (
        "Dile al alcalde Rahm Emanuel",
        "Más de 12,300 firmas",
        "Al 24 de abril de 2017",
        "82% de 15,000",
        "1) Apruebe las enmiendas",
        "Remitida a comité",
        "Contacto de prensa",
    ):
        assert words in text


def test_a_measure_that_is_decided_has_no_next_date() -> None:
    decided = FIGURES.measures[0].model_copy(update={"pending": False})
    [text] = pages(made(public_figures(measures=(decided,))))
    assert "O2017-1018" in text
    assert "Next:" not in text


def test_people_are_said_where_only_they_count() -> None:
    rungs = {"verified": 12_400, "overlap": 55}
    [text] = pages(made(public_figures(people=True, rungs=rungs)))
    assert "12,345 people have signed" in text
    assert "Claimed" not in text


def test_a_floor_says_no_exact_number() -> None:
    [text] = pages(made(exact=False, frozen=FROZEN, site="https://contamos.example.org"))
    assert "More than 12,300 signatures" in text
    assert "Counted on batches whose names are not keyed yet." in text
    for number in ("12,345", "8,323", "3,367", "1,001", "346", "842"):
        assert number not in text
    assert "Press figure 7" in text
    assert FROZEN.hash[:8] not in text


def test_nothing_on_a_sheet_tells_totals_with_the_same_floor_apart() -> None:
    """Its lines neither: what differs is the exact figures only."""
    nearly = public_figures(
        by_day=tuple((day, total - total % 100 + 1) for day, total in FIGURES.by_day)
    )
    least = nearly.model_copy(
        update={
            "signatures": 12_301,
            "rungs": {"verified": 8_000, "claimed": 3_300, "external": 1_001, "overlap": 0},
            "last_seven_days": 3,
            "by_day": tuple(
                (day, total + 1 if total > 10_000 else total) for day, total in nearly.by_day
            ),
        }
    )
    assert made(nearly, exact=False) == made(least, exact=False)
    assert made(nearly) != made(least)


def test_a_milestone_just_reached_does_not_give_the_exact_figure_away() -> None:
    before = public_figures(9_995, by_day=(), last_milestone=5_000, next_milestone=10_000)
    reached = public_figures(10_000, by_day=(), last_milestone=10_000, next_milestone=15_000)
    assert before.floor == reached.floor == 9_990
    assert made(before, exact=False) == made(reached, exact=False)
    assert "99% of 10,000" in pages(made(reached, exact=False))[0]
    assert "66% of 15,000" in pages(made(reached))[0]


def test_a_figure_too_small_for_a_floor_is_said_as_it_is() -> None:
    few = public_figures(7, rungs={"claimed": 7}, by_day=((FIRST, 7),), wards={})
    [text] = pages(made(few, exact=False))
    assert "7 signatures" in text
    assert "More than" not in text


def test_only_wards_that_may_be_said_have_a_number_on_the_map() -> None:
    sheet = made(public_figures(wards={22: 4_440, 35: 15}))
    with pypdfium2.PdfDocument(sheet) as document:
        written = document[0].get_textpage().get_text_range().split()
    assert "4,440" in written
    unsaid = [ward for ward, number in pairwise(written) if ward.isdecimal() and number == "–"]
    assert unsaid == [str(ward) for ward in range(1, 51) if ward not in (22, 35)]


def test_a_frozen_figure_has_its_number_and_permanent_address() -> None:
    [text] = pages(made(frozen=FROZEN, site="https://contamos.example.org"))
    assert "Press figure 7, frozen at April 24, 2017" in text
    assert "SHA-256 a1b2c3d4e5f60718…" in text
    assert "https://contamos.example.org/press/figure/7/a1b2c3d4e5f60718" in text


LONG_QUOTE = Quote(("palabra " * MOST_QUOTE)[: MOST_QUOTE - 1] + "a", "N" * MOST_SPEAKER)
LONG_TEXT = "\n\n".join(
    f"{number}) " + "We ask the City of Chicago to act now. " * 40 for number in range(1, 11)
)


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize(
    ("fields", "campaign"),
    [
        (
            {
                "organizations": tuple(f"Organización de nombre largo {n} " * 3 for n in range(60)),
                "contact": "c " * 150,
            },
            CAMPAIGN,
        ),
        (
            {},
            Campaign(
                title="Tell the Mayor to Act " * 9,
                target="T" * 120,
                text=LONG_TEXT,
                starts_on=FIRST,
            ),
        ),
        (
            {
                "by_day": (),
                "wards": {},
                "measures": (),
                "organizations": (),
                "contact": "",
                "petition_url": "",
                "next_milestone": None,
                "last_milestone": 0,
            },
            CAMPAIGN,
        ),
        ({"by_day": ((FIRST, 12_345),)}, CAMPAIGN),
        (
            {
                "by_day": tuple((FIRST + timedelta(days=n), 9 * n) for n in range(1_500)),
                "signatures": 9_999_999,
                "floor": 9_990_000,
            },
            CAMPAIGN,
        ),
    ],
    ids=["organizations", "text", "nothing", "one day", "four years"],
)
def test_it_is_one_page_whatever_is_on_it_and_nothing_is_cut_off(
    fields: dict[str, Any], campaign: Campaign, exact: bool
) -> None:
    sheet = made(public_figures(**fields), campaign=campaign, exact=exact, quotes=[LONG_QUOTE] * 3)
    assert len(pages(sheet)) == 1
    with pypdfium2.PdfDocument(sheet) as document:
        page = document[0]
        words = page.get_textpage()
        boxes = [words.get_charbox(n) for n in range(words.count_chars())]
        right, top = page.get_size()
    assert min(box[1] for box in boxes) > 20  # points above the lower edge
    assert max(box[3] for box in boxes) < top - 20
    assert min(box[0] for box in boxes) > 20
    assert max(box[2] for box in boxes) < right - 20


def test_every_script_is_printed() -> None:
    quotes = [Quote("سنبقى معا", "أمل حداد"), Quote("우리는 함께합니다.", "보기 민지")]
    [text] = pages(made(public_figures(organizations=("Hana Center 하나센터",)), quotes=quotes))
    for words in ("سنبقى", "우리는 함께합니다.", "하나센터"):
        assert words in text


@pytest.mark.parametrize(
    ("quotes", "fields"),
    [
        ([Quote("a" * (MOST_QUOTE + 1), "Rosa")], {"quote_1"}),
        ([*QUOTES, Quote("Sí.", "a" * (MOST_SPEAKER + 1))], {"speaker_3"}),
        ([Quote("Without a name.", " ")], {"speaker_1"}),
        ([Quote("", "Without a word")], {"quote_1"}),
        ([*QUOTES, *QUOTES], {"quotes"}),
    ],
)
def test_quotes_that_do_not_fit_are_refused(quotes: list[Quote], fields: set[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        made(quotes=quotes)
    assert set(refusal.value.problems) == fields


def test_empty_quotes_are_left_out() -> None:
    assert checked_quotes([Quote(" ", ""), *QUOTES, Quote("", "")]) == list(QUOTES)
