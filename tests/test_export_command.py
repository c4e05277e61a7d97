"""`manage.py export`: an organization's people in a file that only the operator reads."""

import os
import stat
from pathlib import Path

import pytest
import python_calamine
from sqlmodel import select
from typer.testing import CliRunner

from db.engine import reading, writing
from db.models import AuditEntry, Signature
from manage import manage
from tests import support
from tests.db.support import key_line, log


@pytest.fixture
def rosa(home: Path) -> None:
    bob, charlie = support.actor("bob"), support.actor("charlie")
    key_line(bob, log(bob), first_name="Rosa", last_name="Núñez", note="=1+1")
    key_line(charlie, log(charlie), first_name="Minji")


def export(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(manage, ["export", *map(str, arguments)])
    return result.exit_code, result.output


@pytest.mark.usefixtures("rosa")
def test_the_file_has_the_organizations_people_and_nobody_elses(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    os.umask(0o000)
    code, said = export("--organization", "mijente", file)
    os.umask(0o022)
    assert (code, "Writing" in said, "Rosa" in said) == (0, True, False)
    text = file.read_text(encoding="utf-8-sig")
    assert "Rosa,Núñez" in text
    assert "'=1+1" in text
    assert "Minji" not in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with reading() as session:
        [entry] = session.exec(select(AuditEntry).where(AuditEntry.action == "export signatures"))
    assert (entry.user_id, entry.details) == (None, {"as": "csv"})


@pytest.mark.usefixtures("rosa")
def test_a_spreadsheet_on_request(tmp_path: Path) -> None:
    file = tmp_path / "people.xlsx"
    assert export("--organization", "mijente", "--xlsx", file)[0] == 0
    rows = python_calamine.CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["first_name", "Rosa"]


@pytest.mark.usefixtures("rosa")
def test_what_is_there_is_not_overwritten_and_an_unknown_organization_makes_no_file(
    tmp_path: Path,
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("mine")
    code, said = export("--organization", "mijente", file)
    assert (code, "exists" in said) == (1, True)
    assert file.read_text() == "mine"
    other = tmp_path / "other.csv"
    assert export("--organization", "nobody", other)[0] == 1
    assert not other.exists()


@pytest.mark.usefixtures("rosa")
def test_a_file_that_could_not_be_written_whole_is_not_left_behind(tmp_path: Path) -> None:
    with writing() as session:
        line = session.exec(select(Signature)).first()
        assert line is not None
        line.sealed = b"damaged"
    file = tmp_path / "people.csv"
    code, said = export("--organization", "mijente", file)
    assert (code, "can't be opened" in said) == (1, True)
    assert not file.exists()
