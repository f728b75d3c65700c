"""Sales that are waited for: pressed and past the soft limit, left for the next customer, seen at last."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from ui.ui_counter import DWELL_MS, Counter, until
from ui.ui_gate import Gate

OTHER, THIRD = "0151529923121", "0128248784331"


async def pressed(counter: Counter, meter: str, amount: str = "10") -> None:
    """A sale that is asked for and past its soft limit."""
    await counter.meter(meter)
    counter.fill("sell.amount", amount)
    QTest.keyClick(counter.window.sell.amount, Qt.Key.Key_Return)
    await counter.agree()
    await counter.active(counter.window)
    await until(lambda: counter.state == "SENDING" and counter.find("result.next").isVisible())


async def left(counter: Counter, gate: Gate, meter: str, amount: str = "10") -> None:
    """A sale that waits in the tray while the page is free again."""
    held = gate.held
    await pressed(counter, meter, amount)
    await until(lambda: gate.held > held)
    counter.click("result.next")
    await until(lambda: counter.window.sell.form.isVisible() and counter.window.sell.meter.line.isEnabled())


async def acknowledged(counter: Counter) -> None:
    following = counter.window.late.result.next
    await until(lambda: following.shown_for.elapsed() >= DWELL_MS)
    QTest.keyClick(following, Qt.Key.Key_Return)
