"""What is painted: what can be chosen looks like it, and the focus is marked once."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from ui.ui_counter import dress

from vendingdesk.ui import theme
from vendingdesk.ui.choice import Choice
from vendingdesk.ui.parts import button

ALL = pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK, theme.CONTRAST], ids=["light", "dark", "contrast"])
ROLES = ("", "danger", "switch", "nav", "badge")


@pytest.fixture
def window(qapp: QApplication) -> Iterator[QWidget]:
    made = QWidget()
    QVBoxLayout(made)
    yield made
    made.deleteLater()
    dress(qapp)


def painted(widget: QWidget, left: int, right: int) -> set[str]:
    """The colours between two columns, away from the border."""
    image: QImage = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(left, right) for y in range(6, image.height() - 6)}


@ALL
@pytest.mark.parametrize("enabled", [True, False])
def test_a_box_to_choose_in_has_an_arrow(
    qapp: QApplication, window: QWidget, colours: theme.Colours, *, enabled: bool
) -> None:
    dress(qapp, colours)
    box = Choice()
    box.addItem("Choose…")
    box.setEnabled(enabled)
    window.layout().addWidget(box)
    window.resize(300, 80)
    window.show()
    ground = colours.surface if enabled else colours.ground
    assert painted(box, box.width() // 2, box.width() - 40) == {ground.lower()}
    assert QColor(colours.muted).name() in painted(box, box.width() - 40, box.width() - 6)


@ALL
def test_a_button_that_has_the_keyboard_is_framed_and_nothing_else(
    qapp: QApplication, window: QWidget, colours: theme.Colours
) -> None:
    dress(qapp, colours)
    buttons = [button(f"a.{role}", "x", role=role) for role in ROLES]
    for each in buttons:
        window.layout().addWidget(each)
    window.resize(300, 400)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    buttons[0].setFocus()
    for each in (*buttons[1:], buttons[0]):
        before = painted(each, 20, 60)
        QTest.keyClick(qapp.focusWidget(), Qt.Key.Key_Tab)
        assert each.hasFocus()
        assert painted(each, 20, 60) == before
        assert each.grab().toImage().pixelColor(150, 0) != QColor(colours.edge)
