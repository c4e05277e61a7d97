"""The data layer's tests run on both databases."""

import gc
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import event

from db.engine import database_url, engine
from tests import conftest, postgres, support

# A busy machine is no defect.
hypothesis.settings.register_profile("contamos", deadline=None)
hypothesis.settings.load_profile("contamos")


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request: pytest.FixtureRequest) -> Path:
    """The installation of this test, once of each kind."""
    kind = "sqlite_home" if request.param == "sqlite" else "postgres_home"
    found: Path = request.getfixturevalue(kind)
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_home(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A home before its first start, once of each kind."""
    if request.param == "sqlite":
        conftest._use(monkeypatch, tmp_path, None)
        yield tmp_path
        support.forget_engines()
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    name = server.create()
    conftest._use(monkeypatch, tmp_path, server.url_of(name))
    yield tmp_path
    support.forget_engines()
    server.drop(name)


@pytest.fixture
def hasty(home: object) -> Iterator[None]:
    """Ten thousand commits do not wait for the disk, nor for the garbage collector."""
    sqlite = database_url().startswith("sqlite")
    haste = "PRAGMA synchronous=OFF" if sqlite else "SET synchronous_commit = off"

    def hurry(connection: object, _record: object) -> None:
        connection.execute(haste)  # type: ignore[attr-defined]
        if not sqlite:
            connection.commit()  # type: ignore[attr-defined]

    event.listen(engine(), "connect", hurry)
    engine().dispose()
    gc.collect()
    gc.freeze()  # as the server does
    yield
    gc.unfreeze()
    event.remove(engine(), "connect", hurry)
