"""A file checked by another process: to its end, or as far as it came before it was killed."""

import csv
import fcntl
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlmodel import select

from db import (
    clock,
    file_imports,
    import_counting,
    import_follow_ups,
    import_settling,
    import_staging,
    imports,
    people,
    people_export,
    recount,
    sealed_files,
    signers,
)
from db.actor import Actor
from db.engine import reading, writing
from db.errors import Conflict, Message, NotAllowed, Refused, Unavailable
from db.import_rows import ImportRow
from db.models import Batch, ImportState
from exchange import formats, import_job, mapping, people_file, tables
from tests.db import support
from tests.support import actor as actor_of

ROOT = Path(__file__).parents[2]
HEADER = "id,email,first_name,last_name,phone_number,postcode,created_at\n"


def content(signers: int) -> BytesIO:
    """A ControlShift file of made-up people."""
    lines = (
        f"{n},p{n}@example.org,Person{n},Made-Up,312-{n // 10_000 + 200}-{n % 10_000:04},"
        f"60608,2017-03-{n % 28 + 1:02}\n"
        for n in range(signers)
    )
    return BytesIO((HEADER + "".join(lines)).encode())


def begun(
    actor: Actor,
    file: BytesIO,
    format: str = "controlshift group",
    petition: str | None = None,
) -> int:
    table = tables.read(file)[0]
    found = formats.recognised(table.header)
    read_as = replace(found.mapping if found else mapping.proposed(table.header), petition=petition)
    new = imports.ImportCreate(
        "people.csv", format, read_as.as_dict(), "online", date(2017, 4, 24), key=support.key()
    )
    return imports.begin_import(actor, new, file)


def shown(actor: Actor, file: int) -> file_imports.Import:
    with reading() as session:
        return file_imports.one_import(session, actor, file)


def brought_in(actor: Actor, file: int) -> None:
    with writing() as session:
        imports.import_checked(session, actor, file, revision=shown(actor, file).revision)


def waited_for(actor: Actor, file: int) -> file_imports.Import:
    deadline = time.monotonic() + 60
    while (now := shown(actor, file)).state is ImportState.CHECKING:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return now


def test_a_file_is_checked_by_another_process(home: Path, bob: Actor) -> None:
    file = begun(bob, content(300))
    import_job.start(file, bob)
    found = waited_for(bob, file)
    assert (found.state, found.rows, found.fit) == (ImportState.CHECKED, 300, 300)
    before = support.figures().headline.total
    brought_in(bob, file)
    assert support.figures().headline.total == before + 300


@contextmanager
def somebody_waiting(home: Path) -> Iterator[None]:
    """Somebody else waits for SQLite the whole time, as db/engine.py lets others know of it."""
    folder = os.open(home, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_SH)
    try:
        yield
    finally:
        os.close(folder)


def test_two_processes_check_a_large_file(home: Path, bob: Actor) -> None:
    file = begun(bob, content(40_000))
    import_job.check(bob, file)
    found = shown(bob, file)
    assert (found.state, found.rows, found.fit) == (ImportState.CHECKED, 40_000, 40_000)


def test_a_transaction_takes_in_what_is_prepared_but_nothing_more_once_somebody_waits(
    home: Path, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_staging, "AT_ONCE", 4_000)
    written: list[int] = []

    def progress(rows: int) -> None:
        assert shown(bob, file).rows == sum(written) + rows, "what is told is written"
        written.append(rows)
        time.sleep(0.5)  # so that more is prepared meanwhile

    file = begun(bob, content(32_000))
    import_job.check(bob, file, progress)
    assert max(written) > 4_000
    assert shown(bob, file).fit == sum(written) == 32_000

    written.clear()
    file = begun(bob, content(32_000))
    with somebody_waiting(home):
        import_job.check(bob, file, progress)
    assert written == [4_000] * 8
    assert shown(bob, file).state is ImportState.CHECKED


def test_a_check_whose_second_process_is_killed_says_so_and_goes_on(
    home: Path, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_staging, "AT_ONCE", 1_000)
    file = begun(bob, content(40_000))

    def kill(_rows: int) -> None:
        for process in multiprocessing.active_children():
            process.kill()
            process.join()

    with somebody_waiting(home), pytest.raises(Refused, match="can go on where it was"):
        import_job.check(bob, file, kill)
    found = shown(bob, file)
    assert found.state is ImportState.CHECKING
    assert 0 < found.fit == found.rows < 40_000
    import_job.check(bob, file)
    found = shown(bob, file)
    assert (found.state, found.rows, found.fit) == (ImportState.CHECKED, 40_000, 40_000)


