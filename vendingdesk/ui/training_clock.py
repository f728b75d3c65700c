"""The training meter's clock: real time, or faster, and standing still while nobody looks."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

BEAT_MS = 500
"""Between two looks at the meter while its window is open: a display that changes twice a second looks alive."""


class TrainingClock(QObject):
    """``beat`` comes while it runs; ``passed`` says how much of the meter's time went by since the last call."""

    beat = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.speed = 1
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self.beat)

    @property
    def running(self) -> bool:
        """Whether the meter's time goes on."""
        return self._timer.isActive()

    def begin(self) -> None:
        """From now on time goes by; what went by before does not count."""
        self._since.start()
        self._timer.start()

    def stop(self) -> None:
        """Time stands still."""
        self._since.invalidate()
        self._timer.stop()

    def passed(self) -> timedelta:
        """The meter's time since the last call; nothing while it stands still."""
        if not self._since.isValid():
            return timedelta()
        return timedelta(milliseconds=self._since.restart() * self.speed)
