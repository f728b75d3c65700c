"""The first verification picture, asked for by itself while the rest of the program is loaded."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Thread

from vendingdesk.api.early_picture import early_picture
from vendingdesk.domain.session import Captcha
from vendingdesk.domain.trust import Connection

HEAD_START_S = 0.3
"""How long the first picture may keep the rest of the program from being loaded: both want the processor."""

LATEST_S = 3.0
"""How long it is waited for when all else is loaded; then the client asks, and says what is the matter."""


class FirstPicture:
    """Asks in a thread, and gives it a head start: importing the rest would slow it down.

    ``show`` is called with the picture in that thread, at the latest before ``end`` returns. The thread is a daemon
    because nothing waits for a picture that comes too late.
    """

    def __init__(self, connection: Connection, show: Callable[[bytes], None]) -> None:
        self._came: Future[Captcha | None] = Future()
        self._connection = connection
        self._show = show
        Thread(target=self._ask, name="first picture", daemon=True).start()
        wait([self._came], HEAD_START_S)

    @property
    def captcha(self) -> Captcha | None:
        """What is shown already; None where nothing came in time."""
        return None if self._came.cancelled() else self._came.result()

    def wait(self) -> None:
        """All else is loaded: some patience more."""
        wait([self._came], LATEST_S)

    def end(self) -> None:
        """What comes from here on is not shown. What is being shown this moment is over afterwards."""
        if not self._came.cancel():
            self._came.result()

    def _ask(self) -> None:
        captcha = early_picture(self._connection)
        if not self._came.set_running_or_notify_cancel():
            return
        if captcha is not None:
            self._show(captcha.picture)
        self._came.set_result(captcha)
