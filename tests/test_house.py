"""import-linter reads packages only, so the two programs at the top are read here."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = {"app", "bench", "db", "exchange", "manage", "pages", "ui", "web"}


def ours_in(program: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(program.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.partition(".")[0] for name in names} & OURS


@pytest.mark.parametrize(
    ("program", "may"), [("app.py", {"web"}), ("manage.py", {"db", "exchange"})]
)
def test_a_program_imports_only_the_layers_below_it(program: str, may: set[str]) -> None:
    assert ours_in(ROOT / program) <= may


def test_nothing_imports_a_program() -> None:
    folders = [ROOT / name for name in OURS if (ROOT / name).is_dir()]
    modules = [module for folder in folders for module in folder.rglob("*.py")]
    assert not [m for m in modules if ours_in(m) & {"app", "manage"}]
