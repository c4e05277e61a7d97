"""Every test has a real, freshly copied installation, Alice, Bob and Charlie, and April 2017.

`home` is an SQLite installation; under tests/db it is one of each kind. Alice leads and Bob works
for Mijente, Dora leads and Charlie works for the Hana Center, Cora is a coordinator.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.actor import Actor
from tests import postgres, support


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that both workers end at about the same time."""
    items.sort(key=lambda item: ("ten_thousand" not in item.nodeid, "/browser/" not in item.nodeid))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A seeded SQLite database, made once."""
    home = tmp_path_factory.mktemp("template")
    with pytest.MonkeyPatch.context() as patch:
        _use(patch, home, None)
        support.put_keys(home)
        support.fill_template()
    return home / "contamos.db"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A PostgreSQL server."""
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(
    postgres_server: postgres.Server, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of a seeded PostgreSQL database, made once."""
    name = postgres_server.create()
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("template")
        _use(patch, home, postgres_server.url_of(name))
        support.put_keys(home)
        support.fill_template()
    return name


@pytest.fixture
def sqlite_home(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A home with a copy of the seeded SQLite database in it."""
    shutil.copy(sqlite_template, tmp_path / "contamos.db")
    support.put_keys(tmp_path)
    _use(monkeypatch, tmp_path, None)
    yield tmp_path
    support.forget_engines()


@pytest.fixture
def postgres_home(
    postgres_server: postgres.Server,
    postgres_template: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Path]:
    """A home whose DATABASE_URL is a copy of the seeded PostgreSQL database."""
    name = postgres_server.create(template=postgres_template)
    support.put_keys(tmp_path)
    _use(monkeypatch, tmp_path, postgres_server.url_of(name))
    yield tmp_path
    support.forget_engines()
    postgres_server.drop(name)


@pytest.fixture
def home(sqlite_home: Path) -> Path:
    """The installation of this test. tests/db/conftest.py runs each test on PostgreSQL too."""
    return sqlite_home


@pytest.fixture
def alice(home: Path) -> Actor:
    """The lead of Mijente."""
    return support.actor("alice")


@pytest.fixture
def bob(home: Path) -> Actor:
    """Staff of Mijente."""
    return support.actor("bob")


@pytest.fixture
def charlie(home: Path) -> Actor:
    """Staff of another organization, the Hana Center."""
    return support.actor("charlie")


@pytest.fixture
def dora(home: Path) -> Actor:
    """The lead of that other organization."""
    return support.actor("dora")


@pytest.fixture
def cora(home: Path) -> Actor:
    """A coordinator."""
    return support.actor("cora")


@pytest.fixture
def token_of(home: Path) -> Callable[[str], str]:
    """`token_of("bob")` signs Bob in and is his cookie's value."""
    return support.token_of


def _use(patch: pytest.MonkeyPatch, home: Path, url: str | None) -> None:
    """Make this the installation in force, at nine o'clock from now on."""
    patch.setenv("CONTAMOS_HOME", str(home))
    patch.setenv("CONTAMOS_CLOCK", f"{support.START}@{time.time()}")
    if url is None:
        patch.delenv("DATABASE_URL", raising=False)
    else:
        patch.setenv("DATABASE_URL", url)
