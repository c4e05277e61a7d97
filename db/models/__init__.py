"""Every table, with what each column holds, in which unit, and who may see it.

"Own organization" means: people of that organization (staff and leads), never a coordinator.
"""

from db.models.base import Base, UtcDateTime
from db.models.calendar import CalendarFeed, Meeting, MeetingKind
from db.models.campaign import Campaign, ExternalReport, ExternalSource, Milestone
from db.models.city import Ward, ZipOther, ZipShare
from db.models.council import (
    Committee,
    CommitteeMember,
    CouncilRule,
    Motion,
    RollCall,
    Seat,
    SeatHolder,
    SeatRemoval,
    Vote,
    VoteOption,
)
from db.models.imports import (
    FileImport,
    ImportedContacts,
    ImportFollowUp,
    ImportMapping,
    ImportProblem,
    ImportState,
    OutreachImport,
)
from db.models.lobbying import LobbyVisit, Relationship
from db.models.log import AuditEntry, KeyCheck
from db.models.measures import Action, Hearing, Measure, MeasureKind, Sponsor
from db.models.outreach import Outreach, OutreachKind, OutreachTally
from db.models.people import (
    Draft,
    Invitation,
    LoginSession,
    LoginTicket,
    Organization,
    TokenBucket,
    User,
)
from db.models.press import (
    DisplayLanguage,
    DisplayTheme,
    PressFigure,
    PressLink,
    PressRule,
    Scene,
)
from db.models.signatures import (
    Batch,
    BatchRevision,
    Channel,
    DataVersion,
    Revision,
    Signature,
    Tally,
)
from db.models.whip import Evidence, Position, Stance

__all__ = [
    "Action",
    "AuditEntry",
    "Base",
    "Batch",
    "BatchRevision",
    "CalendarFeed",
    "Campaign",
    "Channel",
    "Committee",
    "CommitteeMember",
    "CouncilRule",
    "DataVersion",
    "DisplayLanguage",
    "DisplayTheme",
    "Draft",
    "Evidence",
    "ExternalReport",
    "ExternalSource",
    "FileImport",
    "Hearing",
    "ImportFollowUp",
    "ImportMapping",
    "ImportProblem",
    "ImportState",
    "ImportedContacts",
    "Invitation",
    "KeyCheck",
    "LobbyVisit",
    "LoginSession",
    "LoginTicket",
    "Measure",
    "MeasureKind",
    "Meeting",
    "MeetingKind",
    "Milestone",
    "Motion",
    "Organization",
    "Outreach",
    "OutreachImport",
    "OutreachKind",
    "OutreachTally",
    "Position",
    "PressFigure",
    "PressLink",
    "PressRule",
    "Relationship",
    "Revision",
    "RollCall",
    "Scene",
    "Seat",
    "SeatHolder",
    "SeatRemoval",
    "Signature",
    "Sponsor",
    "Stance",
    "Tally",
    "TokenBucket",
    "User",
    "UtcDateTime",
    "Vote",
    "VoteOption",
    "Ward",
    "ZipOther",
    "ZipShare",
]
