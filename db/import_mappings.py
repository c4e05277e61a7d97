"""How an organization read the columns of a kind of file, proposed the next time it comes.

Found again by a keyed hash of the header, and sealed: a header may hold anything.
"""

from typing import Any

from sqlmodel import Session

from db import clock, prints
from db.actor import Actor, Right, allow, own, own_organization
from db.models import ImportMapping
from db.sealed import Damaged, Seal


def remember_mapping(
    session: Session, actor: Actor, header_fingerprint: str, mapping: dict[str, Any]
) -> None:
    """Keep how the columns of such a header are read; replaces what was kept of it before.

    Nothing is kept of a header without names, whose print is empty. Raises NotAllowed, NotFound.
    """
    allow(actor, Right.IMPORT_FILES)
    organization_id = own_organization(actor)
    if not header_fingerprint:
        return
    print_ = prints.header_print(organization_id, header_fingerprint)
    keep(session, actor, print_, mapping)


def remembered_mapping(
    session: Session, actor: Actor, header_fingerprint: str
) -> dict[str, Any] | None:
    """How the own organization read the columns of such a header; None if it never did.

    None too for one that was damaged: it is only proposed. Raises NotAllowed, NotFound.
    """
    allow(actor, Right.IMPORT_FILES)
    organization_id = own_organization(actor)
    print_ = prints.header_print(organization_id, header_fingerprint)
    try:
        return kept(session, actor, print_) if header_fingerprint else None
    except Damaged:
        return None


def keep(session: Session, actor: Actor, print_: str, content: dict[str, Any]) -> None:
    """Seal content of the own organization under a print; replaces what was kept under it."""
    organization_id = own_organization(actor)
    row = _row(session, actor, print_) or ImportMapping(
        organization_id=organization_id, header_print=print_, sealed=b"", kept_at=clock.now()
    )
    row.sealed = Seal(organization_id, "import_mapping").seal(print_, content)
    row.kept_at = clock.now()
    session.add(row)
    session.flush()


def kept(session: Session, actor: Actor, print_: str) -> dict[str, Any] | None:
    """What the own organization kept under a print; None for nothing. Raises Damaged."""
    row = _row(session, actor, print_)
    if row is None:
        return None
    content: dict[str, Any] = Seal(row.organization_id, "import_mapping").open(print_, row.sealed)
    return content


def _row(session: Session, actor: Actor, print_: str) -> ImportMapping | None:
    query = own(session, actor, ImportMapping)
    return session.exec(query.where(ImportMapping.header_print == print_)).first()
