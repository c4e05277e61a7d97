"""Action Network: the columns are chosen for each report, so any two of its own names tell it.

Only `can2_subscription_status` "subscribed" is a leave to contact somebody; "unsubscribed" there
means do not contact.
"""

from db.errors import N_
from exchange.formats.format import Format, Kind, tell

_OWN = (
    *("can2_user_tags", "can2_subscription_status", "can2_sms_status", "can2_user_address"),
    *("can2_user_city", "can2_user_state", "can2_phone", "can2_county"),
    "can2_state_abbreviated",
)

FORMATS = (
    Format(
        key="action network",
        name=N_("Action Network: report"),
        kind=Kind.SIGNERS,
        tells=(
            tell("uuid", "first_name", "last_name", "email", "zip_code"),
            *(tell("first_name", own) for own in _OWN),
            *(tell("email", own) for own in _OWN),
        ),
        columns={
            "source_id": ("uuid",),
            "first_name": ("first name",),
            "last_name": ("last name",),
            "email": ("email",),
            "phone": ("phone number", "can2 phone", "phone", "mobile number"),
            "street": ("can2 user address", "street address", "address"),
            "zip": ("zip code", "zip", "postal code", "can2 zip"),
            "signed_on": ("created date", "created at", "date", "action date"),
            "may_contact": ("can2 subscription status",),
            "unsubscribed": ("can2 subscription status",),
        },
        ids="action network",
    ),
)
