"""A desktop for tests: an X server with a window manager, another program's window, and hands."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.wiring.folders import DataFolder
from vendingdesk.wiring.second_start import door

TOOLS = ("Xvfb", "openbox", "xdotool")
missing = [each for each in TOOLS if shutil.which(each) is None]

ROOT = Path(__file__).resolve().parents[2]
NEIGHBOUR = """
import signal, sys
signal.signal(signal.SIGTERM, signal.SIG_DFL)  # coverage hears it in Python, which a quiet window never comes to
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
class Neighbour(QWidget):
    def event(self, event):
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel):
            print("touched", event.type(), flush=True)
        elif event.type() is QEvent.Type.Paint:
            print("there", flush=True)
        return super().event(event)
app = QApplication(["neighbour"])
window = Neighbour()
window.setWindowTitle("Neighbour")
window.setGeometry(300, 150, 400, 300)
window.show()
app.exec()
"""


class Desktop:
    """An X server of its own with a window manager and another program's window on it."""

    def __init__(self, folder: Path) -> None:
        self._running: list[subprocess.Popen[str]] = []
        read, write = os.pipe()
        size = ("-screen", "0", "1024x600x24", "-nolisten", "tcp")
        self._start("Xvfb", "-displayfd", str(write), *size, pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as told:
            self.env = {**os.environ, "DISPLAY": f":{told.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
        self.env["PYTHONPATH"] = str(ROOT)
        self.neighbour = folder / "neighbour"
        try:
            self._start("openbox")
            with self.neighbour.open("w") as heard:
                self._start(sys.executable, "-c", NEIGHBOUR, stdout=heard)
            self.until(lambda: "there" in self.neighbour.read_text())
        except BaseException:
            self.end()
            raise

    def _start(self, *words: str, **more: object) -> subprocess.Popen[str]:
        env = getattr(self, "env", None)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **more}
        made = subprocess.Popen(words, env=env, text=True, **quiet)  # type: ignore[call-overload]
        self._running.append(made)
        return made

    def kiosk(self, server: SimulatorServer, folder: Path) -> subprocess.Popen[str]:
        """The program, as a kiosk without keys on its screen: a hand types here."""
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / "desk.toml").write_text("[kiosk]\nkeyboard = false\n")
        (folder / "desk.toml").chmod(0o600)
        words = ("-m", "vendingdesk", "--kiosk", "--server", server.url, "--data-dir", str(folder))
        made = self._start(sys.executable, *words)
        self.until(lambda: self.front() == made.pid)
        self.until(lambda: bool(server._captchas._open))
        self.until(Path(door(DataFolder(folder))).exists)  # from here on a signal is heard by the program itself
        return made

    def do(self, *words: str) -> str:
        """One word to xdotool."""
        return subprocess.run(
            ["xdotool", *words], env=self.env, capture_output=True, text=True, check=False
        ).stdout.strip()

    def front(self) -> int:
        """Whose window has the keyboard."""
        told = self.do("getactivewindow", "getwindowpid")
        return int(told) if told.isdecimal() else 0

    def title(self) -> str:
        """What stands in front."""
        return self.do("getactivewindow", "getwindowname")

    def until(self, condition: Callable[[], bool], patience: float = 20.0) -> None:
        end = time.monotonic() + patience
        while not condition():
            assert time.monotonic() < end, "not true in time"
            time.sleep(0.05)

    def touched(self) -> list[str]:
        """What came to the neighbour's window."""
        return [line for line in self.neighbour.read_text().splitlines() if line.startswith("touched")]

    def end(self) -> None:
        """End all of them, also what hears nothing: one left behind would be the failure of the tests that follow."""
        for each in reversed(self._running):
            if each.poll() is None:
                each.terminate()
                try:
                    each.wait(20)
                except subprocess.TimeoutExpired:
                    each.kill()
                    each.wait()
