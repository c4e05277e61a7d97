"""Who asked another tool to be left alone: their own organization may not contact them any more.

Found by the prints of phone and e-mail among the organization's own signatures. Of whoever is not
there nothing is kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlmodel import Session, col, or_

from db.actor import Actor
from db.models import Signature
from db.portions import portions
from db.prints import Prints
from db.signers import own_signatures, revised, seal_of, signer_of


def lines_of(
    session: Session, actor: Actor, organization_id: int, people: Iterable[tuple[str, str]]
) -> list[Signature]:
    """The own organization's lines with one of these phones or e-mails, by id."""
    prints = Prints(organization_id)
    asked = {
        each for phone, email in people for each in (prints.phone(phone), prints.email(email))
    } - {None}
    found: dict[int, Signature] = {}
    for part in portions(sorted(each for each in asked if each is not None)):
        alike = or_(col(Signature.phone_print).in_(part), col(Signature.email_print).in_(part))
        found |= {
            line.id: line for line in session.exec(own_signatures(session, actor).where(alike))
        }
    return [found[each] for each in sorted(found)]


def contacted(lines: Sequence[Signature]) -> list[Signature]:
    """Those of the lines that may be contacted. Raises Damaged."""
    return [line for line in lines if signer_of(line).may_contact]


def set_may_contact(session: Session, actor: Actor, line: Signature, *, may: bool) -> None:
    """Write down whether a line's person may be contacted, and that it was changed."""
    signer = replace(signer_of(line), may_contact=may)
    line.sealed = seal_of(line).seal(line.id, signer.content())
    revised(session, actor, line, "corrected", ["may_contact"])
