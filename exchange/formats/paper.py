"""Spreadsheets of paper sheets: the printable form's columns, and those of its keying screen.

The last column, "Join" and the organization's name, is left out where joining is automatic.
"""

from db.errors import N_
from exchange.formats.format import Format, Kind, tell

FORMATS = (
    Format(
        key="paper sheet",
        name=N_("Paper sheets, typed into a spreadsheet"),
        kind=Kind.SIGNERS,
        tells=(
            tell("Name", "Email", "Postcode"),
            tell("Name", "Postcode", "Phone"),
            tell("First name", "Last name", "Postcode"),
        ),
        columns={
            "first_name": ("first name",),
            "full_name": ("name",),
            "last_name": ("last name",),
            "email": ("email",),
            "phone": ("phone",),
            "zip": ("postcode",),
            "signed_on": ("date", "date signed"),
            "ward": ("ward",),
        },
        lacks=tell("id", "created_at", "petition_id", "comment"),
        begins={"may_contact": "join"},
    ),
)
