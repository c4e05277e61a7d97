"""How an organization read a file's columns is remembered for itself, and for nobody else."""

from typing import Any

import pytest
from sqlmodel import select

from db.engine import reading, writing
from db.errors import NotAllowed
from db.import_mappings import remember_mapping, remembered_mapping
from db.models import ImportMapping
from tests.support import actor

HEADER = "0123456789abcdef"
MAPPING = {
    "columns": {"first_name": "Nombre", "zip": "Código postal"},
    "day_first": True,
    "petition": "7",
}

pytestmark = pytest.mark.usefixtures("home")


def remember(username: str, header: str, mapping: dict[str, Any]) -> None:
    with writing() as session:
        remember_mapping(session, actor(username), header, mapping)


def remembered(username: str, header: str = HEADER) -> dict[str, Any] | None:
    with reading() as session:
        return remembered_mapping(session, actor(username), header)


def test_a_mapping_is_proposed_to_everybody_of_the_organization() -> None:
    assert remembered("bob") is None
    remember("bob", HEADER, MAPPING)
    assert remembered("bob") == remembered("alice") == MAPPING
    assert remembered("bob", "another header") is None


def test_the_latest_mapping_stands() -> None:
    remember("bob", HEADER, MAPPING)
    remember("alice", HEADER, {"columns": {"email": "Correo"}})
    assert remembered("bob") == {"columns": {"email": "Correo"}}


def test_another_organization_has_mappings_of_its_own() -> None:
    remember("bob", HEADER, MAPPING)
    assert remembered("charlie") is None
    remember("charlie", HEADER, {"columns": {}})
    assert remembered("bob") == MAPPING
    with reading() as session:
        prints = [row.header_print for row in session.exec(select(ImportMapping))]
    assert len(set(prints)) == 2
    assert HEADER not in prints


def test_nothing_of_a_header_is_kept_in_clear() -> None:
    remember("bob", HEADER, MAPPING)
    with reading() as session:
        [row] = session.exec(select(ImportMapping)).all()
    assert b"Nombre" not in row.sealed


def test_nothing_is_remembered_of_a_file_without_a_header() -> None:
    remember("bob", "", MAPPING)
    assert remembered("bob", "") is None


def test_a_damaged_mapping_is_not_proposed() -> None:
    remember("bob", HEADER, MAPPING)
    with writing() as session:
        [row] = session.exec(select(ImportMapping)).all()
        row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])
        session.add(row)
    assert remembered("bob") is None


def test_a_coordinator_has_no_files_to_map() -> None:
    with pytest.raises(NotAllowed):
        remember("cora", HEADER, MAPPING)
    with pytest.raises(NotAllowed):
        remembered("cora")
