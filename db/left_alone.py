"""Who asked another tool to be left alone: their own organization may not contact them any more.

Found by the prints of phone and e-mail among the organization's own signatures. Of whoever is not
there nothing is kept. Files of signers say so too (db/import_follow_ups.py): what one of either
kind says holds as long as it stands, whatever is undone.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session, col, or_, select

from db.actor import Actor, own
from db.models import FileImport, ImportFollowUp, ImportState, OutreachImport, Signature
from db.portions import portions
from db.prints import Prints
from db.sealed import Seal
from db.signers import own_signatures, revised, seal_of, signer_of


def content_of(file: OutreachImport) -> dict[str, Any]:
    """The name of a file of outreach, the lines it "stopped" from being contacted, and all that it
    "asked" for. Raises Damaged.
    """
    content: dict[str, Any] = seal_of_outreach(file.organization_id).open(file.id, file.sealed)
    return content


def seal_of_outreach(organization_id: int) -> Seal:
    """What seals that."""
    return Seal(organization_id, "outreach_import")


def asked_for_by_outreach(session: Session, actor: Actor) -> set[int]:
    """The lines that files of outreach that stand say are to be left alone. Raises Damaged."""
    standing = own(session, actor, OutreachImport).where(col(OutreachImport.undone_at).is_(None))
    return {line for file in session.exec(standing) for line in content_of(file)["asked"]}


def asked_for_by_signers(session: Session, actor: Actor, lines: Collection[int]) -> set[int]:
    """Those of the lines that files of signers that stand say are to be left alone."""
    standing = select(FileImport.id).where(FileImport.state == ImportState.IMPORTED)
    notes = own(session, actor, ImportFollowUp).where(
        ~col(ImportFollowUp.taken_back), col(ImportFollowUp.import_id).in_(standing)
    )
    return {
        note.signature_id
        for part in portions(lines)
        for note in session.exec(notes.where(col(ImportFollowUp.signature_id).in_(part)))
    }


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


def set_may_contact(
    session: Session, actor: Actor, lines: Sequence[Signature], *, may: bool
) -> None:
    """Write down whether the people of an organization's lines may be contacted, and that it was
    changed."""
    if not lines:
        return
    for line in lines:
        signer = replace(signer_of(line), may_contact=may)
        line.sealed = seal_of(line).seal(line.id, signer.content())
    revised(session, actor, lines, "corrected", ["may_contact"])
