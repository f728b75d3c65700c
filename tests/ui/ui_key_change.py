"""A key change that stops where a test wants it to, and what it left settled."""

from __future__ import annotations

from PySide6.QtCore import Qt
from ui.ui_counter import MANAGE, METER, Counter, until
from ui.ui_gate import Gate


async def at_meter(desk: Counter, meter: str = METER) -> None:
    """The Tokens page with a meter looked up."""
    desk.press(Qt.Key.Key_F3)
    await until(desk.window.tokens.isVisible)
    await desk.meter(meter, "tokens")


async def begin(desk: Counter, value: str = "0") -> None:
    """From the meter to the confirmed request."""
    await at_meter(desk)
    desk.choose(3)
    desk.fill("tokens.value", value)
    desk.fill("tokens.reason", "new supply group")
    desk.click("tokens.issue")
    await desk.agree()
    await desk.active(desk.window)


async def answered(gate: Gate, times: int = 1) -> None:
    """Let the next answers through, each as it comes."""
    for _ in range(times):
        await until(lambda: gate.held)
        gate.let_go()


async def fails_at(desk: Counter, gate: Gate, part: int, fault: str, value: str = "0") -> str:
    """A key change whose section ``part`` meets a fault; gives the state."""
    if part == 1:
        desk.server.faults.arm(fault, MANAGE)
    done = desk.server.ledger.next_number
    await begin(desk, value)
    for each in range(1, part + 1):
        await until(lambda: gate.held)
        if each == part - 1:
            await until(lambda each=each: desk.server.ledger.next_number == done + each)  # it got no fault of its own
            desk.server.faults.arm(fault, MANAGE)
        gate.let_go()
    return await desk.done("tokens")


async def recover(desk: Counter, token: str) -> None:
    """The one doubt that there is, settled with its token; the panel that says so stands in front."""
    await desk.to_doubts(1)
    desk.click("doubts.recover")
    dialog = await desk.form("recover")
    for name, text in (("token", token), ("again", token), ("meter", METER), ("source", "the utility")):
        desk.fill(f"recover.{name}", text, dialog)
    dialog.submit()
    await until(desk.window.doubts.result.isVisible)
    await desk.active(desk.window)
