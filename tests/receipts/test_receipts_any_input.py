"""Whatever a receipt says, all of it is inside the print width and every digit of every token is there."""

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageChops
from receipts.receipts_figures import logo
from receipts.receipts_paper import HEAD_DPI, MM, image, letters, sizes_mm

from vendingdesk.domain.receipt import (
    Barcode,
    Block,
    Divider,
    Field,
    Heading,
    Logo,
    Note,
    QrCodes,
    Receipt,
    Ruler,
    SlipKind,
    Tokens,
)
from vendingdesk.receipts import A4, A5, LETTER, PAPER_58MM, PAPER_80MM, Paper, PdfSlips, render
from vendingdesk.receipts.fonts import faces
from vendingdesk.receipts.ink import Run
from vendingdesk.receipts.layout import laid_out
from vendingdesk.receipts.typesetter import Typesetter

MARKS = ["\u0301i\u0308\u0323", "\u01f0j\u0308", "\u0149\u00ad", "\u2044\u2153"]
ARABIC = ["محمد", "مُحَمَّد ڳڻڻگ", "متر 0128 2444 003 (Kisumu)", "می\u200cخواهم", "ت" * 60, "ڸڴ" * 9]
ODD = [*MARKS, *ARABIC, "👍🏽", "東京", "שלום", "\x00\x1b\n\t\u2028", "\u202e1234\u202c", "\ud800"]
PLAIN = [
    "Mama Njeri’s Very Long Shop Name of the Upper Market Road and Sons Limited",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunter",
    "W" * 60,
    "j" * 60,
    "999,999,999.00 USD",
    "Receipt",
    "",
]
KNOWN = st.sampled_from(PLAIN + ODD)
TEXT = st.one_of(KNOWN, st.text(max_size=70), st.lists(KNOWN, max_size=6).map(" ".join))
TOKENS = st.lists(st.text("0123456789", min_size=20, max_size=20), max_size=4).map(tuple)
LOGOS = st.one_of(
    st.builds(logo, st.integers(1, 900), st.integers(1, 900), st.sampled_from(["black", "grey", "white"])),
    st.binary(max_size=20),
)
BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, TEXT, st.booleans()),
    st.builds(Field, TEXT, TEXT, st.booleans()),
    st.builds(Note, TEXT, st.booleans()),
    st.builds(Barcode, TEXT),
    st.builds(
        QrCodes,
        st.lists(TEXT | st.text("0123456789", min_size=20, max_size=90), max_size=4).map(tuple),
    ),
    st.builds(Logo, LOGOS),
    st.just(Ruler()),
    st.just(Divider()),
)
RECEIPT = st.builds(
    lambda before, tokens, after, banners, title, language: Receipt(
        SlipKind.SALE, title, (*before, Tokens(tokens), *after), tuple(banners), language
    ),
    st.lists(BLOCK, max_size=5),
    TOKENS,
    st.lists(BLOCK, max_size=5),
    st.lists(TEXT, max_size=2),
    TEXT,
    st.sampled_from(["en", "fr", "ar"]),
)
PAPERS = st.sampled_from([PAPER_58MM, PAPER_80MM, A5, A4, LETTER])


@settings(max_examples=150)
@given(RECEIPT, PAPERS)
def test_nothing_is_outside_and_no_digit_is_lost(receipt: Receipt, paper: Paper) -> None:
    pdf = PdfSlips().pdf(receipt, paper)
    widest = paper.tight if paper.height else paper
    left, right = widest.left * MM, (widest.left + widest.column) * MM
    sizes = sizes_mm(pdf)
    for letter in letters(pdf):
        height = sizes[letter.page][1] * MM
        assert left <= letter.left <= letter.right <= right, letter
        assert 0 < letter.bottom <= letter.top < height, letter
    for page in render(pdf, HEAD_DPI):
        ink = ImageChops.invert(image(page).convert("L")).point(lambda grey: 255 if grey > 64 else 0).getbbox()
        if ink:
            dots = HEAD_DPI / 25.4
            assert widest.left * dots - 1 <= ink[0] < ink[2] <= (widest.left + widest.column) * dots + 2
            assert paper.top * dots - 1 <= ink[1] < ink[3] <= page.height - paper.bottom * dots + 2
    if not paper.height:
        assert all(abs(height - round(height)) < 0.001 for _, height in sizes)


@given(TOKENS, PAPERS)
def test_the_tokens_are_all_there_in_their_order(tokens: tuple[str, ...], paper: Paper) -> None:
    receipt = Receipt(SlipKind.SALE, "Tokens", (Tokens(tokens),))
    drawn = [
        ink
        for page in laid_out(receipt, paper, Typesetter(faces()))
        for _, strip in page.strips
        for ink in strip.inks
    ]
    assert {run.size for run in drawn if isinstance(run, Run)} <= {paper.body, paper.token}
    digits = [run.text for run in drawn if isinstance(run, Run) and run.face is faces().digits]
    assert "".join(digits).replace(" ", "") == "".join(tokens)
    large = [letter for letter in letters(PdfSlips().pdf(receipt, paper)) if letter.top - letter.bottom > paper.body]
    assert "".join(letter.char for letter in large) == "".join(tokens)
