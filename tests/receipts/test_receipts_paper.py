"""Slips of the counter on every paper: inside the print width, the token in its size, each glyph a real one."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from io import BytesIO

import pytest
from PIL import ImageChops
from pypdf import PdfReader
from receipts.receipts_paper import HEAD_DPI, MM, barcodes, image, letters, sizes_mm
from receipts.receipts_sample import TOKEN, sale
from reportlab.pdfbase import pdfmetrics

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import Shop
from vendingdesk.counter.slip import slip_for
from vendingdesk.domain.management import ManagementKind, ManagementOrder
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import DoubtCause, Issued, Outcome, TokenWarning, Unclear
from vendingdesk.domain.receipt import Barcode, Divider, Field, Receipt, SlipKind
from vendingdesk.domain.sale import Order, Sale, VendState
from vendingdesk.receipts import A4, LETTER, PAPER_58MM, PAPER_80MM, Paper, PdfSlips, render
from vendingdesk.receipts.fonts import arabic, faces
from vendingdesk.receipts.ink import Bars, Frame, Run
from vendingdesk.receipts.layout import laid_out
from vendingdesk.receipts.typesetter import Typesetter

PRINTABLE_MM = {"58 mm": (58, 48), "80 mm": (80, 72), "A4": (210, 190), "Letter": (215.9, 195.9)}
DIGIT_HEIGHT = 0.7  # of the type size, about: Plex Mono's 1 to 9 are 0.698 high, round ones a hair more
OTHER = "00000000001111111111"
SETUP = DeskSetup(
    shop=Shop(
        name="Mama Njeri’s Corner Shop and Hardware of the Upper Market Road",
        utility="Riverside Power & Light",
        lines=("12 Harbour Road, Kisumu", "Tel. 555 0112"),
        help_line="Help: 0800 123 456, every day 7–21 h",
    ),
    demo=True,
)
ISSUED = Issued((OTHER, TOKEN), "202607301626401234567890", warnings=(TokenWarning.SEVERAL,))
DOUBT = Unclear(DoubtCause.NO_ANSWER, "ReadError")
WHEN = datetime(2026, 7, 30, 16, 26, 40, tzinfo=timezone(timedelta(hours=2)))
CLEAR = ManagementOrder(ManagementKind.CLEAR_CREDIT, 0, "tenant moved out of the house behind the old post office")


def slip(state: VendState, outcome: Outcome, management: ManagementOrder | None = None, copy: int = 1) -> Receipt:
    amount = None if management else Money(999_999_999, Currency("USD"))
    place = "Plot 14, Market Road, behind the old post office, Kisumu"
    order = Order("u1", "5f0c1a2b-0000", "0128244400031", "amina", "x", amount, management, "Ouédraogo, J.", place)
    sold = Sale(order, "K01", 124, WHEN, state, outcome)
    return slip_for(sold, SETUP, copy=copy, printed_at=WHEN, printed_by="grace")


SLIPS = {
    "sale": slip(VendState.ISSUED, ISSUED),
    "copy": slip(VendState.ISSUED, ISSUED, copy=3),
    "management": slip(VendState.ISSUED, Issued((TOKEN,)), CLEAR),
    "hold": slip(VendState.IN_DOUBT, DOUBT),
    "sample": sale(),
}
every_slip = pytest.mark.parametrize("receipt", SLIPS.values(), ids=SLIPS)
every_paper = pytest.mark.parametrize("paper", [PAPER_58MM, PAPER_80MM, A4, LETTER], ids=lambda paper: paper.name)


@every_paper
@every_slip
def test_a_slip_of_the_counter_is_inside_the_print_width(receipt: Receipt, paper: Paper) -> None:
    pdf = PdfSlips().pdf(receipt, paper)
    width, printable = PRINTABLE_MM[paper.name]
    sizes = sizes_mm(pdf)
    assert [wide for wide, _ in sizes] == [pytest.approx(width, abs=0.001)] * len(sizes)
    assert paper.height or len(sizes) == 1
    margin = (width - printable) / 2 * MM
    for letter in letters(pdf):
        assert margin <= letter.left <= letter.right <= (width * MM - margin), letter
        assert 0 <= letter.bottom <= letter.top <= sizes[letter.page][1] * MM, letter


@every_paper
@every_slip
def test_no_glyph_is_the_empty_box_and_no_font_is_missing(receipt: Receipt, paper: Paper) -> None:
    pdf = PdfSlips().pdf(receipt, paper)
    assert b"Helvetica" not in pdf
    for page in PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]
        drawn = page.extract_text()
        assert drawn
        assert "\x00" not in drawn
        assert "\ufffd" not in drawn


def test_every_character_of_a_face_has_a_glyph_of_its_own() -> None:
    for face in (*faces(), arabic()):
        glyphs = pdfmetrics.getFont(face.name).face.charToGlyph
        assert face.plain
        assert all(glyphs[ord(char)] > 0 for char in face.plain)


@pytest.mark.parametrize(("paper", "points"), [(PAPER_58MM, 16), (PAPER_80MM, 23), (A4, 30), (LETTER, 30)])
def test_the_tokens_digits_are_drawn_in_their_size(paper: Paper, points: float) -> None:
    blocks = tuple(block for block in SLIPS["sale"].blocks if not isinstance(block, Barcode))
    pdf = PdfSlips().pdf(replace(SLIPS["sale"], blocks=blocks), paper)
    digits = [letter for letter in letters(pdf) if letter.char.isdigit()]
    large = [digit for digit in digits if digit.top - digit.bottom > points * DIGIT_HEIGHT * 0.95]
    assert "".join(digit.char for digit in large) == OTHER + TOKEN
    ones = [digit.top - digit.bottom for digit in large if digit.char == "1"]
    assert ones == [pytest.approx(points * DIGIT_HEIGHT, rel=0.01)] * len(ones)


def test_bold_words_are_blacker_but_no_wider() -> None:
    def black(*, strong: bool) -> tuple[int, tuple[int, int, int, int]]:
        pdf = PdfSlips().pdf(Receipt(SlipKind.SALE, "Slip", (Field("", "10.00 USD", strong=strong),)))
        [picture] = render(pdf, 4 * HEAD_DPI)
        ink = ImageChops.invert(image(picture).convert("L"))
        return ink.histogram()[255], ink.getbbox() or (0, 0, 0, 0)

    (thin, plain), (thick, bold) = black(strong=False), black(strong=True)
    assert 1.2 * thin < thick < 1.8 * thin
    assert all(abs(one - other) <= 4 for one, other in zip(plain, bold, strict=True))


def test_a_banners_frame_is_as_wide_as_the_rules_and_hugs_its_words() -> None:
    blocks = (Field("Till", "T01"), Divider())
    [page] = laid_out(Receipt(SlipKind.SALE, "Slip", blocks, ("DEMO",)), PAPER_80MM, Typesetter(faces()))
    inks = [ink for _, strip in page.strips for ink in strip.inks]
    [frame, _] = [ink for ink in inks if isinstance(ink, Frame)]
    [rule] = [ink for ink in inks if isinstance(ink, Bars)]
    words = next(ink for ink in inks if isinstance(ink, Run))
    assert frame.x == frame.y == pytest.approx(frame.line / 2)
    assert rule.bars == ((0.0, pytest.approx(frame.width + frame.line)),)
    above, below = words.y - 0.7 * words.size - frame.y, frame.y + frame.height - words.y
    assert above == pytest.approx(below, abs=1)


def test_a_hold_slip_draws_nothing_that_could_pass_for_a_token() -> None:
    tallest = max(letter.top - letter.bottom for letter in letters(PdfSlips().pdf(SLIPS["hold"])))
    assert tallest < 23 * DIGIT_HEIGHT


@pytest.mark.parametrize("paper", [PAPER_58MM, PAPER_80MM], ids=lambda paper: paper.name)
@pytest.mark.parametrize("dpi", [203, HEAD_DPI])
@every_slip
def test_a_scanner_reads_the_number_off_a_roll(receipt: Receipt, paper: Paper, dpi: float) -> None:
    assert barcodes(PdfSlips().pdf(receipt, paper), dpi) == [receipt.title.removeprefix("Receipt ")]
