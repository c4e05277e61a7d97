"""Ten thousand random operations on SQLite: every figure agrees with the rows and with a model.

The figures an organization signs off must not depend on the order in which people work.
"""

from pathlib import Path

import pytest

from tests import support
from tests.db.model import every_figure_agrees_after_ten_thousand_operations


@pytest.fixture
def home(sqlite_home: Path) -> Path:
    """The installation of this test: on SQLite alone, so that two workers share the work."""
    return sqlite_home


@pytest.mark.usefixtures("hasty")
def test_after_ten_thousand_operations_every_figure_agrees() -> None:
    every_figure_agrees_after_ten_thousand_operations(support.actor("alice"), support.actor("cora"))
