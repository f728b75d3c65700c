"""Slips on sheets: one page if a little tightness makes it one, else pages that are counted."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from receipts.receipts_paper import MM, letters, sizes_mm
from receipts.receipts_sample import RECEIPT_NO, TOKEN, sale

from vendingdesk.counter.samples import SampleKind, sample
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import Shop
from vendingdesk.domain.receipt import Field, Receipt, SlipKind, Tokens
from vendingdesk.receipts import A4, A5, LETTER, PAPER_80MM, Paper, PdfSlips
from vendingdesk.receipts.fonts import faces
from vendingdesk.receipts.ink import Run
from vendingdesk.receipts.layout import laid_out
from vendingdesk.receipts.typesetter import Typesetter

every_sheet = pytest.mark.parametrize("paper", [A5, A4, LETTER], ids=lambda paper: paper.name)


def lines(count: int) -> Receipt:
    return Receipt(SlipKind.SALE, f"Receipt {RECEIPT_NO}", tuple(Field(f"Line {n}", "1.00") for n in range(count)))


def body_sizes(receipt: Receipt, paper: Paper) -> list[set[float]]:
    pages = laid_out(receipt, paper, Typesetter(faces()))
    return [{ink.size for _, strip in page.strips for ink in strip.inks if isinstance(ink, Run)} for page in pages]


@every_sheet
def test_a_slip_that_fits_is_set_in_full_size(paper: Paper) -> None:
    assert body_sizes(lines(9), paper) == [{paper.body}]
    [sizes] = body_sizes(sale(), paper)
    assert max(sizes) >= 20


@every_sheet
def test_a_little_too_much_is_set_tighter_and_stays_on_one_page(paper: Paper) -> None:
    count = next(count for count in range(9, 99) if body_sizes(lines(count), paper) != [{paper.body}])
    [sizes] = body_sizes(lines(count), paper)
    assert max(sizes) < paper.body
    assert min(sizes) >= 8
    assert "Page" not in "".join(letter.char for letter in letters(PdfSlips().pdf(lines(count), paper)))
    assert sizes_mm(PdfSlips().pdf(lines(count), paper)) == [pytest.approx((paper.width, paper.height), abs=0.001)]


@every_sheet
def test_pages_of_several_are_counted_and_name_the_receipt(paper: Paper) -> None:
    receipt = replace(lines(120), page_of="Blatt {page} von {pages}")
    pdf = PdfSlips().pdf(receipt, paper)
    pages = len(sizes_mm(pdf))
    assert pages > 1
    drawn = letters(pdf)
    for page in range(pages):
        here = [letter for letter in drawn if letter.page == page]
        floor = min(letter.bottom for letter in here)
        foot = "".join(letter.char for letter in here if letter.bottom < floor + 5)
        assert foot == f"Receipt{RECEIPT_NO}Blatt{page + 1}von{pages}"
        assert floor >= paper.bottom * MM
        rest = [letter.bottom for letter in here if letter.bottom >= floor + 5]
        assert min(rest) > floor + paper.tight.small
    said = [letter.char for letter in drawn]
    assert "".join(said).count("1.00") == 120


def test_the_foot_of_an_arabic_sheet_begins_on_the_right() -> None:
    receipt = replace(lines(120), title="إيصال T01", language="ar", page_of="صفحة {page} من {pages}")
    first, *_ = laid_out(receipt, A4, Typesetter(faces()))
    foot = [ink for ink in first.strips[-1][1].inks if isinstance(ink, Run)]
    title = next(run for run in foot if "T01" in run.text)
    assert title.x > max(run.x for run in foot if run is not title)


def test_a_long_title_leaves_room_for_the_number() -> None:
    receipt = replace(lines(200), title="An endless name " * 20)
    pages = laid_out(receipt, A4, Typesetter(faces()))
    for number, page in enumerate(pages, 1):
        title, counted = (ink for ink in page.strips[-1][1].inks if isinstance(ink, Run))
        assert counted.text == f"Page {number} of {len(pages)}"
        assert title.x + title.face.width(title.text, title.size) < counted.x


def test_tokens_on_tight_sheets_stay_large() -> None:
    blocks = (*lines(24).blocks, Tokens((TOKEN,) * 3))
    for paper, least in ((A4, 24), (LETTER, 24), (A5, 20)):
        for sizes in body_sizes(Receipt(SlipKind.SALE, "Slip", blocks), paper)[-1:]:
            assert max(sizes) >= least


@pytest.mark.parametrize("paper", [A4, LETTER], ids=lambda paper: paper.name)
def test_the_four_tokens_of_a_key_change_stay_on_one_sheet(paper: Paper) -> None:
    shop = Shop(name="Mama Njeri’s Corner Shop", lines=("12 Harbour Road, Kisumu",), help_line="Help: 0800 123 456")
    when = datetime(2026, 7, 30, 16, 26, 40, tzinfo=timezone(timedelta(hours=2)))
    [page] = laid_out(sample(SampleKind.KEY_CHANGE, DeskSetup(shop=shop), when), paper, Typesetter(faces()))
    runs = [ink for _, strip in page.strips for ink in strip.inks if isinstance(ink, Run)]
    tokens = [run for run in runs if run.face is faces().digits and run.size >= 22]
    assert [len(run.text) for run in tokens] == [24] * 4


def test_a_roll_has_no_foot() -> None:
    assert sizes_mm(PdfSlips().pdf(lines(120), PAPER_80MM))[0][1] > 400
    assert "Page" not in "".join(letter.char for letter in letters(PdfSlips().pdf(lines(120), PAPER_80MM)))


def test_the_tokens_of_a_slip_of_several_pages_stay_together() -> None:
    receipt = Receipt(SlipKind.KEY_CHANGE, "Key change", (*lines(28).blocks, Tokens((TOKEN,) * 4), *lines(28).blocks))
    pages = laid_out(receipt, A4, Typesetter(faces()))
    held = [
        sum(isinstance(ink, Run) and ink.text == "4 / 4" for _, strip in page.strips for ink in strip.inks)
        for page in pages
    ]
    assert len(pages) == 2
    assert held == [1, 0]
