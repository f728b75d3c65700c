"""The first moments: paint the sign-in dialog, then load the rest in a thread while the window lives.

Neither asyncio nor qasync is imported here: together they would put a third on the time to the first paint.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable

os.environ.setdefault("QT_API", "pyside6")  # before anything can ask qasync which binding to take

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from vendingdesk.ui import fonts, looks, theme
from vendingdesk.ui.signin import SignInDialog

Application = QApplication
"""What ``application`` gives, by a name for those who may not know of Qt."""

SWITCH_S = 0.0005
"""How long a computing thread may keep the window waiting, each time that the window wants the interpreter.

Python's own 5 ms add up: Qt gives the interpreter away and asks for it back at every call of a slot.
"""


class _Messenger(QObject):
    """Carries pictures and the last word from threads to the GUI thread."""

    pictured = Signal(bytes)
    loaded = Signal()


def application(
    arguments: list[str],
    language: str = "en",
    look: str = looks.SYSTEM,
    zoom: int = 100,
    *,
    hurry: bool = False,
) -> QApplication:
    """The one application object, dressed and speaking; it ends when it is told to, not when a window closes.

    ``look`` is a word of ``looks.wear``; everything is drawn at ``zoom`` percent. In a ``hurry`` the first paint
    comes first: for ``load_behind``, which does the rest.
    """
    sys.setswitchinterval(SWITCH_S)
    with looks.zoomed(zoom):
        app = QApplication([*arguments[:1], "-style", "Fusion", *arguments[1:]])
    app.setProperty(theme.FUSION, True)
    app.setApplicationName("vendingdesk")
    app.setApplicationDisplayName("Vending Desk")
    app.setDesktopFileName("vendingdesk")
    app.setQuitOnLastWindowClosed(False)
    fonts.load_sans()
    (looks.hurry if hurry else looks.wear)(app, look)
    if language != "en":  # what stands in the code
        from vendingdesk.ui import languages

        languages.install(app, language)
    return app


def load_behind(
    app: QApplication,
    dialog: SignInDialog,
    load: Callable[[Callable[[bytes], None]], None],
    *,
    kiosk: bool = False,
) -> bool:
    """Run ``load`` in a thread once ``dialog`` stands on the screen, and return when it is done.

    ``load`` is given a function that shows a verification picture, to be called from any thread until it returns.
    Returns False when the person closed the dialog meanwhile. An error of ``load`` is raised here. Qt's own
    loop runs until then, so the dialog can be typed into. A ``kiosk`` has its screen covered before anything else.
    """
    if kiosk:
        from vendingdesk.ui.kiosk_screen import KioskScreen

        KioskScreen.of(app)
        dialog.held = True
    messenger = _Messenger()
    failures: list[BaseException] = []

    def work() -> None:
        try:
            load(messenger.pictured.emit)
        except BaseException as error:  # noqa: BLE001 - carried to the thread that can show it
            failures.append(error)
        messenger.loaded.emit()

    thread = threading.Thread(target=work, name="loading")

    def begin() -> None:
        looks.settle(app)
        thread.start()

    # The event that paints also puts the dialog on the screen: the thread must not compete with that.
    dialog.first_painted.connect(lambda: QTimer.singleShot(0, begin))
    # exit, not quit: quit closes every window first, and the dialog would be gone.
    messenger.loaded.connect(app.exit)
    messenger.pictured.connect(dialog.show_early)
    dialog.rejected.connect(app.exit)
    dialog.show()
    app.exec()
    dialog.rejected.disconnect(app.exit)
    if thread.ident is not None:
        thread.join()
    if failures:
        dialog.hide()  # nobody signs in any more: why stands in a window of its own
        raise failures[0]
    return dialog.isVisible()
