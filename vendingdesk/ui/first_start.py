"""Runs the first start in a loop of its own, before there is anything to sell with."""

from __future__ import annotations

import logging
import signal

from PySide6.QtWidgets import QApplication

from vendingdesk.counter.first_start import FirstStart
from vendingdesk.counter.try_printer import TryPrinter
from vendingdesk.ui import fonts, languages
from vendingdesk.ui.loop import run_desk
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.waiting import wait_dialog
from vendingdesk.ui.wizard import Wizard
from vendingdesk.ui.wizard_pages import page_of

log = logging.getLogger(__name__)


class FirstStartRun:
    """One wizard from its first page to its end."""

    def __init__(self, app: QApplication, start: FirstStart, printer: TryPrinter) -> None:
        fonts.load_mono()
        self._told_to_end = False
        self._tasks = TaskRegistry(self._on_failure)
        self.wizard = Wizard(
            start,
            self._tasks,
            speak=lambda language: languages.install(app, language),
            printer=printer,
            pages=page_of,
        )

    async def run(self) -> bool:
        """Whether everything was answered and kept; False when it was left, or told to end."""
        log.info("first start: started")
        try:
            code = await wait_dialog(self.wizard)
            return code == self.wizard.DialogCode.Accepted.value and not self._told_to_end
        finally:
            await self._tasks.wait_vital()
            await self._tasks.close()
            self.wizard.deleteLater()

    def end(self) -> None:
        """Somebody or something wants the program to end."""
        self._told_to_end = True
        self.wizard.leave()

    def _on_failure(self, name: str, error: BaseException) -> None:
        log.error("failed: %s", name, exc_info=error)
        text = self.wizard.tr("Something went wrong inside the program (%1). Nothing was kept; try again.")
        self.wizard.message.say(text.replace("%1", name))


def run_first_start(app: QApplication, start: FirstStart, printer: TryPrinter) -> bool:
    """Ask, in a loop that ends with it; whether the till was set up."""

    async def main() -> int:
        run = FirstStartRun(app, start, printer)
        for name in ("SIGTERM", "SIGINT", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, lambda *_: run.end())
        return int(await run.run())

    return bool(run_desk(main, app))
