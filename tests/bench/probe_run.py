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
        watch = self.watch
        watch.phase = "loading"
        yield self.entrance_has_picture
        watch.phase = "sign-in dialog stands"
        threading.Thread(target=self._learn_code).start()
        yield lambda: self.code
        settled = time.monotonic() + 0.5  # a person needs longer than this to read four digits
        yield lambda: time.monotonic() > settled
        self.find("signin.username").setText("demo")
        self.find("signin.password").setText("demo-1234")
        self.find("signin.code").setText(self.code)
        watch.phase = "signing in, window opens"
        self.find("signin.ok").click()
        yield self.ready("sell.meter")
        settled = time.monotonic() + 0.3
        yield lambda: time.monotonic() > settled
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
        watch.phase = "other pages"
        for page in ("history", "meters", "tokens", "sell"):
            self.find(f"nav.{page}").click()
            settled = time.monotonic() + 0.15
            yield lambda until=settled: time.monotonic() > until  # type: ignore[misc]
        self.finish()

    def entrance_has_picture(self) -> bool:
        """Whether the entrance waits for the person; then the picture's id is known."""
        entrances = [] if "vendingdesk.ui.entrance" not in sys.modules else ENTRANCES
        self.captcha_id = entrances[0]._captcha_id if entrances else ""
        return bool(self.captcha_id)

    def finish(self) -> None:
        from peak import peak_mib

        self.watch.stop()
        self.said |= {"worst": self.watch.worst, "traces": self.watch.traces, "peak": peak_mib()}
        self.find("main").close()


ENTRANCES: list[Any] = []


def driven(server: str) -> dict[str, Any]:
    """Have the program driven as soon as its dialog is painted; what is measured is put into what is returned."""
    from vendingdesk.ui import start

    said: dict[str, Any] = {}
    hands: list[Hands] = []
    load_behind = start.load_behind

    def measured(app: QApplication, dialog: SignInDialog, load: Callable[..., None]) -> bool:
        hands.append(Hands(server, said))
        dialog.first_painted.connect(hands[0].begin)

        def load_and_know(*arguments: Any) -> None:
            load(*arguments)
            from vendingdesk.ui.entrance import Entrance

            made = Entrance.__init__

            def known(self: Entrance, *arguments: Any, **words: Any) -> None:
                made(self, *arguments, **words)
                ENTRANCES.append(self)

            Entrance.__init__ = known

        return load_behind(app, dialog, load_and_know)

    start.load_behind = measured
    return said


if __name__ == "__main__":
    said = driven(sys.argv[sys.argv.index("--server") + 1])
    try:
        runpy.run_module("vendingdesk", run_name="__main__", alter_sys=True)
    except SystemExit:
        print(json.dumps(said))
