"""Everything that somebody will look up says what it is."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest
from sqlmodel import SQLModel

import db
from db.models import Base


def _modules() -> Iterator[str]:
    return (f"db.{found.name}" for found in pkgutil.iter_modules(db.__path__) if not found.ispkg)


def _public(thing: object, module: str) -> Iterator[tuple[str, object]]:
    for name, value in vars(thing).items():
        found = value.fget if isinstance(value, property) else value
        ours = inspect.isfunction(found) or inspect.isclass(found)
        if ours and not name.startswith("_") and found.__module__ == module:
            yield f"{getattr(thing, '__name__', '')}.{name}", found


@pytest.mark.parametrize("module", list(_modules()))
def test_everything_public_has_a_docstring(module: str) -> None:
    loaded = importlib.import_module(module)
    assert loaded.__doc__
    for name, found in _public(loaded, module):
        assert found.__doc__, name
        if inspect.isclass(found):
            for method, function in _public(found, module):
                assert function.__doc__, method


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
def test_every_column_has_a_description(table: str) -> None:
    model = next(m for m in Base.__subclasses__() if getattr(m, "__tablename__", "") == table)
    assert issubclass(model, SQLModel)
    assert model.__doc__
    bare = [name for name, field in model.model_fields.items() if not field.description]
    assert bare == []
