"""A person closes the window while something on the Settings page is typed and not saved: that is asked about."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from vendingdesk.ui.tasks import TaskRegistry

if TYPE_CHECKING:
    from vendingdesk.ui.main_window import MainWindow


class UnsavedSettings:
    """Closes, or asks first; a second press while it asks does nothing."""

    def __init__(self, tasks: TaskRegistry) -> None:
        self._tasks = tasks
        self._asking = False

    def close_or_ask(self, window: MainWindow, close: Callable[[], None]) -> None:
        """``close`` at once where nothing is unsaved, else when the person says so."""
        if not window.settings.changed:
            close()
        elif not self._asking:
            self._asking = True
            self._tasks.start(self._ask(window, close), name="closing: settings")

    async def _ask(self, window: MainWindow, close: Callable[[], None]) -> None:
        from vendingdesk.ui.sure_dialog import sure  # hardly ever needed

        said = _tr("On the page Settings something is typed that is not saved. It is lost when the program closes.")
        done = _tr("Close without saving")
        try:
            leave = await sure(self._tasks, window, title=_tr("Close without saving?"), said=said, done=done)
        finally:
            self._asking = False
        if leave:
            close()
        elif not window.may_close:
            window.show_page("settings")


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)
