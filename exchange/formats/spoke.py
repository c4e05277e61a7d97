"""Spoke, texting: contacts and messages of 2018, 2024 and Rewired, and Rewired's file for VAN.

Contacts have no day: it is asked once for the file.
"""

from db.errors import N_
from exchange.formats.format import Format, Kind, tell

_CONTACTS_2018 = {
    "person": ("contact external id",),
    "phone": ("contact cell",),
    "result": ("contact messagestatus",),
    "opt_out": ("contact optout",),
    "campaign": ("campaignid", "campaign"),
}
_CONTACTS_2024 = {
    "person": ("external id", "id"),
    "phone": ("cell",),
    "result": ("message status",),
    "opt_out": ("optedout",),
    "campaign": ("campaign id",),
}
_MESSAGES = {
    "phone": ("contactnumber", "contact number"),
    "from_contact": ("isfromcontact", "is from contact"),
    "result": ("sendstatus", "send status"),
    "day": ("attemptedat", "attempted at"),
    "text": ("text",),
}

FORMATS = (
    Format(
        key="spoke contacts 2018",
        name=N_("Spoke 2018: contacts"),
        kind=Kind.CONTACTS,
        tells=(
            tell("contact[cell]", "contact[messageStatus]", "assignmentId"),
            tell("contact[cell]", "contact[optOut]", "assignmentId"),
        ),
        columns=_CONTACTS_2018,
    ),
    Format(
        key="spoke contacts rewired",
        name=N_("Spoke Rewired: contacts"),
        kind=Kind.CONTACTS,
        tells=(
            tell("contact[cell]", "contact[messageStatus]"),
            tell("contact[cell]", "contact[optOut]"),
        ),
        columns=_CONTACTS_2018,
        lacks=tell("assignmentId"),
    ),
    Format(
        key="spoke contacts 2024",
        name=N_("Spoke 2024: contacts"),
        kind=Kind.CONTACTS,
        tells=(tell("cell", "message_status"), tell("cell", "optedOut")),
        columns=_CONTACTS_2024,
    ),
    Format(
        key="spoke messages 2018",
        name=N_("Spoke 2018: messages"),
        kind=Kind.MESSAGES,
        tells=(tell("contactNumber", "isFromContact"),),
        columns=_MESSAGES,
    ),
    Format(
        key="spoke messages rewired",
        name=N_("Spoke Rewired: messages"),
        kind=Kind.MESSAGES,
        tells=(
            tell("contactNumber", "isFromContact", "numSegments"),
            tell("contactNumber", "isFromContact", "errorCodes"),
            tell("contactNumber", "isFromContact", "texter[cell]"),
        ),
        columns=_MESSAGES,
    ),
    Format(
        key="spoke messages 2024",
        name=N_("Spoke 2024: messages"),
        kind=Kind.MESSAGES,
        tells=(tell("contact_number", "is_from_contact"),),
        columns=_MESSAGES,
    ),
    Format(
        key="spoke for van",
        name=N_("Spoke Rewired: results for VAN"),
        kind=Kind.SURVEY,
        tells=(tell("van_id", "cell", "value"),),
        columns={
            "person": ("van id",),
            "phone": ("cell",),
            "result": ("value",),
            "day": ("date",),
        },
    ),
)
