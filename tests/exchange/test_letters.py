"""Letters that our fonts lack: a blank to write in, never an empty box, and nobody is lost."""

import pypdfium2
import pytest

from exchange import letters
from exchange.letters import BLANK, printed
from exchange.pdf import MARGIN, Document

WRITTEN = [
    *("José Núñez-Ñandú", "Łukasz", "Nguyễn Thị Hường", "Γιώργος", "Олександр Їжак", "प्रिया शर्मा"),
    *("أمل حداد", "ٹھیکہ گچپژ", "민지 보기", "張偉", "たなか カナ", "D’Angelo – “Bo”", "Ọlábísí"),
]
LACKED = ["თამარ", "Արամ", "አበበ", "สมชาย", "שרה", "রহিম", "ਸਿੰਘ", "张伟", "ᏣᎳᎩ", "အောင်"]


@pytest.mark.parametrize("name", WRITTEN)
def test_what_our_fonts_have_is_printed_as_it_is_written(name: str) -> None:
    assert printed(name) == name
    assert not letters.has_blank(name)


@pytest.mark.parametrize("word", LACKED)
def test_a_word_of_another_script_is_a_blank_and_the_others_stay(word: str) -> None:
    assert printed(word) == BLANK
    assert printed(f"{word} {word}") == BLANK
    assert printed(f"Rosa {word} Ejemplo") == f"Rosa {BLANK} Ejemplo"
    assert letters.has_blank(f"Rosa {word}")


def test_emoji_and_signs_are_left_out_but_not_a_name_of_nothing_else() -> None:
    assert printed("Rosa 🌹❤️ Ejemplo 🌹") == "Rosa Ejemplo"
    assert printed("👩🏽‍🌾Rosa") == "Rosa"
    assert printed("🌹") == BLANK
    assert printed("") == ""


def test_a_letter_and_its_accent_are_one() -> None:
    assert printed("Jose\u0301 \u1106\u1175\u11ab") == "José 민"


@pytest.mark.parametrize("name", [*LACKED, "🌹", "Rosa 🌹 Ejemplo"])
def test_no_empty_box_is_on_a_page(name: str) -> None:
    document = Document("Names", language="en")
    document.add_page()
    document.put(MARGIN, 20, name, width=80)
    with pypdfium2.PdfDocument(document.written()) as pdf:
        text = pdf[0].get_textpage().get_text_range()
    assert text.split() == printed(name).split()


def test_letters_that_become_one_are_drawn_as_one() -> None:
    def width(letters: str) -> float:
        document = Document("Names", language="en")
        document.add_page()
        document.put(0, 20, f"{letters}|", width=80)
        with pypdfium2.PdfDocument(document.written()) as pdf:
            page = pdf[0].get_textpage()
            left: float = page.get_charbox(page.get_text_range().index("|"))[0]
            return left

    assert width("क्ष") < 0.8 * (width("क") + width("ष"))
