"""Council: the whip count of a measure, the path to the votes it takes, and the forms that add."""

from datetime import date

import streamlit as st

from db.actor import Actor, Right
from db.measure_status import MeasureStatus
from ui import council, council_cards, forms, measure, path, stance_form, stance_grid
from ui.language import _
from ui.live import live
from ui.who import require

actor = require(Right.SEE_COUNCIL)
st.title(_("Council"), anchor=False)
forms.show_flash()
council.made_up()
known = measure.all_measures(actor)
with st.container(horizontal=True):
    about = council.chosen_measure(known)
    as_of = council.chosen_day(about)
final_sponsors = council.with_final_sponsors(about)


@live
def standing(
    actor: Actor,
    about: MeasureStatus,
    known: list[MeasureStatus],
    as_of: date | None,
    *,
    final_sponsors: bool,
) -> None:
    shown = council.board(actor, about.slug, as_of, final_sponsors=final_sponsors)
    council.figures(shown.count)
    council_cards.pictures(shown, known)


@live
def path_to_pass(actor: Actor, about: MeasureStatus) -> None:
    path.what_if(actor, about)
    path.ranking(actor, about)


names = [_("The count"), _("Whom to visit")]
if actor.may(Right.SET_STANCE):
    names.append(_("Record"))
with st.empty():  # there also when it says nothing, so that the tabs stay where they are
    if as_of is not None:
        council.past(as_of)
count_tab, path_tab, *record_tab = st.tabs(names)
with count_tab:
    standing(about, known, as_of, final_sponsors=final_sponsors)
with path_tab:
    path_to_pass(about)
for tab in record_tab:
    with tab:
        now = council.board(actor, about.slug).count
        left, right = st.columns(2)
        with left:
            stance_form.one(actor, about, now)
        with right:
            stance_form.undo_last(actor, about)
        stance_grid.edit(about, now)
