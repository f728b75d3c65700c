"""Where things stand on each paper."""

import json
import re

import pytest
from receipts.receipts_paper import GOLDEN, HEAD_DPI, Line, barcodes, golden_lines, image, letters, lines, sizes_mm
from receipts.receipts_sample import RECEIPT_NO, TOKEN, arabic_sale, sale

from vendingdesk.domain.receipt import Barcode, Block, Field, Heading, Note, Receipt, SlipKind, Tokens
from vendingdesk.receipts import A4, LETTER, PAPER_58MM, PAPER_80MM, Paper, PdfSlips, render
from vendingdesk.receipts.fonts import faces
from vendingdesk.receipts.ink import Bars, Frame, Run
from vendingdesk.receipts.layout import laid_out
from vendingdesk.receipts.typesetter import Typesetter

PAPERS = [PAPER_58MM, PAPER_80MM, A4, LETTER]
every_paper = pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)


def slip(*blocks: Block, paper: Paper = PAPER_80MM, banners: tuple[str, ...] = ()) -> bytes:
    return PdfSlips().pdf(Receipt(SlipKind.SALE, "Slip", blocks, banners), paper)


def runs(*blocks: Block, paper: Paper = PAPER_80MM) -> list[Run]:
    pages = laid_out(Receipt(SlipKind.SALE, "Slip", blocks), paper, Typesetter(faces()))
    return [ink for page in pages for _, strip in page.strips for ink in strip.inks if isinstance(ink, Run)]


@pytest.mark.parametrize(("name", "receipt"), [("sale", sale()), ("arabic", arabic_sale(b""))])
def test_the_golden_slip(name: str, receipt: Receipt) -> None:
    """If a change moves words on purpose, look at the slip, then write the file again: see ``golden_lines``."""
    found = golden_lines(PdfSlips().pdf(receipt))
    wanted = [Line(*line) for line in json.loads(GOLDEN[name].read_text(encoding="utf-8"))]
    assert [line.text for line in found] == [line.text for line in wanted]
    for line, place in zip(found, wanted, strict=True):
        assert line[1:] == pytest.approx(place[1:], abs=0.25), place.text


@pytest.mark.parametrize(("paper", "width", "least"), [(PAPER_58MM, 58, 16), (PAPER_80MM, 80, 20)])
def test_a_roll_is_as_high_as_its_content(paper: Paper, width: int, least: int) -> None:
    pdf = PdfSlips().pdf(sale(), paper)
    [(wide, high)] = sizes_mm(pdf)
    assert wide == pytest.approx(width, abs=0.001)
    assert high == pytest.approx(round(high), abs=0.001)
    [page] = render(pdf, HEAD_DPI)
    box = image(page).convert("L").point(lambda grey: 255 - grey).getbbox()
    assert box is not None
    assert 3 * 8 - 2 <= box[1] <= 3 * 8 + 1
    assert 4 * 8 - 1 <= page.height - box[3] <= 7 * 8
    taller = PdfSlips().pdf(sale(tokens=(TOKEN, TOKEN)), paper)
    assert sizes_mm(taller)[0][1] > high + least


@pytest.mark.parametrize(("paper", "size"), [(A4, (210, 297)), (LETTER, (215.9, 279.4))])
def test_a_sheet_keeps_its_size_and_goes_on_on_the_next(paper: Paper, size: tuple[float, float]) -> None:
    assert sizes_mm(PdfSlips().pdf(sale(), paper)) == [pytest.approx(size, abs=0.001)]
    pdf = slip(*(Field(f"Line {number}", "1.00") for number in range(100)), paper=paper)
    pages = sizes_mm(pdf)
    assert len(pages) in {2, 3}
    assert pages == [pytest.approx(size, abs=0.001)] * len(pages)
    drawn = letters(pdf)
    assert {letter.page for letter in drawn} == set(range(len(pages)))
    assert min(letter.bottom for letter in drawn) >= 12 * 72 / 25.4
    said = re.sub(r"SlipPage(\d)of(\d)", "", "".join(letter.char for letter in drawn))
    assert said == "".join(f"Line{number}1.00" for number in range(100))


def test_a_token_is_not_cut_by_a_pages_end() -> None:
    for before in range(30, 45):
        pdf = slip(*(Note("x") for _ in range(before)), Tokens((TOKEN,)), paper=A4)
        digits = [letter for letter in letters(pdf) if letter.top - letter.bottom > 12]
        assert "".join(digit.char for digit in digits) == TOKEN
        assert len({digit.page for digit in digits}) == 1


@every_paper
def test_the_token_is_large_grouped_and_bold(paper: Paper) -> None:
    least, most = {"58 mm": (16, 16), "80 mm": (20, 23)}.get(paper.name, (24, 40))
    found = runs(Tokens((TOKEN,)), paper=paper)
    assert [run.text for run in found] == ["5821 7340 9627", "1550 8463"]
    assert {run.face for run in found} == {faces().digits}
    assert all(least <= run.size <= most for run in found)
    assert len({run.x for run in found}) == 1


def test_the_token_has_white_space_around_it() -> None:
    found = lines(PdfSlips().pdf(sale()))
    at = next(number for number, line in enumerate(found) if line.text.startswith("5821"))
    assert found[at - 1].bottom - found[at].top > 10
    assert found[at + 1].bottom - found[at + 2].top > 20


def test_several_tokens_are_numbered_in_entry_order() -> None:
    tokens = (TOKEN, "00112233445566778899", "1234 5678 9012 3456 7890")
    assert [run.text for run in runs(Tokens(tokens))] == [
        "1 / 3", "5821 7340 9627", "1550 8463",
        "2 / 3", "0011 2233 4455", "6677 8899",
        "3 / 3", "1234 5678 9012", "3456 7890",
    ]  # fmt: skip
    assert runs(Tokens(())) == []
    assert runs(Tokens(("",))) == []


