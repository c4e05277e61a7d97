"""Totals: the ladder, the changes, the milestones, the filters, and an empty campaign."""

from streamlit.testing.v1 import AppTest

from db.counting import RUNGS
from db.engine import writing
from db.models import User
from db.outreach import log_outreach
from db.outreach_fields import OutreachCreate
from db.signatures import BatchCreate, log_batch
from tests import support
from tests.pages.conftest import Screen, words

WEEK_BEFORE = "Week of Apr 10, 2017"


def metrics(app: AppTest) -> dict[str, str]:
    return {each.label: each.value for each in app.metric}


def log(person: str, count: int, *, days_ago: int = 0, ward: int | None = 22) -> None:
    day = support.clock.today() - support.clock.timedelta(days=days_ago)
    with writing() as session:
        new = BatchCreate(
            day, "event", count, ward=ward, key=f"{person} {count} {days_ago} {'k' * 16}"
        )
        log_batch(session, support.actor(person), new)


def reach(person: str, *, days_ago: int = 0, **fields: object) -> None:
    day = support.clock.today() - support.clock.timedelta(days=days_ago)
    new = OutreachCreate(
        **{  # type: ignore[arg-type]
            "kind": "door knocking",
            "happened_on": day,
            "attempts": 40,
            "key": f"{person} {days_ago} {fields} {'k' * 16}"[:64],
            **fields,
        }
    )
    with writing() as session:
        log_outreach(session, support.actor(person), new)


def test_an_empty_campaign_shows_the_petitions_thousand_and_invites(screen: Screen) -> None:
    app = screen("bob")
    assert metrics(app)["Signatures"] == "1,000"
    assert metrics(app)["External"] == "1,000"
    assert "The first batch that anyone logs shows here" in words(app)
    assert "None yet. The first that anyone logs shows here" in words(app)
    assert not app.get("vega_lite_chart")


def test_the_ladder_adds_up_to_the_headline(screen: Screen) -> None:
    log("bob", 25)
    log("charlie", 17, days_ago=3)
    log("charlie", 8, days_ago=20)
    shown = metrics(screen("bob"))
    assert shown["Signatures"] == "1,050"
    assert (shown["Verified"], shown["Claimed"], shown["External"], shown["Overlap"]) == (
        *("0", "50", "1,000"),
        "0",
    )
    assert shown["Last 7 days"] == "+42"
    assert shown["Next milestone"] == "2,500"


def test_every_rung_has_its_definition_beside_it(screen: Screen) -> None:
    said = words(screen("bob"))
    for rung in RUNGS:
        assert rung.definition in said


def test_the_change_since_yesterday_is_shown(screen: Screen) -> None:
    log("bob", 25)
    log("bob", 10, days_ago=1)
    assert screen("bob").metric[0].delta == "+25"


def test_every_chart_has_its_table_one_click_away(screen: Screen) -> None:
    log("bob", 25)
    app = screen("bob")
    assert len(app.get("vega_lite_chart")) == 5
    for toggle in app.toggle:
        toggle.set_value(True)
    app.run()
    assert len(app.dataframe) == 5
    organizations, wards = app.dataframe[1].value, app.dataframe[4].value
    assert organizations["signatures"].sum() == 1_025
    assert wards["signatures"].sum() == 1_025
    assert {"External", "Overlap"} <= set(organizations["name"])
    assert {"Ward unknown", "External", "Overlap"} <= set(wards["name"])


def test_a_filter_shows_its_part_and_says_what_it_leaves_out(screen: Screen) -> None:
    log("bob", 25)
    log("charlie", 17)
    app = screen("bob")
    app.multiselect(key="filter.organizations").set_value(["mijente"]).run()
    assert metrics(app)["Signatures"] == "25"
    assert "they are left out" in words(app)
    app.multiselect(key="filter.channels").set_value(["paper"]).run()
    assert metrics(app)["Signatures"] == "0"
    assert "No batch fits this filter." in words(app)


def test_the_funnel_shows_its_figures_and_the_rates_between_them(screen: Screen) -> None:
    reach("bob", conversations=10, signatures=4, volunteers=3, hours=2.5)
    reach("charlie", attempts=60, conversations=15, volunteers=1, hours=1, days_ago=9)
    app = screen("cora")
    shown = metrics(app)
    assert (shown["Contact attempts"], shown["Conversations"]) == ("100", "25")
    assert (shown["Signatures gathered"], shown["Signatures"]) == ("4", "1,004")
    assert (shown["Volunteers"], shown["Volunteer hours"]) == ("4", "3.5")
    rates = [each.proto.delta_description for each in app.metric]
    assert {"25% of the attempts", "16% of the conversations"} <= set(rates)


