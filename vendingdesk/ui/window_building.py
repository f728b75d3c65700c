"""The window is built behind the sign-in; where that fails nobody needs to sign in any more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtWidgets import QDialog

from vendingdesk.ui.tasks import TaskRegistry


class WindowBuilding:
    """Runs the building as a task; a failure closes the sign-in and is raised to who asks, not logged here."""

    def __init__(self, tasks: TaskRegistry, build: Callable[[], Awaitable[None]], dialog: QDialog) -> None:
        self._build = build
        self._dialog = dialog
        self._broken: Exception | None = None
        self._task = tasks.start(self._run(), name="building the window")

    async def _run(self) -> None:
        try:
            await self._build()
        except Exception as error:  # noqa: BLE001 - raised again where the program ends
            self._broken = error
            self._dialog.done(QDialog.DialogCode.Rejected.value)

    def left(self) -> int:
        """The exit code of a sign-in that nobody passed; raises what kept the window from being built."""
        if self._broken is not None:
            raise self._broken
        return 0

    async def wait(self) -> None:
        """Until the window is there; raises what kept it from being built."""
        await self._task
        self.left()
