"""From a slip's PDF to the system's print dialog, drawn in the printer's own dots."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.ports import Picture
from vendingdesk.domain.errors import EnvironmentFault, UserCancelled
from vendingdesk.domain.sale import Sale
from vendingdesk.ui.waiting import wait_dialog

DOTS = 203
"""Dots an inch of a thermal head: what most slips end on. Office printers scale up from twice this."""

MM_PER_INCH = 25.4


async def print_sale(desk: Desk, sale: Sale, window: QWidget) -> None:
    """Ask for a printer, make the slip and print it.

    Raises ``UserCancelled`` when no printer was chosen (nothing is counted then), ``Refused`` when the
    sale has no slip, ``EnvironmentFault`` when the printer does not take the page.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(sale.receipt_no)
    dialog = QPrintDialog(printer, window)
    try:
        if await wait_dialog(dialog) != QDialog.DialogCode.Accepted.value:
            raise UserCancelled
    finally:
        dialog.deleteLater()
    slip = await desk.make_slip(sale, operator=desk.session.username, medium="print")
    pages = await asyncio.to_thread(desk.pictures, slip.pdf, DOTS * 2)
    _paint(printer, pages)


def _paint(printer: QPrinter, pictures: Sequence[Picture]) -> None:
    """Put the pages on paper of exactly their size."""
    sizes = [QSizeF(p.width, p.height) * (MM_PER_INCH / (DOTS * 2)) for p in pictures]
    if not printer.outputFileName() and not printer.printerName():
        raise EnvironmentFault("No printer is set up on this machine. Save the slip as PDF, or set a printer up.")
    paper = QPageSize(sizes[0], QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch)
    printer.setFullPage(True)
    printer.setPageSize(paper)
    printer.setPageMargins(QMarginsF(), QPageLayout.Unit.Millimeter)
    painter = QPainter()
    if not painter.begin(printer):
        raise EnvironmentFault("The printer did not take the slip. Check that it is on, then print again.")
    try:
        for number, (picture, size) in enumerate(zip(pictures, sizes, strict=True)):
            if number:
                printer.newPage()
            image = QImage(picture.bgrx, picture.width, picture.height, QImage.Format.Format_RGB32)
            dots = printer.resolution() / MM_PER_INCH
            painter.drawImage(QRectF(0, 0, size.width() * dots, size.height() * dots), image)
    finally:
        painter.end()
