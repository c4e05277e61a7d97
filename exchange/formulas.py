"""Cells that a spreadsheet would take for formulas: an apostrophe keeps them texts.

What our own exports neutralise comes in again as it was: a cell gets one apostrophe, and loses one.
"""

import re

_NEUTRAL = re.compile(r"'+[=+\-@\t\r]")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def neutral(text: str) -> str:
    """The text as a cell that no spreadsheet runs."""
    return f"'{text}" if _FORMULA.match(text) else text


def plain_text(text: str) -> str:
    """The text of a cell made by `neutral`; any other text as it is."""
    return text[1:] if _NEUTRAL.match(text) else text
