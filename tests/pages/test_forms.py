"""A form's press and the run of a second click, which can cut the first one's off anywhere."""

from contextlib import suppress
from typing import Any

import pytest
import streamlit as st

from db.actor import Actor
from ui import forms


class CutOff(BaseException):
    """What Streamlit raises in a run that another one replaces."""


class Interruptible(dict[str, Any]):
    """A session's state that, like Streamlit's, lets a newer run take over at every access."""

    left: int | None = None

    def _yield(self) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                self.left = None
                raise CutOff

    def __getitem__(self, key: str) -> Any:
        self._yield()
        return super().__getitem__(key)

    def __setitem__(self, key: str, value: Any) -> None:
        self._yield()
        super().__setitem__(key, value)

    def __delitem__(self, key: str) -> None:
        self._yield()
        super().__delitem__(key)

    def __contains__(self, key: object) -> bool:
        self._yield()
        return super().__contains__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self._yield()
        return super().get(key, default)

    def setdefault(self, key: str, default: Any = None) -> Any:
        self._yield()
        return super().setdefault(key, default)


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> Interruptible:
    made = Interruptible()
    monkeypatch.setattr(st, "session_state", made)
    return made


@pytest.mark.parametrize("accesses", range(14))
def test_wherever_a_press_that_went_through_is_cut_off_it_counts_once_and_is_said(
    state: Interruptible, alice: Actor, accesses: int
) -> None:
    press = forms.begin("log_batch", alice, place="")
    key = forms.key(press)
    state[f"{press}.place"] = "Saint Pius"
    state.left = accesses
    with suppress(CutOff):
        forms.flash("25 signatures counted.")
        forms.done("log_batch", "place")
    state.left = None
    if forms.begin("log_batch", alice, place="") == press:
        assert forms.key(press) == key  # sent again, it counts once
        forms.flash("25 signatures counted.")
        forms.done("log_batch", "place")
    again = forms.begin("log_batch", alice, place="")
    assert forms.key(again) != key
    assert state[f"{again}.place"] == "Saint Pius"
    assert state["_flash"] == ("25 signatures counted.", None)


@pytest.mark.parametrize("accesses", range(14))
def test_a_form_whose_beginning_is_cut_off_begins_again(
    state: Interruptible, alice: Actor, accesses: int
) -> None:
    state.left = accesses
    with suppress(CutOff):
        forms.begin("log_batch", alice, place="Saint Pius")
    state.left = None
    press = forms.begin("log_batch", alice, place="Saint Pius")
    assert forms.key(press)
    assert forms.begun_with(press) == {"place": "Saint Pius"}
    assert state[f"{press}.place"] == "Saint Pius"
