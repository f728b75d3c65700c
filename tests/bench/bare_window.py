"""A window of plain widgets, nothing else."""

from __future__ import annotations

import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

LABELS, LINES, BUTTONS, BOXES = 8, 4, 2, 1


class Window(QWidget):
    """Ends the program after its first paint."""

    def __init__(self) -> None:
        super().__init__()
        self.painted = False
        layout = QVBoxLayout(self)
        for kind, count in ((QLabel, LABELS), (QLineEdit, LINES), (QPushButton, BUTTONS), (QCheckBox, BOXES)):
            for number in range(count):
                widget = kind()
                widget.setText(f"{kind.__name__} {number}")
                layout.addWidget(widget)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        if not self.painted:
            self.painted = True
            # The event that paints also puts the picture on the screen: the next turn is after it.
            QTimer.singleShot(0, on_painted)


def on_painted() -> None:
    import json

    from peak import peak_mib

    painted = time.monotonic()
    print(json.dumps({"painted": painted, "peak": peak_mib()}))
    QApplication.exit()


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    window = Window()
    if len(sys.argv) == 3:  # as large as another window, for the memory of its pixels
        window.resize(int(sys.argv[1]), int(sys.argv[2]))
    window.show()
    app.exec()
