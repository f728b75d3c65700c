"""Right-to-left screens: numbers, receipts and names in Latin letters keep their own order among Arabic words.

Without this a meter number of several groups would stand there with its groups the wrong way round. In a language
that is read from the left nothing is changed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtGui import QGuiApplication

from vendingdesk.ui import by_number

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractItemView

_FIRST, _LEFT, _END = "\u2068", "\u2066", "\u2069"
"""Isolates: by the first strong letter, from the left, and their end."""

_RIGHT = "\u200f"
"""A letter without ink: a line that begins with it is one from the right, and stands on that side."""

_FROM_RIGHT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_MARKS = dict.fromkeys(map(ord, (_FIRST, _LEFT, _END, _RIGHT)))

_LETTER = r"[^\W\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_WORD = rf"/?{_LETTER}+(?:[.,:/@#+–-]+{_LETTER}+)*(?::?/+)?"
_RUN = rf"[+−-]?{_WORD}(?:,? {_WORD})*"
"""Words, numbers and addresses from the left, one behind the other, without the stop behind them."""


def from_the_right() -> bool:
    """Whether the screen is read from the right."""
    if by_number.untouched():
        return False
    return QGuiApplication.layoutDirection() is QtCore.Qt.LayoutDirection.RightToLeft


def kept_in_order(text: str) -> str:
    """The text as it has to stand on this screen: what is read from the left is marked where the rest is not."""
    if not text or not from_the_right():
        return text
    return "\n".join(map(_kept, text.split("\n")))


def _kept(line: str) -> str:
    if not line:
        return line
    if not re.search(_FROM_RIGHT, line):
        return f"{_RIGHT}{_FIRST}{line}{_END}"
    return _RIGHT + re.sub(_RUN, lambda run: f"{_LEFT}{run[0]}{_END}", line)


def without_marks(text: str) -> str:
    """What somebody would copy or read out."""
    return text.translate(_MARKS)


def number_side() -> QtCore.Qt.AlignmentFlag:
    """Where the column of a number stands: right on every screen, so that its decimals are below each other."""
    right = QtCore.Qt.AlignmentFlag.AlignRight
    return right | QtCore.Qt.AlignmentFlag.AlignAbsolute if from_the_right() else right


def side_cells(table: QAbstractItemView) -> None:
    """Let a table keep its numbers in order."""
    if from_the_right():
        from vendingdesk.ui.sided_parts import SidedCells  # a screen from the left is painted without them

        table.setItemDelegate(SidedCells(table))
