"""Printing: the system's own dialog, a page of exactly the slip's size, and nothing counted for nothing."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog
from ui.ui_counter import Counter, until

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.ui import paper

Open = Callable[..., Awaitable[Counter]]
POINTS_PER_MM = 72 / 25.4


async def asked_for_a_printer(desk: Counter) -> QPrintDialog:
    await until(lambda: [each for each in desk.window.findChildren(QPrintDialog) if each.isVisible()])
    (dialog,) = [each for each in desk.window.findChildren(QPrintDialog) if each.isVisible()]
    return dialog


async def copies(desk: Counter) -> int:
    return (await desk.desk.history.sale("K01-000001")).copies


async def test_a_slip_goes_through_the_system_s_dialog(desk: Counter, tmp_path: Path) -> None:
    await desk.sell()
    desk.click("result.print")
    dialog = await asked_for_a_printer(desk)
    target = tmp_path / "printed.pdf"
    dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    dialog.printer().setOutputFileName(str(target))
    dialog.done(QDialog.DialogCode.Accepted.value)
    await until(lambda: target.exists() and "slip: print" not in desk.counter._tasks.running())
    page = PdfReader(target).pages[0]
    assert float(page.mediabox.width) == pytest.approx(80 * POINTS_PER_MM, abs=POINTS_PER_MM)
    assert float(page.mediabox.height) > float(page.mediabox.width)
    assert await copies(desk) == 1
    assert desk.find("result.token").isVisible()


async def test_cancelling_counts_nothing(desk: Counter) -> None:
    await desk.sell()
    desk.click("result.print")
    (await asked_for_a_printer(desk)).reject()
    await until(lambda: "slip: print" not in desk.counter._tasks.running())
    assert await copies(desk) == 0
    assert desk.text("main.message") == ""


async def test_without_a_printer_it_says_so(desk: Counter) -> None:
    await desk.sell()
    desk.click("result.print")
    dialog = await asked_for_a_printer(desk)
    dialog.printer().setOutputFormat(QPrinter.OutputFormat.NativeFormat)
    dialog.printer().setOutputFileName("")
    named = dialog.printer().printerName()
    dialog.done(QDialog.DialogCode.Accepted.value)
    await until(lambda: "slip: print" not in desk.counter._tasks.running())
    if not named:
        assert "No printer is set up" in desk.text("main.message")


class Page:
    """A page of nothing but white."""

    width, height = 60, 100
    bgrx = b"\xff" * (60 * 100 * 4)


def test_every_page_is_printed(qapp: object, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "two.pdf"))
    paper._paint(printer, [Page(), Page()])
    assert len(PdfReader(tmp_path / "two.pdf").pages) == 2


def test_a_printer_that_takes_nothing(qapp: object, tmp_path: Path, qt_messages: list[str]) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no such folder" / "x.pdf"))
    with pytest.raises(EnvironmentFault, match="did not take the slip"):
        paper._paint(printer, [Page()])
    qt_messages.clear()
