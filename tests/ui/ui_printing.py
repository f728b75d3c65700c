"""What the tests of printing share: shops with a printer, and what the window says of their slips."""

from __future__ import annotations

import socket
from pathlib import Path

from printing.receipt_printer import Machine
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from ui.ui_counter import METER, Counter, until

from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.ui.copy_dialog import CopyDialog
from vendingdesk.ui.scanner import SCANNER_GAP_MS

HERE = "127.0.0.1"


def shop(printing: PrintSetup) -> DeskSetup:
    return DeskSetup(printing=printing)


def network(machine: Machine, **more: object) -> PrintSetup:
    """A printer on the network, under the name that its place has."""
    return PrintSetup(way=WayKind.NETWORK, host=HERE, port=machine.port, **more)  # type: ignore[arg-type]


def nobody_there(**more: object) -> PrintSetup:
    """A printer that is switched off: its port refuses."""
    with socket.socket() as free:
        free.bind((HERE, 0))
        port = free.getsockname()[1]
    return PrintSetup(way=WayKind.NETWORK, host=HERE, port=port, **more)  # type: ignore[arg-type]


async def sold(desk: Counter, meter: str = METER, amount: str = "10") -> str:
    """A sale from its meter to its end, the window in front again."""
    state = await desk.sell(meter, amount)
    await desk.active(desk.window)
    return state


async def said(desk: Counter, words: str) -> str:
    """Until the line of the result says that of its slip; gives the whole line."""
    line = desk.find("result.paper")
    await until(lambda: line.isVisible() and words in desk.text("result.paper"))
    return desk.text("result.paper")


async def quiet(desk: Counter) -> None:
    """Until nothing of slips is at work any more."""
    await until(lambda: not any(name.startswith("slip: ") for name in desk.counter._tasks.running()))
    await until(lambda: not desk.desk.print_queue.waiting)


async def made(desk: Counter, receipt_no: str = "K01-000001") -> list[tuple[int, str, str]]:
    """The slips of a sale as the journal counts them: copy, medium, why."""
    sale = await desk.desk.history.sale(receipt_no)
    return [(slip.copy, slip.medium, slip.why) for slip in await desk.building.journal.slips_of(sale.uid)]


async def copy_asked(desk: Counter) -> CopyDialog:
    """Until the question for the reason of a copy stands in front, long enough for a hand."""
    found: list[CopyDialog] = []

    def there() -> bool:
        found[:] = [d for d in desk.window.findChildren(CopyDialog) if d.isVisible()]
        return bool(found)

    await until(there)
    await desk.active(found[0])
    await until(lambda: found[0]._pace.elapsed() > SCANNER_GAP_MS)
    return found[0]


async def answer(desk: Counter, digit: Qt.Key = Qt.Key.Key_1) -> None:
    """Say why a copy is made, by its digit."""
    QTest.keyClick(await copy_asked(desk), digit)
    await until(lambda: not [d for d in desk.window.findChildren(CopyDialog) if d.isVisible()])


def job_files(desk: Counter) -> list[str]:
    """What the folder of print jobs holds, by kind."""
    folder: Path = desk.slips.with_name("printing")
    return sorted(file.suffix for file in folder.iterdir()) if folder.exists() else []
