"""Who may do what."""

from db.actor import RIGHTS, Right, Role

EVERYONE = {Right.SEE_TOTALS, Right.SEE_MEASURES, Right.SEE_COUNCIL, Right.OWN_ACCOUNT}
DAILY = {
    Right.SEE_BATCHES,
    Right.LOG_BATCH,
    Right.PRINT_SHEETS,
    Right.KEY_SIGNATURES,
    Right.SEE_PEOPLE,
    Right.LOG_OUTREACH,
    Right.PLAN_VISIT,
    Right.IMPORT_FILES,
}
VOIDS = {Right.VOID_BATCH, Right.VOID_SIGNATURE, Right.VOID_OUTREACH, Right.UNDO_IMPORT}
COUNCIL = {
    Right.UPDATE_MEASURE,
    Right.KEEP_COUNCIL,
    Right.SET_STANCE,
    Right.LEAD_RELATIONSHIP,
}
CAMPAIGN = {
    Right.EDIT_RULES,
    Right.RUN_COALITION,
    Right.EDIT_CAMPAIGN,
    Right.SET_MILESTONES,
    Right.REPORT_EXTERNAL,
    Right.KEEP_PRESS,
}


def test_every_role_sees_totals_measures_and_the_council() -> None:
    assert all(rights >= EVERYONE for rights in RIGHTS.values())


def test_a_lead_may_all_that_staff_may() -> None:
    assert RIGHTS[Role.LEAD] > RIGHTS[Role.STAFF]


def test_staff_log_and_key_and_do_not_void() -> None:
    assert RIGHTS[Role.STAFF] == EVERYONE | DAILY


def test_leads_void_and_run_their_organization() -> None:
    added = {
        Right.RUN_ORGANIZATION,
        Right.EXPORT_PEOPLE,
        Right.JOIN_PACKET,
        Right.SEE_PRESS,
    }
    assert RIGHTS[Role.LEAD] - RIGHTS[Role.STAFF] == VOIDS | COUNCIL | added


def test_a_coordinator_has_no_part_in_an_organizations_rows_and_people() -> None:
    own = {Right.RUN_ORGANIZATION, Right.EXPORT_PEOPLE}
    assert not RIGHTS[Role.COORDINATOR] & (DAILY | VOIDS | own)


def test_leads_and_coordinators_keep_the_council() -> None:
    for right in COUNCIL:
        assert {role for role in Role if right in RIGHTS[role]} == {Role.LEAD, Role.COORDINATOR}


def test_only_coordinators_change_the_campaign() -> None:
    for right in CAMPAIGN:
        assert {role for role in Role if right in RIGHTS[role]} == {Role.COORDINATOR}


def test_every_right_belongs_to_somebody() -> None:
    assert set(RIGHTS) == set(Role)
    assert frozenset().union(*RIGHTS.values()) == set(Right)
