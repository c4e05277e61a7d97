"""Who may do what."""

from db.actor import RIGHTS, Right, Role

EVERYONE = {Right.SEE_TOTALS, Right.SEE_MEASURES, Right.OWN_ACCOUNT}
OWN_BATCHES = {Right.SEE_BATCHES, Right.LOG_BATCH, Right.VOID_BATCH}


def test_every_role_sees_totals_and_measures() -> None:
    assert all(rights >= EVERYONE for rights in RIGHTS.values())


def test_a_lead_may_all_that_staff_may() -> None:
    assert RIGHTS[Role.LEAD] > RIGHTS[Role.STAFF]


def test_staff_log_and_do_not_void() -> None:
    assert RIGHTS[Role.STAFF] == EVERYONE | {Right.SEE_BATCHES, Right.LOG_BATCH}


def test_a_coordinator_has_no_part_in_an_organizations_batches() -> None:
    assert not RIGHTS[Role.COORDINATOR] & OWN_BATCHES


def test_only_coordinators_change_the_campaign() -> None:
    for right in (Right.SET_MILESTONES, Right.REPORT_EXTERNAL):
        assert {role for role in Role if right in RIGHTS[role]} == {Role.COORDINATOR}


def test_every_right_belongs_to_somebody() -> None:
    assert set(RIGHTS) == set(Role)
    assert frozenset().union(*RIGHTS.values()) == set(Right)
