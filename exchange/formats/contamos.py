"""Our own export of an organization's people (exchange/people_file.py), brought in again."""

from db.errors import N_
from db.import_preparing import OWN_EXPORT
from exchange.formats.format import Format, Kind, tell

FORMATS = (
    Format(
        key="contamos",
        name=N_("Contamos: an organization's people"),
        kind=Kind.SIGNERS,
        tells=(
            tell("first_name", "last_name", "may_contact", "signed_on", "channel", "state", "id"),
        ),
        columns={
            "source_id": ("id",),
            "first_name": ("first name",),
            "last_name": ("last name",),
            "email": ("email",),
            "phone": ("phone",),
            "street": ("street",),
            "zip": ("zip",),
            "may_contact": ("may contact",),
            "note": ("note",),
            "signed_on": ("signed on",),
            "ward": ("ward",),
            "deleted": ("state",),  # void; counted and again are none (exchange/answers.py)
        },
        ids=OWN_EXPORT,
    ),
)
