"""`manage.py import`: the checks of the page Files, from the terminal."""

import os
from datetime import date
from pathlib import Path

from sqlmodel import select
from typer.testing import CliRunner

from db import file_imports, import_mappings, signers
from db.engine import reading, writing
from db.models import FileImport, User
from exchange import mapping
from manage import manage
from tests.db.support import figures
from tests.support import actor

CONTENT = """id,email,first_name,last_name,phone_number,postcode,created_at
1,rosa@example.org,Rosa,Made-Up,312-555-0142,60608,2017-03-01
2,no address,Luz,Made-Up,312-555-0143,60608,2017-03-02
3,paz@example.org,Paz,Made-Up,312-555-0144,60608,2017-03-03
"""
SEVERAL = """id,petition_id,first_name,last_name,postcode,created_at
1,7,Rosa,Made-Up,60608,2017-03-01
2,8,Luz,Made-Up,60608,2017-03-02
3,7,Paz,Made-Up,60608,2017-03-03
"""
PAGE = """id,petition_id,email,first_name,last_name,postcode,created_at,join_organisation
1,7,rosa@example.org,Rosa,Made-Up,60608,2017-03-01,true
2,7,paz@example.org,Paz,Made-Up,60608,2017-03-03,true
"""
FORM = """Nombre,Correo,Fecha
Ana,ana@example.org,3/4/2017
Luz,luz@example.org,4/3/2017
"""


