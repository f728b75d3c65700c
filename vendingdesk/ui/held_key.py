"""A key that is held down, told from one that is pressed again: the first must never answer a question."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent


class HeldKey:
    """Knows the repeats of a held key, also those that Qt does not mark.

    An X server repeats a held key as a release and a press of one and the same moment, and Qt marks the two only when
    both have come by the time it looks. Measured: the first repeat that met a dialog was taken for a new press.
    """

    def __init__(self) -> None:
        self._released_at = 0

    def released(self, event: QKeyEvent) -> None:
        """A key came up."""
        self._released_at = event.timestamp()

    def repeats(self, event: QKeyEvent) -> bool:
        """Whether a press is a repeat; events without a time (0) are taken as they are marked."""
        return event.isAutoRepeat() or (event.timestamp() != 0 and event.timestamp() == self._released_at)