def test_every_table_of_outreach_adds_up_to_its_figure(screen: Screen) -> None:
    reach("bob", conversations=10, ward=22, signatures=4, volunteers=3, hours=2.5)
    reach("charlie", kind="phone bank", attempts=60, conversations=15, hours=0.25, days_ago=9)
    app = screen("bob")
    assert len(app.get("vega_lite_chart")) == 10
    for toggle in app.toggle:
        toggle.set_value(True)
    app.run()
    funnel, *cuts = [each.value for each in app.dataframe[5:]]
    assert list(funnel["number"]) == [100, 25, 4]
    assert len(cuts) == 4
    for table in cuts:
        assert table["attempts"].sum() == 100
        assert table["conversations"].sum() == 25
        assert table["signatures"].sum() == 4
        assert table["volunteers"].sum() == 3
        assert table["hours"].sum() == 2.75
    organizations, kinds, weeks, wards = cuts
    assert list(organizations["name"])[:2] == ["Hana Center", "Mijente"]
    assert list(kinds["name"])[:2] == ["Phone bank", "Door knocking"]
    assert list(weeks["name"]) == ["Week of Apr 24, 2017", "Week of Apr 17, 2017", WEEK_BEFORE]
    assert "Ward unknown" in set(wards["name"])


def test_outreach_without_batches_is_charted_all_the_same(screen: Screen) -> None:
    reach("bob", kind="media", attempts=0)
    app = screen("bob")
    assert metrics(app)["Contact attempts"] == "0"
    assert "Nothing to chart yet" in words(app)
    assert len(app.get("vega_lite_chart")) == 5


def test_a_filter_shows_its_part_of_the_outreach_and_leaves_channels_aside(
    screen: Screen,
) -> None:
    reach("bob", conversations=10)
    reach("charlie", attempts=60, days_ago=9)
    app = screen("bob")
    app.multiselect(key="filter.channels").set_value(["paper"]).run()
    assert metrics(app)["Contact attempts"] == "100"
    assert "that part of the filter does not apply here" in words(app)
    app.multiselect(key="filter.channels").set_value([]).run()
    app.multiselect(key="filter.organizations").set_value(["mijente"]).run()
    assert metrics(app)["Contact attempts"] == "40"
    assert "does not apply here" not in words(app)
    app.multiselect(key="filter.organizations").set_value(["paso"]).run()
    assert "No outreach fits this filter." in words(app)


def test_only_coordinators_set_the_milestones(screen: Screen) -> None:
    assert "Save milestones" not in [button.label for button in screen("alice").button]
    app = screen("cora")
    [box] = [each for each in app.text_input if each.label == "Milestones, in signatures"]
    box.input("1500, oops")
    [save] = [each for each in app.button if each.label == "Save milestones"]
    save.click().run()
    assert [e.value for e in app.error] == ["Give a whole number, such as 25."]
    [box] = [each for each in app.text_input if each.label == "Milestones, in signatures"]
    box.input("1500 3000")
    [save] = [each for each in app.button if each.label == "Save milestones"]
    save.click().run()
    assert metrics(app)["Next milestone"] == "1,500"


def test_when_all_milestones_are_reached_it_says_so(screen: Screen) -> None:
    log("bob", 9_500)
    assert metrics(screen("bob"))["Next milestone"] == "All reached"


def test_the_address_holds_the_filter_in_no_ones_language(screen: Screen) -> None:
    log("bob", 25)
    app = screen("bob")
    app.multiselect(key="filter.channels").set_value(["event"]).run()
    assert app.query_params == {"channel": "event"}
    with writing() as session:
        charlie = session.get_one(User, support.actor("charlie").user_id)
        charlie.language = "es"
        session.add(charlie)
    app = screen("charlie", address={"channel": "event", "from": "2017-04-24", "to": "never"})
    assert metrics(app)["Firmas"] == "25"
    assert app.multiselect(key="filter.channels").value == ["event"]


def test_what_the_address_can_not_mean_is_left_out(screen: Screen) -> None:
    app = screen("bob", address={"channel": "pigeon", "organization": "nobody", "from": "x"})
    assert not app.exception
    assert metrics(app)["Signatures"] == "1,000"
