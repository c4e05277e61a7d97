"""What is no table but something else that people have: named, with what to do about it."""

import re
from collections.abc import Collection

from db.errors import Message

_WORD = Message(
    "This is a document of Word. Copy its table into a spreadsheet, save that and give it here."
)
_WRITER = Message(
    "This is a document of LibreOffice. Copy its table into a spreadsheet, save that and give it "
    "here."
)
_RICH = Message(
    "This is a document of a word processor. Copy its table into a spreadsheet, save that and give "
    "it here."
)
_SLIDES = Message(
    "This is a presentation. Copy its table into a spreadsheet, save that and give it here."
)
_APPLE = Message(
    "This is a document of Apple's Numbers or Pages. Export it there to CSV or Excel and give that."
)
_MAIL = Message("This is a message of Outlook. Save the file that is attached to it and give that.")
_PDF = Message(
    "This is a PDF. Ask whoever made it for the spreadsheet behind it, or key the names on Log "
    "signatures."
)
_PICTURE = Message(
    "This is a picture. Key the names that are on it on Log signatures: no program reads them well "
    "enough to count them."
)
_WEB = Message(
    "This is a web page. Open it, copy its table into a spreadsheet, save that and give it here."
)
running_text = Message(
    "This is running text, no table: nothing in it is in columns. Give a CSV, XLSX, XLS or ODS "
    "file with one person to a row."
)

_BEGINNINGS = (
    (re.compile(rb"%PDF"), _PDF),
    (re.compile(rb"\{\\rtf"), _RICH),
    (re.compile(rb"\xff\xd8\xff|\x89PNG|GIF8|BM.{4}\0\0\0\0|II\*\0|MM\0\*|RIFF.{4}WEBP", re.DOTALL),
     _PICTURE),
    (re.compile(rb".{4}ftyp(?:hei|hev|mif1|avif)", re.DOTALL), _PICTURE),
    (re.compile(rb"<(?:!doctype html|html)", re.IGNORECASE), _WEB),
)  # fmt: skip
_PARTS = (("word/document.xml", _WORD), ("ppt/presentation.xml", _SLIDES))
_OLD_PARTS = (
    ("WordDocument", _WORD),
    ("PowerPoint Document", _SLIDES),
    ("__properties_version1.0", _MAIL),
)
_OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": _WRITER,
    b"application/vnd.oasis.opendocument.presentation": _SLIDES,
}


def by_beginning(head: bytes) -> Message | None:
    """What a file that begins so is; None: perhaps a table."""
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((said for pattern, said in _BEGINNINGS if pattern.match(head)), None)


def by_parts(names: Collection[str], mimetype: bytes) -> Message | None:
    """What a zip of these parts is; None: perhaps a table, or a zip of one."""
    for part, said in _PARTS:
        if part in names:
            return said
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        return _APPLE
    return _OPEN_DOCUMENTS.get(mimetype)


def by_old_parts(content: bytes) -> Message | None:
    """What a file of Office before 2007 is; None: perhaps a workbook."""
    if "Workbook".encode("utf-16-le") in content:
        return None
    found = (said for part, said in _OLD_PARTS if part.encode("utf-16-le") in content)
    return next(found, None)
