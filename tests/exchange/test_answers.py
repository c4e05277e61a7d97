"""Yes and no as people write them: whoever did not say yes is not contacted."""

import pytest

from exchange.answers import is_none, is_yes


@pytest.mark.parametrize("text", ["Yes", "sí", "Claro que sí", "yes, please", "네", "✓", "X"])
def test_this_is_a_yes(text: str) -> None:
    assert is_yes(text)


@pytest.mark.parametrize("text", ["", "no", "claro que no", "Sí, pero nunca", "quizás", "ok no"])
def test_this_is_none(text: str) -> None:
    assert not is_yes(text)


@pytest.mark.parametrize("text", ["-", "N/A", "no tengo", "Ninguno", "Sin correo", "없음", "—"])
def test_this_says_that_there_is_nothing(text: str) -> None:
    assert is_none(text)


@pytest.mark.parametrize("text", ["555-0142", "rosa at example.org", "6060B", "no se oye bien"])
def test_this_says_something(text: str) -> None:
    assert not is_none(text)
