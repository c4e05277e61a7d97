"""What the results of another tool mean to an organization: asked once, then remembered.

Kept beside the mappings of columns. Sealed, for a result may be anything that somebody typed.
"""

from sqlmodel import Session

from db import import_mappings
from db.actor import Actor, Right, allow, own_organization
from db.prints import meanings_print

MOST = 2_000  # words of one kind that are remembered; the oldest are forgotten

Remembered = dict[str, dict[str, str]]


def remembered(session: Session, actor: Actor, tool: str) -> Remembered:
    """By "results", "kinds" and whatever else was kept: word → meaning. Empty at first.

    Raises NotAllowed, NotFound, Damaged.
    """
    allow(actor, Right.IMPORT_FILES)
    return import_mappings.kept(session, actor, meanings_print(own_organization(actor), tool)) or {}


def remember(session: Session, actor: Actor, tool: str, new: Remembered) -> None:
    """Keep these meanings beside those known before, which they replace word by word.

    Raises NotAllowed, NotFound, Damaged.
    """
    known = remembered(session, actor, tool)
    content = {
        about: dict(list({**known.get(about, {}), **new.get(about, {})}.items())[-MOST:])
        for about in known.keys() | new.keys()
    }
    import_mappings.keep(session, actor, meanings_print(own_organization(actor), tool), content)
