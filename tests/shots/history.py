"""Pictures of History over a month of sales: all of them, filtered, nothing found, its dialog with what is wrong."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from shots.camera import Camera
from ui.ui_counter import Counter, until
from ui.ui_history import write

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.simulator.server import SimulatorServer


async def history(
    app: QApplication, camera: Camera, folder: Path, server: SimulatorServer, size: QSize, setup: DeskSetup
) -> None:
    """The page as a person uses it."""
    write(folder, 6_000, newest=datetime.now().astimezone())
    counter = Counter(app, folder, server, setup)
    await counter.start()
    await counter.sign_in()
    window, page = counter.window, counter.window.history
    window.resize(size)
    window.show_page("history")
    await until(lambda: page.settled)
    await camera.take("90-history-all", window)
    page.table.verticalScrollBar().setValue(3_000)
    await until(lambda: page.settled)
    await camera.take("91-history-middle", window)
    page.filter.day.setCurrentIndex(1)
    page.filter.person.setCurrentIndex(1)
    await until(lambda: page.settled)
    await camera.take("92-history-today", window)
    page.filter.result.setCurrentIndex(page.filter.result.findText("Lost"))
    await until(lambda: page.settled)
    await camera.take("93-history-nothing", window)
    counter.click("history.filter")
    dialog = await counter.form("filter")
    for name, text in (("first", "2026-07-30"), ("last", "2026-07-01"), ("meter", "12a"), ("least", "ten")):
        counter.fill(f"filter.{name}", text, dialog)
    counter.find("filter.ok", within=dialog).click()
    await until(lambda: not dialog._working)
    await camera.take("94-history-filter", dialog)
    dialog.reject()
    await counter.end()
