"""VAN and EveryAction: contact history and survey responses.

Their "spreadsheet" is UTF-16 text with tabs, named .xls, often in a zip: exchange/tables.py sees to
that. "My Campaign" reports are said to call the number VANID.
"""

from db.errors import N_
from exchange.formats.format import Format, Kind, tell

_COLUMNS = {
    "person": ("voter file vanid", "vanid", "van id"),
    "day": ("date canvassed",),
    "contact_type": ("contact type",),
    "phone": ("phone", "phone number", "preferred phone"),
    "email": ("email", "preferred email"),
}

FORMATS = (
    Format(
        key="van contact history",
        name=N_("VAN: contact history"),
        kind=Kind.HISTORY,
        tells=(
            tell("Date Canvassed", "Result"),
            tell("Contact Type", "Result", "Canvassed By"),
        ),
        columns={**_COLUMNS, "result": ("result",)},
        lacks=tell("Survey Response"),
    ),
    Format(
        key="van survey responses",
        name=N_("VAN: survey responses"),
        kind=Kind.SURVEY,
        tells=(
            tell("Survey Response", "Survey Question Name"),
            tell("Survey Response", "Date Canvassed"),
        ),
        columns={
            **_COLUMNS,
            "result": ("survey response",),
            "question": ("survey question name",),
        },
    ),
)
