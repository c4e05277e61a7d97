"""What names a person is nowhere in clear, and what was tampered with does not open."""

import base64
import codecs
import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from db import drafts, installation, own_lines, people, signers
from db.actor import Actor
from db.engine import database_url, engine, reading, writing
from db.errors import Invalid, Refused
from db.models import Signature
from db.people import PeopleFilter
from db.sealed import Damaged, Seal
from tests.db.support import key_line, log, new_line
from tests.db.test_keying import correct, void_line

MARK = "Zyqw"  # begins every planted name, street and e-mail: it occurs nowhere else
PHONE_START = "847555"


def _spellings(planted: str) -> Iterator[bytes]:
    """How a text could stand in a file."""
    for written in (planted, planted.lower(), planted.upper()):
        utf8 = written.encode()
        yield utf8
        yield written.encode("utf-16-le")
        yield written.encode("utf-16-be")
        yield utf8.hex().encode()
        yield utf8.hex().upper().encode()
        for shift in range(3):  # where in a group of three bytes it may begin
            inner = base64.b64encode(b"\0" * shift + utf8 + b"\0" * 3)
            yield inner[4 : -4 - (len(inner) % 4)][: len(utf8) // 3 * 4 - 4]
        yield base64.b64encode(utf8).rstrip(b"=")[: len(utf8) // 3 * 4]
        yield codecs.encode(written, "rot13").encode()


def _hits(files: list[Path], planted: list[str]) -> list[str]:
    contents = [(file, file.read_bytes()) for file in files if file.is_file()]
    return [
        f"{file.name}: {spelling!r}"
        for word in planted
        for spelling in _spellings(word)
        if len(spelling) >= 4
        for file, content in contents
        if spelling in content
    ]


def test_a_thousand_planted_names_are_nowhere_in_clear(
    alice: Actor,
    home: Path,
    tmp_path_factory: pytest.TempPathFactory,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scratch = tmp_path_factory.mktemp("scratch")
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setenv("SQLITE_TMPDIR", str(scratch))
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    caplog.set_level(logging.DEBUG)
    batch = log(alice, count=1_000)
    for start in range(0, 1_000, 50):
        with writing() as session:
            for number in range(start, start + 50):
                signers.key_signature(
                    session,
                    alice,
                    batch.id,
                    new_line(
                        first_name=f"{MARK}a{number:04}",
                        last_name=f"{MARK}b{number:04}",
                        email=f"{MARK}c{number:04}@example.org",
                        phone=f"{PHONE_START}{number:04}",
                        street=f"{MARK}d{number:04} Ave",
                        zip="60608",
                        note=f"{MARK}e{number:04}",
                    ),
                )
    with reading() as session:
        line = session.exec(select(Signature)).first()
    assert line is not None
    corrected = correct(alice, line, first_name=f"{MARK}f0000")
    void_line(alice, corrected, f"{MARK}g0000")
    with pytest.raises(Invalid) as refusal:
        key_line(alice, batch, first_name=f"{MARK}h0000", email=f"{MARK}h0000")
    with writing() as session:
        drafts.keep_draft(session, alice.user_id, "key_names", {"rows": f"{MARK}i0000"})
    assert len(people.search(alice, PeopleFilter(text=f"{MARK}a0042"))) == 1
    planted = [MARK, f"{PHONE_START}0042", f"({PHONE_START[:3]}) 555-0042", "555-0042"]
    words = "\n".join([caplog.text, repr(refusal.value), str(refusal.value.problems)])
    said = scratch / "said.txt"
    said.write_text(words, encoding="utf-8")
    dump = scratch / "dump.txt"
    dump.write_bytes(_everything_stored())
    files = [*home.rglob("*"), *scratch.rglob("*")]
    if database_url().startswith("sqlite"):
        assert {file.name for file in files} >= {"contamos.db", "contamos.db-wal"}
    assert _hits(files, planted) == []
    assert _hits([_with_a_plant(scratch)], [MARK])  # the search does find what is there


def _with_a_plant(scratch: Path) -> Path:
    file = scratch / "planted"
    file.write_bytes(b"..." + f"x{MARK}".encode("utf-16-le") + b"...")
    return file


def _everything_stored() -> bytes:
    """Every value of every table, as the database gives it."""
    found = []
    with engine().connect() as connection:
        tables = (
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            if engine().dialect.name == "sqlite"
            else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        for (table,) in connection.execute(text(tables)).all():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                found += [
                    value if isinstance(value, bytes) else str(value).encode() for value in row
                ]
    return b"\n".join(found)


@pytest.fixture
def line(alice: Actor) -> Signature:
    return key_line(alice, log(alice), email="rosa@example.org")


def _set_sealed(line: Signature, sealed: bytes) -> None:
    with writing() as session:
        session.get_one(Signature, line.id).sealed = sealed


def _assert_refused(actor: Actor, line: Signature) -> None:
    with pytest.raises(Damaged) as refusal, writing() as session:
        own_lines.one_line(session, actor, line.id)
    assert "can't be opened" in str(refusal.value.message)
    assert [each for each in installation.verify() if "sealed" in each]


@pytest.mark.parametrize("place", [0, 1, 12, 13, 20, -17, -1])
def test_a_flipped_bit_is_refused(alice: Actor, line: Signature, place: int) -> None:
    broken = bytearray(line.sealed)
    broken[place] ^= 1
    _set_sealed(line, bytes(broken))
    _assert_refused(alice, line)


@pytest.mark.parametrize("broken", [b"", b"\x01", b"\x01" + b"0" * 12, b"nonsense"])
def test_a_blob_cut_short_is_refused(alice: Actor, line: Signature, broken: bytes) -> None:
    _set_sealed(line, broken)
    _assert_refused(alice, line)


def test_a_blob_of_another_row_is_refused(alice: Actor, line: Signature) -> None:
    other = key_line(alice, log(alice), first_name="Other")
    _set_sealed(line, other.sealed)
    _assert_refused(alice, line)


def test_a_blob_of_another_organization_is_refused(
    alice: Actor, charlie: Actor, line: Signature
) -> None:
    foreign = Seal(charlie.organization_id, "signature").seal(line.id, ["Rosa"])
    _set_sealed(line, foreign)
    _assert_refused(alice, line)


def test_a_row_given_to_another_organization_does_not_open_there(
    alice: Actor, charlie: Actor, line: Signature
) -> None:
    with writing() as session:
        moved = session.get_one(Signature, line.id)
        moved.organization_id = charlie.organization_id or 0
    with pytest.raises(Refused), writing() as session:
        own_lines.one_line(session, charlie, line.id)
