"""import-linter reads packages only, so the two programs at the top are read here."""

import ast
import tomllib
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


def test_every_table_on_screen_has_its_csv_but_those_of_people_and_in_forms() -> None:
    """ui/tables.py draws both; the tables' own download is off."""
    own = {
        "tables.py",
        "import_mapping.py",  # the people of a file that is coming in
        "import_dialog.py",  # the rows of one with problems: their CSV has them all
        "outreach_import.py",  # in a form, what is read of a file
        "roll_call_form.py",  # in a form, what is read of a list
        "stance_grid.py",  # to write into; Council has its rows
    }
    drawn = set()
    for folder in ("pages", "ui"):
        for module in (ROOT / folder).glob("*.py"):
            text = module.read_text(encoding="utf-8")
            assert "st.table(" not in text, module.name
            if "st.dataframe(" in text or "st.data_editor(" in text:
                drawn.add(module.name)
    assert drawn == own
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["client"]["disableDataExport"] is True


def test_a_page_runs_to_its_end_but_where_nobody_may_see_it() -> None:
    """After `st.stop` Streamlit still knows the live parts of the page before: decision 0019."""
    modules = [module for folder in ("pages", "ui") for module in (ROOT / folder).glob("*.py")]
    stopping = {m.name for m in modules if "st.stop()" in m.read_text(encoding="utf-8")}
    assert stopping == {"main.py", "who.py"}
