"""The displays on screen: what each shows, live from here, and their addresses."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db import clock, frozen_figures, press_links
from db.actor import Actor
from db.engine import reading, writing
from db.errors import N_
from db.frozen_figures import FrozenFigure
from db.live import hub
from db.models import DisplayLanguage, DisplayTheme, Scene
from db.press import said_of
from db.press_links import Display, DisplayUpdate
from ui import formats, forms, frozen, live, once, press
from ui.language import _

SCENES = {
    Scene.TOTAL: N_("Total"),
    Scene.WARDS: N_("Wards"),
    Scene.MEASURES: N_("Measures"),
    Scene.WHIP: N_("Whip count"),
    Scene.THANKS: N_("Thank you"),
    Scene.PETITION: N_("Sign here (QR code)"),
}
_LANGUAGES = {
    DisplayLanguage.ENGLISH: "English",
    DisplayLanguage.SPANISH: "Español",
    DisplayLanguage.BOTH: N_("Both"),
}
_THEMES = {
    DisplayTheme.AUTO: N_("As the screen"),
    DisplayTheme.LIGHT: N_("Light"),
    DisplayTheme.DARK: N_("Dark"),
}
_SECONDS = (0, 8, 15, 30, 60)  # 0: it changes by hand
_OPEN = "display.open"


def listed(actor: Actor) -> None:
    """Every display that works, with its controls; those that ended in a fold."""
    with reading() as session:
        known = press_links.displays(session, actor)
    now = clock.now()
    working = [each for each in known if each.works(now)]
    if not working:
        st.caption(_("None yet. A display is a page of its own for a screen behind the lectern."))
    for display in working:
        with st.container(border=True):
            _controls(actor, display)
    ended = [each for each in known if not each.works(now)]
    if ended:
        with st.expander(_("Ended and revoked"), icon=":material/link_off:"):
            for display in ended:
                st.text(f"{display.name} · {_end(display)}")


def make(actor: Actor) -> None:
    """A new display: its name, and until when."""
    form = forms.begin("press_link", actor, expires_on=None)
    slots: dict[str, DeltaGenerator] = {}
    with (
        st.expander(_("Make a display"), icon=":material/add_to_queue:"),
        st.form(form, border=False),
    ):
        name = st.text_input(
            _("Where it stands"),
            key=f"{form}.name",
            placeholder=_("for example: lectern, City Hall"),
        )
        slots["name"] = st.empty()
        expires_on = forms.day(_("Last day (empty: until it is revoked)"), f"{form}.expires_on")
        slots["expires_on"] = st.empty()
        sent = forms.submit(form, _("Make the display"), type="primary")
    if sent:
        with forms.refusals(slots) as outcome, writing() as session:
            made, token = press_links.make_link(
                session, actor, name=name, expires_on=expires_on, key=forms.key(form)
            )
        if outcome.done:
            hub.refresh()
            once.display(token, made.last_day)
            forms.done("press_link")
            st.rerun()


def dialog() -> None:
    """The display whose address is open, if one is."""
    if _OPEN in st.session_state:
        live.dialog(_("The display and its address"), _address, on_dismiss=_close)()


def _close() -> None:
    st.session_state.pop(_OPEN, None)


def _end(display: Display) -> str:
    if display.revoked_at is not None:
        return _("revoked {moment}").format(moment=formats.moment(display.revoked_at))
    if display.expires_at is not None:
        return _("until {moment}").format(moment=formats.moment(display.expires_at))
    return _("until it is revoked")


def _controls(actor: Actor, display: Display) -> None:
    """What it shows. Whatever is chosen is on the display at once; nothing has to be saved."""
    # Named after the revision: what somebody else chose meanwhile shows here, too.
    key = f"display.{display.id}.{display.revision}"
    rehearsing = display.rehearsing(clock.now())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(formats.escaped(display.name), anchor=False)
        if rehearsing:
            st.badge(_("Rehearsal"), color="orange", icon=":material/theater_comedy:")
        elif display.frozen_id is not None:
            st.badge(_("Frozen"), color="blue", icon=":material/ac_unit:")
        else:
            st.badge(_("Live"), color="green", icon=":material/sensors:")
    st.caption(_end(display))
    slots: dict[str, DeltaGenerator] = {}
    seconds = st.segmented_control(
        _("Scenes change"),
        sorted({*_SECONDS, display.seconds}),
        format_func=lambda each: _("every {n} s").format(n=each) if each else _("only by hand"),
        default=display.seconds,
        required=True,
        key=f"{key}.seconds",
    )
    scenes = _scenes(display, key, rotating=seconds > 0)
    slots["scenes"] = st.empty()
    figures, said = _figures(actor), press.public()
    if display.frozen_id is not None:
        said = said_of(figures[display.frozen_id], said)
    for scene in scenes[: None if seconds else 1]:
        if not said.fills(scene):
            text = _("{scene}: nothing to show yet, so the display leaves it out.")
            st.caption(text.format(scene=_(SCENES[scene])))
    with st.container(horizontal=True):
        language = st.segmented_control(
            _("Language"),
            list(_LANGUAGES),
            format_func=lambda each: _(_LANGUAGES[each]),
            default=display.language,
            required=True,
            key=f"{key}.language",
        )
        theme = st.segmented_control(
            _("Light or dark"),
            list(_THEMES),
            format_func=lambda each: _(_THEMES[each]),
            default=display.theme,
            required=True,
            key=f"{key}.theme",
        )
        exact = st.segmented_control(
            _("Figure"),
            [True, False],
            format_func=lambda each: _("Exact") if each else _("More than …"),
            default=display.exact,
            required=True,
            key=f"{key}.exact",
        )
    shown = st.selectbox(
        _("Shows"),
        [0, *figures],
        index=[0, *figures].index(display.frozen_id or 0),
        format_func=lambda each: frozen.name(figures[each]) if each else _("Now, live"),
        key=f"{key}.frozen",
    )
    new = DisplayUpdate(
        scenes=scenes,
        seconds=seconds,
        language=language,
        theme=theme,
        exact=exact,
        frozen_id=shown or None,
        revision=display.revision,
    )
    if new != _as_it_is(display):
        _run(slots, lambda session: press_links.show(session, actor, display.id, new))
    with st.container(horizontal=True):
        if st.button(
            _("End the rehearsal") if rehearsing else _("Rehearse"),
            key=f"{key}.rehearse",
            icon=":material/theater_comedy:",
            help=_("Plays made-up growth with a watermark, for ten minutes at most."),
        ):
            _run({}, lambda s: press_links.rehearse(s, actor, display.id, on=not rehearsing))
        if st.button(_("Address …"), key=f"{key}.address", icon=":material/link:"):
            st.session_state[_OPEN] = display.id
            st.rerun()


def _scenes(display: Display, key: str, *, rotating: bool) -> tuple[Scene, ...]:
    """The scenes that rotate, or the one that stays with the others behind it."""

    def label(scene: Scene) -> str:
        return _(SCENES[scene])

    if rotating:
        chosen = st.pills(
            _("Scenes"),
            list(SCENES),
            selection_mode="multi",
            format_func=label,
            default=list(display.scenes),
            key=f"{key}.scenes",
        )
        if set(chosen) == set(display.scenes):
            return display.scenes
        return tuple(scene for scene in SCENES if scene in chosen)
    stays = st.pills(
        _("Scene"),
        list(SCENES),
        format_func=label,
        default=display.scenes[0],
        required=True,
        key=f"{key}.scene",
    )
    return (stays, *(scene for scene in display.scenes if scene != stays))


def _as_it_is(display: Display) -> DisplayUpdate:
    return DisplayUpdate(
        scenes=display.scenes,
        seconds=display.seconds,
        language=display.language,
        theme=display.theme,
        exact=display.exact,
        frozen_id=display.frozen_id,
        revision=display.revision,
    )


def _figures(actor: Actor) -> dict[int, FrozenFigure]:
    with reading() as session:
        known = frozen_figures.frozen_figures(session, actor)
    return {figure.id: figure for figure, __ in known}


def _run(slots: dict[str, DeltaGenerator], command: Callable[[Any], None]) -> None:
    with forms.refusals(slots) as outcome, writing() as session:
        command(session)
    if outcome.done:
        hub.refresh()
        st.rerun()


def _address(actor: Actor) -> None:
    """Rename it, move its last day, give it a new address, revoke it."""
    with reading() as session:
        known = {each.id: each for each in press_links.displays(session, actor)}
    display = known[st.session_state[_OPEN]]
    now = {
        "name": display.name,
        "expires_on": display.last_day,
        "revision": display.revision,
    }
    name = f"display.{display.id}.fields"
    form = forms.begin(name, actor, **now)
    forms.changed_meanwhile(name, now)
    slots: dict[str, DeltaGenerator] = {}
    with st.form(form, border=False):
        typed = st.text_input(_("Where it stands"), key=f"{form}.name")
        slots["name"] = st.empty()
        expires_on = forms.day(_("Last day (empty: until it is revoked)"), f"{form}.expires_on")
        slots["expires_on"] = st.empty()
        sent = st.form_submit_button(_("Save changes"), type="primary")
    if sent:
        seen = forms.begun_with(form)["revision"]
        with forms.refusals(slots) as outcome, writing() as session:
            press_links.change_link(
                session, actor, display.id, name=typed, expires_on=expires_on, revision=seen
            )
        if outcome.done:
            _done(_("The display is changed."), name)
    st.write(_("The address is shown only once. If it is lost or known to the wrong people:"))
    with st.container(horizontal=True):
        renew = st.button(_("Make a new address, end the old"), icon=":material/autorenew:")
        revoke = st.button(_("Revoke the display"), icon=":material/link_off:")
    if renew or revoke:
        with forms.refusals({}) as outcome, writing() as session:
            token = press_links.renew_link(session, actor, display.id) if renew else ""
            if revoke:
                press_links.revoke_link(session, actor, display.id)
        if outcome.done:
            if token:
                once.display(token, display.last_day)
            renewed = _(
                "The display has a new address. Screens with the old one have ended: "
                "open the new one there."
            )
            _done(renewed if renew else _("It is revoked."))


def _done(said: str, form: str | None = None) -> None:
    _close()
    hub.refresh()
    forms.flash(said)
    if form:
        forms.done(form)
    st.rerun()
