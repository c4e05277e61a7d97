"""Yes, no and nothing in the languages of our people, as files and forms answer."""

from exchange.columns import plain

_YES = frozenset(
    plain(word)
    for word in (
        *("yes", "y", "yep", "yeah", "true", "t", "1", "x", "on", "ok", "okay", "checked"),
        *("agree", "agreed", "accept", "accepted", "subscribed", "of course", "opt in", "opted in"),
        *("sí", "s", "claro", "verdadero", "cierto", "acepto", "de acuerdo", "por supuesto"),
        *("tak", "prawda", "oo", "opo", "oui", "vrai", "sim", "ja", "có", "vâng", "да", "так"),
        *("네", "예", "넵", "是", "好", "可以", "是的", "同意", "نعم", "أجل", "موافق", "हां", "हाँ"),
    )
)
_NO = frozenset(
    plain(word)
    for word in (
        *("no", "n", "nope", "false", "f", "0", "off", "none", "never", "null", "nil"),
        *("counted", "again"),  # states in our own export; void is the one that is set
        *("unchecked", "subscribed", "falso", "nunca", "nie", "hindi", "non", "faux", "não"),
        *("nein", "không", "нет", "ні", "아니오", "아니요", "否", "不", "لا", "नहीं"),
    )
)
_NOTHING = frozenset(
    plain(word)
    for word in (
        *("n/a", "na", "n.a.", "none", "nil", "null", "no", "no email", "no e-mail", "no phone"),
        *("does not have", "doesn't have", "unknown", "not given", "ninguno", "ninguna", "nada"),
        *("no tengo", "no tiene", "no hay", "no sé", "sin correo", "sin email", "sin teléfono"),
        *("no tengo correo", "no tiene correo", "no tengo teléfono", "no tiene teléfono"),
        *("brak", "nie mam", "wala", "aucun", "não tenho", "không có", "нет", "немає"),
        *("없음", "无", "無", "没有", "لا يوجد", "नहीं है"),
    )
)
_YES_SIGNS = frozenset("✓✔☑✅√")


def is_yes(text: str) -> bool:
    """True if it says yes: in its first word, if not as a whole, and no no after it, as in "claro
    que no". What is neither is no."""
    words = plain(text)
    if not words:
        return text.strip() in _YES_SIGNS
    if words in _YES:
        return True
    first, *others = words.split()
    return first in _YES and not _NO.intersection(others)


def is_set(text: str) -> bool:
    """True of anything but nothing or no: a day, an "unsubscribed", a yes."""
    return bool(text.strip()) and plain(text) not in _NO


def is_none(text: str) -> bool:
    """True of a cell in which somebody wrote that there is nothing to write: "-", "N/A"."""
    words = plain(text)
    return words in _NOTHING or not any(map(str.isalnum, words))
