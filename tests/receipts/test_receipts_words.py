"""Text that can be drawn, and lines that fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk.receipts.fonts import faces
from vendingdesk.receipts.words import balanced, legible, wrapped

CASES = {
    "plain": ("Jean-Baptiste Ouédraogo ₦ ₵ €", "Jean-Baptiste Ouédraogo ₦ ₵ €"),
    "Greek and Cyrillic": ("Ωμέγα Жизнь", "Ωμέγα Жизнь"),
    "composed": ("Oue\u0301draogo", "Ouédraogo"),
    "marks that compose in part": ("o\u0323\u0301", "\u1ecd"),
    "mark without a base": ("\u0301a \u0301b", "a b"),
    "mark without a glyph": ("a\u20e3b", "ab"),
    "hooks": ("Ɗan Ƙwara, Kɔfi Ɛsi", "Dan Kwara, Kofi Esi"),
    "no letter below its name": ("ʘꝏ", "[Latin]"),
    "compatibility": ("ＡＢ①\ufb03", "AB1ffi"),
    "digits": ("٠١٢٣ ५६", "0123 56"),
    "Arabic": ("محمد علي", "[Arabic] [Arabic]"),
    "voweled": ("مُحَمَّد", "[Arabic]"),
    "CJK": ("東京 shop", "[CJK] shop"),
    "kana": ("カフェ", "[Katakana]"),
    "Devanagari": ("बिजली", "[Devanagari]"),
    "two scripts": ("שלום東", "[Hebrew][CJK]"),
    "emoji": ("ok 👍🏽 👨\u200d👩", "ok [symbol] [symbol]"),
    "unassigned and private": ("\U000e1000\ue123", "[symbol]"),
    "surrogate": ("a\ud800", "a[symbol]"),
    "controls": ("a\x00b\tc\u2028d\x9be", "a b c d e"),
    "turning text around": ("5\u202e86\u202c\u200b\u00ad\ufeff", "586"),
    "spaces": ("a\u3000b\u202fc\u2007d", "a b\u202fc\u2007d"),
    "fractions": ("½ 1\u20444 \u2215", "½ 1/4 /"),
    "brackets": ("[[a]]", "[[a]]"),
    "repeats of what is covered": ("aaa ббб", "aaa ббб"),
    "empty": ("", ""),
}


@pytest.mark.parametrize(("given", "shown"), CASES.values(), ids=CASES)
def test_the_words_face_shows(given: str, shown: str) -> None:
    assert legible(given, faces().words) == shown


def test_spaces_that_the_face_lacks_keep_their_nature() -> None:
    assert legible("1\u202f000\u2003a", faces().digits) == "1\u00a0000 a"


@given(st.text())
def test_everything_legible_is_covered(text: str) -> None:
    for face in faces():
        shown = legible(text, face)
        assert set(shown) <= face.advances.keys()
        assert shown.isprintable() or set(shown) & set("\u00a0\u202f\u2007") or not shown
        assert legible(shown, face) == shown


@given(
    st.text(st.characters(min_codepoint=32, max_codepoint=0x17F, categories=["L", "N", "P", "Zs"])),
    st.integers(15, 300),
)
def test_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    face = faces().words
    text = legible(text, face)
    for cut in (wrapped, balanced):
        lines = cut(text, face, 9.5, width)
        assert all(face.width(line, 9.5) <= width + 1e-6 for line in lines)
        assert "".join(lines).replace(" ", "") == ("" if not text.strip() else text.replace(" ", ""))


def test_words_stay_whole_if_they_can() -> None:
    face = faces().words
    assert wrapped("the old post office", face, 10, face.width("the old post", 10)) == ["the old post", "office"]
    assert wrapped("  the   old ", face, 10, face.width("the ol", 10)) == ["the", "old"]


def test_a_long_word_breaks_and_the_next_follows_on_its_line() -> None:
    face = faces().words
    assert wrapped("oooooooo o", face, 10, face.width("ooooo", 10)) == ["ooooo", "ooo o"]


def test_balanced_lines_are_of_one_length() -> None:
    face = faces().words
    text = "DEMO – NOT VALID ON ANY METER"
    width = face.width("DEMO – NOT VALID ON ANY", 10)
    assert wrapped(text, face, 10, width)[1] == "METER"
    assert balanced(text, face, 10, width) == ["DEMO – NOT VALID", "ON ANY METER"]
    assert balanced("short", face, 10, width) == ["short"]
