"""Yes and no as people write them: whoever did not say yes is not contacted."""

import pytest

from exchange.answers import is_yes


@pytest.mark.parametrize("text", ["Yes", "sí", "Claro que sí", "yes, please", "네", "✓", "X"])
def test_this_is_a_yes(text: str) -> None:
    assert is_yes(text)


@pytest.mark.parametrize("text", ["", "no", "claro que no", "Sí, pero nunca", "quizás", "ok no"])
def test_this_is_none(text: str) -> None:
    assert not is_yes(text)
