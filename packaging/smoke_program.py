"""A program under test, in its place: how it is started there, as whom, in which surroundings, and what it said."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

COMMAND_S = 60.0
"""For a command without a window."""

TRIAL_S = 420.0
"""For the self test: more than it gives itself."""

LINGER_S = 5.0
"""What the program started may be this much later gone than the program."""


class NotWell(Exception):
    """A step did not go as it must; the text says what was seen."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a run of the program came to."""

    code: int
    out: str
    err: str

    def well(self, *expected: str) -> str:
        """What it said; raises ``NotWell`` unless it ended with 0 and said all that is expected."""
        if self.code != 0:
            raise NotWell(f"it ended with {self.code} in place of 0\n{self.said}")
        for each in expected:
            if each not in self.out:
                raise NotWell(f"“{each}” is not in what it said\n{self.said}")
        return self.out

    @property
    def said(self) -> str:
        """Everything, for whoever looks for the reason."""
        return "\n".join(part for part in (self.out.strip(), self.err.strip()) if part)


@dataclass(slots=True)
class Program:
    """``path`` starts it, seen from inside of ``root``; ``trial`` is a folder for its self test, seen from outside.

    ``prefix`` is what stands before the command, ``env`` what is different from bare surroundings: a value of None
    takes a variable away. ``config`` are settings to begin with; ``said`` is what its self test said.
    """

    path: Path
    trial: Path
    root: Path = Path("/")
    prefix: Sequence[str] = ()
    env: Mapping[str, str | None] = field(default_factory=dict)
    config: str = ""
    said: str = ""

    @property
    def books(self) -> Path:
        """The data folder of the self test."""
        return self.trial / "till"

    def inside(self, path: Path) -> str:
        """A path as the program sees it."""
        return str(path) if self.root == Path("/") else f"/{path.relative_to(self.root)}"

    def surroundings(self) -> dict[str, str]:
        """Nothing of this Python's or this desktop's: what a session has that starts a program from its menu."""
        bare: dict[str, str | None] = {
            "PATH": "/usr/bin:/bin",
            "HOME": self.inside(self.trial.parent),
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
            "VENDINGDESK_ON_FAILURE": "line",
        }
        return {name: value for name, value in {**bare, **self.env}.items() if value is not None}

    def command(self, *words: str) -> list[str]:
        """The whole command line."""
        return [*self.prefix, str(self.path), *words]

    def run(self, *words: str, seconds: float = COMMAND_S) -> Done:
        """Run it to its end; raises ``NotWell`` when that does not come in time, or something is left running."""
        with self.started(*words) as process:
            try:
                out, err = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                _end(process)
                out, err = process.communicate()
                raise NotWell(f"it did not end within {seconds:.0f} s\n{Done(-1, out, err).said}") from None
        done = Done(process.returncode, out, err)
        left = self._left(process.pid)
        if left:
            raise NotWell(f"it left running: {', '.join(left)}\n{done.said}")
        return done

    @contextmanager
    def started(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """The running program; it and all that it started are ended in the end."""
        process = subprocess.Popen(
            self.command(*words),
            env=self.surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            cwd="/",
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                _end(process)
                process.communicate()

    def _left(self, session: int) -> list[str]:
        """What still runs of a session that is over, after the time that the system needs to clear up."""
        until = time.monotonic() + LINGER_S
        while (left := _of_session(session)) and time.monotonic() < until:
            time.sleep(0.05)
        names = [_name(each) for each in left]
        for each in left:
            with suppress(psutil.Error):
                each.kill()
        return names


def _of_session(session: int) -> list[psutil.Process]:
    found = []
    for each in psutil.process_iter():
        with suppress(OSError, psutil.Error):
            if os.getsid(each.pid) == session and each.status() != psutil.STATUS_ZOMBIE:
                found.append(each)
    return found


def _name(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline()) or process.name()
    except psutil.Error:
        return f"process {process.pid}"


def _end(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def log_tail(books: Path, lines: int = 15) -> str:
    """The end of the program's log."""
    files = sorted((books / "log").glob("*"), key=lambda file: file.stat().st_mtime)
    text = files[-1].read_text(encoding="utf-8", errors="replace") if files else ""
    return "\n".join(text.splitlines()[-lines:])


def tool(name: str) -> str | None:
    """Where a command of the system is, also one of the administrator's."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
