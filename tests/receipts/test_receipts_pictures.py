"""Pages as pixels."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from receipts.receipts_paper import HEAD_DPI, Alone, image
from receipts.receipts_sample import RECEIPT_NO, sale
from reportlab.pdfgen.canvas import Canvas

from vendingdesk.domain.receipt import Field, Receipt, SlipKind
from vendingdesk.receipts import A4, PdfSlips, pictures, render


def test_a_picture_has_the_dots_of_the_head() -> None:
    [page] = render(PdfSlips().pdf(sale()), HEAD_DPI)
    assert page.width == 640
    assert len(page.bgrx) == page.width * page.height * 4
    assert page.bgrx[:3] == b"\xff\xff\xff"
    [twice] = render(PdfSlips().pdf(sale()), HEAD_DPI * 2)
    assert (twice.width, twice.height) == (1280, page.height * 2)


def test_blue_comes_first() -> None:
    file = BytesIO()
    canvas = Canvas(file, pagesize=(7, 5))
    canvas.setFillColorRGB(1, 0.2, 0)
    canvas.rect(-1, -1, 20, 20, fill=1)
    canvas.save()
    [page] = render(file.getvalue(), 72)
    assert (page.width, page.height) == (7, 5)
    assert page.bgrx[80:83] == b"\x00\x33\xff"


def test_every_page_is_a_picture() -> None:
    receipt = Receipt(SlipKind.SALE, "Long", tuple(Field("Line", str(number)) for number in range(90)))
    first, second, *_ = render(PdfSlips().pdf(receipt, A4), 50)
    assert first.bgrx != second.bgrx
    assert (first.width, first.height) == (second.width, second.height)


def test_many_threads_draw_at_once() -> None:
    pdf = PdfSlips().pdf(sale())
    with ThreadPoolExecutor(8) as pool:
        pictures = list(pool.map(lambda dpi: render(pdf, dpi), [HEAD_DPI, 100] * 12))
    assert pictures == [render(pdf, HEAD_DPI), render(pdf, 100)] * 12
    assert [code.text for code in zxingcpp.read_barcodes(image(pictures[0][0]))] == [RECEIPT_NO]


def test_one_picture_is_drawn_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = Alone(pictures._picture)
    monkeypatch.setattr(pictures, "_picture", alone)
    slip = PdfSlips().pdf(sale())
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda dpi: render(slip, dpi), [50] * 8))
    assert (alone.calls, alone.most) == (8, 1)


def test_a_broken_file_says_so_and_leaves_the_door_open() -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        render(b"not a PDF", 72)
    assert render(PdfSlips().pdf(sale()), 72)