def test_a_process_killed_in_the_middle_counts_nothing_and_another_goes_on(
    home: Path, bob: Actor
) -> None:
    before = support.figures().headline
    file = begun(bob, content(60_000))
    command = [sys.executable, "-m", "exchange.import_job", str(file), str(bob.user_id)]
    environment = {**os.environ, "CONTAMOS_CLOCK": clock.setting()}
    for _ in range(2):
        rows = shown(bob, file).rows
        process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
        with somebody_waiting(home):  # so that it is not done with all rows at once
            while shown(bob, file).rows == rows:
                time.sleep(0.01)
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert support.figures().headline == before
        with reading() as session:
            assert recount.drift(session) == []
            assert recount.batch_drift(session) == []
    assert shown(bob, file).state is ImportState.CHECKING
    import_job.check(bob, file)
    found = shown(bob, file)
    assert (found.rows, found.fit, found.known) == (60_000, 60_000, 0)
    brought_in(bob, file)
    assert support.figures().headline.verified == before.verified + 60_000
    with reading() as session:
        assert recount.drift(session) == []
        assert recount.batch_drift(session) == []
        assert sum(session.exec(select(Batch.verified)).all()) == 60_000


def asked(actor: Actor, file: int, command: str) -> None:
    with writing() as session:
        ask = getattr(import_counting, command)
        ask(session, actor, file, revision=shown(actor, file).revision)


def in_order() -> None:
    with reading() as session:
        assert recount.drift(session) == []
        assert recount.batch_drift(session) == []
        assert recount.external_drift(session) == []


def test_an_import_is_counted_and_undone_by_another_process(home: Path, alice: Actor) -> None:
    before = support.figures().headline.total
    file = begun(alice, content(5_100))
    import_job.check(alice, file)
    for command, state, total in (
        ("ask_to_import", ImportState.IMPORTED, before + 5_100),
        ("ask_to_undo", ImportState.UNDONE, before),
    ):
        asked(alice, file, command)
        assert support.figures().headline.total != total
        assert not import_job.start_counting(shown(alice, file), alice)
        deadline = time.monotonic() + 60
        while (now := shown(alice, file)).state is not state:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert now.asked_at is None
        assert support.figures().headline.total == total
        in_order()


def test_a_process_killed_while_it_counts_leaves_nothing_half_counted(
    home: Path, alice: Actor
) -> None:
    before = support.figures().headline.total
    file = begun(alice, content(5_100))
    import_job.check(alice, file)
    command = [sys.executable, "-m", "exchange.import_job", str(file), str(alice.user_id)]
    environment = {**os.environ, "CONTAMOS_CLOCK": clock.setting()}
    for ask, stands in (("ask_to_import", True), ("ask_to_undo", False)):
        asked(alice, file, ask)
        for seconds in (0.4, 0.7, 1.0):
            process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
            time.sleep(seconds)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            assert support.figures().headline.total in (before, before + 5_100)
            in_order()
        if shown(alice, file).asked_at is not None:
            with clock.stopped_at(clock.now() + timedelta(minutes=1)):
                assert shown(alice, file).interrupted
            import_counting.count(alice, file)
        assert support.figures().headline.total == before + 5_100 * stands
        in_order()


def test_what_can_not_be_counted_any_more_is_as_if_nobody_had_asked(
    home: Path, alice: Actor
) -> None:
    first, second = begun(alice, content(5)), 0
    import_job.check(alice, first)
    second = begun(alice, content(6))
    import_job.check(alice, second)
    asked(alice, second, "ask_to_import")
    brought_in(alice, first)
    with pytest.raises(Conflict):
        import_counting.count(alice, second)
    assert shown(alice, second).asked_at is None
    assert shown(alice, second).state is ImportState.CHECKED
    with pytest.raises(Conflict):  # nobody asked
        import_counting.count(alice, second)
    in_order()


def test_staff_do_not_stop_a_leads_undo_and_it_goes_on_though_its_time_is_over(
    home: Path, alice: Actor, bob: Actor
) -> None:
    def may_contact() -> bool:
        return bool(people.search(bob, people.PeopleFilter(may_contact=True)))

    batch = support.log(bob, count=1)
    support.key_line(bob, batch, first_name="Eva", email="eva@example.org", may_contact=True)
    file = support.imported(bob, [ImportRow(2, "Eva", email="eva@example.org", unsubscribed=True)])
    asked(alice, file, "ask_to_undo")  # and its process is killed
    with pytest.raises(NotAllowed):
        import_counting.count(bob, file)
    assert shown(alice, file).asked_at is not None
    assert not may_contact()
    with clock.stopped_at(clock.now() + timedelta(days=31)):
        import_counting.count(alice, file)
    assert shown(alice, file).state is ImportState.UNDONE
    assert may_contact()
    in_order()


