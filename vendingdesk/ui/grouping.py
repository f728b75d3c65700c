"""Digits in groups of four while they are typed, as they are read out."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from vendingdesk.sts.digits import group_by_four


def regroup(line: QLineEdit) -> None:
    """Group what stands there by four, the cursor staying behind the digit it stood behind; silent."""
    text = line.text()
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdigit()):
        return
    grouped = group_by_four(digits)
    if grouped == text:
        return
    before = len("".join(text[: line.cursorPosition()].split()))
    line.blockSignals(True)
    line.setText(grouped)
    line.setCursorPosition(before + max(0, (before - 1) // 4) if before else 0)
    line.blockSignals(False)
