"""The petition's text for print, in the languages it is translated into.

English is the campaign's own text. The translations are of the text an installation starts
with; once a coordinator changes that, they are out of date and refused.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from db.catalogue import translations
from db.errors import Conflict, Message
from db.models import Campaign
from db.seed import petition_target, petition_text, petition_title

_TEXTS = Path(__file__).parent / "texts"
LANGUAGES = ("en", "es", "ar", "ko")
_REASONS = "Why is this important?"  # what follows does not go on a sheet
_DEMAND = re.compile(r"\d+\)")


@dataclass(frozen=True)
class Petition:
    """What is asked, of whom, in a language."""

    language: str
    title: str
    target: str
    paragraphs: tuple[str, ...]
    words: dict[str, Any]  # what else a sheet says

    @property
    def demands(self) -> tuple[str, ...]:
        """The numbered paragraphs."""
        return tuple(each for each in self.paragraphs if _DEMAND.match(each))


def offered(campaign: Campaign) -> list[str]:
    """The languages in which the petition can be printed as it stands."""
    return [each for each in LANGUAGES if _is_current(campaign, _words(each))]


def petition(campaign: Campaign, language: str) -> Petition:
    """The petition in one of LANGUAGES. Raises Conflict: its text has changed since."""
    words = _words(language)
    if not _is_current(campaign, words):
        raise Conflict(Message("The petition's text was changed: it is there in English only."))
    if "text" in words:
        title = words.get("title") or translations(language).gettext(campaign.title)
        return Petition(language, title, words["target"], tuple(words["text"]), words)
    ask = campaign.text.partition(_REASONS)[0]
    paragraphs = tuple(" ".join(each.split()) for each in re.split(r"\n\s*\n", ask) if each.strip())
    return Petition(language, campaign.title, campaign.target, paragraphs, words)


def _is_current(campaign: Campaign, words: dict[str, Any]) -> bool:
    """True if the words are not a translation, or one of the campaign's present text."""
    started = (petition_title(), petition_target(), petition_text().strip())
    now = (campaign.title, campaign.target, campaign.text.strip())
    return "text" not in words or now == started


@cache
def _words(language: str) -> dict[str, Any]:
    text = (_TEXTS / f"{language}.json").read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(text)
    return read
