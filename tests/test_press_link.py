"""`manage.py press-link`: a display's address from the terminal."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner

from db import press_links
from db.engine import reading
from db.login_sessions import digest
from manage import manage


def press_link(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(manage, ["press-link", *arguments])
    return result.exit_code, result.output.strip()


def test_it_prints_the_address_of_a_new_display(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "9000")
    code, printed = press_link("Lectern")
    assert code == 0
    assert printed.startswith("http://localhost:9000/press/")
    with reading() as session:
        [(token_hash, display)] = press_links.by_token(session).items()
    assert token_hash == digest(urlsplit(printed).path.removeprefix("/press/"))
    assert display.name == "Lectern"


def test_the_installations_own_address_can_be_given(home: Path) -> None:
    code, printed = press_link(
        "Lectern", "--address", "https://contamos.example.org/", "--last-day", "2017-05-01"
    )
    assert code == 0
    assert printed.startswith("https://contamos.example.org/press/")
    with reading() as session:
        [display] = press_links.by_token(session).values()
    assert str(display.last_day) == "2017-05-01"


def test_what_is_refused_is_said_in_a_line(home: Path) -> None:
    assert press_link("  ") == (1, "name: This can't be empty.")
    code, printed = press_link("Lectern", "--last-day", "2017-04-01")
    assert (code, printed.partition(":")[0]) == (1, "expires_on")
    code, printed = press_link("Lectern", "--last-day", "9999-12-31")
    assert (code, printed.partition(":")[0]) == (1, "expires_on")
