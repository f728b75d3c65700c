"""The bars are what a scanner reads."""

import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.graphics.barcode import code128 as reference

from vendingdesk.receipts.code128 import _WIDTHS, modules

ASCII = st.characters(min_codepoint=32, max_codepoint=126)


def scanned(text: str) -> list[str]:
    row, black = bytearray(), True
    for width in (10, *modules(text), 10):
        black = not black
        row += (b"\x00" if black else b"\xff") * width * 2
    picture = Image.frombytes("L", (len(row), 40), bytes(row) * 40)
    return [code.text for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.Code128)]


def test_the_table_is_the_standards() -> None:
    theirs = [
        "".join(str("abcd".index(bar.lower()) + 1) for bar in reference._patterns[symbol]) for symbol in range(107)
    ]
    assert theirs == _WIDTHS


@given(st.text(ASCII, min_size=1, max_size=24).filter(lambda text: text == text.strip()))
def test_any_printable_text_is_read_back(text: str) -> None:
    assert scanned(text) == [text]


@given(st.from_regex(r"[A-Z]{0,3}[0-9]{1,9}-?[0-9]{0,11}[A-Z]{0,2}[0-9]{0,5}", fullmatch=True))
def test_any_receipt_number_is_read_back(text: str) -> None:
    assert scanned(text) == [text]


def test_pairs_of_digits_share_a_symbol() -> None:
    symbol, frame = 11, 11 + 11 + 13
    assert sum(modules("12345678")) == frame + 4 * symbol
    assert sum(modules("T01-000427")) == frame + (4 + 1 + 3) * symbol
    assert sum(modules("T1")) == frame + 2 * symbol


def test_what_cannot_be_encoded_has_no_bars() -> None:
    assert modules("") == ()
    assert modules("T01-é") == ()
    assert modules("T01\n") == ()
