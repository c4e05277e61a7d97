"""What an installation starts with."""

from sqlalchemy import func
from sqlmodel import col, select

from db import installation
from db.counting import Ladder
from db.engine import reading, writing
from db.login_sessions import actor_of, exchange, sign_in
from db.models import (
    Action,
    AuditEntry,
    Base,
    Measure,
    Organization,
    SeatHolder,
    Sponsor,
    Ward,
    ZipOther,
    ZipShare,
)
from db.seed import seed
from tests.db.support import everything, figures, nothing_written


def _count(table: type[Base]) -> int:
    with reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_the_figures_are_those_of_the_campaign(home: object) -> None:
    assert _count(Organization) == 18
    assert _count(Ward) == 50
    assert _count(SeatHolder) == 50
    assert _count(ZipShare) == 202
    assert _count(ZipOther) > 0
    assert _count(Measure) == 2
    assert _count(Action) == 4
    assert _count(Sponsor) == 28 + 24
    assert figures().headline == Ladder(external=1_000)
    assert figures().milestones == (1_000, 2_500, 5_000, 10_000)


def test_every_ward_has_a_tile_of_its_own(home: object) -> None:
    with reading() as session:
        wards = session.exec(select(Ward)).all()
    assert {ward.number for ward in wards} == set(range(1, 51))
    assert len({(ward.tile_row, ward.tile_col) for ward in wards}) == 50
    assert all(0 <= ward.tile_row < 12 and 0 <= ward.tile_col < 7 for ward in wards)
    assert all(41.6 < ward.centroid_lat < 42.1 for ward in wards)
    assert all(-87.95 < ward.centroid_lon < -87.5 for ward in wards)


def test_every_ward_has_one_holder_and_the_traps_are_right(home: object) -> None:
    with reading() as session:
        names = dict(session.exec(select(SeatHolder.ward, SeatHolder.name)).all())
        legistar = dict(session.exec(select(SeatHolder.ward, SeatHolder.legistar_name)).all())
    assert set(names) == set(range(1, 51))
    assert names[4] == "Sophia King"
    assert "Zalewski" in names[23]
    assert "Moore" in names[17]
    assert "Moore" in names[49]
    assert names[17] != names[49]
    assert len(set(legistar.values())) == 50


def test_both_measures_have_their_record_numbers(home: object) -> None:
    with reading() as session:
        numbers = session.exec(select(Measure.record_number).order_by(col(Measure.id))).all()
        leads = session.exec(
            select(Measure.record_number, Sponsor.ward)
            .join(Sponsor, col(Sponsor.measure_id) == Measure.id)
            .where(Sponsor.position == 1)
        ).all()
    assert numbers == ["O2017-1018", "R2017-125"]
    assert {tuple(row) for row in leads} == {("O2017-1018", 35), ("R2017-125", 6)}


def test_sponsors_are_the_alderpersons_of_their_wards(home: object) -> None:
    with reading() as session:
        seats = dict(session.exec(select(SeatHolder.ward, SeatHolder.name)).all())
        for sponsor in session.exec(select(Sponsor)):
            assert sponsor.name == seats[sponsor.ward]
        for measure in session.exec(select(Measure)):
            places = session.exec(
                select(Sponsor.position).where(Sponsor.measure_id == measure.id)
            ).all()
            assert sorted(places) == list(range(1, len(places) + 1))


def test_a_zips_shares_are_parts_of_a_whole(home: object) -> None:
    with reading() as session:
        shares = session.exec(select(ZipShare)).all()
        others = {other.zip for other in session.exec(select(ZipOther))}
    for zip_code in {share.zip for share in shares}:
        of_this = [share for share in shares if share.zip == zip_code]
        assert 0 < sum(share.share_of_zip for share in of_this) <= 1.01
        assert len([share for share in of_this if share.likeliest]) == 1
    assert not others & {share.zip for share in shares}
    assert len({share.ward for share in shares if share.zip == "60629"}) == 7


def test_organizations_are_spelled_as_in_the_petition(home: object) -> None:
    with reading() as session:
        organizations = session.exec(select(Organization)).all()
    assert {"mijente", "hana-center", "byp100"} <= {o.slug for o in organizations}
    assert len({o.name for o in organizations}) == 18
    assert all(o.name == o.name.strip() and o.name for o in organizations)


def test_seeding_again_changes_nothing(home: object) -> None:
    with nothing_written(), writing() as session:
        assert seed(session) is False


def test_preparing_again_changes_nothing(home: object) -> None:
    with nothing_written():
        assert installation.prepare() is None


def test_the_first_start_makes_a_coordinator_with_a_one_time_password(empty_home: object) -> None:
    password = installation.prepare()
    assert password is not None
    assert password in installation.welcome(password)
    assert password not in repr(everything())
    ticket = sign_in(installation.FIRST_COORDINATOR, password, address="203.0.113.7")
    assert ticket is not None
    with writing() as session:
        token = exchange(session, ticket)
    actor = actor_of(token)
    assert actor is not None
    assert actor.must_change_password
    with nothing_written():
        assert installation.prepare() is None


def test_the_seed_is_in_the_audit_log(home: object) -> None:
    with reading() as session:
        first = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).first()
    assert first is not None
    assert (first.action, first.user_id) == ("seed", None)
