"""The log of a run: every record of every logger passes the mask before it is written anywhere.

Warnings go to stderr, everything from INFO on (from DEBUG on with ``VENDINGDESK_LOG=debug``) to three small files in
the data folder that only their owner can read. What Python would print about a crash goes the same way, and so does
what Qt says. The log stays open to the end of the process, and nothing that goes wrong with it stops the till.
"""

from __future__ import annotations

import logging
import os
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from vendingdesk import __version__
from vendingdesk.wiring.last_words import damage
from vendingdesk.wiring.mask import PROCESS_MASK, Mask

if TYPE_CHECKING:
    from vendingdesk.wiring.crash_files import CrashFiles

VARIABLE = "VENDINGDESK_LOG"
"""The environment variable that asks for every detail: ``debug``."""

LOG_NAME = "vendingdesk.log"
FILE_BYTES = 512 * 1024
FILES = 3

_BINARY = getattr(os, "O_BINARY", 0)
"""Windows would write more bytes than are counted."""

ENDED = "the program ends"
"""What is logged of the bug that ends it."""

BUG = (
    "Something went wrong inside the program, and it has to end. The journal is safe. What it was is written down, "
    "without anything that was sold or typed: start Vending Desk again and save a support bundle in Settings (F10)."
)
"""What a person is told of that."""

log = logging.getLogger(__name__)

Undo = Callable[[], None]


class MaskedFormatter(logging.Formatter):
    """One line, then the traceback if there is one; all of it masked but the time in front."""

    def __init__(self, mask: Mask, *, timed: bool) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")
        self._mask = mask
        self._timed = timed

    def format(self, record: logging.LogRecord) -> str:
        """The text of a record; of one that can't be put into words only where it comes from."""
        try:
            text = self._mask(super().format(record))
        except Exception as error:  # noqa: BLE001 - logging would print the values of such a record
            text = f"{record.levelname} {record.name}: a message without words ({type(error).__name__})"
        return f"{self.formatTime(record)} {text}" if self._timed else text


class _Stderr(logging.Handler):
    """Standard error, whatever it is just now. Nobody is told when it is gone: without a console there is none."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; never logging's own way of telling of a failure, which prints the record as it is."""
        ends_damaged = record.msg == ENDED and record.exc_info and record.exc_info[1] and damage(record.exc_info[1])
        if sys.stderr is not None and not ends_damaged:
            with suppress(OSError, ValueError):
                sys.stderr.write(self.format(record).encode("utf-8", "backslashreplace").decode() + "\n")
                sys.stderr.flush()


class PrivateFiles(logging.Handler):
    """The newest file and the older ones in a folder, for their owner alone, no larger than ``FILE_BYTES`` each.

    A record that can't be written (disk full, folder gone) is lost, and the next one tries again.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._newest = folder / LOG_NAME
        self._descriptor: int | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Append one record."""
        data = f"{self.format(record)}\n".encode("utf-8", "backslashreplace")
        try:
            descriptor = self._opened()
            if os.fstat(descriptor).st_size + len(data) > FILE_BYTES:
                self._move_on()
                descriptor = self._opened()
            os.write(descriptor, data)
        except OSError:
            self._let_go()

    def _opened(self) -> int:
        if self._descriptor is None:
            self._newest.parent.mkdir(mode=0o700, exist_ok=True)
            self._descriptor = os.open(self._newest, os.O_WRONLY | os.O_APPEND | os.O_CREAT | _BINARY, 0o600)
        return self._descriptor

    def _move_on(self) -> None:
        """Make room: the oldest file goes, the others grow older. Where none can be moved, the newest is emptied."""
        self._let_go()
        names = [self._newest, *(self._newest.with_name(f"{LOG_NAME}.{age}") for age in range(1, FILES))]
        try:
            for age in range(FILES - 1, 0, -1):
                if names[age - 1].exists():
                    names[age - 1].replace(names[age])
        except OSError:
            os.truncate(self._newest, 0)

    def _let_go(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            with suppress(OSError):
                os.close(descriptor)

    def close(self) -> None:
        """Close the file."""
        self.acquire()
        try:
            self._let_go()
        finally:
            self.release()
        super().close()


class _Reports(logging.Handler):
    """Makes a crash report of every error that comes with an exception: each is a bug."""

    def __init__(self, crashes: CrashFiles) -> None:
        super().__init__(logging.ERROR)
        self._crashes = crashes

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one; of what is said there only the fixed words, and the name of the task that failed."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            task = getattr(record, "task", "")
            doing = f"{task or record.msg} ({record.name})"
            self._crashes.keep_error(error, doing=doing, ended=record.msg == ENDED)


def open_log(folder: Path, mask: Mask = PROCESS_MASK, crashes: CrashFiles | None = None) -> Undo:
    """Have everything written to ``folder`` and stderr, masked, from now on; what is returned undoes that.

    Errors with a trace make reports in ``crashes`` too.
    """
    undo = ExitStack()
    root = logging.getLogger()
    undo.callback(root.setLevel, root.level)
    root.setLevel(logging.DEBUG if os.environ.get(VARIABLE, "").casefold() == "debug" else logging.INFO)
    files, stderr = PrivateFiles(folder), _Stderr(logging.WARNING)
    files.setFormatter(MaskedFormatter(mask, timed=True))
    stderr.setFormatter(MaskedFormatter(mask, timed=False))
    for handler in (files, stderr, *([_Reports(crashes)] if crashes is not None else [])):
        root.addHandler(handler)
        undo.callback(handler.close)
        undo.callback(root.removeHandler, handler)
    logging.captureWarnings(True)
    undo.callback(logging.captureWarnings, False)
    for place, name, hook in (
        (sys, "excepthook", _on_crash),
        (threading, "excepthook", lambda told: _on_crash(told.exc_type, told.exc_value, told.exc_traceback)),
        (sys, "unraisablehook", lambda told: _on_crash(told.exc_type, told.exc_value, told.exc_traceback)),
    ):
        undo.callback(setattr, place, name, getattr(place, name))
        setattr(place, name, hook)
    log.info("vendingdesk %s, Python %s, %s", __version__, platform.python_version(), sys.platform)
    return undo.close


def _on_crash(kind: type[BaseException], error: BaseException | None, where: TracebackType | None) -> None:
    """What nobody caught, where Python would print it with every value in its text."""
    if not issubclass(kind, (SystemExit, KeyboardInterrupt)):
        log.critical("nobody caught this", exc_info=(kind, error or kind(), where))


def report(error: BaseException) -> None:
    """Tell of a bug that ends the program: in the log if one is open, else on stderr; masked either way.

    A damaged program is told of by one line, which is for who ends it: stderr gets no trace of that.
    """
    if any(isinstance(handler, PrivateFiles) for handler in logging.getLogger().handlers):
        log.critical(ENDED, exc_info=error)
    elif sys.stderr is not None and not damage(error):
        sys.stderr.write(PROCESS_MASK("".join(traceback.format_exception(error))))
