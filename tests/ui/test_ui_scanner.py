"""What tells a scanner's Enter from a hand's, also where the program is too busy to hear the keys when they come."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from ui.ui_counter import until

from vendingdesk.ui.scanner import SCANNER_GAP_MS, KeyPace


def key(code: Qt.Key, text: str, at: int) -> QKeyEvent:
    event = QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier, text)
    event.setTimestamp(at)
    return event


@pytest.mark.parametrize(
    ("digit_at", "enter_at", "by_hand"),
    [
        (1000, 1010, False),
        (1000, 1000 + SCANNER_GAP_MS, True),
        (0, 1010, True),
        (1000, 0, True),
        (1000, 990, True),
    ],
)
async def test_a_key_that_is_handled_late_keeps_its_time(digit_at: int, enter_at: int, *, by_hand: bool) -> None:
    pace = KeyPace()
    pace.heard(key(Qt.Key.Key_1, "1", digit_at))
    enter = key(Qt.Key.Key_Return, "\r", enter_at)
    assert not pace.by_hand(enter)
    await until(lambda: pace.elapsed() > SCANNER_GAP_MS)
    assert pace.by_hand(enter) is by_hand
