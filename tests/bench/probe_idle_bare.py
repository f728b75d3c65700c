"""The baseline of idling: the bare window, with the cursor in a line, left alone.

Arguments: seconds to come to rest, seconds to idle, width and height of the window.
"""

from __future__ import annotations

import json
import sys
import time

from bare_window import Window
from counted import counted
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget


class Lasting(Window):
    """Stays after its first paint."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        QWidget.paintEvent(self, event)


def main() -> None:
    warm_s, idle_s, width, height = (float(word) for word in sys.argv[1:])
    app = QApplication(sys.argv[:1])
    window = Lasting()
    window.resize(int(width), int(height))
    window.show()
    window.findChildren(QLineEdit)[0].setFocus()
    said: dict[str, object] = {}

    def begin() -> None:
        said.update(before=counted(), begun=time.monotonic())

    def end() -> None:
        said.update(ended=time.monotonic(), after=counted())
        print(json.dumps(said))
        QApplication.exit()

    QTimer.singleShot(int(warm_s * 1000), begin)
    QTimer.singleShot(int((warm_s + idle_s) * 1000), end)
    app.exec()


if __name__ == "__main__":
    main()
