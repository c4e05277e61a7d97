"""Rows written as most are: told at a glance, for a file has a million of them.

What is said here of such a row is what db/signers.py and db/contacts.py would say of it, field by
field (tests/db/test_usual_rows.py). Every other row is theirs to check.
"""

from datetime import date

from db import contacts
from db.fields import is_plain
from db.import_rows import ImportRow
from db.signers import MOST_NAME, MOST_NOTE, MOST_STREET, Content

# What is sealed of a row, and its phone as it is compared. (No class: making one takes longer than
# half of what is looked at.)
Stored = tuple[Content, str]


def usual(row: ImportRow, *, first: date | None, last: date) -> Stored | None:
    """What is stored of a row that has nothing unusual in it; None if it has to be checked.

    `first` and `last`: between these days somebody can have signed.
    """
    _, first_name, last_name, email, phone, street, zip_code, may_contact, note, day, *_ = row
    kept_email = contacts.usual_email(email) if email else ""
    phones = contacts.usual_phone(phone) if phone else ("", "")
    if kept_email is None or phones is None or row.problems:
        return None
    texts = f"|{first_name}|{last_name}|{street}|{note}|"
    is_usual = (
        (first_name or last_name)
        and (not zip_code or contacts.is_usual_zip(zip_code))
        and (day is None or ((first is None or first <= day) and day <= last))
        and (is_plain(texts) and "| " not in texts and " |" not in texts)
        and (len(texts) <= MOST_NAME or _is_short(first_name, last_name, street, note))
    )
    if not is_usual:
        return None
    phone, same_phone = phones
    content = (first_name, last_name, kept_email, phone, street, zip_code, may_contact, note)
    return content, same_phone


def _is_short(first_name: str, last_name: str, street: str, note: str) -> bool:
    names = max(len(first_name), len(last_name))
    return names <= MOST_NAME and len(street) <= MOST_STREET and len(note) <= MOST_NOTE
