"""Reading a pasted roll call: every way in which the Clerk writes one, and of spoiling it."""

import csv
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import seed
from db.council import Holder
from db.models import VoteOption
from db.roll_call_names import match
from db.roll_call_text import option_of, read, written_out

YES, NO, ABSENT = VoteOption.YES, VoteOption.NO, VoteOption.ABSENT
_WARDS = (Path(seed.__file__).parent / "data" / "wards.csv").read_text(encoding="utf-8")
HOLDERS = [
    Holder(
        id=int(row["ward"]),
        ward=int(row["ward"]),
        name=row["alderperson"],
        legistar_name=row["legistar_name"],
        held_on=date(2017, 4, 1),
        until=None,
        **dict.fromkeys(("came_by", "note", "phone", "email", "address"), ""),
        revision=0,
    )
    for row in csv.DictReader(_WARDS.splitlines())
]
Votes = Sequence[tuple[Holder, VoteOption]]


def names(text: str) -> list[tuple[str, VoteOption | None]]:
    return [(vote.name, vote.option) for vote in read(text).votes]


def meant(name: str, ward: int | None = None) -> int | None:
    found = match(name, ward, HOLDERS).certain
    return found.ward if found else None


def likely(name: str, ward: int | None = None) -> list[int]:
    found = match(name, ward, HOLDERS)
    assert found.certain is None
    return [holder.ward for holder in found.likely]


# The words of a vote.


@pytest.mark.parametrize(
    ("word", "option"),
    [
        ("Yea", YES),
        ("YEAS", YES),
        ("aye", YES),
        ("Yes", YES),
        ("Y", YES),
        ("Rising Vote", YES),
        ("Nay", NO),
        ("nays", NO),
        ("No", NO),
        ("N", NO),
        ("Present", VoteOption.ABSTAIN),
        ("Abstain", VoteOption.ABSTAIN),
        ("Recused", VoteOption.EXCUSED),
        ("Excused", VoteOption.EXCUSED),
        ("Absent", ABSENT),
        ("Not  voting", VoteOption.NOT_VOTING),
        ("Paired", VoteOption.PAIRED),
        ("Other", VoteOption.OTHER),
        ("Moreno", None),
        ("", None),
    ],
)
def test_chicagos_words_are_open_civic_datas_options(word: str, option: VoteOption | None) -> None:
    assert option_of(word) is option


# Each way of writing a list.


def test_a_name_and_a_vote_on_each_line() -> None:
    text = """
    Proco Joe Moreno Yea
    Hopkins - Nay
    Ald. Dowell: Aye
    Sophia King ........ Absent
    Brookins, Jr., Howard   Rising Vote
    Leslie A. Hairston (Present)
    6. Sawyer Not voting.
    """
    assert names(text) == [
        ("Proco Joe Moreno", YES),
        ("Hopkins", NO),
        ("Dowell", YES),
        ("Sophia King", ABSENT),
        ("Brookins, Jr., Howard", YES),
        ("Leslie A. Hairston", VoteOption.ABSTAIN),
        ("Sawyer", VoteOption.NOT_VOTING),
    ]


def test_the_paragraphs_of_the_journal() -> None:
    text = """Yeas — Aldermen Moreno, Hopkins, Dowell, Brookins, Burnett, Jr., D. Moore,
    Ramirez-Rosa, O'Connor and Silverstein — 9.

    Nays -- Alderman Napolitano -- 1.
    Absent: None.
    Rising vote — Alderwoman Austin"""
    read_votes = names(text)
    assert [name for name, option in read_votes if option is YES] == [
        *("Moreno", "Hopkins", "Dowell", "Brookins", "Burnett, Jr.", "D. Moore"),
        *("Ramirez-Rosa", "O'Connor", "Silverstein", "Austin"),
    ]
    assert [name for name, option in read_votes if option is NO] == ["Napolitano"]
    assert len(read_votes) == 11
    assert not read(text).miscounted


def test_headings_with_a_name_on_each_line() -> None:
    assert names("YEAS (2)\nMoreno\nHopkins\n\nNAYS\nMell") == [
        ("Moreno", YES),
        ("Hopkins", YES),
        ("Mell", NO),
    ]


@pytest.mark.parametrize("two", ["Yeas - 2", "Yeas: 2", "YEAS (2)", "Yeas 2", "Yeas (2):"])
def test_headings_with_their_count_and_a_name_on_each_line(two: str) -> None:
    text = f"{two}\nMoreno\nHopkins\n\nNays — 1.\nReilly\nAbsent - 0"
    assert names(text) == [("Moreno", YES), ("Hopkins", YES), ("Reilly", NO)]
    assert not read(text).miscounted
    [wrong] = read(f"{two}\nMoreno").miscounted
    assert (wrong.option, wrong.said, wrong.found) == (YES, 2, 1)


