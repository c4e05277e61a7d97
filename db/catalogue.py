"""The catalogues of locales/: what a text is in another language. For screens and for feeds."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

_LOCALES = Path(__file__).parent.parent / "locales"


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language, compiled in memory: there is no build step to forget."""
    if language == "en":
        return NullTranslations()
    with (_LOCALES / language / "LC_MESSAGES" / "contamos.po").open("rb") as file:
        compiled = BytesIO()
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
