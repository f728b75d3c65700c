"""A shift in the window, as a person lives it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from ui.ui_counter import Counter, until

from vendingdesk.ui.backup_dialog import BackupDialog
from vendingdesk.ui.form_dialog import FormDialog

F7 = Qt.Key.Key_F7


async def switched_on(counter: Counter) -> None:
    """Shifts are kept from here on."""
    await counter.desk.shifts.switch(on=True)


async def opened(counter: Counter, opening: str = "50") -> None:
    """A shift is open, opened where the sell page misses it."""
    await switched_on(counter)
    counter.click("sell.openshift")
    dialog = await counter.form("openshift")
    counter.fill("openshift.float", opening, dialog)
    dialog.submit()
    await until(lambda: counter.desk.shifts.shift is not None)
    await counter.active(counter.window)


async def to_shift(counter: Counter) -> None:
    """The Shift page in front, its list read."""
    await counter.active(counter.window)
    counter.press(F7)
    await until(counter.window.shift.isVisible)
    await idle(counter)


async def idle(counter: Counter) -> None:
    """Until nothing runs on the page."""
    await until(lambda: not any(name.startswith("shift: ") for name in counter.counter._tasks.running()))
    await until(lambda: QApplication.activeModalWidget() is None)


async def counted(counter: Counter, **pieces: str) -> FormDialog:
    """Press Close, type a count and commit it; gives the dialog that says what it came to."""
    counter.click("shift.close")
    dialog = await counter.form("count")
    for name, text in pieces.items():
        counter.fill(f"count.{name.removeprefix('n')}", text, dialog)
    dialog.submit()
    return await counter.form("closeshift")


async def put_off_backup(counter: Counter) -> None:
    """Until a close is over; a backup that is asked for then is made another time."""

    def over() -> bool:
        for dialog in counter.window.findChildren(BackupDialog):
            if dialog.isVisible():
                dialog.reject()
        running = counter.counter._tasks.running()
        return not any(name.startswith(("backup: ", "shift: ")) for name in running)

    await until(lambda: counter.desk.shifts.shift is None)
    await until(over)
