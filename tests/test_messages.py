"""Every word on screen goes through the catalogue, and the catalogue is complete."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from ui.language import NAMES

ROOT = Path(__file__).parent.parent
FOLDERS = ("db", "exchange", "ui", "pages", "web")
SOURCES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
MARKERS = {"_": 1, "N_": 1, "Message": 1, "ngettext": 2}
OTHER_LANGUAGES = [language for language in NAMES if language != "en"]

# What Streamlit's commands show to people: by position, and by these names.
SHOWS = {
    *("title", "header", "subheader", "write", "text", "markdown", "caption", "badge", "metric"),
    *("info", "warning", "error", "success", "toast", "progress", "expander", "dialog", "popover"),
    *("button", "form_submit_button", "link_button", "toggle", "checkbox", "pills", "radio"),
    *("text_input", "text_area", "number_input", "date_input", "selectbox", "multiselect"),
    *("segmented_control", "tabs"),
}
SHOWN_AS = {
    "label", "text", "body", "title", "help", "placeholder", "alt", "alt_text", "note",
    "delta_description", "page_title",
}  # fmt: skip
# Not words: icons, Markdown around a translated text, chart fields, formats, our own name.
NO_WORDS = re.compile(
    r":material/\w+:|\w+:[NQTO]$|:(\w+-)?badge\[|:\w+\["
    r"|Contamos|https://|%[-\w]+|,d|\W"
)


def calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def messages_in_code() -> set[str]:
    return {
        argument.value
        for path in SOURCES
        for call in calls(path)
        for argument in call.args[: MARKERS.get(name(call), 0)]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def catalogue(language: str) -> list[Message]:
    with (ROOT / "locales" / language / "LC_MESSAGES" / "contamos.po").open("rb") as file:
        return [message for message in read_po(file, locale=language) if message.id]


def texts(message: str | tuple[str, ...] | list[str]) -> list[str]:
    return [message] if isinstance(message, str) else list(message)


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_no_message_of_the_code_is_missing_from_the_catalogue(language: str) -> None:
    known = {text for message in catalogue(language) for text in texts(message.id)}
    assert messages_in_code() - known == set()


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_no_message_of_the_catalogue_is_unused(language: str) -> None:
    known = {text for message in catalogue(language) for text in texts(message.id)}
    assert known - messages_in_code() == set()


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_every_message_is_translated_with_the_same_values(language: str) -> None:
    for message in catalogue(language):
        translated = texts(message.string or "")
        assert all(translated), f"not translated: {message.id}"
        assert not message.fuzzy, f"not sure of: {message.id}"
        wanted = set(re.findall(r"{\w+}", texts(message.id)[-1]))
        for text in translated:
            assert set(re.findall(r"{\w+}", text)) == wanted, message.id


def literal_words(node: ast.expr) -> str:
    """What a text says in letters that stand in the code itself."""
    if isinstance(node, ast.Constant):
        return NO_WORDS.sub("", node.value) if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            literal_words(part) for part in node.values if isinstance(part, ast.Constant)
        )
    if isinstance(node, ast.BinOp):
        return literal_words(node.left) + literal_words(node.right)
    if isinstance(node, ast.IfExp):
        return literal_words(node.body) + literal_words(node.orelse)
    return ""


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if path.parent.name in ("ui", "pages")],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_no_word_on_screen_bypasses_the_catalogue(path: Path) -> None:
    for call in calls(path):
        shown = [keyword.value for keyword in call.keywords if keyword.arg in SHOWN_AS]
        if name(call) in SHOWS and call.args:
            shown.append(call.args[0])
        for argument in shown:
            words = literal_words(argument)
            assert not re.search(r"[^\W\d_]", words), f"{path.name}:{call.lineno}: {words!r}"


def test_the_check_for_bypassing_words_finds_them() -> None:
    [call] = [
        node
        for node in ast.walk(ast.parse('st.button(f"Save {n} rows")'))
        if isinstance(node, ast.Call)
    ]
    assert literal_words(call.args[0]) == "Saverows"


# As one speaks to a stranger (usted) or to several (ustedes), where a sentence begins or after ":".
USTED = re.compile(
    r"\b[Uu]stedes\b|\b[Uu]sted\b|¿Está seguro|¿Planear también la suya"
    r"|(?:^|[.:;!?»] )(?:(?i:anule|corrija|diga|elija|escriba|indique|pegue|pida|pregunte|registre"
    r"|revise|vuelva)n?|(?i:péguela|revíselo|corríjalo|guárdelo))\b"
)


def test_spanish_speaks_to_one_person_as_to_a_friend() -> None:
    said = [text for message in catalogue("es") for text in texts(message.string)]
    assert [text for text in said if USTED.search(text)] == []
