"""Printers with a driver through Qt, where there is no CUPS (Windows): a slip as pixels of the printer's own.

Called from worker threads: every Qt object here is made and ended within one call, in the thread of its caller. No
job can be looked at afterwards, so nothing more than “sent” is ever claimed.
"""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QGuiApplication, QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from vendingdesk.counter.paper_ports import Handed, PaperWork, PrinterFinding, PrintLook
from vendingdesk.counter.ports import Picture, Pictures
from vendingdesk.domain.printing import JobState, PaperName, PrinterFault

FINEST_DPI = 300
"""Pixels an inch that a slip is drawn with at most: finer ones cost time and can't be seen."""

MM_PER_INCH = 25.4

SAME_MM = 1.5
"""Sizes of sheets are written with this much difference."""

_SHEETS = {
    PaperName.A5: QPageSize.PageSizeId.A5,
    PaperName.A4: QPageSize.PageSizeId.A4,
    PaperName.LETTER: QPageSize.PageSizeId.Letter,
}
_ROLLS = {PaperName.ROLL_58: 58.0, PaperName.ROLL_80: 80.0}


class QtPrinters:
    """The printers that Qt finds in the system; fits ``printing.ways.SystemPrinters``."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures

    def way(self, name: str) -> QtWay:
        """The way to one of them; whether it exists is told by its check and by sending."""
        return QtWay(name, self._pictures)

    def printers(self) -> tuple[str, ...]:
        """Their names; without a window, as for ``vendingdesk doctor``, Qt is begun for the question."""
        app = QGuiApplication.instance() or QGuiApplication(["-platform", "offscreen"])
        names = tuple(QPrinterInfo.availablePrinterNames())
        del app
        return names


class QtWay:
    """One printer, by its name alone: Qt would take the default one for a name that it does not know."""

    def __init__(self, name: str, pictures: Pictures) -> None:
        self._name = name
        self._pictures = pictures

    @property
    def name(self) -> str:
        """The printer's name in the system."""
        return self._name

    def send(self, work: PaperWork) -> Handed:
        """Draw the slip on the printer's pages and hand it to the system."""
        info = QPrinterInfo.printerInfo(self._name)
        if info.isNull():
            raise PrinterFault(
                f"There is no printer {self._name} any more: it was removed or renamed. Choose the printer in "
                "Settings. Then print again: nothing came out."
            )
        printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
        dpi = min(printer.resolution(), FINEST_DPI)
        pages = self._pictures(work.pdf, dpi)
        sizes = [QSizeF(page.width, page.height) * (MM_PER_INCH / dpi) for page in pages]
        tallest = max(sizes, key=QSizeF.height)
        printer.setDocName(work.title)
        printer.setFullPage(True)
        printer.setPageSize(QPageSize(tallest, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch))
        printer.setPageMargins(QMarginsF(), QPageLayout.Unit.Millimeter)
        painter = QPainter()
        if not painter.begin(printer):
            raise PrinterFault(
                f"The printer {self._name} did not take the slip. Check that it is on and connected. Then "
                "print again: nothing came out."
            )
        whole = True
        try:
            for at, (page, size) in enumerate(zip(pages, sizes, strict=True)):
                whole = whole and (at == 0 or printer.newPage())
                if whole:
                    _draw(painter, page, size, printer.resolution())
        finally:
            ended = painter.end()
        if not (whole and ended) or printer.printerState() in {
            QPrinter.PrinterState.Error,
            QPrinter.PrinterState.Aborted,
        }:
            raise PrinterFault(
                f"The printer {self._name} broke off. Look what came out, tear it off, then print again.",
                maybe_out=True,
            )
        return Handed()

    def look(self, handed: Handed) -> PrintLook:
        """What was handed over whole can't be looked at."""
        del handed
        return PrintLook(JobState.SENT)

    def withdraw(self, handed: Handed) -> bool:
        """What was handed over can't be taken back from here."""
        del handed
        return False

    def check(self, paper: PaperName) -> tuple[PrinterFinding, ...]:
        """Whether the printer is there and its driver takes the paper."""
        info = QPrinterInfo.printerInfo(self._name)
        if info.isNull():
            names = ", ".join(QPrinterInfo.availablePrinterNames()) or "none at all: set one up in the system"
            to_do = f"Was it renamed? There are: {names}. Choose the printer again."
            return (PrinterFinding(f"There is no printer {self._name}.", to_do, refuses=True),)
        found = [_paper_finding(info, self._name, paper)]
        if info.state() is QPrinter.PrinterState.Error:
            to_do = "Look at it: paper, cover, lamps; then at the system’s printer settings."
            found.append(PrinterFinding(f"The printer {self._name} reports an error.", to_do))
        return tuple(found)


def _draw(painter: QPainter, page: Picture, size: QSizeF, resolution: int) -> None:
    """Put a page on the paper in its own size."""
    image = QImage(page.bgrx, page.width, page.height, QImage.Format.Format_RGB32)
    dots = resolution / MM_PER_INCH
    painter.drawImage(QRectF(0, 0, size.width() * dots, size.height() * dots), image)


def _paper_finding(info: QPrinterInfo, name: str, paper: PaperName) -> PrinterFinding:
    if paper.is_roll:
        if info.supportsCustomPageSizes():
            return PrinterFinding(f"The printer {name} takes pages as long as a slip.")
        return PrinterFinding(
            f"The printer {name} takes no pages that are {_ROLLS[paper]:.0f} mm wide and as long as a slip.",
            "Choose its paper in the system’s printer settings, another driver, or use it without a driver.",
            refuses=True,
        )
    wanted = QPageSize(_SHEETS[paper]).size(QPageSize.Unit.Millimeter)
    for each in info.supportedPageSizes():
        size = each.size(QPageSize.Unit.Millimeter)
        if abs(size.width() - wanted.width()) < SAME_MM and abs(size.height() - wanted.height()) < SAME_MM:
            return PrinterFinding(f"The printer {name} takes {paper} paper.")
    return PrinterFinding(
        f"The printer {name} takes no {paper} paper.", "Choose another paper or printer.", refuses=True
    )
