"""SQLite is told how many lines each index of signatures finds once there are many. Not told, it
takes an organization's lines for ten and reads all of them to find the one with an e-mail.

Told, not measured: its plans then stay the same as lines come in. A migration that builds the table
anew has to say it again.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_LINES = 1_000_000
_OF_ONE = 55_000  # lines of one organization
_FOUND = {  # index: lines with the same first column, with the same first two
    "sqlite_autoindex_signature_1": (_OF_ONE, 1),
    "ix_signature_batch_id": (100,),
    "ix_signature_email_print": (2,),
    "ix_signature_phone_print": (2,),
    "ix_signature_organization_name_print": (_OF_ONE, 2),
    "ix_signature_organization_person": (_OF_ONE, 2),
    "ix_signature_organization_source_print": (_OF_ONE, 2),
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return  # PostgreSQL counts by itself
    op.execute("PRAGMA analysis_limit=1")  # only to make the tables, which nobody else may
    op.execute("ANALYZE signature")
    for table in ("sqlite_stat1", "sqlite_stat4"):
        op.execute(f"DELETE FROM {table} WHERE tbl = 'signature'")  # noqa: S608 - no values
    for index, found in _FOUND.items():
        stat = " ".join(map(str, (_LINES, *found)))
        op.execute(
            f"INSERT INTO sqlite_stat1 VALUES ('signature', '{index}', '{stat}')"  # noqa: S608
        )
    op.execute("ANALYZE sqlite_schema")  # take it in


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DELETE FROM sqlite_stat1 WHERE tbl = 'signature'")
        op.execute("ANALYZE sqlite_schema")
