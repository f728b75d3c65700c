"""Watches for crashes from the first line of a run on: cheap, for it stands before the first paint.

What Python raises where nobody catches it, what kills the process under it (a fault in a library, an abort), and what
Qt calls fatal: each leaves a report in the data folder. What is needed to write one is loaded when there is one.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from vendingdesk import __version__

ENDS = (KeyboardInterrupt, SystemExit, BrokenPipeError)
"""What ends a program without anything being broken."""


_AS_WRITTEN = getattr(os, "O_BINARY", 0)
"""Without it Windows writes other ends of lines, and the empty one below the head would not be found again."""


class CrashWatch:
    """``with`` it around a run; an exception that passes through is kept and goes on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own = folder / f"fault-{os.getpid()}.txt"
        self._descriptor: int | None = None
        self._files: Any = None
        self._hooks: list[tuple[Any, str, Any, Any]] = []

    @property
    def files(self) -> Any:
        """The reports, loaded when they are wanted for the first time: a ``CrashFiles``."""
        if self._files is None:
            from vendingdesk.wiring.crash_files import CrashFiles

            self._files = CrashFiles(self._folder)
        return self._files

    def __enter__(self) -> CrashWatch:
        """From now on. Where the folder can't be written, standard error gets what it would have got."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            how = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | _AS_WRITTEN
            self._descriptor = os.open(self._own, how, 0o600)
            head = f"versions  vendingdesk {__version__}, Python {sys.version.split()[0]}, {sys.platform}\n\n"
            os.write(self._descriptor, head.encode())
            faulthandler.enable(self._descriptor)
        except OSError:
            if sys.stderr is not None:
                faulthandler.enable(sys.stderr)
        caught = self._on_crash

        def told(what: Any) -> None:
            caught(what.exc_type, what.exc_value, what.exc_traceback)

        for place, name, hook in (
            (sys, "excepthook", caught),
            (threading, "excepthook", told),
            (sys, "unraisablehook", told),
        ):
            self._hooks.append((place, name, hook, getattr(place, name)))
            setattr(place, name, hook)
        return self

    def fatal(self, text: str) -> None:
        """Qt is about to end the process, which leaves the trace: what it says stands above that."""
        if self._descriptor is not None:
            from vendingdesk.wiring.crash_text import without_values

            os.write(self._descriptor, f"Qt: {without_values(text)}\n".encode("utf-8", "backslashreplace"))

    def _on_crash(self, kind: type[BaseException], error: BaseException | None, where: TracebackType | None) -> None:
        """What nobody caught before the log was open."""
        from vendingdesk.wiring.logs import report

        error = (error or kind()).with_traceback(where)
        if not isinstance(error, ENDS):
            self.files.keep_error(error, doing="nobody caught this")
            report(error)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """The run is over; what ends it by mistake is kept. What stands in the own file was survived: it goes."""
        from vendingdesk.domain.errors import VendingDeskError

        if error is not None and not isinstance(error, (*ENDS, VendingDeskError)):
            self.files.keep_error(error, doing="the program ends", ended=True)
        for place, name, ours, before in self._hooks:
            if getattr(place, name) is ours:  # else the log has put its own there, to the very end
                setattr(place, name, before)
        faulthandler.disable()
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._own.unlink(missing_ok=True)
