"""Takes the pictures."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtWidgets import QWidget

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "shots"
SLIP_DPI = 203.0


class Camera:
    """Takes pictures of one run under its name."""

    def __init__(self, run: str) -> None:
        self.run = run

    async def take(self, name: str, widget: QWidget) -> None:
        """A picture of a window once it has been laid out and painted."""
        for _ in range(4):
            await asyncio.sleep(0.03)
        file = OUT / f"{self.run}-{name}.png"
        if not widget.grab().save(str(file)):
            raise OSError(f"{file} can't be written")
        print(file.relative_to(ROOT))
