"""The order of a packet's names: as a clerk files them, whatever their accents and fields."""

import random

import pytest

from exchange.name_order import name_order

IN_ORDER = [
    [("Zoe", "Lima"), ("Ana", "López"), ("Łucja", "Łoś"), ("Ana", "Luna"), ("Ana", "Mora")],
    [("Ana", "Ñandú"), ("Ana", "Núñez"), ("Ana", "Nzinga"), ("Ana", "Ojeda")],
    [("Zoe", "García"), ("Ana", "García López"), ("Ana", "García-Núñez"), ("Ana", "Garciaz")],
    [("Ana", "Nunez"), ("Ana", "Núñez"), ("Bea", "Nunez")],
    [("Ana", "OBrien"), ("Bea", "O'Brien"), ("Cea", "O’Brien")],
    [("Ana", "Smith"), ("Bob", "Smith Jr."), ("Cal", "Smith")],
    [("Bob", "Smith"), ("Bob", "Smith Jr."), ("Bob", "Smith, Sr.")],
    # Whole names in the first field.
    [("Zoe Alba", ""), ("Rosa María Cruz", ""), ("Ana", "Dias"), ("Bob Evans Jr.", "")],
    [("Bob Smith", ""), ("Bob Smith, Jr.", ""), ("Cal", "Smith")],
    [("Cruz, Zoe", ""), ("Ana Díaz", "")],
    [("Madonna", ""), ("Ana", "Mora"), ("", "Nava")],
    [("Jr", ""), ("Ana", "Kim")],
    # Others after Latin letters; a Korean name begins with the last name.
    [("Zoe", "Zapata"), ("Αννα", "Παππά"), ("Ольга", "Їжак"), ("أمل", "حداد"), ("민지", "보기")],
    [("김 민지", ""), ("가람", "박"), ("이 서준", "")],
    [("İpek", "Işık"), ("Ana", "Ito")],
]


@pytest.mark.parametrize("names", IN_ORDER)
def test_names_stand_as_a_clerk_files_them(names: list[tuple[str, str]]) -> None:
    mixed = random.Random(7).sample(names, len(names))
    assert sorted(mixed, key=lambda each: name_order(*each)) == names


@pytest.mark.parametrize("name", ["", " ", ",", "😀", "Jr.", "-", "'", ",,", "ِ"])
def test_no_name_is_too_odd_to_be_sorted(name: str) -> None:
    assert name_order(name, "") <= name_order(name, "Zzz")
