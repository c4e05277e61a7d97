"""The data layer's tests run on both databases."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

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
