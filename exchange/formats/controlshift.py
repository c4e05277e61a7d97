"""ControlShift, the petition's own page: four exports, with more or fewer columns.

Rows with `deleted_at` don't count; `unsubscribe_at` means do not contact. `join_organisation` is
the only leave to contact somebody. The organization's file and the bulk data have the signatures of
all its petitions. The campaign creator's file has neither e-mails nor days.
"""

from db.errors import N_
from exchange.formats.format import Format, Kind, tell

_COLUMNS = {
    "source_id": ("id",),
    "petition": ("petition id",),
    "first_name": ("first name",),
    "last_name": ("last name",),
    "email": ("email",),
    "phone": ("phone number", "phone"),
    "zip": ("postcode",),
    "note": ("comment",),
    "signed_on": ("created at",),
    "may_contact": ("join organisation", "join organization"),
    "deleted": ("deleted at",),
    "unsubscribed": ("unsubscribe at",),
}
_SIGNATURES = "controlshift signature"

FORMATS = (
    Format(
        key="controlshift bulk",
        name=N_("ControlShift: bulk data, signatures"),
        kind=Kind.SIGNERS,
        tells=(
            tell("petition_id", "email", "postcode", "created_at", "confirmed_at"),
            tell("petition_id", "email", "postcode", "created_at", "additional_fields"),
            tell("petition_id", "email", "postcode", "created_at", "email_opt_in_type_id"),
        ),
        columns=_COLUMNS,
        own_page=True,
        ids=_SIGNATURES,
    ),
    Format(
        key="controlshift organization",
        name=N_("ControlShift: signatures, as the organization exports them"),
        kind=Kind.SIGNERS,
        tells=(
            tell("petition_id", "first_name", "postcode"),
            tell("first_name", "postcode", "unsubscribe_at"),
            tell("first_name", "postcode", "join_organisation"),
            tell("first_name", "postcode", "external_constituent_id"),
        ),
        columns=_COLUMNS,
        own_page=True,
        ids=_SIGNATURES,
    ),
    Format(
        key="controlshift creator",
        name=N_("ControlShift: signatures, as the campaign's creator exports them"),
        kind=Kind.SIGNERS,
        tells=(
            tell("first_name", "last_name", "postcode", "comment"),
            tell("id", "first_name", "last_name", "postcode"),
        ),
        columns=_COLUMNS,
        lacks=tell("email", "petition_id", "created_at"),
        own_page=True,
        ids=_SIGNATURES,
    ),
    Format(
        key="controlshift group",
        name=N_("ControlShift: members of a group"),
        kind=Kind.SIGNERS,
        tells=(tell("id", "email", "first_name", "last_name", "postcode", "created_at"),),
        columns=_COLUMNS,
        lacks=tell("petition_id", "comment", "join_organisation", "unsubscribe_at"),
        ids="controlshift member",
    ),
)
