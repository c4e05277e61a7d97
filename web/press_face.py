"""What one display's addresses answer: its page, its event, its JSON, its counter for other sites.

Each is made once for a change, as bytes, and handed to everybody who asks.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import segno
from markupsafe import Markup

from db import frozen_figures
from db.models import DisplayLanguage, Scene
from db.press import Shown
from db.press_words import LANGUAGES, Words
from web import press_words
from web.press_pages import LICENCE, page
from web.press_static import ADDRESSES


class Face:
    """What is shown at a moment, as it is sent."""

    def __init__(self, shown: Shown, tiles: Mapping[int, tuple[int, int]]) -> None:
        self.shown = shown
        self._tiles = tiles
        spoken = shown.display.language
        self._languages = LANGUAGES if spoken is DisplayLanguage.BOTH else (spoken.value,)

    @cached_property
    def event(self) -> bytes:
        """The newest figures for an open display, as a server-sent event."""
        figures, frozen = self.shown.figures, self.shown.frozen
        data = {
            "signatures": figures.said(exact=self._exact),
            "as_of": figures.as_of.isoformat(),
            "version": figures.version,
            "exact": self._exact,
            "rehearsal": self.shown.rehearsal,
            "frozen": frozen.number if frozen else None,
            "look": self.look,
            "say": self._fields,
            "set": press_words.shown_marks(self.shown),
        }
        return b"data: " + _json(data) + b"\n\n"

    @cached_property
    def look(self) -> str:
        """Which page an event belongs to: another one is loaded again."""
        return hashlib.sha256(repr(self._parts).encode()).hexdigest()[:16]

    @cached_property
    def page(self) -> bytes:
        """The display."""
        return page(
            "display.html",
            language=self._languages[0],
            theme=self.shown.display.theme.value,
            title=Words(self._languages[0]).text(self.shown.figures.title),
            map=_frame_of(self._tiles),
            parts=self._parts,
            fields=self._fields,
            marks=press_words.shown_marks(self.shown),
            look=self.look,
            event=self.event.removeprefix(b"data: ").strip().decode(),
        )

    @cached_property
    def counter(self) -> bytes:
        """The small counter that other sites show in a frame."""
        words = Words(self._languages[0])
        return page(
            "embed.html",
            language=words.language,
            title=words.text(self.shown.figures.title),
            theme=self.shown.display.theme.value,
            fields=press_words.shown_fields(words, self.shown),
            labels=press_words.labels(words, self.shown),
            marks=press_words.shown_marks(self.shown),
        )

    @cached_property
    def figures(self) -> bytes:
        """The figures for programs, in English."""
        return _json(open_figures(self.shown))

    @property
    def _exact(self) -> bool:
        return press_words.says_exact(self.shown)

    @cached_property
    def _fields(self) -> dict[str, str]:
        return {
            f"{language}.{name}": text
            for language in self._languages
            for name, text in press_words.shown_fields(Words(language), self.shown).items()
        }

    @cached_property
    def _parts(self) -> dict[str, Any]:
        """Everything on the page but what changes with a signature."""
        figures, display = self.shown.figures, self.shown.display
        return {
            "static": ADDRESSES,
            "theme": display.theme.value,
            "language": display.language.value,
            "seconds": display.seconds,
            "rehearsal": self.shown.rehearsal,
            "frozen": self.shown.frozen is not None,
            "exact": self._exact,
            "goal": figures.goal(exact=self._exact) is not None,
            "organizations": figures.organizations,
            "petition_url": figures.petition_url,
            "qr": _qr(figures.petition_url) if figures.petition_url else "",
            "tiles": sorted(self._tiles.items()),
            "sections": [
                self._section(scene, language)
                for scene in press_words.scenes_of(self.shown)
                for language in self._languages
            ],
        }

    def _section(self, scene: Scene, language: str) -> dict[str, Any]:
        words, figures = Words(language), self.shown.figures
        titles = {each.slug: each.short_title for each in figures.measures}
        return {
            "scene": scene.value,
            "language": language,
            "labels": press_words.labels(words, self.shown),
            "definition": words.definition(figures),
            "measures": [
                press_words.measure(words, each, figures.today) for each in figures.measures
            ],
            "whip": [press_words.whip_count(words, each, titles) for each in figures.whip],
        }


def open_figures(shown: Shown) -> dict[str, Any]:
    """The figures with their licence and definitions; nothing exact above a floor."""
    figures, frozen = shown.figures, shown.frozen
    exact = press_words.says_exact(shown)
    body = figures.model_dump(mode="json")
    said: dict[str, Any] = {
        "signatures": figures.said(exact=exact),
        "exact": exact,
        "people": figures.people,
        "as_of": body["as_of"],
        "version": figures.version,
        "title": figures.title,
        "target": figures.target,
        "definition": [
            {**each, "signatures": figures.rungs[each["name"]]} if exact else each
            for each in Words("en").definition(figures)
        ],
        "next_milestone": figures.goal(exact=exact),
        "conversations": figures.conversations,
        "wards": body["wards"],
        "wards_note": Words("en").ward_note,
        "measures": body["measures"],
        "whip": body["whip"],
        "organizations": body["organizations"],
        "frozen": {"number": frozen.number, "frozen_at": frozen.frozen_at.isoformat()}
        if frozen
        else None,
        "licence": LICENCE,
        "attribution": ", ".join(figures.organizations),
    }
    if exact:
        for name in ("last_milestone", "since_yesterday", "last_seven_days", "by_day"):
            said[name] = body[name]
        if frozen:
            said["frozen"]["address"] = frozen_figures.address(frozen)
            said["frozen"]["hash"] = frozen.hash
    return said


def _frame_of(tiles: Mapping[int, tuple[int, int]]) -> dict[str, int]:
    """The part of the drawing that holds every tile, in its units: a tile is 100 wide."""
    rows, columns = zip(*tiles.values(), strict=True)
    left, top = min(columns), min(rows)
    width, height = max(columns) - left + 1, max(rows) - top + 1
    return {"left": 100 * left, "top": 100 * top, "width": 100 * width, "height": 100 * height}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _qr(address: str) -> Markup:
    """The address as a QR code, drawn without a style of its own."""
    code = segno.make(address, error="m", micro=False)
    # Ours alone: the package draws a path, and nothing of the address is in it as a text.
    return Markup(  # noqa: S704
        code.svg_inline(omitsize=True, border=2, dark="#000", light="#fff")
    )