def test_a_count_beside_a_heading_that_is_not_that_of_the_names_is_noticed() -> None:
    [wrong] = read("Yeas - 3\nMoreno\nHopkins\nNays - 1\nReilly").miscounted
    assert (wrong.option, wrong.said, wrong.found) == (YES, 3, 2)
    [wrong] = read("Nays - 1\nReilly\nMoreno").miscounted
    assert (wrong.option, wrong.said, wrong.found) == (NO, 1, 2)
    [wrong] = read("Yeas - 2\nMoreno\nHopkins Nay").miscounted
    assert (wrong.option, wrong.said, wrong.found) == (YES, 2, 1)


def test_semicolons_keep_last_and_first_name_together() -> None:
    assert names("Yeas: Moreno, Proco Joe; Scott, Jr. Michael; King, Sophia — 3.") == [
        ("Moreno, Proco Joe", YES),
        ("Scott, Jr. Michael", YES),
        ("King, Sophia", YES),
    ]


def test_a_table_copied_from_a_web_page() -> None:
    text = "Person Name\tVote\r\nMoreno, Proco Joe\tYea\r\nMoore, Joseph\tNay\r\n\r\n"
    assert names(text) == [("Moreno, Proco Joe", YES), ("Moore, Joseph", NO)]
    wards = "Ward\tAlderperson\tVote\n17\tMoore\tYea\n49\tMoore\tNay"
    assert [(vote.ward, vote.name, vote.option) for vote in read(wards).votes] == [
        (17, "Moore", YES),
        (49, "Moore", NO),
    ]


@pytest.mark.parametrize(
    ("line", "ward"),
    [
        ("Moore (17) Yea", 17),
        ("Moore (49th ward) Yea", 49),
        ("Moore, ward 17: Yea", 17),
        ("17 Moore Yea", 17),
        ("17. Moore Yea", None),  # the seventeenth line of a numbered list
    ],
)
def test_a_ward_beside_a_name_is_read(line: str, ward: int | None) -> None:
    [vote] = read(line).votes
    assert (vote.name, vote.ward, vote.option) == ("Moore", ward, YES)


def test_a_count_that_is_not_that_of_the_names_is_noticed() -> None:
    [wrong] = read("Yeas — Aldermen Moreno, Hopkins — 3.\nNays — None.").miscounted
    assert (wrong.option, wrong.said, wrong.found) == (YES, 3, 2)


def test_what_is_no_vote_is_there_without_one() -> None:
    assert names("City Council vote on O2017-1018\nMoreno Yea\nHopkins") == [
        ("City Council vote on O2017-1018", None),
        ("Moreno", YES),
        ("Hopkins", None),
    ]


@pytest.mark.parametrize("text", ["", "  \n\t\n ", "\x00\x07", "Yeas — None.\nNays — None."])
def test_nothing_is_no_vote(text: str) -> None:
    assert read(text).votes == ()


# Whose vote it is.


@pytest.mark.parametrize(
    ("name", "ward"),
    [
        ("Moreno", 1),
        ("MUNOZ", 22),
        ("Ricardo Muñoz", 22),
        ("R. Muñoz", 22),
        ("O’Shea", 19),
        ("O'Connor, Patrick", 40),
        ("Ramirez Rosa", 35),
        ("Carlos Ramírez-Rosa", 35),
        ("Sadlowski Garza", 10),
        ("Garza", 10),
        ("Thompson, Patrick D.", 11),
        ("Patrick Daley Thompson", 11),
        ("Scott, Jr. Michael", 24),
        ("Michael Scott", 24),
        ("Burnett, Jr., Walter", 27),
        ("Burnett", 27),
        ("Milly Santiago", 31),
        ("Milagros S. Santiago", 31),
        ("Deborah Mell", 33),
        ("Tunney, Thomas", 44),
        ("Tom Tunney", 44),
        ("D. Moore", 17),
        ("Moore, David H.", 17),
        ("Joe Moore", 49),
        ("J. Moore", 49),
        ("Joseph A. Moore", None),
    ],
)
def test_a_name_is_matched_however_it_is_written(name: str, ward: int | None) -> None:
    assert meant(name) == ward


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: str(holder.ward))
def test_every_alderperson_is_known_by_both_names_and_all_but_two_by_the_last(
    holder: Holder,
) -> None:
    assert meant(holder.name) == holder.ward
    assert meant(holder.legistar_name) == holder.ward
    last = holder.legistar_name.split(",")[0]
    assert meant(last) == (None if last == "Moore" else holder.ward)
    assert meant(last.upper(), holder.ward) == holder.ward


