"""A whole run of the program in its real window, driven by hand from within: sign in, sell, save, look back.

Says the longest stall of each phase and the peak memory. Arguments as for ``vendingdesk``.
"""

from __future__ import annotations

import json
import runpy
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from vendingdesk.ui.signin import SignInDialog

METER = "0128244400031"
STEP_MS = 20
PATIENCE_S = 30.0
READING_S = 0.5
"""A person needs longer than this to read four digits."""

Wait = Callable[[], object]


class Hands:
    """Finds widgets by name and runs a script of actions; what a script yields is waited for."""

    def __init__(self, server: str, said: dict[str, Any]) -> None:
        from PySide6.QtCore import QTimer
        from stalls import StallWatch

        self.server = server
        self.said = said
        self.watch = StallWatch()
        self.captcha_id = ""
        self.code = ""
        self.clock = QTimer()
        self.clock.timeout.connect(self._on_step)
        self.script = self._script()
        self.wait: Wait = lambda: True
        self.until = 0.0

    def begin(self) -> None:
        self.watch.start()
        self.until = time.monotonic() + PATIENCE_S
        self.clock.start(STEP_MS)

    def _on_step(self) -> None:
        try:
            if self.wait():
                self.wait = next(self.script)
                self.until = time.monotonic() + PATIENCE_S
            elif time.monotonic() > self.until:
                raise SystemError(f"nothing happens in phase {self.watch.phase}")
        except StopIteration:
            self.clock.stop()
        except Exception as error:  # noqa: BLE001 - told to who started us, whatever it is
            self.clock.stop()
            self.said["error"] = repr(error)
            print(json.dumps(self.said), flush=True)
            __import__("os")._exit(1)

    def find(self, name: str) -> Any:
        """The shown widget of that name, or None."""
        from PySide6.QtWidgets import QApplication, QWidget

        for top in QApplication.topLevelWidgets():
            for found in [top] if top.objectName() == name else top.findChildren(QWidget, name):
                if found.isVisible():
                    return found
        return None

    def ready(self, name: str) -> Wait:
        def enabled() -> bool:
            found: QWidget | None = self.find(name)
            return found is not None and found.isEnabled()

        return enabled

    def _learn_code(self) -> None:
        with urllib.request.urlopen(f"{self.server}/simulator/captcha/{self.captcha_id}") as answer:
            self.code = json.load(answer)["answer"]

    def _script(self) -> Iterator[Wait]:
        """What is done, one step a time: signing in, then the work."""
        yield from self._sign_in()
        yield from self._work()
        self.finish()
        yield lambda: self.find("backup.back") or not self.find("main")
        not_now = self.find("backup.back")  # a day with sales and no backup is reminded of one
        if not_now is not None:
            not_now.click()

    def _sign_in(self) -> Iterator[Wait]:
        watch = self.watch
        watch.phase = "loading"
        yield self.entrance_has_picture
        watch.phase = "sign-in dialog stands"
        threading.Thread(target=self._learn_code).start()
        yield lambda: self.code
        yield self.rest(READING_S)
        self.find("signin.username").setText("demo")
        self.find("signin.password").setText("demo-1234")
        self.find("signin.code").setText(self.code)
        watch.phase = "signing in, window opens"
        self.find("signin.ok").click()
        yield self.ready("sell.meter")
        self.said["usable"] = time.monotonic()
        yield self.rest(0.3)

    def _sell(self) -> Iterator[Wait]:
        watch = self.watch
        watch.phase = "meter typed"
        for place in range(1, len(METER) + 1):
            self.find("sell.meter").setText(METER[:place])
        self.find("sell.meter").returnPressed.emit()
        yield lambda: self.find("sell.amount").hasFocus() or not self.find("main").isActiveWindow()
        watch.phase = "confirmation"
        self.find("sell.amount").setText("10")
        self.find("sell.sell").click()
        yield self.ready("confirm.yes")
        watch.phase = "sale"
        self.find("confirm.yes").click()
        yield self.ready("result.pdf")
        watch.phase = "slip"
        self.find("result.pdf").click()
        yield lambda: "receipt" in (self.find("main.message").text() if self.find("main.message") else "")

    def _work(self) -> Iterator[Wait]:
        yield from self._sell()
        self.watch.phase = "other pages"
        for page in ("history", "meters", "tokens", "sell"):
            self.find(f"nav.{page}").click()
            yield self.rest(0.15)

    def from_here(self) -> None:
        """Only what comes now is measured: signing in is measured by the whole run."""
        self.watch.worst.clear()
        self.watch.traces.clear()

    @staticmethod
    def rest(seconds: float) -> Wait:
        """Until so much time has gone by."""
        settled = time.monotonic() + seconds
        return lambda: time.monotonic() > settled

    def entrance_has_picture(self) -> bool:
        """Whether the entrance waits for the person; then the picture's id is known."""
        entrances = [] if "vendingdesk.ui.entrance" not in sys.modules else ENTRANCES
        self.captcha_id = entrances[0].picture_id if entrances else ""
        return bool(self.captcha_id)

    def finish(self) -> None:
        from peak import peak_mib

        self.watch.stop()
        self.said |= {"worst": self.watch.worst, "traces": self.watch.traces, "peak": peak_mib()}
        self.find("main").close()


ENTRANCES: list[Any] = []


def driven(server: str, hands_of: type[Hands] = Hands) -> dict[str, Any]:
    """Have the program driven as soon as its dialog is painted; what is measured is put into what is returned."""
    from vendingdesk.ui import start

    said: dict[str, Any] = {}
    hands: list[Hands] = []
    load_behind = start.load_behind

    def measured(app: QApplication, dialog: SignInDialog, load: Callable[..., None], **more: bool) -> bool:
        hands.append(hands_of(server, said))
        dialog.first_painted.connect(hands[0].begin)

        def load_and_know(*arguments: Any) -> None:
            load(*arguments)
            from vendingdesk.ui.entrance import Entrance

            made = Entrance.__init__

            def known(self: Entrance, *arguments: Any, **words: Any) -> None:
                made(self, *arguments, **words)
                ENTRANCES.append(self)

            Entrance.__init__ = known
            know_the_books(said)

        return load_behind(app, dialog, load_and_know, **more)

    start.load_behind = measured
    return said


def know_the_books(said: dict[str, Any]) -> None:
    """Have it written down when the books are open and settled."""
    from vendingdesk.wiring.desk import Building

    opened = Building.open

    async def timed(self: Building) -> Any:
        recovered = await opened(self)
        said["books"] = time.monotonic()
        return recovered

    Building.open = timed  # type: ignore[method-assign]


def run(hands_of: type[Hands] = Hands) -> None:
    """Run the program with these hands and print what they found."""
    said = driven(sys.argv[sys.argv.index("--server") + 1], hands_of)
    try:
        runpy.run_module("vendingdesk", run_name="__main__", alter_sys=True)
    except SystemExit:
        print(json.dumps(said))


if __name__ == "__main__":
    run()
