"""Coalition: what coordinators set, and the little that they see of an organization."""

from dataclasses import replace
from datetime import date

from streamlit.testing.v1 import AppTest

from db import campaign
from db.engine import writing
from db.live import hub
from db.signatures import BatchCreate, log_batch
from tests import support
from tests.pages.conftest import Screen, words
from tests.pages.test_organization_page import press


def box(app: AppTest, form: str, field: str) -> str:
    """The key of a form's field, in this press of the form."""
    [key] = [
        str(each.key)
        for each in (*app.text_input, *app.text_area, *app.number_input, *app.date_input)
        if str(each.key).startswith(f"{form}.") and str(each.key).endswith(f".{field}")
    ]
    return key


def test_counts_are_seen_and_no_ones_name_but_leads_and_coordinators(screen: Screen) -> None:
    with writing() as session:
        new = BatchCreate(date(2017, 4, 24), "paper", 25, place="Saint Pius", key="k" * 20)
        log_batch(session, support.actor("bob"), new)
    app = screen("cora", "coalition")
    table = app.dataframe[0].value.set_index("name")
    assert list(table.loc["Mijente", ["leads", "staff", "batches", "claimed"]]) == [1, 1, 1, 25]
    assert len(table) == 18
    said = words(app)
    assert "Alice" in said
    assert "Dora" in said
    assert "Bob" not in said
    assert "Saint Pius" not in said


def test_an_organization_is_added_with_the_link_of_its_first_lead(screen: Screen) -> None:
    app = screen("cora", "coalition")
    press(app, "Add and invite its first lead")
    assert [error.value for error in app.error] == [
        "This can't be empty.",
        "Use at most 40 of: small letters without accents, digits, dashes.",
    ]
    app.text_input(key=box(app, "create_organization", "name")).input("Pilsen Ñandú")
    press(app, "Add and invite its first lead")
    [code] = app.code
    token = code.value.partition("invitation=")[2]
    assert "Pilsen Ñandú" in set(app.dataframe[0].value["name"])
    press(app, "Done")
    joining = screen(None, address={"invitation": token})
    assert "You are invited to Pilsen Ñandú as a lead." in words(joining)


def open_organization(app: AppTest, slug: str) -> None:
    app.selectbox(key="organization.chosen").set_value(slug).run()
    app.button(key="organization.choose").click().run()
    assert not app.exception


def test_an_organizations_acronym_is_corrected_and_charts_show_it(screen: Screen) -> None:
    app = screen("cora", "coalition")
    open_organization(app, "mijente")
    app.text_input(key=box(app, "organization.mijente", "acronym")).input("MIJ")
    press(app, "Save changes")
    assert "The organization is changed." in words(app)
    assert hub.refresh().short_names["mijente"] == "MIJ"


def test_what_another_coordinator_changed_meanwhile_is_shown_before_it_is_overwritten(
    screen: Screen,
) -> None:
    app = screen("cora", "coalition")
    app.text_input(key=box(app, "campaign", "title")).input("Mine")
    with writing() as session:
        now = campaign.fields_of(campaign.campaign(session))
        theirs = replace(now, title="Theirs")
        campaign.edit_campaign(session, support.actor("cora"), theirs, seen=now)
    press(app, "Save the campaign")
    assert "Somebody changed this in the meantime." in words(app)
    assert app.text_input(key=box(app, "campaign", "title")).value == "Mine"
    press(app, "Show it as it is now")
    assert app.text_input(key=box(app, "campaign", "title")).value == "Theirs"


def test_the_campaigns_days_are_set_and_refused_beside_their_field(screen: Screen) -> None:
    with writing() as session:
        new = BatchCreate(date(2017, 3, 1), "paper", 25, key="k" * 20)
        log_batch(session, support.actor("bob"), new)
    app = screen("cora", "coalition")
    app.date_input(key=box(app, "campaign", "starts_on")).set_value(date(2017, 3, 2))
    press(app, "Save the campaign")
    assert [error.value for error in app.error] == [
        "There are signatures of Mar 1, 2017: the first day can't be after it."
    ]
    app.date_input(key=box(app, "campaign", "starts_on")).set_value(date(2017, 3, 1))
    app.date_input(key=box(app, "campaign", "ends_on")).set_value(date(2017, 5, 1))
    press(app, "Save the campaign")
    assert "The campaign is saved." in words(app)
    assert app.date_input(key=box(app, "campaign", "ends_on")).value == date(2017, 5, 1)


def test_a_site_is_added_and_its_reading_counts(screen: Screen) -> None:
    app = screen("cora", "coalition")
    app.text_input(key=box(app, "add_source", "name")).input("Action Page")
    press(app, "Add the site")
    [site] = [each for each in app.selectbox if str(each.key).startswith("report_external.")]
    site.set_value("action-page")
    app.number_input(key=box(app, "report_external", "reported")).set_value(250)
    press(app, "Save reading")
    assert "The reading counts." in words(app)
    assert hub.refresh().headline.external == 1_250


def test_milestones_are_set_here_too(screen: Screen) -> None:
    app = screen("cora", "coalition")
    [milestones] = [each for each in app.text_input if each.label == "Milestones, in signatures"]
    milestones.input("1500 3000")
    press(app, "Save milestones")
    assert hub.refresh().milestones == (1_500, 3_000)


def test_a_lead_is_invited_to_the_organization_that_is_chosen(screen: Screen) -> None:
    app = screen("cora", "coalition")
    press(app, "Make a link")
    assert [error.value for error in app.error] == ["Choose one of the list."]
    [organization] = [each for each in app.selectbox if str(each.key).startswith("invite.")]
    organization.set_value("hana-center")
    press(app, "Make a link")
    assert len(app.code) == 1
    press(app, "Done")
    assert "Made by Cora, today" in words(app)
