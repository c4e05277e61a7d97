"""How many of another site's signatures are rows here: so many less the site itself counts.

Several organizations can bring in the same signature of the petition's page; the site has it once.
"""

from sqlmodel import Session, col, func, select

from db.actor import every_organization
from db.models import Batch, FileImport, ImportFollowUp, ImportState, Signature


def imported_rows(session: Session, source_id: int) -> int:
    """The site's signatures that are rows of imports that stand, each once, but for those that were
    taken back there since: the site counts them no more either.

    The same in two organizations is known by its e-mail, without one by its phone. Who signed the
    page twice is on it twice: an organization's rows are as many as its imports say.
    """
    files = session.exec(
        select(FileImport).where(
            FileImport.source_id == source_id, FileImport.state == ImportState.IMPORTED
        )
    ).all()
    every_organization(session)
    batches = select(Batch.id).where(col(Batch.import_id).in_([file.id for file in files]))
    standing = select(FileImport.id).where(FileImport.state == ImportState.IMPORTED)
    taken_back = (
        select(ImportFollowUp.signature_id)
        .join(Signature, col(Signature.id) == ImportFollowUp.signature_id)
        .where(col(ImportFollowUp.taken_back))  # also what somebody here had voided before
        .where(col(ImportFollowUp.import_id).in_(standing), col(Signature.batch_id).in_(batches))
    )
    if len({file.organization_id for file in files}) < 2:
        gone = session.exec(taken_back.distinct()).all()
        return sum(file.fit for file in files) - len(gone)
    who = func.coalesce(Signature.email_print, Signature.phone_print)
    rows = select(who.label("who"), Signature.organization_id, func.count().label("rows")).where(
        col(Signature.batch_id).in_(batches), col(Signature.id).not_in(taken_back)
    )
    each = rows.where(who.is_not(None)).group_by(who, col(Signature.organization_id)).subquery()
    most = select(func.max(each.c.rows).label("rows")).group_by(each.c.who).subquery()
    known = session.exec(select(func.coalesce(func.sum(most.c.rows), 0))).one()
    nobodys = select(func.count()).where(
        col(Signature.batch_id).in_(batches), col(Signature.id).not_in(taken_back), who.is_(None)
    )
    return int(known) + session.exec(nobodys).one()
