"""The delivery packet: every name once, counts that add up, and parts that nobody changed."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from db import packets
from db.actor import Actor
from db.errors import Invalid, NotAllowed
from db.models import Campaign, Channel
from db.packets import Order, Part, PartPage
from db.people import State
from db.people_export import Person
from db.signers import Signer
from exchange import packet, packet_part, petition
from exchange.letters import BLANK
from tests.db.support import figures
from tests.exchange.documents import CAMPAIGN, pages

MIXED = (
    Signer("José", "Núñez-Ñandú", zip="60608"),
    Signer("민지", "보기", zip="60625"),
    Signer("أمل", "حداد", zip="60629"),
    Signer("Łukasz", "Wiśniewski", zip="60641"),
)


def people(count: int, start: int = 0) -> list[Person]:
    return [
        Person(
            id=number,
            signer=MIXED[number]
            if number < len(MIXED)
            else Signer("Nombre", f"Ejemplo{number:05}", zip="60608"),
            signed_on=date(2017, 4, 24),
            ward=(None, 22, 35)[number % 3],
            channel=Channel.PAPER,
            state=State.COUNTED,
        )
        for number in range(start, start + count)
    ]


def part(slug: str, name: str, people: list[Person], order: Order = Order.ORGANIZATION) -> bytes:
    return packet_part.part(people, organization=slug, name=name, order=order, language="en")


def joined(
    actor: Actor, *parts: bytes, order: Order = Order.ORGANIZATION, language: str = "en"
) -> list[str]:
    opened = [packets.opened(actor, each) for each in parts]
    packets.check_together([each for each, _ in opened], order)
    text = petition.petition(CAMPAIGN, language)
    return pages(packet.packet(opened, text, figures(), order))


def on_page(text: str) -> int:
    found = re.search(r"(\d+) (?:signers? on this page|firmantes? en esta)", text)
    return int(found[1]) if found else 0


def test_names_in_every_script_are_in_the_part(home: Path, cora: Actor) -> None:
    [text] = pages(part("mijente", "Mijente", people(4)))
    for words in ("José Núñez-Ñandú", "민지 보기", "أمل", "حداد", "Łukasz Wiśniewski", "60625"):
        assert words in text
    assert on_page(text) == 4


def test_only_who_counts_is_in_a_part_and_nothing_but_name_and_zip(home: Path) -> None:
    rosa = people(1, start=10)[0]
    rosa = rosa._replace(
        signer=Signer(
            "Rosa", "Prueba", "rosa@example.org", "+13125550142", "2000 S Made-Up", "60608"
        )
    )
    gone = rosa._replace(signer=Signer("Ana", "Void"), state=State.VOID)
    again = rosa._replace(signer=Signer("Eva", "Again"), state=State.AGAIN)
    [text] = pages(part("mijente", "Mijente", [rosa, gone, again]))
    assert "Rosa Prueba" in text
    assert on_page(text) == 1
    for words in ("Void", "Again", "example.org", "5550142", "Made-Up"):
        assert words not in text


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("language", packet.LANGUAGES)
def test_the_counts_of_the_pages_add_up_to_the_cover(
    home: Path, cora: Actor, order: Order, language: str
) -> None:
    mine, theirs = people(250), people(130, start=1_000)
    parts = [
        part("mijente", "Mijente", mine, order),
        part("hana-center", "Hana Center", theirs, order),
    ]
    letter, contents, *names = joined(cora, *parts, order=order, language=language)
    assert sum(map(on_page, names)) == 380
    assert "380" in letter
    assert "380" in contents
    every = " ".join(names)
    assert all(each.signer.name in every for each in (*mine[:2], *mine[3:], *theirs))
    whole = 2 + len(names)
    page = "Page {} of {}" if language == "en" else "Página {} de {}"
    for number, text in enumerate((letter, contents, *names), start=1):
        assert page.format(number, whole) in text


def test_the_letter_has_the_demands_the_figures_and_their_definitions(
    home: Path, cora: Actor
) -> None:
    parts = [part("mijente", "Mijente", people(3))]
    letter = joined(cora, *parts)[0]
    for words in (
        "To: Mayor Rahm Emanuel",
        "1) Pass the amendments",
        "2) Pass a resolution",
        "Signatures of the whole coalition 1,000",
        "What another site reports",
    ):
        assert words in letter
    letter = joined(cora, *parts, language="es")[0]
    assert "1) Apruebe las enmiendas" in letter
    assert "Verificadas" in letter


def test_the_letter_of_a_small_packet_says_one_name_and_one_page(home: Path, cora: Actor) -> None:
    one = [part("mijente", "Mijente", people(1))]
    letter = joined(cora, *one)[0]
    assert "We bring you the name of 1 person who signed" in letter
    assert "Names in this packet: 1, on 1 page " in letter
    letter = joined(cora, *one, language="es")[0]
    assert "Le traemos el nombre de 1 persona que firmó" in letter
    assert "Nombres en este paquete: 1, en 1 página " in letter


def test_sorted_by_ward_the_wards_pages_stand_together(home: Path, cora: Actor) -> None:
    parts = [
        part("mijente", "Mijente", people(9), Order.WARD),
        part("hana-center", "Hana Center", people(9, start=9), Order.WARD),
    ]
    _, contents, *names = joined(cora, *parts, order=Order.WARD)
    heads = [re.search(r"Ward (\d+|unknown)", text)[1] for text in names]  # type: ignore[index]
    assert heads == ["22", "22", "35", "35", "unknown", "unknown"]
    assert "Ward 22 3–4 6" in contents


def test_a_changed_part_is_refused(home: Path, cora: Actor) -> None:
    made = part("mijente", "Mijente", people(3))
    for changed in (
        made.replace(b"/Title", b"/Titel", 1),
        made.replace(b'"mijente"', b'"another"'),
        made[: made.rfind(b"%Contamos")],
        made[100:],
        b"",
        b"%PDF-1.4",
        made[:-10],
    ):
        with pytest.raises(Invalid):
            packets.opened(cora, changed)
    assert packets.opened(cora, made)[0].signers == 3


def test_parts_that_do_not_go_together_are_refused(home: Path) -> None:
    mine = Part("mijente", "Mijente", Order.WARD, "2017-04-24", (PartPage(22, 3),))
    theirs = replace(mine, organization="hana-center", name="Hana Center")
    packets.check_together([mine, theirs], Order.WARD)
    for parts, order in (
        ([mine, mine], Order.WARD),
        ([mine, replace(theirs, order=Order.ORGANIZATION)], Order.WARD),
        ([], Order.WARD),
    ):
        with pytest.raises(Invalid):
            packets.check_together(parts, order)


def test_leads_and_coordinators_join_and_staff_do_not(
    home: Path, alice: Actor, bob: Actor, cora: Actor
) -> None:
    made = part("mijente", "Mijente", people(1))
    for actor in (alice, cora):
        assert packets.opened(actor, made)[0].organization == "mijente"
    with pytest.raises(NotAllowed):
        packets.opened(bob, made)


UNPRINTED = (Signer("თამარ", "Ejemplo"), Signer("Արամ", ""), Signer("Rosa 🌹", "Zamora"))


def unprinted(count: int = 0) -> list[Person]:
    odd = [people(1)[0]._replace(id=9_000 + n, signer=each) for n, each in enumerate(UNPRINTED)]
    return [*odd, *people(count, start=10)]


def test_a_name_in_letters_we_lack_is_a_blank_on_a_line_that_is_known(
    home: Path, cora: Actor
) -> None:
    made = unprinted(100)
    first, second = pages(part("mijente", "Mijente", made))
    assert f"{BLANK} Ejemplo" in first
    assert f"1 name to be written in by hand: {BLANK}" in first
    assert "Rosa Zamora" in " ".join(second.split())
    assert f"1 name to be written in by hand: {BLANK}" in second
    assert packet_part.by_hand(made, Order.ORGANIZATION) == [(0, 0, 9_000), (1, 10, 9_001)]
    assert packets.opened(cora, part("mijente", "Mijente", made))[0].by_hand == 2


def test_the_letter_says_how_many_names_are_written_in_by_hand(home: Path, cora: Actor) -> None:
    letter, _contents, *names = joined(cora, part("mijente", "Mijente", unprinted()))
    assert "2 names have letters that cannot be printed here" in letter
    assert f"2 names to be written in by hand: {BLANK}" in names[0]
    assert "letters that cannot" not in joined(cora, part("mijente", "Mijente", people(3)))[0]


@pytest.mark.parametrize("words", [100, 1_500, 3_000])
def test_long_demands_become_smaller_and_leave_room_for_the_figures(
    home: Path, cora: Actor, words: int
) -> None:
    demands = "\n\n".join(f"{n}) " + "Welcome " * (words // 2) for n in (1, 2))
    campaign = Campaign(**{**CAMPAIGN.model_dump(exclude={"id"}), "text": demands})
    opened = [packets.opened(cora, part("mijente", "Mijente", unprinted()))]
    made = packet.packet(opened, petition.petition(campaign, "en"), figures(), Order.ORGANIZATION)
    with pypdfium2.PdfDocument(made) as pdf:
        assert len(pdf) == 3
        page = pdf[0].get_textpage()
        text = page.get_text_range()
        assert text.count("Welcome") == words // 2 * 2
        last = page.get_charbox(text.index("2 names have letters"))
        assert last[1] > page.get_charbox(text.index("Page 1 of 3"))[3]


def test_a_petition_without_numbered_demands_is_in_the_letter_as_it_is(
    home: Path, cora: Actor
) -> None:
    campaign = Campaign(**{**CAMPAIGN.model_dump(exclude={"id"}), "text": "Close the carve-outs."})
    opened = [packets.opened(cora, part("mijente", "Mijente", people(1)))]
    made = packet.packet(opened, petition.petition(campaign, "en"), figures(), Order.WARD)
    assert "Close the carve-outs." in pages(made)[0]


@pytest.mark.parametrize("order", Order)
def test_the_packet_has_one_language_whatever_its_parts_have(
    home: Path, cora: Actor, order: Order
) -> None:
    parts = [
        packet_part.part(
            [*unprinted(), *people(9)], organization=slug, name=slug, order=order, language=tongue
        )
        for slug, tongue in (("mijente", "en"), ("hana-center", "es"))
    ]
    words = {
        "en": ("Name and ZIP of", "signers on this page", "to be written in by hand", "Ward "),
        "es": ("Nombre y código", "firmantes en esta", "por escribir a mano", "Distrito "),
    }
    said = words if order is Order.WARD else {key: each[:3] for key, each in words.items()}
    for language, other in (("en", "es"), ("es", "en")):
        text = " ".join(joined(cora, *parts, order=order, language=language)[2:])
        assert all(each in text for each in said[language])
        assert not any(each in text for each in said[other])


@pytest.mark.parametrize("name", ["Nombre Apellido " * 9, "W" * 160, "أ" * 160])
def test_a_very_long_name_stays_on_its_line_in_letters_that_can_be_read(
    home: Path, name: str
) -> None:
    signer = Signer(name.strip(), "", zip="60608")
    with pypdfium2.PdfDocument(
        part("mijente", "Mijente", [people(1)[0]._replace(signer=signer)])
    ) as pdf:
        page = pdf[0].get_textpage()
        text = "".join(page.get_text_range().split())
        assert name.replace(" ", "") in text or name[::-1] in text
        boxes = [page.get_charbox(place) for place in range(page.count_chars())]
    line = [box for box in boxes if 690 < box[1] < box[3] < 745]
    assert len(line) > len(name.replace(" ", ""))
    assert max(box[2] for box in line if box[2] < 270) < 263  # before the ZIP
    assert max(box[3] - box[1] for box in line) > 2.5


def test_a_name_over_several_lines_of_a_cell_is_on_one_line_of_its_page(home: Path) -> None:
    [rosa] = people(1, start=10)
    signer = Signer("Rosa\nMaría", "Ejemplo\r\n de la  Cruz", zip="60608")
    [text] = pages(part("mijente", "Mijente", [rosa._replace(signer=signer)]))
    assert "Rosa María Ejemplo de la Cruz" in text


def test_an_organization_without_names_has_one_empty_page(home: Path) -> None:
    [text] = pages(part("mijente", "Mijente", []))
    assert "0 signers on this page" in text
