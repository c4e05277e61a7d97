"""Petition sheets on screen: printing blank ones, and what the QR code of one opens."""

from functools import partial
from urllib.parse import urlencode

import streamlit as st

from db import campaign, sheets
from db.actor import Actor, Right
from db.engine import reading, writing
from db.errors import NotFound
from exchange import petition
from exchange import sheets as printed
from exchange.sheets import Sheet
from ui import files_out, formats, once, shell, who
from ui.formats import say
from ui.language import _, language

_COUNTS = (1, 5, 10, 20, 50, 100, 200)


def printing(actor: Actor) -> None:
    """Blank sheets to print, numbered; nothing for a person without an organization."""
    if not actor.may(Right.PRINT_SHEETS):
        return
    st.header(_("Blank petition sheets"), anchor=False)
    st.write(
        _(
            "The petition and 15 lines to sign. Each sheet has a number of its own and a code: a "
            "phone's camera opens this site with the sheet, to log it and key its names."
        )
    )
    with reading() as session:
        offered = petition.offered(campaign.campaign(session))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        count = st.selectbox(_("How many sheets"), _COUNTS, index=2, width=180)
        tongue = st.selectbox(
            _("Language of the sheets"),
            offered,
            index=offered.index(language()) if language() in offered else 0,
            format_func=formats.tongue,
            width=220,
        )
        files_out.download(
            _("Print sheets (PDF)"),
            partial(_pdf, who.cookie(), count, tongue, once.here()),
            name=f"contamos-{actor.organization}-{tongue}.pdf",
            mime="application/pdf",
        )
    st.caption(_("Each time the sheets have new numbers. Print them at their real size."))


def scanned(actor: Actor) -> str:
    """The number of the sheet whose code was scanned, to be logged; empty if there is none.

    A sheet that is logged already leads to its names instead, and this run ends there.
    """
    number = st.query_params.get("sheet", "")
    if not number:
        return ""
    try:
        with reading() as session:
            batch = sheets.batch_of_sheet(
                session, actor, st.query_params.get("organization", ""), number
            )
    except NotFound as error:
        st.warning(say(error.message), icon=":material/description:")
        return ""
    if batch is not None:
        key(batch)
    st.info(
        _("Sheet {number}: log how many signatures are on it, then key its names.").format(
            number=number
        ),
        icon=":material/qr_code:",
    )
    return number


def key(batch_id: int) -> None:
    """Go on to the names of this batch; the run ends here."""
    st.switch_page("../pages/key_names.py", query_params={"batch": str(batch_id)})


def _pdf(cookie: str | None, count: int, tongue: str, here: str) -> bytes:
    actor = files_out.still(cookie)
    slug = actor.organization or ""
    with writing() as session:
        numbers = sheets.take_numbers(session, actor, count)
        text = petition.petition(campaign.campaign(session), tongue)
    made = [Sheet(number, _address(here, slug, number)) for number in numbers]
    return printed.sheets(text, shell.organization_name(slug), made)


def _address(here: str, organization: str, number: int) -> str:
    asked = urlencode({"sheet": number, "organization": organization})
    return f"{here}/log-signatures?{asked}"
