"""Files of outreach: each person counts once, however many files have them; undone as a whole."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import clock, outreach, outreach_imports, outreach_list, outreach_meanings, prints
from db.actor import Actor
from db.engine import reading, writing
from db.errors import Conflict, NotAllowed, NotFound
from db.import_rows import ImportRow
from db.models import OutreachImport, Signature
from db.outreach_imports import FileEffort, OutreachImportCreate
from db.outreach_list import LoggedOutreach, OutreachFilter
from db.signers import own_line, signer_of
from tests.db import support
from tests.db.support import TODAY, YESTERDAY, funnel, nothing_written, refused
from tests.support import actor

DOORS, CALLS, TEXTS = "door knocking", "phone bank", "text bank"
AGAIN = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])


def effort(
    *tried: int, reached: tuple[int, ...] = (), kind: str = CALLS, day: date | None = TODAY
) -> FileEffort:
    """People by number; whoever was reached was tried."""
    return FileEffort(kind, day, {**dict.fromkeys(tried, False), **dict.fromkeys(reached, True)})


def file_of(*efforts: FileEffort, **fields: Any) -> OutreachImportCreate:
    good = {"file_name": "history.xls", "tool": "van", "day": TODAY, "key": support.key()}
    return OutreachImportCreate(efforts=efforts, **{**good, **fields})


def bring(who: Actor, *efforts: FileEffort, **fields: Any) -> OutreachImport | None:
    with writing() as session:
        return outreach_imports.import_outreach(session, who, file_of(*efforts, **fields))


def undo(who: Actor, file: OutreachImport | None) -> OutreachImport:
    assert file is not None
    with writing() as session:
        return outreach_imports.undo_outreach_import(session, who, file.id, revision=file.revision)


def listed(who: Actor) -> list[LoggedOutreach]:
    with reading() as session:
        return outreach_list.latest_outreach(session, who, OutreachFilter())


def counted() -> tuple[int, int, int]:
    """Attempts, conversations and efforts, after every cut of them was counted anew."""
    now = funnel()
    return now.attempts, now.conversations, now.efforts


def test_a_file_becomes_one_outreach_for_each_kind_and_day(bob: Actor) -> None:
    file = bring(
        bob,
        effort(1, 2, reached=(3,), kind=DOORS),
        effort(1, reached=(4, 5)),
        effort(1, day=YESTERDAY),
    )
    assert file is not None
    assert (file.efforts, file.attempts, file.conversations) == (3, 7, 3)
    assert counted() == (7, 3, 3)
    shown = {(each.kind.value, each.happened_on): each for each in listed(bob)}
    assert set(shown) == {(DOORS, TODAY), (CALLS, TODAY), (CALLS, YESTERDAY)}
    doors = shown[DOORS, TODAY]
    assert (doors.attempts, doors.conversations, doors.ward, doors.note) == (3, 1, None, "")
    assert doors.recorded_by == "Bob"


def test_the_same_file_twice_adds_nothing(bob: Actor, alice: Actor) -> None:
    file = [effort(1, 2, reached=(3,)), effort(1, kind=TEXTS, day=None)]
    bring(bob, *file)
    before = counted()
    assert bring(alice, *file) is None
    assert counted() == before


def test_the_same_press_twice_is_one_import(bob: Actor) -> None:
    key = support.key()
    first = bring(bob, effort(1, 2), key=key)
    with nothing_written():
        assert bring(bob, effort(1, 2), key=key) == first


def test_next_weeks_file_adds_whom_last_weeks_did_not_have(bob: Actor) -> None:
    bring(bob, effort(1, 2, reached=(3,), day=YESTERDAY))
    file = bring(bob, effort(1, 4, reached=(2, 3), day=YESTERDAY), effort(1, reached=(5,)))
    assert file is not None
    assert (file.attempts, file.conversations) == (3, 2)
    assert counted() == (6, 3, 2)
    with reading() as session:
        [old] = [each for each in listed(bob) if each.happened_on == YESTERDAY]
        [change] = outreach_list.outreach_history(session, bob, old.id)
    assert (change.change, change.fields) == ("corrected", ["attempts", "conversations"])


def test_who_is_known_from_a_file_without_days_stays_on_the_day_given_then(bob: Actor) -> None:
    bring(bob, effort(1, 2, kind=TEXTS, day=None), tool="spoke", day=YESTERDAY)
    file = bring(bob, effort(1, 3, reached=(2,), kind=TEXTS, day=None), tool="spoke", day=TODAY)
    assert file is not None
    assert (file.attempts, file.conversations) == (1, 1)
    figures = {each.happened_on: (each.attempts, each.conversations) for each in listed(bob)}
    assert figures == {YESTERDAY: (2, 1), TODAY: (1, 0)}


@AGAIN
@given(
    files=st.lists(
        st.dictionaries(
            st.tuples(st.sampled_from([DOORS, CALLS]), st.sampled_from([TODAY, YESTERDAY])),
            st.dictionaries(st.integers(0, 6), st.booleans(), min_size=1),
            min_size=1,
        ),
        min_size=1,
        max_size=4,
    ),
    data=st.data(),
)
def test_any_files_in_any_order_count_each_person_once(
    home: Path, files: list[dict[tuple[str, date], dict[int, bool]]], data: st.DataObject
) -> None:
    bob, alice = actor("bob"), actor("alice")
    made = [[FileEffort(kind, day, who) for (kind, day), who in file.items()] for file in files]
    imports = [bring(bob, *made[each]) for each in data.draw(st.permutations(range(len(made))))]
    tried = {(*at, who) for file in files for at, people in file.items() for who in people}
    reached = {
        (*at, who) for file in files for at, people in file.items() for who in people if people[who]
    }
    assert counted()[:2] == (len(tried), len(reached))
    assert [bring(bob, *each) for each in made] == [None] * len(made)
    for file in data.draw(st.permutations([file for file in imports if file])):
        undo(alice, file)
        counted()
    assert counted() == (0, 0, 0)
    for each in made:
        bring(bob, *each)
    assert counted()[:2] == (len(tried), len(reached))
    for shown in _imports(alice):
        if shown.can_be_undone:
            with writing() as session:
                outreach_imports.undo_outreach_import(
                    session, alice, shown.id, revision=shown.revision
                )
    assert counted() == (0, 0, 0)


def _imports(who: Actor) -> list[outreach_imports.ImportedFile]:
    with reading() as session:
        return outreach_imports.latest_outreach_imports(session, who)


def test_two_tools_and_two_organizations_do_not_know_of_each_other(
    bob: Actor, charlie: Actor
) -> None:
    bring(bob, effort(1, 2, kind=TEXTS))
    bring(bob, effort(1, 2, kind=TEXTS), tool="spoke")
    bring(charlie, effort(1, 2, kind=TEXTS))
    assert counted() == (6, 0, 3)
    assert [len(_imports(who)) for who in (bob, charlie)] == [2, 1]


def test_an_import_is_undone_as_a_whole_and_what_a_later_file_added_stays(
    alice: Actor, bob: Actor
) -> None:
    first = bring(bob, effort(1, reached=(2,)), effort(1, kind=DOORS))
    second = bring(bob, effort(1, 3, reached=(2, 4)))
    assert counted() == (5, 2, 2)
    undo(alice, first)
    assert counted() == (2, 1, 1)
    assert [each.undone_at is not None for each in _imports(bob)] == [False, True]
    undo(alice, second)
    assert counted() == (0, 0, 0)
    assert [each.voided for each in listed(bob)] == [True, True]
    bring(bob, effort(1, 3, reached=(2, 4)))
    assert counted() == (4, 2, 1)
    assert len(listed(bob)) == 2  # the same outreach, restored


def test_what_an_undone_import_brought_is_not_restored_by_hand(alice: Actor, bob: Actor) -> None:
    first = bring(bob, effort(1, reached=(2,)))
    second = bring(bob, effort(3))
    undo(alice, first)
    [logged] = listed(bob)
    with reading() as session:
        stored = outreach.own_outreach(session, alice, logged.id)
    stored = support.void_outreach(alice, stored)
    stored = support.restore_outreach(alice, stored)  # a file stands that brought some of it
    assert counted() == (1, 0, 1)
    undo(alice, second)
    [logged] = listed(bob)
    with nothing_written(), pytest.raises(Conflict), writing() as session:
        outreach.restore_outreach(session, alice, logged.id, revision=logged.revision)
    bring(bob, effort(1, reached=(2,)))
    assert counted() == (2, 1, 1)


def test_an_import_is_undone_once_for_30_days_and_by_a_lead(
    alice: Actor, bob: Actor, dora: Actor
) -> None:
    file = bring(bob, effort(1))
    with nothing_written():
        with pytest.raises(NotAllowed):
            undo(bob, file)
        with pytest.raises(NotFound):
            undo(dora, file)
        with clock.stopped_at(clock.now() + timedelta(days=30)), pytest.raises(Conflict):
            undo(alice, file)
    undone = undo(alice, file)
    with nothing_written():
        assert undo(alice, undone) == undone


def test_what_was_corrected_by_hand_stays_when_the_next_file_comes(
    alice: Actor, bob: Actor
) -> None:
    first = bring(bob, effort(*range(10), reached=(10,)))
    [logged] = listed(bob)
    with reading() as session:
        stored = outreach.own_outreach(session, bob, logged.id)
    support.edit_outreach(bob, stored, attempts=8, ward=22)
    bring(bob, effort(*range(11), reached=(11, 12)))
    assert counted() == (10, 3, 1)
    undo(alice, first)
    [logged] = listed(bob)
    assert logged.ward == 22
    assert counted() == (2, 2, 1)  # whom the second file added


def test_what_was_corrected_to_less_than_the_files_have_stays_less(
    alice: Actor, bob: Actor
) -> None:
    first = bring(bob, effort(*range(10)))
    bring(bob, effort(*range(10, 13)))
    [logged] = listed(bob)
    with reading() as session:
        stored = outreach.own_outreach(session, bob, logged.id)
    support.edit_outreach(bob, stored, attempts=2)
    undo(alice, first)
    assert counted() == (2, 0, 1)


def test_what_a_lead_has_voided_stays_void_when_the_next_file_comes(
    alice: Actor, bob: Actor
) -> None:
    bring(bob, effort(1))
    [logged] = listed(bob)
    with reading() as session:
        stored = outreach.own_outreach(session, alice, logged.id)
    support.void_outreach(alice, stored)
    bring(bob, effort(1, 2))
    assert counted() == (0, 0, 0)


def test_days_on_which_there_was_no_campaign_are_left_out_and_counted(bob: Actor) -> None:
    file = file_of(effort(1, 2, day=date(2016, 3, 1)), effort(3, day=date(2017, 4, 25)), effort(4))
    with reading() as session:
        preview = outreach_imports.preview(session, bob, file)
    assert (preview.attempts, preview.outside) == (1, 3)
    bring(bob, *file.efforts)
    assert counted() == (1, 0, 1)


def test_a_preview_says_what_an_import_would_add_and_what_was_logged_by_hand(bob: Actor) -> None:
    support.log_outreach(bob, kind=CALLS)
    bring(bob, effort(1, kind=DOORS))
    file = file_of(effort(1, 2, reached=(3,)), effort(1, reached=(2,), kind=DOORS))
    with nothing_written(), reading() as session:
        preview = outreach_imports.preview(session, bob, file)
    shown = [
        (each.kind.value, each.attempts, each.conversations, each.logged) for each in preview.new
    ]
    assert shown == [(CALLS, 3, 1, 1), (DOORS, 1, 1, 0)]


def test_what_cannot_be_is_refused_beside_its_field(bob: Actor, cora: Actor) -> None:
    with refused("day"):
        bring(bob, effort(1, day=None), day=None)
    with refused("day"):
        bring(bob, effort(1, day=None), day=date(2017, 4, 25))
    with refused("kind"):
        bring(bob, effort(1, kind="lobby visit"))
    with refused("kind"):
        bring(bob, effort(1, kind="shouting"))
    with refused("tool"):
        bring(bob, effort(1), tool="other")
    with refused("key"):
        bring(bob, effort(1), key="")
    with nothing_written(), pytest.raises(NotAllowed):
        bring(cora, effort(1))
    with nothing_written(), reading() as session, pytest.raises(NotAllowed):
        outreach_imports.latest_outreach_imports(session, cora)


def may_contact(who: Actor, line: Signature) -> bool:
    with reading() as session:
        return signer_of(own_line(session, who, line.id)).may_contact


@pytest.fixture
def rosa(bob: Actor) -> Signature:
    """She may be contacted."""
    batch = support.log(bob)
    return support.key_line(bob, batch, phone="(312) 555-0142", may_contact=True)


def test_who_asked_to_be_left_alone_is_not_contacted_by_their_organization_any_more(
    bob: Actor, charlie: Actor, rosa: Signature
) -> None:
    batch = support.log(bob)
    ana = support.key_line(bob, batch, email="ana@example.org", phone="", may_contact=True)
    other = support.key_line(charlie, support.log(charlie), phone="3125550142", may_contact=True)
    never = support.key_line(bob, batch, phone="7735550100", may_contact=False)
    asked = [("+13125550142", ""), ("", "ANA@example.org"), ("7735550100", ""), ("7735550199", "")]
    before = support.figures().headline
    file = bring(bob, effort(1), left_alone=asked)
    assert file is not None
    assert file.left_alone == 2
    assert not may_contact(bob, rosa)
    assert not may_contact(bob, ana)
    assert may_contact(charlie, other)
    assert support.figures().headline == before
    with reading() as session:
        assert own_line(session, bob, never.id).revision == 0
        assert own_line(session, bob, rosa.id).revision == 1


def test_undo_lets_contact_again_unless_somebody_else_said_so_too(
    alice: Actor, bob: Actor, rosa: Signature
) -> None:
    asked = [("3125550142", "")]
    first = bring(bob, effort(1), left_alone=asked)
    second = bring(bob, effort(1, 2), left_alone=asked)
    undo(alice, first)
    assert not may_contact(bob, rosa)
    undo(alice, second)
    assert not may_contact(bob, rosa)  # nobody has said yes since


def test_undo_lets_contact_again_whom_the_import_stopped(
    alice: Actor, bob: Actor, rosa: Signature
) -> None:
    file = bring(bob, left_alone=[("3125550142", "")])
    assert file is not None
    assert (file.attempts, file.left_alone) == (0, 1)
    undo(alice, file)
    assert may_contact(bob, rosa)


@pytest.mark.parametrize("undone", ["signers", "outreach"])
def test_what_another_kind_of_file_says_holds_when_one_is_undone(
    undone: str, alice: Actor, bob: Actor, rosa: Signature
) -> None:
    asked = [("3125550142", "")]
    outreach = bring(bob, effort(1), left_alone=asked) if undone == "outreach" else None
    row = ImportRow(2, "Rosa", phone="3125550142", unsubscribed=True)
    file = support.imported(bob, [row])
    if undone == "outreach":
        undo(alice, outreach)
    else:
        bring(bob, effort(1), left_alone=asked)
        support.undo_import(alice, file)
    assert not may_contact(bob, rosa)


def test_an_organizations_meanings_are_remembered_word_by_word(bob: Actor, charlie: Actor) -> None:
    bring(bob, effort(1), meanings={"results": {"Refused": "conversation", "Busy": "attempt"}})
    bring(bob, effort(1), meanings={"results": {"Busy": "nothing"}, "kinds": {"Paid": CALLS}})
    with reading() as session:
        assert outreach_meanings.remembered(session, bob, "van") == {
            "results": {"Refused": "conversation", "Busy": "nothing"},
            "kinds": {"Paid": CALLS},
        }
        assert outreach_meanings.remembered(session, bob, "spoke") == {}
        assert outreach_meanings.remembered(session, charlie, "van") == {}


def test_a_print_is_the_same_for_the_same_person_and_organization_only(home: Path) -> None:
    of = prints.contact_print
    assert of(1, "van")("1000") == of(1, "van")("1000") < 2**64
    assert len({of(1, "van")("1000"), of(2, "van")("1000"), of(1, "spoke")("1000")}) == 3
