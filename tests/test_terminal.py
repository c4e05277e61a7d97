"""`manage.py` says what keeps it from working in a line, and never a traceback."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from manage import manage

COMMANDS = (
    ["verify"],
    ["user", "list"],
    ["user", "enable", "bob"],
    ["press-link", "Lectern"],
    ["export", "people.csv", "--organization", "mijente"],
)


def said_by(command: list[str]) -> str:
    """What a command that does not work says, in a line."""
    result = CliRunner().invoke(manage, command)
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code == 1
    [line] = result.output.splitlines()
    return str(line)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_database_that_is_away_is_said_in_a_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert said_by(command).startswith("The database can't be reached or written just now.")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_home_before_its_first_start_is_told_to_begin_with_init(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("CONTAMOS_HOME", str(tmp_path / "new"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert said_by(command) == "This database is not ready: `manage.py init` makes it so."
