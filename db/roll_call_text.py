"""Reading a roll call as the Clerk writes it, and writing one out again.

Three ways to write one are read: a line for each name with its vote, a table copied from a web page
(tabs), and the Journal's paragraphs ("Yeas — Aldermen Moreno, Hopkins — 2."). Who is meant is
db/roll_call_names.py's to say.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from db.fields import clean
from db.models import VoteOption

MOST_TEXT = 20_000

# Chicago's words, and those of other clerks, as Open Civic Data has them.
_WORDS = {
    VoteOption.YES: ("rising vote", "in favor", "yeas", "yea", "ayes", "aye", "yes", "y"),
    VoteOption.NO: ("opposed", "nays", "nay", "noes", "no", "n"),
    VoteOption.ABSENT: ("absent",),
    VoteOption.ABSTAIN: ("present", "abstentions", "abstention", "abstained", "abstain", "abst"),
    VoteOption.NOT_VOTING: ("not voting", "did not vote", "no vote", "nv"),
    VoteOption.PAIRED: ("paired",),
    VoteOption.EXCUSED: ("excused from voting", "recused", "recusal", "recuse", "excused"),
    VoteOption.OTHER: ("other",),
}
_OPTIONS = {word: option for option, words in _WORDS.items() for word in words}
_LONGEST_FIRST = sorted(_OPTIONS, key=len, reverse=True)
_ANY_WORD = "|".join(map(re.escape, _LONGEST_FIRST))
_DASHES = "‒–—―−-"
_BETWEEN = f" :;,.…|{_DASHES}"  # what stands between a name and its vote
# "Yeas — Aldermen Moreno", "NAYS:", "Rising vote"
_HEADING = re.compile(
    rf"(?P<word>{_ANY_WORD})\s*(?:\(?(?P<count>\d{{1,3}})\)?)?\s*"
    rf"(?:$|[:{re.escape(_DASHES)}]+\s*(?P<rest>.*))",
    re.IGNORECASE,
)
# What a paragraph ends with: "— 41."
_COUNT = re.compile(rf"[\s,;]*(?:[{re.escape(_DASHES)}]+|\s)\s*(?P<count>\d{{1,3}})\s*\.?\s*$")
_TAIL = 16  # where to look for it
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_TITLE = re.compile(
    r"\b(?:ald(?:er(?:m[ae]n|wom[ae]n|persons?|people))?s?\b\.?|hon(?:orable)?\b\.?)\s*",
    re.IGNORECASE,
)
_NUMBERING = re.compile(r"^\d{1,3}[.)]\s+(?=\D)")
_WARD = re.compile(
    r"\(?\b(?:ward\s*)?#?(?P<ward>\d{1,2})(?:st|nd|rd|th)?(?:\s*ward)?\b\)?", re.IGNORECASE
)
_NO_NAMES = {"", "none", "name", "person name", "alderman", "alderperson", "member", "person"}
_HEADERS = {"vote", "votes", "ward", "result", "position", *_NO_NAMES} - {""}


@dataclass(frozen=True)
class ReadVote:
    """One name of a list with its vote, as written. `option` None: no vote stands beside it."""

    number: int  # which line of the list, from 1
    written: str
    name: str
    ward: int | None
    option: VoteOption | None


@dataclass(frozen=True)
class ReadCount:
    """How many names the list says there are of a vote, and how many were read."""

    option: VoteOption
    said: int
    found: int


@dataclass(frozen=True)
class ReadText:
    """A list as read."""

    votes: tuple[ReadVote, ...]
    miscounted: tuple[ReadCount, ...]


def read(text: str) -> ReadText:
    """Read a list. What has no vote beside it is there without one; empty lines are not."""
    votes: list[ReadVote] = []
    counts: list[ReadCount] = []
    heading: VoteOption | None = None
    since = 0  # how many votes there were when the heading came
    said: int | None = None  # of names that stand on the lines after their heading

    def counted(said: int | None) -> None:
        if heading is not None and said is not None:
            counts.append(ReadCount(heading, said, len(votes) - since))

    for line in clean(_with_newlines(text)).split("\n"):
        found, after, begun, count = _line(line, heading)
        if begun or after is None:
            counted(said)
            said = None
        heading, since = after, len(votes) if begun else since
        for written, named, option in found:
            ward, name = _ward_apart(named)
            votes.append(ReadVote(len(votes) + 1, written, name, ward, option))
        if begun and count and not found:
            said = count
        elif count is not None:
            counted(count)
            heading = said = None
    counted(said)
    wrong = (each for each in counts if each.said != each.found)
    return ReadText(tuple(votes), tuple(wrong))


def option_of(word: str) -> VoteOption | None:
    """What a clerk's word for a vote means; None if it is none."""
    return _OPTIONS.get(_folded(word).strip(".:"))


