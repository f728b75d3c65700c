"""How long the GUI thread leaves its event loop alone, and what it does meanwhile."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

LOOK_S = 0.005
LONG_MS = 30.0


class StallWatch(QObject):
    """A heartbeat in the GUI thread, and a thread that looks into it when the beat stays away.

    ``worst`` has the longest stall of each phase in milliseconds, ``traces`` what was seen in those over 30.
    """

    def __init__(self) -> None:
        super().__init__()
        self.phase = "start"
        self.worst: dict[str, float] = {}
        self.traces: dict[str, list[str]] = {}
        self._seen: list[str] = []
        self._gui = threading.get_ident()
        self._last = time.perf_counter()
        self._over = threading.Event()
        self._beat = QTimer(self)
        self._beat.setTimerType(Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._on_beat)
        self._thread = threading.Thread(target=self._look, name="stall watch", daemon=True)

    def start(self) -> None:
        """From now on."""
        self._last = time.perf_counter()
        self._beat.start(1)
        self._thread.start()

    def stop(self) -> None:
        """Until now."""
        self._beat.stop()
        self._over.set()
        self._thread.join()

    def _on_beat(self) -> None:
        now = time.perf_counter()
        gap, self._last = (now - self._last) * 1000, now
        seen, self._seen = self._seen, []
        if gap > self.worst.get(self.phase, 0.0):
            self.worst[self.phase] = gap
            if gap > LONG_MS:
                self.traces[self.phase] = seen

    def _look(self) -> None:
        while not self._over.wait(LOOK_S):
            waited = (time.perf_counter() - self._last) * 1000
            if waited > LOOK_S * 1000:
                frames = sys._current_frames()
                others = [
                    f"{thread.name} in {_places(frames.get(thread.ident or 0), 1)}"
                    for thread in threading.enumerate()
                    if thread.ident not in {self._gui, threading.get_ident()}
                ]
                self._seen.append(f"{waited:3.0f} ms: {_places(frames.get(self._gui), 4)} | {'; '.join(others)}")


def _places(frame: object, depth: int) -> str:
    """The innermost functions of a frame, outermost first."""
    found = traceback.extract_stack(frame)[-depth:]  # type: ignore[arg-type]
    return " > ".join(f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in found)