def test_who_may_be_meant_is_asked_and_not_guessed() -> None:
    assert likely("Moore") == [17, 49]
    assert likely("Muños") == [22]
    assert likely("Burnett Sr.") == [27]
    assert likely("Roberta Maldonado") == [26]
    assert likely("Ramirez") == [35]
    assert likely("Moreno", 22) == [22, 1]
    assert likely("Rahm Emanuel") == []
    assert likely("") == []


# What is written out is read back.

VOTES = st.lists(
    st.tuples(st.sampled_from(HOLDERS), st.sampled_from(VoteOption)),
    min_size=1,
    max_size=50,
    unique_by=lambda vote: vote[0].ward,
)


def by_line(between: str, *, last_first: bool = False) -> Callable[[Votes], str]:
    words = {VoteOption.YES: "Yea", VoteOption.NO: "Nay", VoteOption.ABSTAIN: "Present"}

    def written(holder: Holder, option: VoteOption) -> str:
        name = holder.legistar_name if last_first else holder.name
        return f"{name}{between}{words.get(option, option.value.title())}"

    return lambda votes: "\n".join(written(*vote) for vote in votes)


def table(votes: Votes) -> str:
    rows = (f"{holder.ward}\t{holder.legistar_name}\t{option.value}" for holder, option in votes)
    return "\r\n".join(["Ward\tPerson Name\tVote", *rows])


def journal(votes: Votes) -> str:
    """Last names only, wrapped as the printed page is; the two Moores by their initials."""
    paragraphs = []
    for option in VoteOption:
        of = [
            f"{holder.name[0]}. Moore" if "Moore" in holder.name else _last(holder)
            for holder, vote in votes
            if vote is option
        ]
        if of:
            lines = (", ".join(of[start : start + 5]) for start in range(0, len(of), 5))
            joined = ",\n".join(lines)
            heading = {VoteOption.YES: "Yeas", VoteOption.NO: "Nays"}.get(option, option.value)
            paragraphs.append(f"{heading} — Aldermen {joined} — {len(of)}.")
    return "\n\n".join(paragraphs)


def _last(holder: Holder) -> str:
    return holder.legistar_name.split(",")[0]


def semicolons(votes: Votes) -> str:
    """Last and first names in one paragraph for each vote, a semicolon after each."""
    return "\n".join(
        f"{option.value.upper()}: {'; '.join(of)};"
        for option in VoteOption
        if (of := [holder.legistar_name for holder, vote in votes if vote is option])
    )


def out_and_back(votes: Votes) -> str:
    return written_out((holder.legistar_name, option) for holder, option in votes)


WAYS = {
    "a line each": by_line(" "),
    "a dash": by_line(" - "),
    "a colon": by_line(": "),
    "dots": by_line(" ........ "),
    "last name first": by_line("  ", last_first=True),
    "semicolons": semicolons,
    "a table": table,
    "the journal": journal,
    "written out": out_and_back,
}


@pytest.mark.parametrize("way", WAYS)
@given(votes=VOTES)
def test_what_is_written_out_is_read_back(way: str, votes: Votes) -> None:
    found = read(WAYS[way](votes))
    assert not found.miscounted
    back = {}
    for vote in found.votes:
        certain = match(vote.name, vote.ward, HOLDERS).certain
        assert certain is not None, vote
        assert certain.ward not in back
        back[certain.ward] = vote.option
    assert back == {holder.ward: option for holder, option in votes}


def assert_can_be_matched(text: str) -> None:
    found = read(text)
    assert [vote.number for vote in found.votes] == list(range(1, len(found.votes) + 1))
    assert all(wrong.said != wrong.found for wrong in found.miscounted)
    for vote in found.votes:
        assert match(vote.name, vote.ward, HOLDERS) is not None


@given(st.text(max_size=400))
def test_no_text_whatever_breaks_it(text: str) -> None:
    assert_can_be_matched(text)


@given(
    st.lists(
        st.sampled_from(
            ["Yeas", "Nays", " — ", ", ", "\t", "\n", "41", ".", "(", ")", "Moore", "Jr."]
        ),
        max_size=60,
    )
)
def test_no_jumble_of_a_lists_own_pieces_breaks_it(pieces: list[str]) -> None:
    assert_can_be_matched("".join(pieces))


def test_a_huge_text_is_read_in_time() -> None:
    assert len(read("Moreno, " * 2_500).votes) == 1
    for text in (
        "Yeas — " + "a" * 20_000,
        "-" * 20_000,
        " ." * 10_000 + "x",
        "Yeas " + "9" * 5_000,
    ):
        assert len(read(text).votes) < 2
