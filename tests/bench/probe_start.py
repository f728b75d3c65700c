"""Our start: the program as ``python -m vendingdesk`` runs it, with two stopwatches on the sign-in dialog.

Says when the dialog was painted, and when the picture stood there and its code could be typed; then leaves.
Arguments as for ``vendingdesk``.
"""

from __future__ import annotations

import runpy
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    from vendingdesk.ui.signin import SignInDialog


def watched() -> dict[str, float]:
    """Put the stopwatches on when the program has come to its window; they fill what is returned.

    Not sooner: a probe that imported Qt first would change what is measured.
    """
    from vendingdesk.wiring import desk

    said: dict[str, float] = {}
    run_window = desk._run_window

    def measured(*arguments: Any, **more: Any) -> int:
        put_on(said)
        return run_window(*arguments, **more)

    desk._run_window = measured
    return said


def put_on(said: dict[str, float]) -> None:
    """The stopwatches themselves."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    from vendingdesk.ui import start

    class PictureWatch(QObject):
        def __init__(self, dialog: SignInDialog) -> None:
            super().__init__(dialog)
            self.dialog = dialog
            dialog.picture.installEventFilter(self)

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
            if "usable" not in said and event.type() is QEvent.Type.Paint and self.usable():
                said["usable"] = 0.0
                QTimer.singleShot(0, self.on_usable)
            return False

        def usable(self) -> bool:
            return not self.dialog.picture.pixmap().isNull() and self.dialog.code.isEnabled()

        def on_usable(self) -> None:
            said["usable"] = time.monotonic()
            QTimer.singleShot(200, self.dialog.reject)

    load_behind = start.load_behind

    def on_first_paint() -> None:
        # The event that paints also puts the picture on the screen: the next turn is after it.
        QTimer.singleShot(0, lambda: said.update(painted=time.monotonic()))

    def measured(app: QApplication, dialog: SignInDialog, load: Callable[[], None], **more: bool) -> bool:
        dialog.first_painted.connect(on_first_paint)
        PictureWatch(dialog)
        return load_behind(app, dialog, load, **more)

    start.load_behind = measured


if __name__ == "__main__":
    said = watched()
    try:
        runpy.run_module("vendingdesk", run_name="__main__", alter_sys=True)
    except SystemExit:
        import json

        print(json.dumps(said))