def test_an_undo_that_finds_the_database_busy_can_still_go_on(
    home: Path, alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise Unavailable(Message("busy"))

    file = support.imported(alice, [ImportRow(2, "Eva")])
    asked(alice, file, "ask_to_undo")
    with monkeypatch.context() as patch:
        patch.setattr(import_settling, "prepare", busy)
        with pytest.raises(Unavailable):
            import_counting.count(alice, file)
    import_counting.count(alice, file)
    assert shown(alice, file).state is ImportState.UNDONE


def test_a_file_that_can_not_be_read_to_its_end_fails_in_words(home: Path, bob: Actor) -> None:
    file = begun(bob, BytesIO(content(50).getvalue() + b'51,"never closed,' + b"x" * 2_000_000))
    import_job.check(bob, file)
    found = shown(bob, file)
    assert found.state is ImportState.FAILED
    assert found.error is not None
    assert not list((home / "imports").glob("*"))
    with reading() as session:
        assert session.exec(select(Batch)).all() == []


def test_a_file_that_was_never_kept_fails_in_words_or_is_kept_by_the_same_press_again(
    home: Path, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    new = imports.ImportCreate("people.csv", "", {}, "online", date(2017, 4, 24), key=support.key())
    with monkeypatch.context() as patch:
        patch.setattr(sealed_files, "keep", killed)
        with pytest.raises(KeyboardInterrupt):
            imports.begin_import(bob, new, content(1))
    [file] = (each.id for each in latest(bob))
    assert imports.begin_import(bob, new, content(1)) == file
    import_job.check(bob, file)
    assert shown(bob, file).state is ImportState.CHECKED
    with monkeypatch.context() as patch:
        patch.setattr(sealed_files, "keep", killed)
        with pytest.raises(KeyboardInterrupt):
            imports.begin_import(bob, replace(new, key=support.key()), content(1))
    file = latest(bob)[0].id
    import_job.check(bob, file)
    found = shown(bob, file)
    assert found.state is ImportState.FAILED
    assert "could not be kept" in str(found.error)


def latest(actor: Actor) -> list[file_imports.Import]:
    with reading() as session:
        return file_imports.latest_imports(session, actor)


def test_a_check_of_one_petition_of_several_goes_on_between_their_rows(
    home: Path, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_staging, "AT_ONCE", 2)
    petitions = "8878877888787"
    rows = (f"{n},{of},Person{n},Made-Up {n},60608\n" for n, of in enumerate(petitions))
    lines = "id,petition_id,first_name,last_name,postcode\n" + "".join(rows)
    file = begun(bob, BytesIO(lines.encode()), "controlshift organization", petition="7")

    def stopped(_rows: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        import_job.check(bob, file, stopped)
    assert (shown(bob, file).rows, shown(bob, file).position) == (2, 7)
    import_job.check(bob, file)
    found = shown(bob, file)
    assert (found.state, found.rows, found.fit) == (ImportState.CHECKED, 5, 5)
    assert (found.known, found.faulty) == (0, 0)

    file = begun(bob, BytesIO(lines.encode()), "controlshift organization", petition="9")
    import_job.check(bob, file)
    assert (shown(bob, file).state, shown(bob, file).rows) == (ImportState.CHECKED, 0)


def test_an_earlier_check_of_a_file_no_longer_says_who_is_the_same_person(
    home: Path, bob: Actor
) -> None:
    rows = [f"{n},p{n}@example.org,Person{n},Made-Up,3125550100,60608,\n" for n in range(3)]
    file = begun(bob, BytesIO((HEADER + "".join(rows)).encode()))
    import_job.check(bob, file)
    batch = support.log(bob, count=3)
    for n in range(3):
        support.key_line(bob, batch, email=f"p{n}@example.org")
    assert support.figures().headline.verified == 1
    with writing() as session:
        imports.check_again(session, bob, file, revision=shown(bob, file).revision)
    import_job.check(bob, file)
    imports.discard_import(bob, file, revision=shown(bob, file).revision)
    assert support.figures().headline.verified == 3


def test_a_process_for_a_discarded_file_ends_without_a_word(home: Path, bob: Actor) -> None:
    file = begun(bob, content(10))
    imports.discard_import(bob, file, revision=shown(bob, file).revision)
    command = [sys.executable, "-m", "exchange.import_job", str(file), str(bob.user_id)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ}, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_what_was_exported_adds_nothing_where_it_comes_from_and_all_of_it_elsewhere(
    home: Path, alice: Actor
) -> None:
    batch = support.log(alice, count=4)
    support.key_line(alice, batch, first_name="=Rosa", last_name="Núñez Made-Up", ward=22)
    support.key_line(alice, batch, first_name="María", email="maria@example.org", zip="60608")
    void = support.key_line(alice, batch, first_name="Nobody")
    with writing() as session:
        signers.void_signature(session, alice, void.id, reason="twice", revision=void.revision)
    out = BytesIO()
    __, people = people_export.people_of("mijente", purpose="csv")
    people_file.write(people, people_file.Kind.CSV, out)
    before = support.figures().headline.total

    file = begun(alice, BytesIO(out.getvalue()), format="contamos")
    import_job.check(alice, file)
    found = shown(alice, file)
    assert (found.rows, found.fit, found.known, found.deleted) == (3, 0, 2, 1)

    dora = actor_of("dora")
    file = begun(dora, BytesIO(out.getvalue()), format="contamos")
    import_job.check(dora, file)
    assert (shown(dora, file).fit, shown(dora, file).deleted) == (2, 1)
    brought_in(dora, file)
    again = BytesIO()
    __, people = people_export.people_of("hana-center", purpose="csv")
    people_file.write(people, people_file.Kind.CSV, again)
    assert contents(again) == [row for row in contents(out) if row[-1] != "void"]
    assert support.figures().headline.total == before + 1  # María counts for both, less the overlap


def contents(file: BytesIO) -> list[list[str]]:
    """What a file says of each person, but for the channel and the id; the state last."""
    rows = csv.DictReader(file.getvalue().decode("utf-8-sig").splitlines())
    return [[v for k, v in row.items() if k not in ("id", "channel")] for row in rows]


def test_who_unsubscribed_on_another_petition_is_not_contacted_any_more(
    home: Path, bob: Actor
) -> None:
    batch = support.log(bob, count=1)
    support.key_line(bob, batch, first_name="Eva", email="eva@example.org", may_contact=True)
    lines = (
        "id,petition_id,email,first_name,last_name,postcode,created_at,join_organisation,"
        "unsubscribe_at\n"
        "1,7,ana@example.org,Ana,Made-Up,60608,2017-03-01,true,\n"
        "2,8,ana@example.org,Ana,Made-Up,60608,2017-03-01,true,2017-03-02\n"
        "3,8,eva@example.org,Eva,Made-Up,60608,2017-03-01,true,2017-03-02\n"
        "4,8,luz@example.org,Luz,Made-Up,60608,2017-03-01,true,\n"
    )
    file = begun(bob, BytesIO(lines.encode()), "controlshift organization", petition="7")
    import_job.check(bob, file)
    found = shown(bob, file)
    assert (found.rows, found.fit, found.known, found.faulty) == (1, 1, 0, 0)
    brought_in(bob, file)
    only = people.PeopleFilter(may_contact=True)
    assert people.search(bob, only) == []


def test_who_unsubscribed_is_left_alone_before_a_file_counts_and_not_if_it_is_discarded(
    home: Path, alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def to_contact() -> int:
        return len(people.search(alice, people.PeopleFilter(may_contact=True)))

    monkeypatch.setattr(import_follow_ups, "_AT_ONCE", 2)
    batch = support.log(alice, count=9)
    for n in range(5):
        email = f"p{n}@example.org"
        support.key_line(alice, batch, first_name=f"P{n}", email=email, may_contact=True)
    header = "id,email,first_name,last_name,postcode,created_at,join_organisation,deleted_at,"
    lines = "".join(f"{n},p{n}@example.org,Q{n},X,60608,,,,2017-03-02\n" for n in range(4))
    content = f"{header}unsubscribe_at\n{lines}"
    before = support.figures().headline.total

    def stopped(*_: object, **__: object) -> None:
        raise InterruptedError

    for is_discarded in (True, False):
        file = begun(alice, BytesIO(content.encode()), "controlshift organization")
        import_job.check(alice, file)
        asked(alice, file, "ask_to_import")
        with monkeypatch.context() as patch:
            patch.setattr(import_settling, "prepare", stopped)
            with pytest.raises(InterruptedError):
                import_counting.count(alice, file)
        assert (to_contact(), support.figures().headline.total) == (1, before)
        if is_discarded:
            imports.discard_import(alice, file, revision=shown(alice, file).revision)
            assert to_contact() == 5
    import_counting.count(alice, file)
    assert to_contact() == 1
    with reading() as session:
        assert imports.changes_of(session, alice, file) == (0, 4)
    asked(alice, file, "ask_to_undo")
    import_counting.count(alice, file)
    assert (to_contact(), support.figures().headline.total) == (5, before)
    in_order()
