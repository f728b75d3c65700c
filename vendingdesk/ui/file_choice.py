"""Asks for a file or a folder without a nested loop."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from vendingdesk.ui.screen_room import keep_inside
from vendingdesk.ui.waiting import wait_dialog


async def chosen_path(
    parent: QWidget,
    name: str,
    title: str,
    *,
    mode: QFileDialog.FileMode = QFileDialog.FileMode.ExistingFile,
    filters: str = "",
) -> Path | None:
    """What a person chose, or None."""
    dialog = QFileDialog(parent, title)
    dialog.setObjectName(name)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setFileMode(mode)
    if filters:
        dialog.setNameFilter(filters)
    try:
        keep_inside(dialog)
        if await wait_dialog(dialog) != QDialog.DialogCode.Accepted.value or not dialog.selectedFiles():
            return None
        return Path(dialog.selectedFiles()[0])
    finally:
        dialog.deleteLater()
