"""What the operator's commands say before an installation is prepared, and without its database."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from manage import manage
from tests import support

COMMANDS = (
    "verify",
    "user list",
    "user reset coordinator",
    "export --organization mijente people.csv",
    "press-link Lectern",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_before_init_every_command_says_so_in_a_line(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("CONTAMOS_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(manage, command.split())
    support.forget_engines()
    said = "The database is not prepared for this version: `manage.py init` does it.\n"
    assert (result.exit_code, result.output) == (1, said)
    assert not (tmp_path / "people.csv").exists()


@pytest.mark.parametrize("command", ["init", *COMMANDS])
def test_without_its_database_every_command_says_so_in_a_line(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    monkeypatch.setenv("CONTAMOS_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(manage, command.split())
    support.forget_engines()
    assert result.exit_code == 1
    assert result.output.startswith("The database can't be reached")
    assert result.output.count("\n") == 1
