"""A roll printer for the self test: it takes what it is sent, and never says a word."""

from __future__ import annotations

import socket
from threading import Thread
from types import TracebackType

LOOPBACK = "127.0.0.1"


class RollPrinter:
    """Listens on this machine alone, at ``port``; ``taken`` is all that it was sent."""

    def __init__(self) -> None:
        self.taken = bytearray()
        self._door = socket.create_server((LOOPBACK, 0))
        self.port: int = self._door.getsockname()[1]
        self._thread = Thread(target=self._listen, name="roll printer", daemon=True)

    def __enter__(self) -> RollPrinter:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        with socket.create_connection((LOOPBACK, self.port)):  # closing alone does not wake who waits for a caller
            self._ending = True
        self._thread.join()
        self._door.close()

    _ending = False

    def _listen(self) -> None:
        while True:
            line, _ = self._door.accept()
            with line:
                while data := line.recv(65536):
                    self.taken += data
            if self._ending:
                return
