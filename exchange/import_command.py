"""Bringing in a file from the terminal: the same check, with a bar, and what it found in lines."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import BinaryIO

import typer

from db import file_imports, imports
from db.actor import Actor
from db.engine import reading
from db.errors import Message, Refused
from exchange import formats, import_job, tables
from exchange.formats import Kind
from exchange.mapping import proposed
from exchange.signers import is_clear, ours, petitions

_MOST_SHOWN = 20  # problems, or petitions


def check(
    actor: Actor,
    file: BinaryIO,
    name: str,
    channel: str,
    collected_on: date,
    *,
    ward: int | None,
    site: str | None,
    petition: str | None,
) -> file_imports.Import:
    """Check a file to its end, with a progress bar. Raises what imports and tables raise."""
    table = tables.read(file, name)[0]
    found = formats.recognised(table.header)
    if found is not None and found.format.kind is not Kind.SIGNERS:
        raise Refused(
            Message("This file holds results of outreach: bring it in on the page Files.")
        )
    mapping = replace(found.mapping if found else proposed(table.header), petition=petition)
    if not {"first_name", "full_name", "last_name"} & set(mapping.columns):
        raise Refused(Message("No column is named as one of names: bring it in on the page Files."))
    rows_of = petitions(table, mapping)
    if not is_clear(petition, rows_of):
        listed = (f"{each or 'none'} ({n} rows)" for each, n in rows_of.most_common(_MOST_SHOWN))
        raise Refused(
            Message(
                "Say with --petition ID which petition of this file is this one: {petitions}.",
                petitions=", ".join(listed) or "it names none",
            )
        )
    new = imports.ImportCreate(
        name,
        found.format.key if found else "",
        {**mapping.as_dict(), "table": table.name},
        channel,
        collected_on,
        ward=ward,
        site=site,
        key=uuid.uuid4().hex,
    )
    rows = sum(1 for _ in ours(table, mapping).rows())
    if (others := rows_of.total() - rows) > 0:
        typer.echo(f"{others} rows of other petitions are left out.")
    import_id = imports.begin_import(actor, new, file)
    with typer.progressbar(length=rows, label="Checking") as bar:
        import_job.check(actor, import_id, bar.update)
    with reading() as session:
        return file_imports.one_import(session, actor, import_id)


def summary(actor: Actor, checked: file_imports.Import) -> Iterator[str]:
    """What the check found, in lines; of problems the row, the column and the reason, no names."""
    if checked.error is not None:
        raise Refused(checked.error)
    yield f"{checked.rows} rows: {checked.fit} fit, of these {checked.again} of people you have."
    yield f"{checked.known} here already, {checked.deleted} taken back, {checked.faulty} faulty."
    with reading() as session:
        problems = file_imports.problems_of(session, actor, checked.id)
    for number, column, _, reason in problems[:_MOST_SHOWN]:
        yield f"row {number}, {column}: {reason}"
    if len(problems) > _MOST_SHOWN:
        yield f"and {len(problems) - _MOST_SHOWN} more; the page Files has them all"
