"""What the results of VAN and Spoke mean, until an organization says otherwise."""

from enum import StrEnum

from db.models import OutreachKind
from exchange.columns import plain


class Meaning(StrEnum):
    """What one result says of one contact."""

    NOTHING = "nothing"  # nobody was tried
    ATTEMPT = "attempt"
    CONVERSATION = "conversation"  # and so an attempt
    DO_NOT_CONTACT = "do not contact"  # an attempt, after which nobody calls again


_RESULTS = {
    Meaning.CONVERSATION: (
        *("canvassed", "contacted", "talked", "spoke with", "talked to correct person", "answered"),
        *("left message with person", "call back", "callback", "come back", "convo", "closed"),
        *("needsresponse", "needs response", "signed", "pledged", "attending", "texted back"),
        *("other language", "spanish", "language barrier", "supporter", "undecided", "opposed"),
    ),
    Meaning.ATTEMPT: (
        *("not home", "no answer", "left message", "left voicemail", "voicemail", "busy"),
        *("refused", "hostile", "moved", "deceased", "wrong number", "disconnected", "bad number"),
        *(
            "invalid number",
            "inaccessible",
            "no such address",
            "left lit",
            "lit drop",
            "literature",
        ),
        *("mailed", "texted", "messaged", "sent", "delivered", "queued", "error", "undelivered"),
        *("out of area", "fax", "not in service", "gated", "vacant", "early vote", "updating"),
        *("canvassed no response", "no response"),
    ),
    Meaning.DO_NOT_CONTACT: (
        *("do not call", "do not contact", "do not text", "do not canvass", "do not mail"),
        *("opted out", "opt out", "optout", "remove from list", "removed", "stop", "dnc"),
    ),
    Meaning.NOTHING: (
        *("needsmessage", "needs message", "not attempted", "paused", "not yet attempted", ""),
    ),
}
_MEANINGS = {word: meaning for meaning, words in _RESULTS.items() for word in words}

_KINDS = (
    (OutreachKind.DOOR_KNOCKING, ("walk", "door", "canvass", "puerta")),
    (OutreachKind.PHONE_BANK, ("phone", "call", "dial", "telefono", "llamada", "voice")),
    (OutreachKind.TEXT_BANK, ("text", "sms", "texto", "mensaje", "mms")),
    (OutreachKind.SOCIAL, ("social", "facebook", "email", "e mail", "online", "web")),
    (OutreachKind.HOUSE_MEETING, ("house meeting", "house party", "one on one", "meeting")),
    (OutreachKind.COMMUNITY_EVENT, ("event", "rally", "evento")),
    (OutreachKind.TABLING, ("table", "tabling", "mesa")),
)


def usual_meaning(result: str, *, otherwise: Meaning) -> Meaning:
    """What a result usually means; of one that isn't usual, `otherwise`."""
    return _MEANINGS.get(plain(result), otherwise)


def usual_kind(contact_type: str) -> OutreachKind | None:
    """The kind of outreach that VAN's contact type is; None if it is none of ours."""
    text = plain(contact_type)
    return next((kind for kind, words in _KINDS if any(word in text for word in words)), None)
