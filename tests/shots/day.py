"""The pictures of docs/day.md: a day at a till as a new user lives it, and the Z that it ends with."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from shots.camera import ROOT
from ui.ui_counter import Counter, until
from ui.ui_tried_day import TriedDay

from vendingdesk.receipts import render

PAGES = ROOT / "docs" / "day"
WINDOW = QSize(1100, 640)
Z_DPI = 110.0


async def _save(name: str, widget: QWidget) -> None:
    """A picture small enough for a page that people read: few colours, no more than the window has."""
    for _ in range(4):
        await asyncio.sleep(0.03)
    file = PAGES / f"{name}.png"
    widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32).save(str(file))
    _shrink(file)


def _shrink(file: Path) -> None:
    Image.open(file).convert("RGB").quantize(64).save(file, optimize=True)
    print(file.relative_to(ROOT))


async def day(counter: Counter) -> None:
    """Live it, and keep what there is to see."""
    PAGES.mkdir(exist_ok=True)
    counter.window.resize(WINDOW)

    async def look(name: str, widget: QWidget) -> None:
        counter.window.shift.message.clear()  # it says in which folder the Z is: a passing one here
        await _save(name, widget)

    await TriedDay(counter, look).live()
    await until(lambda: list(counter.slips.glob("*z-report*.pdf")))
    [file] = counter.slips.glob("*z-report*.pdf")
    [page] = await asyncio.to_thread(render, file.read_bytes(), Z_DPI)
    Image.frombuffer("RGB", (page.width, page.height), page.bgrx, "raw", "BGRX", 0, 1).save(PAGES / "9-z.png")
    _shrink(PAGES / "9-z.png")