def test_a_field_takes_the_room_it_needs() -> None:
    def shape(field: Field) -> list[tuple[str, float]]:
        return [(run.text, run.y) for run in runs(field)]

    assert len({y for _, y in shape(Field("Meter", "0128 2444 003"))}) == 1
    address = "Plot 14, Market Road, behind the old post office, Kisumu"
    beside = [text for text, _ in shape(Field("Place", address))]
    assert beside == ["Place", "Plot 14, Market Road, behind", "the old post office, Kisumu"]
    below = [text for text, _ in shape(Field("Where the meter hangs in the house", address))]
    assert below[0] == "Where the meter hangs in the house"
    assert " ".join(below[1:]) == address
    assert shape(Field("Name", "O" * 60))[0][0] == "Name"
    assert [text for text, _ in shape(Field("", "only a value"))] == ["only a value"]
    assert [text for text, _ in shape(Field("only a label", " "))] == ["only a label"]
    assert shape(Field("", "")) == []
    assert shape(Field("L" * 99, "")) != []


def test_values_end_at_the_right_edge() -> None:
    pages = laid_out(sale(), PAPER_80MM, Typesetter(faces()))
    values = [
        run for run in runs(*sale().blocks) if run.text in {"Amina O.", "20.00 USD", "the old post office, Kisumu"}
    ]
    rule = next(ink for _, strip in pages[0].strips for ink in strip.inks if isinstance(ink, Bars))
    assert len(values) == 3
    for run in values:
        assert run.x + run.face.width(run.text, run.size) == pytest.approx(rule.bars[0][1])


def test_strong_words_are_bold_and_large_ones_large() -> None:
    shop, small, strong, value = runs(
        Heading("Shop", large=True), Note("note"), Note("mind", strong=True), Field("", "9", strong=True)
    )
    assert (shop.bold, small.bold, strong.bold, value.bold) == (True, False, True, True)
    assert shop.size > strong.size > small.size


def test_bold_words_are_blacker() -> None:
    def black(strong: bool) -> int:
        [page] = render(slip(Field("", "Meter 0128 2444 003", strong=strong)), HEAD_DPI)
        return image(page).convert("L").histogram()[0]

    assert black(True) > black(False) * 1.15


def test_a_note_keeps_its_lines() -> None:
    assert [run.text for run in runs(Note("one\ntwo\n\nthree"))] == ["one", "two", "three"]


def test_banners_stand_framed_at_top_and_bottom() -> None:
    receipt = Receipt(SlipKind.SALE, "Slip", (Note("between"),), ("COPY 2", "DEMO", " "))
    [page] = laid_out(receipt, PAPER_80MM, Typesetter(faces()))
    found = [run.text for _, strip in page.strips for run in strip.inks if isinstance(run, Run)]
    assert found == ["COPY 2", "DEMO", "between", "COPY 2", "DEMO"]
    for _, strip in page.strips:
        for frame in strip.inks:
            if isinstance(frame, Frame):
                [run] = [ink for ink in strip.inks if isinstance(ink, Run)]
                assert frame.y < run.y - run.size * 0.7 < run.y < frame.y + frame.height < strip.height


@every_paper
def test_the_barcode_is_read_as_the_receipt_number(paper: Paper) -> None:
    assert barcodes(PdfSlips().pdf(sale(), paper)) == [RECEIPT_NO]


def test_the_bars_are_whole_dots() -> None:
    pdf = slip(Barcode(RECEIPT_NO))
    [page] = render(pdf, HEAD_DPI)
    row = image(page).convert("L").crop((0, 60, page.width, 61)).tobytes()
    assert {0, 255} <= set(row)
    assert not set(row) & set(range(16, 240))


def test_a_long_number_takes_thinner_bars_and_a_longer_one_none() -> None:
    def module(text: str) -> list[float]:
        [page] = laid_out(Receipt(SlipKind.SALE, "", (Barcode(text),)), PAPER_58MM, Typesetter(faces()))
        bars = [ink.bars for _, strip in page.strips for ink in strip.inks if isinstance(ink, Bars)]
        return sorted(width for _, width in sum(bars, ()))

    short, middle, long = module("1234"), module("T01-000427"), module("ABCDEFGHIJKLMNOPQRST")
    assert short[0] == pytest.approx(3 * middle[0] / 2) == pytest.approx(3 * long[0])
    assert module("A" * 40) == []
    assert module("№ 7") == []
    assert "".join(run.text for run in runs(Barcode("A" * 40), paper=PAPER_58MM)) == "A" * 40


def test_equal_rules_look_equal() -> None:
    [page] = render(PdfSlips().pdf(sale(banners=())), HEAD_DPI)
    middle = image(page).convert("L").crop((36, 0, 604, page.height))
    black = [max(middle.crop((0, y, 568, y + 1)).tobytes()) < 16 for y in range(page.height)]
    thick, found = 0, []
    for dark in [*black, False]:
        thick, found = (thick + 1, found) if dark else (0, [*found, thick] if thick else found)
    assert found == [2] * 5


def test_a_roll_longer_than_a_pdf_page_goes_on() -> None:
    pages = sizes_mm(slip(*(Heading("shop", large=True) for _ in range(800))))
    assert len(pages) == 2
    assert all(height < 5080 for _, height in pages)


def test_an_empty_receipt_is_a_small_white_page() -> None:
    assert sizes_mm(slip()) == [pytest.approx((80, 7), abs=0.001)]
