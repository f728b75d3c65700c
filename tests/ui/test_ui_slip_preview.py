"""A slip looked at before it is made: the same pixels, nothing counted, and from there to paper."""

from __future__ import annotations

import re

import pytest
from printing.receipt_printer import Machine, on_the_network
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from ui.test_ui_settings import choose, lines
from ui.ui_counter import LOST_AFTER, METER, Counter, until

from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.domain.printing import PaperName
from vendingdesk.ui.slip_preview import SlipPreview


async def opened(desk: Counter) -> SlipPreview:
    """Until a preview stands in front."""
    await until(lambda: any(each.isVisible() for each in desk.window.findChildren(SlipPreview)))
    dialog = next(each for each in desk.window.findChildren(SlipPreview) if each.isVisible())
    await desk.active(dialog)
    return dialog


async def closed(desk: Counter) -> None:
    await until(lambda: not desk.window.findChildren(SlipPreview))
    await desk.active(desk.window)


async def test_it_shows_what_would_be_printed_and_counts_nothing(desk: Counter) -> None:
    await desk.sell(METER)
    sale = desk.window.sell.result.sale
    desk.click("result.preview", desk.window.sell)
    dialog = await opened(desk)
    assert dialog.accessibleName() == "Preview of a slip"
    assert QApplication.focusWidget() is dialog.view
    (shown,) = dialog.view.images
    assert shown.width() == 640
    assert {shown.pixelColor(x, y).name() for x in range(0, 640, 7) for y in range(0, shown.height(), 5)} == {
        "#000000",
        "#ffffff",
    }
    assert sorted(each.accessibleName() for each in (dialog.print, dialog.pdf, dialog.close_it, dialog.zoom)) == [
        "Actual dots",
        "Close",
        "Print slip",
        "Save PDF",
    ]
    assert all(each.height() >= 48 for each in (dialog.print, dialog.pdf, dialog.close_it, dialog.zoom))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await closed(desk)
    assert (await desk.building.journal.sale(sale.receipt_no)).copies == 0
    assert not desk.slips.exists() or not list(desk.slips.iterdir())
    await desk.next_customer()


async def test_the_pixels_are_those_of_the_printer(desk: Counter) -> None:
    await desk.sell(METER)
    with on_the_network(Machine()) as machine:
        printing = PrintSetup(way=WayKind.NETWORK, host="127.0.0.1", port=machine.port)
        await desk.desk.settings.change(printing=printing)
        desk.click("result.preview", desk.window.sell)
        dialog = await opened(desk)
        (shown,) = dialog.view.images
        desk.press(Qt.Key.Key_F9)
        await closed(desk)
        await until(lambda: "cut" in machine.tape.marks)
        await until(lambda: not desk.desk.print_queue.waiting)
    tape = machine.tape.picture()
    column = shown.copy((640 - 576) // 2, 0, 576, shown.height()).convertToFormat(QImage.Format.Format_Grayscale8)
    assert (column.width(), column.height()) == tape.size
    printed = tape.convert("L").tobytes()
    assert all(
        bytes(column.constScanLine(y))[:576] == printed[y * 576 : (y + 1) * 576] for y in range(column.height())
    )
    await desk.next_customer()


async def test_a_copy_is_shown_as_the_copy_that_it_would_be(desk: Counter) -> None:
    await desk.sell(METER)
    sale = desk.window.sell.result.sale
    first = await desk.desk.make_slip.would_be(sale, operator="demo")
    await desk.desk.make_slip(sale, operator="demo", medium="pdf")
    again = await desk.desk.make_slip.would_be(sale, operator="demo")
    assert (first.banners, again.banners) == ((), ("COPY 1",))
    await desk.next_customer()
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_F5)
    await until(desk.window.history.detail.isVisible)
    desk.click("history.preview")
    dialog = await opened(desk)
    wanted = await desk.desk.preview.slip(again, PaperName.ROLL_80)
    assert dialog.view.images[0].height() == wanted.pages[0].height
    dialog.close_it.click()
    await closed(desk)


async def test_a_doubt_has_its_hold_slip_looked_at_and_saved(desk: Counter) -> None:
    assert await desk.sell(LOST_AFTER) == "IN_DOUBT"
    await desk.next_customer()
    await desk.to_doubts()
    desk.click("doubts.preview")
    dialog = await opened(desk)
    dialog.pdf.click()
    await closed(desk)
    await until(lambda: "Slip saved" in desk.text("main.message"))
    assert [file.name for file in desk.slips.iterdir()] == ["hold-K01-000001.pdf"]


async def test_it_fits_a_small_screen(desk: Counter) -> None:
    await desk.desk.settings.change(printing=PrintSetup(paper=PaperName.A4))
    await desk.sell(METER)
    desk.window.resize(QSize(1000, 560))
    desk.click("result.preview", desk.window.sell)
    dialog = await opened(desk)
    assert dialog.screen().availableGeometry().contains(dialog.frameGeometry())
    dialog.resize(QSize(1000, 540))
    await until(lambda: dialog.size() == QSize(1000, 540))
    for each in (dialog.print, dialog.pdf, dialog.close_it, dialog.view):
        assert dialog.rect().contains(each.geometry()), each.objectName()
    dialog.reject()
    await closed(desk)
    await desk.next_customer()


async def trial(desk: Counter, says: str) -> None:
    page = desk.window.settings
    page._scrolled.ensureWidgetVisible(desk.find("settings.test"))
    desk.click("settings.test")
    await until(lambda: re.search(says, lines(page)))


@pytest.fixture
async def page(desk: Counter) -> None:
    desk.press(Qt.Key.Key_F10)
    made = desk.window.settings
    await until(lambda: made.built and made.view.images and not made._preview.busy)


async def test_a_test_page_comes_out_of_the_printer_that_is_typed(desk: Counter, page: None) -> None:
    choose(desk, "settings.way", "network")
    desk.fill("settings.host", "127.0.0.1")
    with on_the_network(Machine()) as machine:
        desk.fill("settings.port", str(machine.port))
        await trial(desk, "The test page was printed")
    assert machine.tape.picture().height > 400
    assert desk.desk.setup.printing == PrintSetup()
    await trial(desk, "The test page did not print")
    await until(lambda: not desk.desk.print_queue.jobs)
    desk.click("settings.undo")


async def test_a_test_page_as_pdf_is_looked_at_and_saved(desk: Counter, page: None) -> None:
    desk.click("settings.test")
    dialog = await opened(desk)
    assert not dialog.print.isVisible()
    dialog.reject()
    await closed(desk)
    await until(desk.find("settings.test").isEnabled)
    assert not desk.slips.exists() or not list(desk.slips.iterdir())
    desk.click("settings.test")
    (await opened(desk)).pdf.click()
    await until(lambda: "Saved as" in lines(desk.window.settings))
    assert [file.name for file in desk.slips.iterdir()] == ["test-page.pdf"]
