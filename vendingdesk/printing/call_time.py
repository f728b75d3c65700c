"""A time limit for a call of a library that has none of its own: its connection is cut off."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

AGAIN_S = 0.1
"""How soon a connection that it makes anew is cut off too."""


@contextmanager
def cut_off_after(seconds: float, connection: Callable[[], int]) -> Iterator[threading.Event]:
    """Cut a connection off, given by the number of its socket, after some seconds; the event tells that it was."""
    over, late = threading.Event(), threading.Event()

    def cut_off() -> None:
        patience = seconds
        while not over.wait(patience):
            late.set()
            patience = AGAIN_S
            with suppress(OSError), socket.socket(fileno=os.dup(connection())) as line:
                line.shutdown(socket.SHUT_RDWR)

    watch = threading.Thread(target=cut_off, name="time of a call", daemon=True)
    watch.start()
    try:
        yield late
    finally:
        over.set()
        watch.join()
