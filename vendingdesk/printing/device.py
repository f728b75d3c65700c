"""A receipt printer behind a device file, such as ``/dev/usb/lp0``, or a FIFO that another program reads."""

from __future__ import annotations

import errno
import os
import stat
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from vendingdesk.domain.printing import PrinterFault

TIOCOUTQ, FIONREAD = 0x5411, 0x541B
"""Linux: what a terminal has not sent yet; what nobody has read from a FIFO yet."""


class FileLine:
    """An open device as a line to a printer."""

    def __init__(self, number: int, *, two_way: bool) -> None:
        self._number = number
        self.two_way = two_way

    def fileno(self) -> int:
        """For select."""
        return self._number

    def write(self, data: memoryview) -> int:
        """Write what goes."""
        return os.write(self._number, data)

    def read(self) -> bytes:
        """What has come; nothing from a device that can't be read after all: some are opened both ways in vain."""
        try:
            return os.read(self._number, 256)
        except BlockingIOError:
            raise
        except OSError:
            return b""

    def not_taken(self) -> int:
        """Bytes that still lie in the system; 0 for a device that does not tell: it shows by being writable."""
        if sys.platform != "linux":  # pragma: no cover - no other system tells
            return 0
        import fcntl

        question = FIONREAD if stat.S_ISFIFO(os.fstat(self._number).st_mode) else TIOCOUTQ
        try:
            return int(struct.unpack("i", fcntl.ioctl(self._number, question, b"\0" * 4))[0])
        except OSError:
            return 0

    def end(self) -> bool:
        """A device has no end to wait for."""
        return False


@contextmanager
def opened(path: str) -> Iterator[FileLine]:
    """A line to a device, closed afterwards; raises ``PrinterFault`` for what can't be opened, nothing sent.

    Ordinary files are refused: a slip written into one is on no paper. For those there is the PDF.
    """
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - the same call as open's, its errors told the same way
        if not (stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)):
            raise PrinterFault(
                f"{path} is not a printer’s device. Name its device file in Settings, such as /dev/usb/lp0."
            )
        number, two_way = _open(path, fifo=stat.S_ISFIFO(mode))
    except OSError as error:
        raise PrinterFault(f"{_why(path, error)} Then print again: nothing came out.") from error
    try:
        if os.isatty(number):
            _raw(number)
        yield FileLine(number, two_way=two_way)
    except BaseException:
        if os.isatty(number):
            _drop(number)
        raise
    finally:
        with suppress(OSError):
            os.close(number)


def _open(path: str, *, fifo: bool) -> tuple[int, bool]:
    """Both directions where that is allowed; a FIFO has one, and would give back what was written to it."""
    how = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_CLOEXEC", 0)
    if not fifo:
        with suppress(PermissionError):
            return os.open(path, os.O_RDWR | how), True
    return os.open(path, os.O_WRONLY | how), False


def _raw(number: int) -> None:
    """Bytes as they are: a terminal would turn line ends into others, also within a picture."""
    import tty

    tty.setraw(number)


def _drop(number: int) -> None:
    """Take back what a serial printer has not taken: closing would wait for it."""
    import termios

    with suppress(OSError, termios.error):
        termios.tcflush(number, termios.TCOFLUSH)


def _why(path: str, error: OSError) -> str:
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return f"There is no device {path}. Check that the printer is on and plugged in."
        case errno.EACCES | errno.EPERM:
            return (
                f"{path} may not be written by this user. Have an administrator add the user to the group of the "
                "file (most often “lp”), then sign in to the computer again."
            )
        case errno.EBUSY:
            return f"{path} is used by another program, perhaps a print queue of the same printer. Close that."
        case errno.ENXIO | errno.ENODEV | errno.EIO:
            return f"Nothing listens at {path}. Check that the printer is on and plugged in."
        case _:
            return f"{path} can't be opened ({error.strerror}). Check that the printer is on and plugged in."
