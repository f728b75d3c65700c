"""The printers that the system knows."""

from __future__ import annotations

import os


def printer_names() -> tuple[str, ...]:
    """Their names; works without a display, for ``vendingdesk doctor``."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtPrintSupport import QPrinterInfo

    app = QGuiApplication.instance() or QGuiApplication([])
    names = tuple(QPrinterInfo.availablePrinterNames())
    del app
    return names
