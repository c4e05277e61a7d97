"""Every table has its CSV, in the reader's words; none of it runs, and none of it names signers."""

import csv
from functools import partial

import pytest
from sqlmodel import select

from db import users
from db.engine import writing
from db.errors import NotAllowed
from db.models import Organization
from tests import support
from tests.db.support import key_line, log
from tests.pages.conftest import Screen

HAVE_TABLES = ("totals", "council", "wards", "seats", "measures", "coalition")
HAVE_NONE = ("calendar", "roll_calls", "files", "people", "organization", "log_signatures")
COORDINATORS = ("coalition",)
LEADS = ("organization",)
OWN = ("people", "organization", "log_signatures")
Offered = dict[str, partial[bytes]]


def csvs(offered: Offered) -> dict[str, list[list[str]]]:
    return {
        name: list(csv.reader(make().decode("utf-8-sig").splitlines()))
        for name, make in offered.items()
        if name.endswith("-2017-04-24.csv")
    }


def may_open(person: str, page: str) -> bool:
    if page in COORDINATORS:
        return person == "cora"
    return not (page in OWN and person == "cora") and not (page in LEADS and person != "alice")


@pytest.mark.parametrize(
    ("person", "page"),
    [
        (person, page)
        for person in ("alice", "bob", "cora")
        for page in (*HAVE_TABLES, *HAVE_NONE)
        if may_open(person, page)
    ],
)
def test_every_table_of_a_page_has_its_csv_with_all_rows_and_words(
    screen: Screen, offered: Offered, person: str, page: str
) -> None:
    alice = support.actor("alice")
    key_line(alice, log(alice, ward=22), first_name="Núria", last_name="Prueba")
    app = screen(person, page)
    for toggle in app.toggle:
        toggle.set_value(True)
    if app.toggle:
        app.run()
    assert not app.error
    tables = [each.value for each in app.dataframe if not each.proto.editing_mode]
    assert bool(tables) is (page in HAVE_TABLES)
    found = list(csvs(offered).values())
    assert sorted((len(rows) - 1, len(rows[0])) for rows in found) == sorted(
        each.shape for each in tables
    )
    for header, *rows in found:
        assert not any(name.islower() for name in header)
        assert "Núria" not in str(rows)


def test_a_csv_has_the_readers_words_and_whole_numbers(screen: Screen, offered: Offered) -> None:
    bob = support.actor("bob")
    log(bob, count=1_234, ward=22)
    with writing() as session:
        users.set_language(session, bob, "es")
    app = screen("bob", "totals")
    app.toggle(key="ward_map.table").set_value(True).run()
    header, *rows = csvs(offered)["contamos-ward-map-2017-04-24.csv"]
    assert header == ["Distrito", "Firmas"]
    assert ["22", "1234"] in rows


def test_a_name_that_a_spreadsheet_would_run_does_not_run(screen: Screen, offered: Offered) -> None:
    with writing() as session:
        mijente = select(Organization).where(Organization.slug == "mijente")
        session.exec(mijente).one().name = "=1+1"
    log(support.actor("bob"), count=25)
    app = screen("bob", "totals")
    app.toggle(key="by_organization.table").set_value(True).run()
    rows = csvs(offered)["contamos-by-organization-2017-04-24.csv"]
    assert ["'=1+1", "25"] in rows


def test_who_signed_out_gets_no_csv(screen: Screen, offered: Offered) -> None:
    app = screen("bob", "seats")
    [make] = [make for name, make in offered.items() if name.endswith("-2017-04-24.csv")]
    assert make()
    app.button(key="log_out").click().run()
    with pytest.raises(NotAllowed):
        make()
