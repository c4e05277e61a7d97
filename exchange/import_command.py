"""Bringing in a file from the terminal: the same check, with a bar, and what it found in lines."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import BinaryIO

import typer

from db import campaign, file_imports, import_mappings, imports
from db.actor import Actor
from db.engine import reading
from db.errors import Message, Refused
from db.import_staging import MOST_PROBLEMS
from exchange import formats, import_job, tables
from exchange.formats import Kind
from exchange.mapping import fingerprint
from exchange.signers import is_clear, order_of_days, ours, petitions

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
    day_first: bool | None,
) -> file_imports.Import:
    """Check a file to its end, with a progress bar. Raises what imports and tables raise.

    `site`: None for the one that is likely, "" for none. `petition` and `day_first`: None for what
    the organization said the last time.
    """
    table = tables.read(file, name)[0]
    with reading() as session:
        print_ = fingerprint(table.header) if table.header_row else ""
        kept = import_mappings.remembered_mapping(session, actor, print_)
    found, mapping = formats.read_as(table.header, kept)
    if found is not None and found.format.kind is not Kind.SIGNERS:
        raise Refused(
            Message("This file holds results of outreach: bring it in on the page Files.")
        )
    mapping = replace(
        mapping,
        petition=mapping.petition if petition is None else petition,
        day_first=mapping.day_first if day_first is None else day_first,
    )
    if not {"first_name", "full_name", "last_name"} & set(mapping.columns):
        raise Refused(Message("No column is named as one of names: bring it in on the page Files."))
    rows_of = petitions(table, mapping)
    if not is_clear(mapping.petition, rows_of):
        listed = (f"{each or 'none'} ({n} rows)" for each, n in rows_of.most_common(_MOST_SHOWN))
        raise Refused(
            Message(
                "Say with --petition ID which petition of this file is this one: {petitions}.",
                petitions=", ".join(listed) or "it names none",
            )
        )
    if order_of_days(table, mapping).doubtful:
        raise Refused(
            Message("Is 3/4 in this file in March or in April? Say --month-first or --day-first.")
        )
    if site is None:
        with reading() as session:
            own_page = found is not None and found.format.own_page
            site = campaign.proposed_site(session, own_page=own_page)
        if site is not None:
            typer.echo(f'These rows are counted by {site} already (--site "" if they are not).')
    new = imports.ImportCreate(
        name,
        found.format.key if found else "",
        {**mapping.as_dict(), "table": table.name},
        channel,
        collected_on,
        ward=ward,
        site=site or None,
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
    yield f"{checked.rows} rows: {checked.fit} fit, of these {checked.again} repeat a person."
    yield f"{checked.known} here already, {checked.deleted} taken back, {checked.faulty} faulty."
    with reading() as session:
        problems = file_imports.problems_of(session, actor, checked.id)
    for number, column, _, reason in problems[:_MOST_SHOWN]:
        yield f"row {number}, {column}: {reason}" if column else f"row {number}: {reason}"
    if len(problems) > _MOST_SHOWN:
        yield f"and more; the page Files has them all, up to {MOST_PROBLEMS}"
