"""VAN's and Spoke's results as outreach."""

from datetime import date

import pytest

from db.models import OutreachKind
from exchange.formats import recognised
from exchange.outreach import REPLY, STOP, DoNotContact, Effort, OutreachFile, outreach
from exchange.outreach_results import Meaning
from tests.exchange.support import csv_of, table_of

FIRST, SECOND = date(2017, 3, 1), date(2017, 3, 2)
DOORS, CALLS, TEXTS = OutreachKind.DOOR_KNOCKING, OutreachKind.PHONE_BANK, OutreachKind.TEXT_BANK
VAN = "Voter File VANID,Date Canvassed,Result,Contact Type"


def of(header: str, *rows: str, **own: object) -> OutreachFile:
    table = table_of(csv_of([line.split(",") for line in (header, *rows)]))
    found = recognised(table.header)
    assert found is not None
    return outreach(table, found, **own)  # type: ignore[arg-type]


def figures(file: OutreachFile) -> list[tuple[date | None, OutreachKind, int, int]]:
    return [(each.day, each.kind, each.attempts, each.conversations) for each in file.efforts]


def test_people_are_counted_by_day_and_kind_and_not_calls() -> None:
    file = of(
        VAN,
        "1,3/1/2017,Not Home,Walk",
        "1,3/1/2017,Canvassed,Walk",
        "2,3/1/2017,Refused,Walk",
        "2,3/1/2017,Left Message,Phone",
        "2,3/2/2017,Canvassed,Phone",
    )
    assert figures(file) == [(FIRST, DOORS, 2, 1), (FIRST, CALLS, 1, 0), (SECOND, CALLS, 1, 1)]
    assert file.efforts[0] == Effort(
        FIRST, DOORS, 2, 1, {"Not Home": 1, "Canvassed": 1, "Refused": 1}
    )
    assert file.results == {"Not Home": 1, "Canvassed": 2, "Refused": 1, "Left Message": 1}
    assert file.contact_types == {"Walk": DOORS, "Phone": CALLS}


def test_an_organizations_own_meanings_go_first() -> None:
    rows = ["1,3/1/2017,Refused,Walk", "2,3/1/2017,Lit drop,Lobby"]
    own = {"Refused": Meaning.CONVERSATION, "Lit drop": Meaning.NOTHING}
    file = of(VAN, *rows, meanings=own, kinds={"Lobby": OutreachKind.TABLING})
    assert figures(file) == [(FIRST, DOORS, 1, 1), (FIRST, OutreachKind.TABLING, 0, 0)]
    assert file.meanings == own


def test_who_wants_no_more_calls() -> None:
    file = of(f"{VAN},Phone", "1,3/1/2017,Do Not Call,Phone,3125550142.0", "2,3/1/2017,Busy,Phone,")
    assert file.do_not_contact == [DoNotContact("1", "3125550142", "")]
    assert figures(file) == [(FIRST, CALLS, 2, 0)]


def test_who_wants_no_more_calls_is_left_alone_though_the_day_can_not_be_read() -> None:
    file = of(
        f"{VAN},Phone", "1,soon,Do Not Call,Phone,3125550142", "2,3/1/2017,Busy,Phone,3125550143"
    )
    assert file.do_not_contact == [DoNotContact("1", "3125550142", "")]
    assert figures(file) == [(FIRST, CALLS, 1, 0)]
    assert (file.results, file.problem_rows) == ({"Busy": 1}, 1)
    texts = of(
        "assignmentId,campaignId,userNumber,contactNumber,isFromContact,sendStatus,attemptedAt,text",
        "1,1,+13125550100,+13125550142,true,DELIVERED,,STOP",
    )
    assert texts.do_not_contact == [DoNotContact("", "+13125550142", "")]
    assert texts.efforts == []


def test_a_day_that_is_none_is_said_with_its_row() -> None:
    file = of(VAN, "1,3/1/2017,Canvassed,Walk", "2,soon,Canvassed,Walk", "3,,Canvassed,Walk")
    assert [(number, problem.value) for number, problem in file.problems] == [(3, "soon"), (4, "")]
    assert (file.rows, file.problem_rows) == (3, 2)


def test_whoever_answered_a_survey_was_reached() -> None:
    file = of(
        "Voter File VANID,Date Canvassed,Survey Response,Survey Question Name,Contact Type",
        "1,3/1/2017,Yes,Will you sign?,Walk",
        "1,3/1/2017,Strong,Sanctuary,Walk",
        "2,3/1/2017,Refused,Sanctuary,Walk",
    )
    assert figures(file) == [(FIRST, DOORS, 2, 1)]
    assert set(file.results) == {"Will you sign?: Yes", "Sanctuary: Strong", "Sanctuary: Refused"}