def brought_in(*arguments: object, answer: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(manage, ["import", *map(str, arguments)], input=answer)
    return result.exit_code, result.output  # of both its streams


def file(folder: Path, content: str = CONTENT) -> Path:
    path = folder / "people.csv"
    path.write_text(content)
    return path


def lines(username: str) -> list[tuple[str, str, date | None]]:
    """Of each line the name, the e-mail and the day."""
    with reading() as session:
        found = session.exec(signers.own_signatures(session, actor(username))).all()
        who = [(signers.signer_of(line), line.signed_on) for line in found]
    return [(each.first_name, each.email, day) for each, day in who]


def test_a_file_is_checked_and_imported_in_the_first_leads_name(home: Path, tmp_path: Path) -> None:
    before = figures().headline.total
    code, said = brought_in("--organization", "mijente", file(tmp_path), answer="y\n")
    assert code == 0
    assert "3 rows: 2 fit" in said
    assert "row 3, email: An e-mail address has an @" in said
    assert "no address" not in said
    assert f"Imported by alice. The coalition had {before}, now has {before + 2}." in said
    assert figures().headline.total == before + 2
    with reading() as session:
        query = select(User.username).join(FileImport)
        assert session.exec(query).all() == ["alice"]


def test_no_leaves_everything_as_it_was(home: Path, tmp_path: Path) -> None:
    before = figures().headline
    assert brought_in("--organization", "mijente", file(tmp_path), answer="n\n")[0] == 1
    assert figures().headline == before
    assert not list((home / "imports").glob("*"))


def test_the_same_file_twice_has_nothing_to_import(home: Path, tmp_path: Path) -> None:
    brought_in("--organization", "mijente", "--yes", "--by", "bob", file(tmp_path))
    code, said = brought_in("--organization", "mijente", "--yes", file(tmp_path))
    assert (code, "Nothing to import." in said) == (0, True)


def test_of_several_petitions_one_is_chosen_and_only_its_signers_come_in(
    home: Path, tmp_path: Path
) -> None:
    before = figures().headline.verified
    path = file(tmp_path, SEVERAL)
    for arguments in ((), ("--petition", "9")):
        code, said = brought_in("--organization", "mijente", "--yes", *arguments, path)
        assert code == 1
        assert "Say with --petition ID which petition of this file is this one" in said
        assert "7 (2 rows), 8 (1 rows)" in said
    assert figures().headline.verified == before
    code, said = brought_in("--organization", "mijente", "--yes", "--petition", "7", path)
    assert code == 0
    assert "1 rows of other petitions are left out." in said
    assert "2 rows: 2 fit" in said
    assert figures().headline.verified == before + 2


def test_a_file_that_names_no_petition_is_of_none_that_could_be_chosen(
    home: Path, tmp_path: Path
) -> None:
    code, said = brought_in("--organization", "mijente", "--petition", "7", file(tmp_path))
    assert (code, "it names none" in said) == (1, True)


def test_a_file_of_the_petitions_own_page_is_counted_there_already(
    home: Path, tmp_path: Path
) -> None:
    before = figures().headline
    path = file(tmp_path, PAGE)
    code, said = brought_in("--organization", "mijente", "--yes", path)
    assert (code, "counted by petition-page already" in said) == (0, True)
    after = figures().headline
    assert (after.verified, after.external) == (before.verified + 2, before.external - 2)
    assert after.total == before.total
    code, said = brought_in("--organization", "hana-center", "--site", "", "--yes", path)
    assert (code, "already" in said.splitlines()[0]) == (0, False)
    assert figures().headline.external == after.external


def test_columns_are_read_as_the_organization_read_them_the_last_time(
    home: Path, tmp_path: Path
) -> None:
    header = FORM.splitlines()[0].split(",")
    with writing() as session:
        as_then = mapping.Mapping({"first_name": "Nombre", "signed_on": "Fecha"}, day_first=True)
        print_ = mapping.fingerprint(header)
        import_mappings.remember_mapping(session, actor("alice"), print_, as_then.as_dict())
    assert brought_in("--organization", "mijente", "--yes", file(tmp_path, FORM))[0] == 0
    assert lines("alice") == [("Ana", "", date(2017, 4, 3)), ("Luz", "", date(2017, 3, 4))]


def test_where_the_file_does_not_tell_march_from_april_it_is_asked(
    home: Path, tmp_path: Path
) -> None:
    path = file(tmp_path, FORM)
    code, said = brought_in("--organization", "mijente", "--yes", path)
    assert (code, "--month-first or --day-first" in said) == (1, True)
    assert lines("alice") == []
    assert brought_in("--organization", "mijente", "--yes", "--day-first", path)[0] == 0
    assert [day for *_, day in lines("alice")] == [date(2017, 4, 3), date(2017, 3, 4)]


def test_a_file_may_be_called_anything(home: Path, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode("Peticii\xf3n.csv".encode("latin-1"))
    path.write_text(CONTENT)
    assert brought_in("--organization", "mijente", "--yes", path)[0] == 0
    with reading() as session:
        [shown] = file_imports.latest_imports(session, actor("alice"))
    assert shown.file_name == "Peticii\ufffdn.csv"


def test_what_can_not_be_done_is_said_in_a_line(home: Path, tmp_path: Path) -> None:
    path = file(tmp_path)
    odd = tmp_path / "odd.csv"
    odd.write_text("a,b\n1,2\n")
    for arguments, line in (
        (("--organization", "nobody", path), "nobody in whose name"),
        (("--organization", "mijente", "--by", "charlie", path), "nobody in whose name"),
        (("--organization", "mijente", tmp_path / "missing.csv"), "No such file"),
        (("--organization", "mijente", "--ward", "51", path), "ward: Choose one of the list."),
        (("--organization", "mijente", odd), "No column is named"),
    ):
        code, said = brought_in(*arguments)
        assert (code, line in said) == (1, True), said


def test_a_pipe_that_can_not_be_read_twice_is_refused_in_a_line(home: Path) -> None:
    reads, writes = os.pipe()
    with os.fdopen(writes, "w") as out:
        out.write(CONTENT)
    code, said = brought_in("--organization", "mijente", "--yes", f"/dev/fd/{reads}")
    os.close(reads)
    assert (code, said) == (1, f"/dev/fd/{reads}: a pipe; give a file\n")


def test_a_lead_who_never_signed_in_is_said_to_be_so(home: Path, tmp_path: Path) -> None:
    with writing() as session:
        for user in session.exec(select(User)):
            user.must_change_password = True
            session.add(user)
    for by in ((), ("--by", "bob")):
        code, said = brought_in("--organization", "mijente", "--yes", *by, file(tmp_path))
        assert code == 1
        assert "has not signed in yet" in said


def test_a_lead_who_signed_in_is_taken_before_one_who_did_not(home: Path, tmp_path: Path) -> None:
    with writing() as session:
        alice, dora = (
            session.exec(select(User).where(User.username == name)).one()
            for name in ("alice", "dora")
        )
        alice.must_change_password = True
        dora.organization_id = alice.organization_id
        session.add_all([alice, dora])
    code, said = brought_in("--organization", "mijente", "--yes", file(tmp_path))
    assert (code, "Imported by dora" in said) == (0, True)
