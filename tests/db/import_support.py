"""Made-up rows of files, and what is asked of an import."""

from db import file_imports, imports, people, recount
from db.engine import reading, writing
from db.import_rows import ImportRow
from db.people import PeopleFilter
from tests.db import support
from tests.support import actor


def row(number: int, **fields: object) -> ImportRow:
    """A signer of a file, made up."""
    made = {
        "first_name": f"Person{number}",
        "last_name": "Made-Up",
        "email": f"person{number}@example.org",
        "phone": f"312555{number:04}",
        "zip": "60608",
    }
    return ImportRow(number, **{**made, **fields})  # type: ignore[arg-type]


def rows(number: int, first: int = 2) -> list[ImportRow]:
    return [row(each) for each in range(first, first + number)]


def shown(username: str, file: int) -> file_imports.Import:
    with reading() as session:
        return file_imports.one_import(session, actor(username), file)


def in_order() -> None:
    """Every cut adds up, and a recount finds nothing else."""
    figures = support.figures()
    support.assert_cuts_add_up(figures)
    with reading() as session:
        assert recount.drift(session) == []
        assert recount.batch_drift(session) == []
        assert recount.external_drift(session) == []


def total() -> int:
    return support.figures().headline.total


def take(username: str, file: int) -> None:
    with writing() as session:
        revision = shown(username, file).revision
        imports.import_checked(session, actor(username), file, revision=revision)


def contacts() -> int:
    """How many of Bob's people count and may be contacted."""
    only = PeopleFilter(may_contact=True, state=people.State.COUNTED)
    return len(people.search(actor("bob"), only))
