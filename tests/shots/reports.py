"""The Reports page and its files as pictures, over a book of some days that was made for it."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from shots.camera import OUT, Camera
from shots.gallery import SHEET_DPI
from ui.ui_counter import Counter, until

from vendingdesk.domain.charges import Charge, charge_lines
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.management import ManagementKind, ManagementOrder
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import Declined, DoubtCause, Issued, RefusalReason, Unclear
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.report import Period, ReportKind
from vendingdesk.domain.sale import Order
from vendingdesk.domain.tender import Tender, TenderKind
from vendingdesk.journal.book import Book
from vendingdesk.receipts import render
from vendingdesk.ui.backup_dialog import BackupDialog
from vendingdesk.ui.save_report_dialog import SaveReportDialog

METERS = ("0128244400031", "0128251755673", "01490819354", "0128532415527")
USD = Currency("USD")
VAT = (Charge("VAT", percent=Decimal(18)), Charge("Service fee", fixed=50, included=False))
CASH, CARD, MOBILE = TenderKind("Cash", cash=True), TenderKind("Card"), TenderKind("Mobile money")


def some_days(book: Book, now: datetime, days: int = 12, a_day: int = 24) -> None:
    """Sales of the last days, the same ones each time."""
    chance = random.Random(7)
    for back in range(days - 1, -1, -1):
        morning = (now - timedelta(days=back)).replace(hour=0, minute=0, second=0, microsecond=0)
        share = (now - morning) if back == 0 else timedelta(hours=24)
        minutes = sorted(chance.randrange(8 * 60, 19 * 60) for _ in range(a_day))
        for minute in minutes:
            at = morning + share * (minute / 1440)
            _sale(book, at, chance)


def _sale(book: Book, at: datetime, chance: random.Random) -> None:
    person, meter = chance.choice(("Amina", "Amina", "Ben", "Chidi")), chance.choice(METERS)
    number = book.last_number + 1
    outcome = {5: Declined(RefusalReason.NO_SUCH_METER), 11: Unclear(DoubtCause.TIMED_OUT)}.get(number % 97)
    common = {"meter": meter, "operator": person, "server": "https://vending.example.com"}
    if number % 41 == 0:
        asked = ManagementOrder(ManagementKind.MAXIMUM_POWER_LIMIT, 5000, "New cooker, asked for by the owner")
        order = Order(str(uuid4()), "r", management=asked, allowed="manage", allowed_by="Grace", **common)
    else:
        amount = Money(chance.choice((500, 1000, 1000, 2000, 5000)), USD)
        tender = Tender(chance.choice((CASH, CASH, CASH, CARD, MOBILE)))
        order = Order(str(uuid4()), "r", amount=amount, charges=charge_lines(amount, VAT), tender=tender, **common)
    book.prepare(order, at) if outcome is None else None
    if outcome is not None:
        held = {**common, "meter": f"3700{number:07d}"}
        order = Order(str(uuid4()), "r", amount=Money(2000, USD), tender=Tender(CASH), **held)
        book.prepare(order, at)
    book.sending(order.uid, at)
    energy = Energy(order.amount.minor * 6_450) if isinstance(order.amount, Money) else None
    book.conclude(order.uid, outcome or Issued((f"{chance.randrange(10**20):020d}",), energy=energy), at)
    book.slip_made(order.uid, SlipKind.SALE, person, "print", at)
    if number % 13 == 0:
        book.slip_made(order.uid, SlipKind.SALE, person, "print", at, why="customer lost it")


async def reports(counter: Counter, camera: Camera) -> None:
    """Each report of a book of some days."""
    window = counter.window
    await counter.building.journal.ask(lambda book: some_days(book, counter.desk.clock.now()))
    counter.press(Qt.Key.Key_F12)
    page = window.reports
    await until(lambda: page.isVisible() and page.report is not None)
    await camera.take("80-report-day", window)
    period = counter.find("reports.period", QComboBox)
    period.setCurrentIndex(period.findData("month"))
    box = counter.find("reports.kind", QComboBox)
    for number, kind in enumerate(ReportKind, start=81):
        if box.findData(kind) < 0:  # shifts are not kept here
            continue
        before = page.report
        box.setCurrentIndex(box.findData(kind))
        page.reload()
        await until(lambda before=before: page.report is not None and page.report is not before)
        await until(lambda: "reports: make" not in counter.counter._tasks.running())
        await camera.take(f"{number}-report-{kind.value}", window)
    period.setCurrentIndex(period.count() - 1)
    await camera.take("88-report-from-to", window)
    period.setCurrentIndex(0)
    await until(lambda: "reports: make" not in counter.counter._tasks.running())
    counter.click("reports.save")
    await camera.take("88-report-save", await counter.form("save_report"))
    (dialog,) = window.findChildren(SaveReportDialog)
    dialog.reject()
    await files(counter, camera)


async def files(counter: Counter, camera: Camera) -> None:
    """Each report's PDF as pictures, as an owner gets it."""
    month = Period.month(counter.desk.clock.now().date())
    for kind in ReportKind:
        report = await counter.desk.reports(kind, month)
        if not report.rows:
            continue
        path = await counter.desk.save_report(
            report, "pdf", counter.desk.save_report.folder, went=lambda _done, _total: None
        )
        for number, page in enumerate(render(path.read_bytes(), SHEET_DPI), start=1):
            image = Image.frombuffer("RGB", (page.width, page.height), page.bgrx, "raw", "BGRX", 0, 1)
            image.save(OUT / f"{camera.run}-89-report-{kind.value}-{number}.png")


async def backup(counter: Counter, camera: Camera) -> None:
    """The question at the end of a day, and what Settings say of backups."""
    window = counter.window
    dialog = BackupDialog(counter.desk, counter.counter._tasks, window)
    dialog.open()
    await camera.take("90-backup-question", dialog)
    dialog.reject()
    await counter.active(window)
    counter.press(Qt.Key.Key_F10)
    page = window.settings
    await until(lambda: page.built)
    page._scrolled.ensureWidgetVisible(counter.find("settings.backup.message"))
    await camera.take("91-backup-settings", window)
