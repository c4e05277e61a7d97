"""The keys: made once, outside the database, and never silently another."""

import base64
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from db import installation, keys
from db.actor import Actor
from db.engine import writing
from db.keys import KeyTrouble
from db.models import KeyCheck, Signature
from db.sealed import Seal
from tests.db.support import key_line, log

ROOT = Path(__file__).parents[2]
OTHER = base64.urlsafe_b64encode(b"\x07" * 32).decode()


def _file(home: Path, name: str = "master") -> Path:
    return home / "keys" / f"{name}.key"


def _replace(file: Path, content: str) -> None:
    file.chmod(0o600)
    file.write_text(content)
    file.chmod(0o400)


def test_the_first_start_makes_two_keys_that_only_their_owner_reads(empty_home: Path) -> None:
    installation.prepare()
    made = {name: _file(empty_home, name).read_text() for name in ("master", "fingerprint")}
    assert made["master"] != made["fingerprint"]
    for name in made:
        assert stat.S_IMODE(_file(empty_home, name).stat().st_mode) == 0o400
    assert stat.S_IMODE((empty_home / "keys").stat().st_mode) == 0o700
    installation.prepare()
    assert made == {name: _file(empty_home, name).read_text() for name in made}
    assert installation.verify() == []


def test_keys_can_come_from_the_environment_alone(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTAMOS_MASTER_KEY", OTHER)
    monkeypatch.setenv("CONTAMOS_FINGERPRINT_KEY", base64.b64encode(b"\x08" * 32).decode())
    installation.prepare()
    assert not (empty_home / "keys").exists()
    assert installation.verify() == []


@pytest.mark.parametrize("name", ["master", "fingerprint"])
def test_a_missing_key_refuses_to_start(home: Path, name: str) -> None:
    _file(home, name).unlink()
    keys._derived.cache_clear()
    with pytest.raises(KeyTrouble, match=f"The {name} key is missing"):
        installation.prepare()
    assert not _file(home, name).exists()
    assert any(f"key {name}" in line for line in installation.verify())


@pytest.mark.parametrize("name", ["master", "fingerprint"])
def test_another_key_refuses_to_start(home: Path, name: str) -> None:
    _replace(_file(home, name), OTHER)
    keys._derived.cache_clear()
    with pytest.raises(KeyTrouble, match=f"The {name} key .* is not the one"):
        installation.prepare()
    assert any(f"key {name}" in line for line in installation.verify())


@pytest.mark.parametrize("content", ["", "short", "no base64 at all!", OTHER[:-8], "ñ" * 44])
def test_what_is_no_key_refuses_to_start(home: Path, content: str) -> None:
    _replace(_file(home), content)
    keys._derived.cache_clear()
    with pytest.raises(KeyTrouble, match="is not a key"):
        installation.prepare()


def test_a_wrong_key_in_the_environment_refuses_too(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTAMOS_MASTER_KEY", OTHER)
    with pytest.raises(KeyTrouble, match="CONTAMOS_MASTER_KEY is not the one"):
        installation.prepare()


def test_a_key_that_others_may_read_is_said_by_verify(home: Path) -> None:
    _file(home).chmod(0o644)
    assert any("chmod 400" in line for line in installation.verify())


def test_a_lost_check_is_found(home: Path) -> None:
    with writing() as session:
        session.delete(session.get_one(KeyCheck, "master"))
    assert any(line.startswith("key master") for line in installation.verify())


def test_every_organization_and_purpose_has_a_key_of_its_own(sqlite_home: Path) -> None:
    derived = {
        keys.derived(name, purpose)
        for name in (keys.MASTER, keys.FINGERPRINT)
        for purpose in ("data key 1", "data key 2", "check")
    }
    assert len(derived) == 6
    assert all(len(key) == 32 for key in derived)


def test_the_key_is_not_in_the_database(alice: Actor, home: Path) -> None:
    line = key_line(alice, log(alice))
    secrets = [
        keys.derived(keys.MASTER, f"data key {alice.organization_id}"),
        base64.urlsafe_b64decode(_file(home).read_text()),
    ]
    for file in home.glob("contamos.db*"):
        content = file.read_bytes()
        assert not any(each in content or each.hex().encode() in content for each in secrets)
    assert Seal(alice.organization_id, "signature").open(line.id, line.sealed)
    assert isinstance(line, Signature)


@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "init"],
        ["-m", "streamlit", "run", "app.py", "--server.port", "0", "--server.headless", "true"],
    ],
    ids=["init", "run"],
)
def test_a_process_with_a_wrong_key_ends_with_one_line(
    sqlite_home: Path, command: list[str]
) -> None:
    _replace(_file(sqlite_home), OTHER)
    ended = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, "CONTAMOS_HOME": str(sqlite_home)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 1
    said = ended.stdout + ended.stderr
    assert "Traceback" not in said
    [line] = [line for line in said.splitlines() if "key" in line]
    assert line.startswith("The master key in")
