"""Paragraphs of any mix of scripts: joined, turned, measured, and each piece in a face that has it."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from receipts.receipts_fonts import NO_FONTS

from vendingdesk.receipts.fonts import REMEMBERED, arabic, faces
from vendingdesk.receipts.typesetter import Line, Typesetter

HERE = Typesetter(faces(), NO_FONTS)


def shown(text: str, *, from_right: bool = False, width: float = 1000.0) -> list[str]:
    """Each line from left to right, letters in their plain forms."""
    lines = HERE.paragraph(text, from_right=from_right).lines(10, width)
    drawn = ["".join(piece for _, piece in line.pieces).replace("\u202f\u202f", " ") for line in lines]
    return [unicodedata.normalize("NFKC", line) for line in drawn]


def backwards(text: str) -> str:
    return text[::-1]


def test_plain_text_is_one_piece_of_the_words_face() -> None:
    [line] = HERE.paragraph(" Жанна Nguyễn Αλέξανδρος ").lines(10, 1000)
    assert line == Line(((faces().words, "Жанна Nguyễn Αλέξανδρος"),), line.width)
    assert line.width == faces().words.width("Жанна Nguyễn Αλέξανδρος", 10)


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("محمد", "\ufee3\ufea4\ufee4\ufeaa"),
        ("لا", "\ufefb"),
        ("گچ", "\ufb94\ufb7b"),
        ("گ", "گ"),
        ("ٹیلی", "\ufb68\ufbff\ufee0\ufbfd"),
        ("می\u200cخواهم", "\ufee3\ufbfd\ufea7\ufeee\u0627\ufeeb\ufee2"),
        ("مُحَمَّد", "\ufee3\ufea4\ufee4\ufeaa"),
        ("\ufee3\ufea4\ufee4\ufeaa", "\ufee3\ufea4\ufee4\ufeaa"),
        ("ۻ", "ۻ"),
    ],
)
def test_letters_are_joined_and_turned(word: str, forms: str) -> None:
    [line] = HERE.paragraph(word).lines(10, 1000)
    assert line.pieces == ((arabic(), backwards(forms)),)


def test_a_form_that_the_face_lacks_is_the_plain_letter() -> None:
    """Plex lacks U+FBA2 and U+FBA3, two forms of an Urdu letter."""
    [line] = HERE.paragraph("ڻڻڻ").lines(10, 1000)
    assert set("".join(piece for _, piece in line.pieces)) <= set(arabic().plain)
    assert "\u06bb" in line.pieces[0][1]


@pytest.mark.parametrize(
    "number",
    [
        "0128 2444 003", "T01-000427", "2026-03-14 09:26:53 +03:00", "10.00 USD", "USD 10.00", "999,999,999.00",
        "FN-88140-0417", "202607301626401234567890", "15%", "+255 713 000 111", "€10.00", "7f3a91c2", "(Kisumu)",
        "(12)", "1\u202f000,00", "5821 7340 9627 1550 8463",
    ],
)  # fmt: skip
@pytest.mark.parametrize("from_right", [True, False])
def test_numbers_and_codes_keep_their_order(number: str, from_right: bool) -> None:
    [line] = shown(f"العداد {number} في السوق", from_right=from_right)
    number = unicodedata.normalize("NFKC", number)
    assert line == f"{backwards('في السوق')} {number} {backwards('العداد')}"
    [line] = shown(f"متر {number}", from_right=from_right)
    assert line == f"{number} {backwards('متر')}"


def test_the_document_or_the_first_letter_decides_the_direction() -> None:
    name = backwards("أمينة")
    assert shown("by أمينة 12:30") == [f"by {name} 12:30"]
    assert shown("by أمينة 12:30", from_right=True) == [f"12:30 {name} by"]
    assert shown("أمينة 12:30 (till)") == [f"(till) 12:30 {name}"]
    assert shown("only Latin, 10.00!", from_right=True) == ["only Latin, 10.00!"]
    assert shown("2026-03-14 09:26 +03:00", from_right=True) == ["2026-03-14 09:26 +03:00"]


def test_words_of_another_script_keep_their_order_over_a_comma() -> None:
    assert shown("شارع Plot 14, Market Road", from_right=True) == [f"Plot 14, Market Road {backwards('شارع')}"]


def test_what_is_remembered_does_not_grow_for_ever() -> None:
    setter = Typesetter(faces(), NO_FONTS)
    for number in range(REMEMBERED + 99):
        setter.paragraph(f"علي {number}").lines(10, 50)
        setter.paragraph(f"Ali {number}").lines(10, 50)
    assert 0 < len(setter._known) <= REMEMBERED
    assert setter._arabic is not None
    assert all(len(face._widths) <= REMEMBERED for face in (setter._arabic, faces().words, arabic()))


def test_brackets_open_towards_what_they_hold() -> None:
    assert shown("شقة (خلف) 4") == [f"4 ({backwards('خلف')}) {backwards('شقة')}"]
    assert shown("شقة [خلف]") == [f"[{backwards('خلف')}] {backwards('شقة')}"]
    assert shown("متجر (12) Ltd") == [f"Ltd (12) {backwards('متجر')}"]


@pytest.mark.parametrize("sign", "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")
def test_signs_that_turn_text_are_gone(sign: str) -> None:
    assert shown(f"1234{sign} 5678") == ["1234 5678"]
    assert shown(f"علي{sign} السوق") == shown("علي السوق")
    assert shown(f"علي {sign}1234 5678") == shown("علي 1234 5678")


def test_an_isolated_value_keeps_to_itself() -> None:
    """In a sentence that runs from the right its values follow one another from the right, each in its own order."""
    at, by, why = "2026-03-14 09:26 +03:00", "amina", "for the shop"
    for_, made = backwards("طبعت"), backwards("بواسطة")
    sentence = "طبعت \u2068{0}\u2069 بواسطة \u2068{1}\u2069: \u2068{2}\u2069"
    assert shown(sentence.format(at, by, why), from_right=True) == [f"{why} :{by} {made} {at} {for_}"]
    assert shown(sentence.format(at, "علي", why)) == [f"{why} :{backwards('علي')} {made} {at} {for_}"]
    assert shown("by \u2068علي (12)\u2069 12:30") == [f"by (12) {backwards('علي')} 12:30"]
    lines = shown("طبعت \u2068one two three four five six\u2069 بواسطة", from_right=True, width=90)
    assert (
        " ".join(word for line in lines for word in line.split() if word.isascii()) == "one two three four five six"
    )
    assert shown("\u2068Kisumu\u2069 12") == ["Kisumu 12"]


def test_lines_are_cut_before_they_are_turned() -> None:
    words = ["شارع", "الجمهورية", "خلف", "مكتب", "البريد"]
    lines = shown(" ".join(words), width=70)
    assert len(lines) > 1
    assert " ".join(backwards(line) for line in lines).split() == words


def test_a_word_wider_than_the_line_breaks_and_loses_nothing() -> None:
    word = "بسم" * 20
    lines = HERE.paragraph(word).lines(10, 60)
    assert all(line.width <= 60 for line in lines)
    assert "".join(backwards(line) for line in shown(word, width=60)) == word


def test_lines_are_as_high_as_their_letters() -> None:
    latin, mixed, high, low = (HERE.paragraph(text).lines(10, 1000)[0] for text in ("Ali", "علي Ali", "ڴ", "ڸ"))
    assert latin.above == mixed.above < high.above
    assert latin.below < mixed.below < low.below


MIXED = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            ["محمد", "ڻ", "ًٌ", "\u200c", "\u200d", "12", " ", "(", "A", "שלום", "\u202e", "東", "👍", "\ud800"]
        )
    ).map("".join),
)


@given(MIXED, st.booleans(), st.integers(20, 300))
def test_every_piece_is_covered_and_every_line_fits(text: str, from_right: bool, width: int) -> None:
    paragraph = HERE.paragraph(text, from_right=from_right)
    for even in (False, True):
        for line in paragraph.lines(10, width, even=even):
            assert line.width <= width + 1e-6
            assert line.width == pytest.approx(sum(face.width(piece, 10) for face, piece in line.pieces))
            for face, piece in line.pieces:
                assert piece
                assert set(piece) <= face.advances.keys()
                assert not set(piece) & set("\u200c\u200d\u202e\ue000")


@given(st.text("0123456789 .-:/,", min_size=1, max_size=40), st.booleans())
def test_digits_are_never_turned_around(number: str, from_right: bool) -> None:
    for text in (number, f"x{number}", f"{number} USD"):
        assert "".join(shown(text, from_right=from_right)) == text.strip()


def test_what_cannot_be_printed_is_named_once(tmp_path: Path) -> None:
    assert HERE.missing("shop محمد 東京 東 กรุงเทพ 👍 👍") == ("CJK", "Thai", "symbol")
    assert HERE.missing("Đà Nẵng, Жанна, می‌خواهم ١٢") == ()
