"""A receipt printer on the network, at TCP port 9100."""

from __future__ import annotations

import os
import socket
import struct
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any

from vendingdesk.domain.printing import PrinterFault
from vendingdesk.printing.raw_job import LIMITS, Limits

USUAL_PORT = 9100

LOCAL_BUFFER = 16 * 1024
"""Little is kept on this side, so that a printer that stalls is seen to stall."""

SIOCOUTQ = 0x5411
"""Linux: how many bytes the other side has not acknowledged."""


class SocketLine:
    """A connected socket as a line to a printer."""

    two_way = True

    def __init__(self, connected: socket.socket) -> None:
        connected.setblocking(False)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = connected

    def fileno(self) -> int:
        """For select."""
        return self._socket.fileno()

    def write(self, data: memoryview) -> int:
        """Write what goes."""
        return self._socket.send(data)

    def read(self) -> bytes:
        """What has come; behind the printer's end, reading itself no longer tells that the line was cut."""
        came = self._socket.recv(256)
        if not came and (problem := self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)):
            raise OSError(problem, os.strerror(problem))
        return came

    def not_taken(self) -> int:
        """Bytes that the other side has not acknowledged; 0 where the system does not tell."""
        if sys.platform != "linux":  # pragma: no cover - no other system tells
            return 0
        import fcntl

        answer = fcntl.ioctl(self._socket.fileno(), SIOCOUTQ, b"\0" * 4)
        return int(struct.unpack("i", answer)[0])

    def end(self) -> bool:
        """Close this direction."""
        self._socket.shutdown(socket.SHUT_WR)
        return True


@contextmanager
def connected(host: str, port: int, limits: Limits = LIMITS) -> Iterator[SocketLine]:
    """A line to a printer, closed afterwards, and cut off when the job failed: what it has not taken won't come out.

    Raises ``PrinterFault`` when it is not reached; nothing was sent then.
    """
    name = named(host, port)
    until = time.monotonic() + limits.connect
    error: OSError | None = None
    for family, kind, protocol, _, address in _addresses(host, port, limits.connect):
        line = socket.socket(family, kind, protocol)
        try:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LOCAL_BUFFER)
            line.settimeout(max(0.05, until - time.monotonic()))
            line.connect(address)
        except OSError as problem:
            line.close()
            error = problem
            continue
        break
    else:
        raise _unreached(name, error)
    try:
        yield SocketLine(line)
    except BaseException:
        with suppress(OSError):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise
    finally:
        line.close()


def named(host: str, port: int) -> str:
    """A network printer as people know it."""
    return host if port == USUAL_PORT else f"{host}:{port}"


def _unreached(name: str, error: OSError | None) -> PrinterFault:
    if isinstance(error, ConnectionRefusedError):
        why = (
            f"The machine {name} is there but takes no print jobs. If it is the printer, switch it off and on; else "
            "mend the address or port in Settings."
        )
    elif isinstance(error, TimeoutError):
        why = f"The printer {name} does not answer. Check that it is on and its network cable or Wi-Fi is well."
    else:
        said = error.strerror if error is not None and error.strerror else "no address"
        why = f"The printer {name} can't be reached ({said}). Check this machine’s network and the printer’s cable."
    return PrinterFault(f"{why} Then print again: nothing came out.")


def _addresses(host: str, port: int, seconds: float) -> list[tuple[Any, ...]]:
    """Look a name up, no longer than some seconds: the system's own search can't be stopped, only left behind."""
    found: Future[list[tuple[Any, ...]]] = Future()

    def look() -> None:
        try:
            found.set_result(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except (OSError, UnicodeError) as error:
            found.set_exception(error)

    Thread(target=look, name="printer's address", daemon=True).start()
    try:
        return found.result(seconds)
    except (OSError, UnicodeError, TooLate) as error:
        raise PrinterFault(
            f"No machine is known as {host}. Mend the printer’s address in Settings, or check this machine’s "
            "network. Then print again: nothing came out."
        ) from error
