"""Standard input, output and error that may be used: where there is none, one that leads nowhere.

A program with a window has none on Windows, and elsewhere one may have been closed by whoever started it. Then
nothing may fail because somebody prints, and no book may be opened under the number of a stream that is printed to.
"""

from __future__ import annotations

import io
import os
import sys


def usable_streams(system: str = sys.platform) -> None:
    """Put what leads nowhere in the place of what is missing; on Windows have pipes and files written as UTF-8.

    To be called once, before anything else is opened. ``unheard`` knows afterwards what was missing.
    """
    # In the order of their numbers: a missing one's is the lowest that is free.
    if sys.stdin is None:
        sys.stdin = _nowhere("r")
    if sys.stdout is None:
        sys.stdout = _nowhere("w")
    if sys.stderr is None:
        sys.stderr = _nowhere("w")
    if system == "win32":
        # The code page that Windows would have written by knows neither Arabic names nor, in places, our quotes.
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
                stream.reconfigure(encoding="utf-8")


def unheard(stream: object) -> bool:
    """Whether what is written to a standard stream leads nowhere, because there is none or there was none."""
    return stream is None or isinstance(stream, _Nowhere)


class _Nowhere(io.TextIOWrapper):
    """Stands for a stream that the process was not given."""

    def isatty(self) -> bool:
        """Nobody reads it: to Windows its NUL looks like a terminal."""
        return False


def _nowhere(mode: str) -> _Nowhere:
    # To the end of the process, as standard streams are.
    descriptor = os.open(os.devnull, os.O_RDONLY if mode == "r" else os.O_WRONLY)
    raw = io.FileIO(descriptor, mode, closefd=False)
    buffered: io.BufferedReader | io.BufferedWriter = (
        io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)
    )
    return _Nowhere(buffered, encoding="utf-8", errors="backslashreplace", line_buffering=True)
