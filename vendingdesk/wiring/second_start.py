"""A second start with the same data folder: the window that is open already comes to the front instead.

The one that is open listens; the second knocks before it paints anything, without Qt.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from vendingdesk.domain.errors import EnvironmentFault, OpenAlready
from vendingdesk.wiring.folders import DataFolder

T = TypeVar("T")

KNOCK = b"vendingdesk: come to the front\n"
ANSWER = b"vendingdesk: here I am\n"
PATIENCE_S = 3.0

OPENING_S = 5.0
"""How long a start that was begun at the same moment may take from the lock to its open door."""

AGAIN_S = 0.2
"""Between two tries of that."""

_ROOM = 90
"""Bytes that a socket's path may have: systems stop at 104 or 108, and Qt makes it under a longer name first."""


def door(folder: DataFolder) -> str:
    """Where the counter of a data folder listens: a socket inside it, or elsewhere when its path is too long.

    On Windows the name of a pipe.
    """
    inside = str(folder.path / "front.socket")
    if sys.platform != "win32" and len(os.fsencode(inside)) <= _ROOM:
        return inside
    import hashlib

    name = "vendingdesk-" + hashlib.sha256(os.fsencode(os.path.realpath(folder.path))).hexdigest()[:20]
    if sys.platform == "win32":
        return name
    import tempfile

    return str(Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir(), name))


def came_to_the_front(folder: DataFolder, *, demo: bool) -> bool:
    """Ask the counter that is open with this folder to show its window; False when there is none that answers.

    Raises ``EnvironmentFault`` where the folder is not for this start: a demo's, or not a demo's.
    """
    if not folder.has("."):
        return False
    folder.hold_apart(demo=demo)
    with suppress(OSError):
        return _ask(door(folder)) == ANSWER
    return False


async def open_or_knock(folder: DataFolder, open_books: Callable[[], Awaitable[T]], *, demo: bool) -> T:
    """Open the books; where another start was quicker, ask its window to the front.

    Raises ``OpenAlready`` when it came, ``EnvironmentFault`` with what to do when it does not answer.
    """
    import asyncio

    from vendingdesk.journal.lock import BookHeld

    loop = asyncio.get_running_loop()
    latest = loop.time() + OPENING_S
    while True:
        with suppress(BookHeld):
            return await open_books()
        if await asyncio.to_thread(came_to_the_front, folder, demo=demo):
            raise OpenAlready(
                f"Vending Desk is already open with {folder.path}: its window was brought to the front."
            )
        if loop.time() > latest:
            raise EnvironmentFault(
                f"Vending Desk is already open with the data folder {folder.path}, but it does not answer: end it, "
                "or restart the computer."
            )
        await asyncio.sleep(AGAIN_S)


if sys.platform == "win32":

    def _ask(address: str) -> bytes:
        """Knock at a pipe; who does not answer in time is not there."""
        import ctypes
        from threading import Thread

        heard = [b""]

        def ask() -> None:
            with suppress(OSError), Path(rf"\\.\pipe\{address}").open("r+b", buffering=0) as pipe:
                # Windows lets nobody come to the front but whom the process in front allows to.
                ctypes.windll.user32.AllowSetForegroundWindow(-1)
                pipe.write(KNOCK)
                heard[0] = pipe.read(len(ANSWER)) or b""

        asking = Thread(target=ask, name="knock", daemon=True)
        asking.start()
        asking.join(PATIENCE_S)
        return heard[0]

else:

    def _ask(address: str) -> bytes:
        """Knock at a socket of this user; raises ``OSError`` when nobody is behind it."""
        if Path(address).lstat().st_uid != os.getuid():
            return b""
        import socket

        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(PATIENCE_S)
            line.connect(address)
            line.sendall(KNOCK)
            heard = b""
            while len(heard) < len(ANSWER) and (more := line.recv(len(ANSWER) - len(heard))):
                heard += more
            return heard
