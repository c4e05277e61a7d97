"""What is looked up in memory while a file is checked misses nothing that others write."""

from datetime import date
from io import BytesIO
from pathlib import Path

from db import import_staging, imports, signers
from db.actor import Actor
from db.engine import reading, writing
from db.import_known import KnownPrints
from db.import_preparing import Chunk, Preparer
from db.import_rows import ImportRow
from db.models import FileImport
from db.prints import Prints
from tests.db import support

FIRST = ImportRow(2, first_name="Ana", last_name="Made-Up", email="ana@example.org")
SECOND = ImportRow(3, first_name="Rosa", last_name="Made-Up", email="rosa@example.org")


def chunks(actor: Actor) -> tuple[int, list[Chunk]]:
    """A file of two rows, to be written one by one."""
    new = imports.ImportCreate("two.csv", "", {}, "online", support.TODAY, key=support.key())
    file = imports.begin_import(actor, new, BytesIO(b"made up"))
    preparer = Preparer(actor.organization_id or 0, "", first=date(2017, 2, 22), last=support.TODAY)
    return file, [preparer.chunk([row]) for row in (FIRST, SECOND)]


def again(actor: Actor, file: int) -> int:
    with reading() as session:
        return session.get_one(FileImport, file).again


def written(actor: Actor, file: int, chunk: Chunk, prints: KnownPrints) -> None:
    with writing() as session:
        import_staging.stage(session, actor, file, chunk, prints)


def looked(actor: Actor) -> KnownPrints:
    prints = KnownPrints(actor.organization_id or 0)
    with reading() as session:
        prints.look(session)
    return prints


def test_somebody_keyed_between_two_pieces_of_a_file_is_the_same_person(
    home: Path, bob: Actor
) -> None:
    batch = support.log(bob, count=4)
    file, (first, second) = chunks(bob)
    prints = looked(bob)
    written(bob, file, first, prints)
    support.key_line(bob, batch, first_name="R.", email=SECOND.email)
    written(bob, file, second, prints)
    assert again(bob, file) == 1


def test_an_old_line_corrected_between_two_pieces_is_the_same_person(
    home: Path, bob: Actor
) -> None:
    batch = support.log(bob, count=4)
    line = support.key_line(bob, batch, first_name="R.", email="rossa@example.org")
    file, (first, second) = chunks(bob)
    prints = looked(bob)
    written(bob, file, first, prints)
    new = signers.SignatureUpdate(first_name="R.", email=SECOND.email, revision=line.revision)
    with writing() as session:
        signers.correct_signature(session, bob, line.id, new)
    written(bob, file, second, prints)
    assert again(bob, file) == 1


def test_lines_written_by_another_process_are_seen(home: Path, bob: Actor) -> None:
    file, (first, second) = chunks(bob)
    prints = looked(bob)
    written(bob, file, first, looked(bob))
    known = Prints(bob.organization_id or 0).email(FIRST.email)
    assert known is not None
    assert prints.among([known]) == []
    written(bob, file, second, prints)
    assert prints.among([known]) == [known]


def test_only_the_own_organization_is_looked_at(home: Path, bob: Actor, charlie: Actor) -> None:
    support.key_line(bob, support.log(bob, count=4), email=FIRST.email)
    known = Prints(bob.organization_id or 0).email(FIRST.email)
    assert known is not None
    assert looked(bob).among([known]) == [known]
    assert looked(charlie).among([known]) == []
