"""An organization's own people: found by what is sealed, by nobody else, and it is written down."""

from typing import Any

import pytest
from sqlmodel import select

from db import own_lines, people
from db.actor import Actor
from db.engine import reading
from db.errors import NotAllowed
from db.models import AuditEntry
from db.people import UNKNOWN_WARD, PeopleFilter, State
from tests.db.support import everything, key_line, log, nothing_written
from tests.db.test_keying import ROSA, void_line


def found(actor: Actor, **only: Any) -> list[str]:
    ids = people.search(actor, PeopleFilter(**only))
    with reading() as session:
        return [line.signer.name for line in own_lines.some_lines(session, actor, ids)]


@pytest.fixture
def three(alice: Actor) -> tuple[int, int]:
    """Rosa in ward 22, who may be contacted; José, void, and Minji, on a batch without a ward."""
    here, there = log(alice, ward=22), log(alice)
    key_line(alice, here, **ROSA)
    void_line(alice, key_line(alice, there, first_name="José", last_name="Núñez", zip="60623"))
    key_line(alice, there, first_name="민지", last_name="보기", phone="773-555-0100", ward=35)
    return here.id, there.id


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["민지 보기", "José Núñez", "Rosa Ejemplo Prueba"]),
        ("rosa", ["Rosa Ejemplo Prueba"]),
        ("PRUEBA rosa", ["Rosa Ejemplo Prueba"]),
        ("nunez", ["José Núñez"]),
        ("민지", ["민지 보기"]),
        ("example.org", ["Rosa Ejemplo Prueba"]),
        ("made-up", ["Rosa Ejemplo Prueba"]),
        ("3125550142", ["Rosa Ejemplo Prueba"]),
        ("312-555", ["Rosa Ejemplo Prueba"]),
        ("(773) 555-0100", ["민지 보기"]),
        ("606", ["José Núñez", "Rosa Ejemplo Prueba"]),
        ("nobody", []),
        ("true", []),
        ("   ", ["민지 보기", "José Núñez", "Rosa Ejemplo Prueba"]),
        ("x" * 10_000, []),
        ("=1+1 <b> ![](x)", []),
    ],
)
def test_people_are_found_by_any_part_of_what_they_wrote(
    alice: Actor, text: str, names: list[str]
) -> None:
    assert found(alice, text=text) == names


@pytest.mark.parametrize(
    "text",
    [
        *("+1 312 555 0142", "+13125550142", "1-312-555-0142", "1 (312) 555-0142", "13125550142"),
        *("+1 (312) 555", "+1-312-555-0142", "1.312.555.0142", "312 555 0142", "(312) 555-0142"),
        *('"Pepe"', '"Pepe', 'jose "pepe" ruiz', "\\", '"', "＂Pepe＂", "+1 312 555 0142 Ruiz"),
    ],
)
def test_a_number_with_its_country_and_a_nickname_in_quotes_are_found(
    alice: Actor, text: str
) -> None:
    key_line(alice, log(alice), first_name='José "Pepe"', last_name="Ruiz \\", phone="312-555-0142")
    key_line(alice, log(alice), first_name="Pepe", phone="312-555-0199")
    name = 'José "Pepe" Ruiz \\'
    assert found(alice, text=text) == (["Pepe Ejemplo", name] if text == "+1 (312) 555" else [name])


def test_people_are_filtered(alice: Actor, three: tuple[int, int]) -> None:
    here, there = three
    assert found(alice, ward=22) == ["Rosa Ejemplo Prueba"]
    assert found(alice, ward=35) == ["민지 보기"]
    assert found(alice, ward=UNKNOWN_WARD) == ["José Núñez"]
    assert found(alice, batch_id=here) == ["Rosa Ejemplo Prueba"]
    assert found(alice, batch_id=there, text="6062") == ["José Núñez"]
    assert found(alice, batch_id=2**40) == []
    assert found(alice, may_contact=True) == ["Rosa Ejemplo Prueba"]
    assert found(alice, may_contact=False, state=State.COUNTED) == ["민지 보기"]
    assert found(alice, state=State.VOID) == ["José Núñez"]
    assert found(alice, state=State.AGAIN) == []


@pytest.mark.parametrize("text", ["pawel", "LUKASIK", "Paweł Łukasik"])
def test_letters_with_a_stroke_are_found_by_those_they_look_like(alice: Actor, text: str) -> None:
    batch = log(alice)
    key_line(alice, batch, first_name="Paweł", last_name="Łukasik")
    key_line(alice, batch, first_name="Paul", last_name="Luka")
    assert found(alice, text=text) == ["Paweł Łukasik"]


@pytest.mark.usefixtures("three")
def test_the_number_found_is_all_of_them_and_the_list_its_latest(alice: Actor) -> None:
    ids = people.search(alice, PeopleFilter())
    assert len(ids) == 3
    with reading() as session:
        lines = own_lines.some_lines(session, alice, ids[:2])
    assert [line.signer.name for line in lines] == ["민지 보기", "José Núñez"]


def test_batches_with_names_can_be_chosen(alice: Actor, three: tuple[int, int]) -> None:
    log(alice)
    with reading() as session:
        assert list(people.batches_with_names(session, alice)) == [three[1], three[0]]


@pytest.mark.usefixtures("three")
def test_another_organization_finds_nobody(charlie: Actor, dora: Actor) -> None:
    for actor in (charlie, dora):
        assert people.search(actor, PeopleFilter()) == []
        assert people.search(actor, PeopleFilter(text="rosa")) == []
        with reading() as session:
            assert own_lines.some_lines(session, actor, range(1, 10)) == []


def test_a_coordinator_sees_no_name(cora: Actor) -> None:
    with nothing_written(), pytest.raises(NotAllowed):
        people.search(cora, PeopleFilter())
    with reading() as session:
        with pytest.raises(NotAllowed):
            people.batches_with_names(session, cora)
        with pytest.raises(NotAllowed):
            own_lines.some_lines(session, cora, [1])


@pytest.mark.usefixtures("three")
def test_a_search_is_written_down_without_what_was_searched_for(alice: Actor) -> None:
    found(alice, text="rosa", ward=22)
    found(alice, text="ejemplo", ward=22)
    found(alice, text="rosa")
    with reading() as session:
        entries = session.exec(
            select(AuditEntry).where(AuditEntry.action == "search signatures")
        ).all()
    assert [entry.details for entry in entries] == [{"by": ["text", "ward"]}, {"by": ["text"]}]
    assert "ejemplo" not in str(everything()).lower()
