"""Names of months, whole and short, in our people's languages, as columns.plain spells them."""

from functools import cache

from babel.dates import get_month_names

from exchange.columns import plain

_LANGUAGES = ("en", "es", "pl", "tl", "fr", "pt", "de", "ru", "uk", "ar", "vi")


@cache
def month_numbers() -> dict[str, int]:
    """The number of the month that each of the names means."""
    names: dict[str, int] = {}
    for language in _LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in get_month_names(width, context, language).items():
                    word = plain(name)
                    if word.isalpha():
                        names.setdefault(word, number)
    return {**names, "sept": 9, "set": 9}
