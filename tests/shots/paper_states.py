"""Slips on their way to paper as pictures: each state at the result, above the pages, with what is asked."""

from __future__ import annotations

from pathlib import Path

from printing.receipt_printer import Machine, Tape, on_the_network
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication
from shots.camera import Camera
from ui.ui_counter import METER, NOT_FOUND, Counter, until
from ui.ui_printing import answer, copy_asked, network, nobody_there, quiet, said, shop, sold

from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.ui.unprinted_dialog import UnprintedDialog

OTHERS = ("0199000000026", "0199000000190")


async def printing(app: QApplication, camera: Camera, folder: Path, server: SimulatorServer, size: QSize) -> None:
    """From a first slip in a folder to a printer that stalls, and the start after that."""
    counter = await _opened(app, folder, server, size)
    await saved_and_copied(counter, camera)
    await printer_off(counter, camera)
    await stalled(counter, camera)
    await counter.end()
    counter = await _opened(app, folder, server, size)
    await left_over(counter, camera)
    await counter.end()


async def _opened(app: QApplication, folder: Path, server: SimulatorServer, size: QSize) -> Counter:
    counter = Counter(app, folder, server, shop(nobody_there()))
    await counter.start()
    await counter.sign_in()
    counter.window.resize(size)
    return counter


async def pressed_f9(counter: Counter) -> None:
    """As soon as the window has the keyboard."""
    await counter.active(counter.window)
    counter.press(Qt.Key.Key_F9)


async def saved_and_copied(counter: Counter, camera: Camera) -> None:
    window, settings = counter.window, counter.desk.settings
    await settings.change(printing=type(settings.printing)())
    await sold(counter)
    await pressed_f9(counter)
    await said(counter, "Saved as")
    await camera.take("80-slip-saved", window)
    await quiet(counter)
    with on_the_network(Machine()) as machine:
        await settings.change(printing=network(machine))
        await pressed_f9(counter)
        dialog = await copy_asked(counter)
        await camera.take("81-why-a-copy", dialog)
        dialog.other.click()
        await camera.take("82-why-another-reason", dialog)
        dialog.back.click()
        await quiet(counter)
        await pressed_f9(counter)
        await answer(counter)
        await said(counter, "Printed.")
        await camera.take("83-slip-printed", window)
    await counter.next_customer()
    window.show_page("history")
    await until(lambda: "Copy 1" in counter.labels(window.history.detail))
    await camera.take("84-history-slips", window)
    window.show_page("sell")


async def printer_off(counter: Counter, camera: Camera) -> None:
    window, settings = counter.window, counter.desk.settings
    await settings.change(printing=nobody_there())
    await sold(counter, OTHERS[0])
    await pressed_f9(counter)
    await said(counter, "did not print")
    await camera.take("85-slip-not-printed", window)
    window.show_page("history")
    await until(counter.find("paper").isVisible)
    await camera.take("86-slip-not-printed-elsewhere", window)
    window.show_page("sell")
    await counter.next_customer()
    await counter.sell(NOT_FOUND)
    with on_the_network(Machine(Tape(answers=""))) as machine:
        await settings.change(printing=network(machine))
        await sold(counter, OTHERS[1])
        await pressed_f9(counter)
        await said(counter, "does not report")
        await camera.take("87-slip-handed-over", window)
        await counter.next_customer()


async def stalled(counter: Counter, camera: Camera) -> None:
    window = counter.window
    with on_the_network(Machine(Tape(paper_rows=200))) as machine:
        await counter.desk.settings.change(printing=network(machine))
        await sold(counter, METER, "50")
        await pressed_f9(counter)
        await said(counter, "may be incomplete")
        await camera.take("89-slip-incomplete", window)
    await counter.next_customer()
    with on_the_network(Machine(stalls_after=3000)) as machine:
        await counter.desk.settings.change(printing=network(machine))
        for meter in (METER, OTHERS[0]):
            await sold(counter, meter, "20")
            await pressed_f9(counter)
            await said(counter, "Printing…")
            if meter == METER:
                await counter.next_customer()
        await until(lambda: counter.text("status.paper").startswith("2 slips"))
        await camera.take("88-slips-wait", window)
    await said(counter, "did not print")  # it was switched off while the one before was half printed
    await camera.take("90-two-slips-of-a-printer-that-went", window)


async def left_over(counter: Counter, camera: Camera) -> None:
    window = counter.window
    await until(lambda: window.findChildren(UnprintedDialog))
    (dialog,) = window.findChildren(UnprintedDialog)
    await until(dialog.isVisible)
    await camera.take("91-slips-of-the-last-run", dialog)
    dialog.reject()
    await until(counter.find("paper").isVisible)
    await camera.take("92-slips-of-the-last-run-later", window)