def written_out(votes: Iterable[tuple[str, VoteOption]]) -> str:
    """A list as it can be read again: a line for each name with its vote, a tab between."""
    return "\n".join(f"{name}\t{option.value}" for name, option in votes)


_Found = list[tuple[str, str, VoteOption | None]]


def _line(
    line: str, heading: VoteOption | None
) -> tuple[_Found, VoteOption | None, bool, int | None]:
    """Names with votes, the heading in force afterwards, whether it is new, and a count."""
    text = _NUMBERING.sub("", line.strip(), count=1)
    if not text:
        return [], heading, False, None
    if "\t" in text:
        return _row(text), None, False, None
    begins = _HEADING.fullmatch(text)
    if begins is not None:
        option = _OPTIONS[_folded(begins["word"])]
        names, count = _names(begins["rest"] or "")
        if begins["count"] and count is None and not names:
            count = int(begins["count"])
        return [(name, name, option) for name in names], option, True, count
    single = _name_and_vote(text)
    if single is not None:
        return [(text, *single)], None, False, None
    if heading is not None:
        names, count = _names(text)
        return [(name, name, heading) for name in names], heading, False, count
    return [(text, text, None)], None, False, None


def _name_and_vote(text: str) -> tuple[str, VoteOption] | None:
    """ "Moreno Yea", "Moreno ..... Yea", "Moreno, Proco Joe: Yea", "Moreno (Yea)"."""
    plain = " ".join(text.split()).rstrip(" .)")
    for word in _LONGEST_FIRST:
        name, ending = plain[: -len(word)], plain[-len(word) :]
        if name.endswith((*_BETWEEN, "(")) and ending.casefold() == word:
            name = name.rstrip(f"{_BETWEEN}(")
            return (name, _OPTIONS[word]) if name else None
    return None


def _row(text: str) -> _Found:
    """A row of a table: the cell that is a vote, and the first that has a name in it."""
    cells = [cell.strip() for cell in text.split("\t") if cell.strip()]
    if all(cell.casefold() in _HEADERS for cell in cells):
        return []
    options = [option_of(cell) for cell in cells]
    place = next((n for n in reversed(range(len(cells))) if options[n] is not None), None)
    others = [cell for n, cell in enumerate(cells) if n != place]
    name = next((cell for cell in others if re.search(r"[^\W\d_]", cell)), "")
    # A cell with a number only may be the ward, but only one from 1 to 50.
    ward = next((f" ({cell})" for cell in others if _WARD.fullmatch(cell) and cell != name), "")
    return [(text, name + ward, options[place] if place is not None else None)]


def _names(text: str) -> tuple[list[str], int | None]:
    """The names of a paragraph, and the count at its end if there is one."""
    count = None
    body, tail = text[:-_TAIL], text[-_TAIL:]
    ending = _COUNT.search(f" {tail}")
    if ending is not None:
        count, text = int(ending["count"]), body + tail[: max(ending.start() - 1, 0)]
    # With semicolons between them, a comma is a part of "Moreno, Proco Joe".
    between = r"\s*;\s*" if ";" in text else r"\s*,\s*|\s+(?:and|&)\s+"
    parts = re.split(between, _TITLE.sub("", text))
    names: list[str] = []
    for part in parts:
        name = re.sub(r"^(?:and|&)\s+", "", part.strip())
        if names and _SUFFIX.fullmatch(name):
            names[-1] = f"{names[-1]}, {name}"
        elif name.strip(". ").casefold() not in _NO_NAMES:
            names.append(name.rstrip(".") if _ends_a_sentence(name) else name)
    if count is None and text.strip(". ").casefold() == "none":
        count = 0
    return names, count


def _ends_a_sentence(name: str) -> bool:
    last = name.rsplit(maxsplit=1)[-1]
    return name.endswith(".") and not _SUFFIX.fullmatch(last) and len(last) > 2


def _ward_apart(name: str) -> tuple[int | None, str]:
    """The ward that stands beside a name, and the name without it and without a title."""
    found = _WARD.search(name)
    ward = int(found["ward"]) if found and 1 <= int(found["ward"]) <= 50 else None
    if found:
        name = name[: found.start()] + name[found.end() :]
    name = _TITLE.sub("", " ".join(name.split()))
    return ward, name.strip(f" ,;:|{_DASHES}")


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _with_newlines(text: str) -> str:
    return re.sub(r"\r\n?|[\u2028\u2029\v\f]", "\n", text) if isinstance(text, str) else ""