def test_spokes_contacts_have_no_day() -> None:
    file = of(
        "contact[cell],contact[optOut],contact[messageStatus],assignmentId",
        "3125550142,false,needsMessage,1",
        "3125550143,true,messaged,1",
        "3125550144,false,convo,1",
        "3125550145,false,closed,1",
    )
    assert figures(file) == [(None, TEXTS, 3, 2)]
    assert file.do_not_contact == [DoNotContact("", "3125550143", "")]


def test_an_answer_to_a_message_is_of_the_day_of_the_message() -> None:
    file = of(
        "contactNumber,isFromContact,sendStatus,attemptedAt,text",
        "1,false,DELIVERED,2017-03-01T18:00:00Z,Will you sign?",
        "2,false,DELIVERED,2017-03-01T18:00:00Z,Will you sign?",
        "3,false,ERROR,2017-03-01T18:00:00Z,Will you sign?",
        "1,true,DELIVERED,2017-03-02T18:00:00Z,Yes!",
        "2,true,DELIVERED,2017-03-02T18:00:00Z,Stop please",
    )
    assert figures(file) == [(FIRST, TEXTS, 3, 1)]
    assert file.results == {"DELIVERED": 2, "ERROR": 1, REPLY: 1, STOP: 1}
    assert file.do_not_contact == [DoNotContact("", "2", "")]


def test_spokes_file_for_van() -> None:
    file = of(
        "van_id,cell,first_name,last_name,value,date",
        "1,1,Rosa,Díaz,Will you sign?: Yes,03-01-2017",
        "1,1,Rosa,Díaz,volunteer,03-01-2017",
        "2,2,Ana,Paz,canvassed no response,03-01-2017",
    )
    assert figures(file) == [(FIRST, TEXTS, 2, 1)]


def test_the_same_person_is_known_again_in_the_next_file_however_the_phone_is_written() -> None:
    header = "contactNumber,isFromContact,sendStatus,attemptedAt,text"
    first = of(header, "+13125550142,false,DELIVERED,2017-03-01T18:00:00Z,Hi")
    second = of(
        header,
        "3125550142.0,false,DELIVERED,2017-03-01T18:00:00Z,Hi",
        "(312) 555-0143,false,DELIVERED,2017-03-01T18:00:00Z,Hi",
        "(312) 555-0142,true,DELIVERED,2017-03-01T19:00:00Z,Yes",
    )
    [before], [after] = first.efforts, second.efforts
    assert list(before.people.values()) == [False]
    assert len(after.people) == 2
    assert [after.people[each] for each in before.people] == [True]


def test_a_row_that_names_nobody_is_known_again_by_all_it_says() -> None:
    rows = ["Ana,3/1/2017,Canvassed,Walk", "Eva,3/1/2017,Canvassed,Walk"]
    header = "Contact Name,Date Canvassed,Result,Contact Type"
    first, second = of(header, rows[0]), of(header, *reversed(rows), rows[0])
    assert second.efforts[0].attempts == 2
    assert first.efforts[0].people.keys() < second.efforts[0].people.keys()


def test_without_days_two_campaigns_are_two_attempts() -> None:
    header = "campaignId,contact[cell],contact[messageStatus],assignmentId"
    file = of(header, "1,3125550142,messaged,1", "1,3125550142,messaged,2", "2,3125550142,convo,3")
    assert figures(file) == [(None, TEXTS, 2, 1)]


STOPS = ("stop", "STOP.", "Stop!!", "alto", "ALTO por favor", "para", "Para ya", "PAREN",
         "no más", "No mas mensajes", "¡ya no!", "unsubscribe", "Unsubscribe me", "baja",
         "cancelar")  # fmt: skip
TALKS = ("para que es esto", "Para mi familia", "no", "ya firmé", "cuenten conmigo",
         "no más deportaciones en Chicago", "stop by my house and I will sign")  # fmt: skip


@pytest.mark.parametrize("text", [*STOPS, *TALKS])
def test_who_asks_a_text_bank_to_stop_is_left_alone_in_either_language(text: str) -> None:
    header = "assignmentId,campaignId,userNumber,contactNumber,isFromContact,sendStatus,attemptedAt"
    file = of(f"{header},text", f"1,1,3125550100,3125550142,true,DELIVERED,2017-03-01,{text}")
    assert bool(file.do_not_contact) == (text in STOPS)
    assert list(file.results) == [STOP if text in STOPS else REPLY]
