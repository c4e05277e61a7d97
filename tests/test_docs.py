"""The documents name every command, setting, role and page."""

import re
from pathlib import Path

import pytest
import typer

from db.actor import Role
from manage import manage, user

ROOT = Path(__file__).parent.parent
DOCS = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
FOLDERS = ("db", "exchange", "ui", "web")
SOURCES = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")] + [
    ROOT / "manage.py"
]


def names(app: typer.Typer) -> list[str]:
    return [
        command.name or (command.callback.__name__ if command.callback else "")
        for command in app.registered_commands
    ]


@pytest.mark.parametrize("command", [*names(manage), *(f"user {name}" for name in names(user))])
def test_every_command_is_in_the_docs(command: str) -> None:
    assert f"manage.py {command}" in DOCS


def test_every_setting_is_in_the_docs() -> None:
    read = {
        name
        for path in SOURCES
        for name in re.findall(r"environ(?:\.get\(|\[)\"(\w+)\"", path.read_text(encoding="utf-8"))
    }
    assert read
    assert {name for name in read if f"`{name}`" not in DOCS} == set()


@pytest.mark.parametrize("role", Role)
def test_every_role_is_in_the_docs(role: Role) -> None:
    assert f"| {role.value} |" in DOCS


def test_every_page_and_its_address_is_in_the_docs() -> None:
    for path in (ROOT / "pages").glob("*.py"):
        title = path.stem.replace("_", " ").capitalize()
        address = "/" if path.stem == "totals" else "/" + path.stem.replace("_", "-")
        assert f"**{title}** (`{address}`)" in DOCS


def test_links_between_the_documents_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
