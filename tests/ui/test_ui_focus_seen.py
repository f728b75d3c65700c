"""What has the keyboard is marked in every look: something clear changes when the keyboard comes."""

import asyncio
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QScrollArea, QWidget
from shiboken6 import isValid
from ui.style_walk import contrast
from ui.ui_counter import METER, Counter, dress, until

from vendingdesk.ui.colours import LOOKS

PAGES = ("sell", "tokens", "meters", "history", "doubts", "reports", "tokenhelp", "settings")
ENOUGH = 40
"""Pixels that change to something three times as light or as dark, at least: a frame has far more."""


@pytest.fixture(autouse=True)
def _undress(qapp: QApplication) -> Iterator[None]:
    yield
    dress(qapp)


def picture(part: QWidget) -> QImage:
    """A control as it stands in its window, scrolled to where it is seen."""
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(part)
        above = above.parentWidget()
    window = part.window()
    place = QRect(part.mapTo(window, QPoint()), part.size())
    return window.grab(place).toImage().convertToFormat(QImage.Format.Format_RGB32)


def changed(before: QImage, after: QImage) -> int:
    """Pixels whose colour is told from what it was."""
    if before.size() != after.size():
        return ENOUGH
    count = 0
    known: dict[tuple[int, int], bool] = {}
    for y in range(after.height()):
        for x in range(after.width()):
            pair = before.pixel(x, y), after.pixel(x, y)
            if pair[0] != pair[1]:
                if pair not in known:
                    known[pair] = contrast(*(QColor(each).name() for each in pair)) >= 2.9
                count += known[pair]
    return count


async def unmarked(window: QWidget, where: str) -> list[str]:
    """The controls that look the same with the keyboard and without."""
    found = []
    for control in window.findChildren(QWidget):
        if not isValid(control) or isinstance(control, QLabel) or control.window() is not window:
            continue
        if not (control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isEnabled() and control.isVisible()):
            continue
        window.setFocus()
        await asyncio.sleep(0.002)
        before = picture(control)
        control.setFocus(Qt.FocusReason.TabFocusReason)
        await asyncio.sleep(0.002)
        after = picture(control)
        if not control.hasFocus():
            continue  # it hands the keyboard on
        if changed(before, after) < ENOUGH and not _shows_its_row(control):
            found.append(f"{where}: {control.objectName() or control.metaObject().className()}")
    return found


def _shows_its_row(control: QWidget) -> bool:
    """A list that has nothing in it yet."""
    return isinstance(control, QAbstractItemView) and control.model().rowCount() == 0


@pytest.mark.parametrize("look", list(LOOKS))
async def test_what_has_the_keyboard_is_seen(desk: Counter, qapp: QApplication, look: str) -> None:
    dress(qapp, LOOKS[look])
    window = desk.window
    window.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    await desk.meter(METER)
    found = []
    for page in PAGES:
        window.show_page(page)
        await until(lambda page=page: page != "settings" or window.settings.built)
        await asyncio.sleep(0.1)
        await desk.active(window)
        found += await unmarked(window, page)
    assert not found, "\n".join(sorted(set(found)))
