"""Crash reports on disk: private, few and small. Nothing here raises: a crash is not made worse by being told."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from vendingdesk.counter.support import Crash

MOST = 10
"""Reports that are kept: the newest."""

MOST_A_RUN = 5
"""Reports of one run: the first ones, for what comes later often follows from them."""

LONGEST = 64 * 1024
"""Bytes of one report."""

FAULT = "fault-"
"""How the files begin that the interpreter writes into when the process dies under it."""

TOLD = ".told"
_REPORT = re.compile(r"crash-(\d{8}-\d{6})-\d+-\d+\.(ended|went-on)(\.told)?\.txt", re.ASCII)
_STAMP = "%Y%m%d-%H%M%S"


class CrashFiles:
    """The reports of one data folder; may be used from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._places: set[str] = set()
        self._listeners: list[Callable[[Crash], None]] = []
        self.running: Callable[[], list[str]] = list
        """What runs this moment, in fixed words; set by whoever knows."""

    def keep_error(self, error: BaseException, *, doing: str, ended: bool = False) -> None:
        """Keep the report of an exception; of the same one, from the same line, only the first of a run."""
        from vendingdesk.wiring.crash_text import describe, place_of

        with suppress(Exception):
            place = place_of(error)
            with self._lock:
                if place in self._places:
                    return
                self._places.add(place)
                number = len(self._places)
            if number > MOST_A_RUN and not ended:
                return
            running: list[str] = []
            with suppress(RuntimeError):  # changed by another thread while it was read
                running = self.running()
            at = datetime.now(UTC)
            self._keep(describe(error, doing=doing, running=running), at, number, ended=ended)
            for tell in self._listeners:
                tell(Crash(at, ended=ended))

    def _keep(self, text: str, at: datetime, number: int, *, ended: bool) -> None:
        how = "ended" if ended else "went-on"
        said = f"Vending Desk, a crash report\nat        {at:%Y-%m-%d %H:%M:%S} UTC\n{text}"
        data = said.encode("utf-8", "backslashreplace")[:LONGEST]
        self._folder.mkdir(mode=0o700, exist_ok=True)
        name = self._folder / f"crash-{at:{_STAMP}}-{os.getpid()}-{number}.{how}.txt"
        with open(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
            file.write(data)
        for old in self.files()[MOST:]:
            old.unlink(missing_ok=True)

    def faults(self) -> list[Path]:
        """What processes left that died before their books were open, newest first; not this process's own."""
        return [left for _, left in self._left()]

    def _left(self) -> list[tuple[float, Path]]:
        own = f"{FAULT}{os.getpid()}.txt"
        found: list[tuple[float, Path]] = []
        with suppress(OSError):
            for left in self._folder.glob(f"{FAULT}*.txt"):
                with suppress(OSError):
                    if left.name != own and _trace(left).strip():
                        found.append((left.stat().st_mtime, left))
        return sorted(found, reverse=True)

    def files(self) -> list[Path]:
        """The reports, newest first."""
        try:
            return sorted((each for each in self._folder.iterdir() if _REPORT.fullmatch(each.name)), reverse=True)
        except OSError:
            return []

    def crashes(self, *, untold: bool = False) -> tuple[Crash, ...]:
        """What broke, newest first; with ``untold`` only what nobody has been told yet."""
        found = [_REPORT.fullmatch(each.name) for each in self.files()]
        return tuple(
            Crash(datetime.strptime(each[1], _STAMP).replace(tzinfo=UTC), ended=each[2] == "ended")
            for each in found
            if each is not None and not (untold and each[3])
        )

    def known(self) -> tuple[Crash, ...]:
        """The same and what no start has made a report of yet, newest first."""
        left = (Crash(datetime.fromtimestamp(at, UTC), ended=True) for at, _ in self._left())
        return tuple(sorted((*self.crashes(), *left), key=lambda crash: crash.at, reverse=True))

    def told(self) -> None:
        """All that is there now was told to a person."""
        for each in self.files():
            if TOLD not in each.suffixes:
                with suppress(OSError):
                    each.rename(each.with_suffix(f"{TOLD}.txt"))

    def collect(self) -> None:
        """Make reports of what earlier processes left when they died; only while no other one has the books open."""
        from vendingdesk.wiring.crash_text import short_files

        own = f"{FAULT}{os.getpid()}.txt"
        with suppress(OSError):
            for number, left in enumerate(sorted(self._folder.glob(f"{FAULT}*.txt"))):
                if left.name == own:
                    continue
                with suppress(OSError):
                    with left.open("rb") as file:
                        text = file.read(LONGEST).decode("utf-8", "replace")
                    _head, _, trace = text.partition("\n\n")
                    if trace.strip():
                        at = datetime.fromtimestamp(left.stat().st_mtime, UTC)
                        self._keep(short_files(text), at, 100 + number, ended=True)
                    left.unlink()

    def tidied(self) -> CrashFiles:
        """Keep the newest of what dying processes left. A file without a trace may be of one that runs: it stays."""
        for old in self.faults()[MOST:]:
            with suppress(OSError):
                old.unlink()
        return self

    def when_kept(self, tell: Callable[[Crash], None]) -> None:
        """Call ``tell`` after every report, in whatever thread it was written."""
        self._listeners.append(tell)


def _trace(left: Path) -> str:
    """What stands below the head of a dead process's file."""
    with left.open("rb") as file:
        return file.read(LONGEST).decode("utf-8", "replace").partition("\n\n")[2]
