"""Enter in a dialog: a hand's presses what is chosen, a scanner's presses nothing."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from ui.conftest import Until

from vendingdesk.ui.hand_dialog import HandDialog
from vendingdesk.ui.scanner import SCANNER_GAP_MS


class Asked(HandDialog):
    """Counts what was pressed."""

    pressed = 0

    def press_chosen(self) -> None:
        self.pressed += 1


async def test_an_enter_right_behind_a_digit_is_a_scanner_s(qapp: QApplication, until: Until) -> None:
    dialog = Asked()
    dialog.open()
    await until(dialog.isVisible)
    QTest.keyClick(dialog, "5")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.pressed == 0
    await until(lambda: dialog._pace.elapsed() > SCANNER_GAP_MS)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.pressed == 1
    dialog.close()
    dialog.deleteLater()
