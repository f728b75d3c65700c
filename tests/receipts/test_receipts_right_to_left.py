"""A slip in Arabic: labels on the right, values on the left, and every digit where it was."""

import unicodedata
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader
from receipts.receipts_figures import logo
from receipts.receipts_paper import MM, Letter, barcodes, letters
from receipts.receipts_sample import FLOW, METER, RECEIPT_NO, TOKEN, arabic_sale, sale

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
    SlipKind,
    Tokens,
)
from vendingdesk.receipts import A4, A5, PAPER_58MM, PAPER_80MM, Paper, PdfSlips
from vendingdesk.receipts.fonts import faces
from vendingdesk.receipts.ink import Bars, Ink, Run
from vendingdesk.receipts.layout import laid_out
from vendingdesk.receipts.paper import BEARING
from vendingdesk.receipts.typesetter import Typesetter

PICTURE = logo(300, 100)
NARROW = "\u202f\u202f"
"""As wide as a space."""

OTHER = "00112233445566778899"
every_paper = pytest.mark.parametrize("paper", [PAPER_58MM, PAPER_80MM, A5, A4], ids=lambda paper: paper.name)


def inks(receipt: Receipt, paper: Paper) -> list[Ink]:
    pages = laid_out(receipt, paper, Typesetter(faces()))
    return [ink for page in pages for _, strip in page.strips for ink in strip.inks]


def runs(receipt: Receipt, paper: Paper = PAPER_80MM) -> list[Run]:
    return [ink for ink in inks(receipt, paper) if isinstance(ink, Run)]


def slip(*blocks: Block) -> Receipt:
    return Receipt(SlipKind.SALE, "Slip", blocks, language="ar")


def width(paper: Paper) -> float:
    return paper.column * MM - 2 * BEARING


def right(run: Run) -> float:
    return run.x + run.face.width(run.text, run.size)


@every_paper
def test_labels_stand_right_and_values_left(paper: Paper) -> None:
    label, value = runs(slip(Field("التاريخ", "2026-03-14")), paper)
    if label.x < value.x:
        label, value = value, label
    assert value.text == "2026-03-14"
    assert value.x == 0
    assert right(label) == pytest.approx(width(paper))
    assert label.y == value.y
    first, *_, last = runs(slip(Field("English label", "عربي")), paper)
    assert max(right(first), right(last)) == pytest.approx(width(paper))
    assert min(first.x, last.x) == 0


def test_notes_stand_right_and_headings_in_the_middle() -> None:
    note, small, heading = runs(slip(Note("سطر"), Note("Latin, 10.00!"), Heading("عنوان")))
    assert right(note) == right(small) == pytest.approx(width(PAPER_80MM))
    assert small.text == "Latin, 10.00!"
    assert heading.x == pytest.approx(width(PAPER_80MM) - right(heading))


def test_a_long_value_goes_below_its_label() -> None:
    label, *values = runs(slip(Field("رقم العملية بالكامل عند الشركة", "9" * 36)), PAPER_58MM)
    assert right(label) == pytest.approx(width(PAPER_58MM))
    assert all(value.x == 0 and value.y > 0 for value in values)


@every_paper
def test_token_codes_and_rules_are_those_of_any_slip(paper: Paper) -> None:
    blocks = (Divider(), Tokens((TOKEN, OTHER)), Barcode(RECEIPT_NO), QrCodes((TOKEN,)), Logo(logo(99, 50)))
    receipt = slip(*blocks)
    assert inks(receipt, paper) == inks(replace(receipt, language="en"), paper)
    assert any(isinstance(ink, Bars) for ink in inks(receipt, paper))


@every_paper
def test_the_codes_are_read(paper: Paper) -> None:
    assert set(barcodes(PdfSlips().pdf(arabic_sale(PICTURE), paper))) == {RECEIPT_NO, TOKEN}


@every_paper
def test_every_number_is_drawn_from_left_to_right(paper: Paper) -> None:
    """The ink itself: the places of the digits on the page."""
    drawn = letters(PdfSlips().pdf(arabic_sale(PICTURE, (TOKEN, OTHER)), paper))
    large = [letter for letter in drawn if letter.top - letter.bottom > 10 and letter.char.isdigit()]
    lines: list[list[Letter]] = []
    for letter in sorted(large, key=lambda letter: (letter.page, -letter.bottom)):
        if not lines or lines[-1][0].page != letter.page or lines[-1][0].bottom - letter.bottom > 6:
            lines.append([])
        lines[-1].append(letter)
    ordered = [letter.char for line in lines for letter in sorted(line, key=lambda letter: letter.left)]
    assert "".join(ordered) == TOKEN + OTHER


@every_paper
def test_numbers_can_be_copied_out_of_the_file(paper: Paper) -> None:
    pdf = PdfSlips().pdf(arabic_sale(PICTURE), paper)
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert "5821 7340 9627 1550 8463" in text.replace("\n", " ")
    for number in (METER.replace(" ", NARROW), FLOW.replace(" ", NARROW), RECEIPT_NO, "10.00 USD", "2026-03-14"):
        assert number in text
    drawn = unicodedata.normalize("NFKC", "".join(letter.char for letter in letters(pdf)))
    assert drawn.count(METER.replace(" ", "")) == 2
    for number in (TOKEN, RECEIPT_NO, FLOW.replace(" ", ""), "2026-03-14", "10.00"):
        assert number in drawn


def test_a_latin_sale_in_an_arabic_slip_is_mirrored_only() -> None:
    left_to_right, mirrored = runs(sale()), runs(replace(sale(), language="ar"))
    places = sorted((run.text, round(run.y, 3)) for run in left_to_right)
    assert places == sorted((run.text.replace(NARROW, " "), round(run.y, 3)) for run in mirrored)


def test_an_arabic_slip_is_small() -> None:
    tokens = (TOKEN, OTHER, TOKEN[::-1], OTHER[::-1])
    for paper in (PAPER_58MM, PAPER_80MM, A4):
        assert len(PdfSlips().pdf(arabic_sale(PICTURE, tokens), paper)) <= 40_000


def test_an_arabic_name_in_an_english_slip() -> None:
    found = runs(Receipt(SlipKind.SALE, "Slip", (Field("Customer", "محمد علي"),)))
    label, value = found
    assert (label.text, label.x) == ("Customer", 0)
    assert right(value) == pytest.approx(width(PAPER_80MM))
    assert unicodedata.normalize("NFKC", value.text) == "محمد علي"[::-1]
