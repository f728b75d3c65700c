"""Sockets watched through Qt, by notifiers that serve one socket after another.

PySide6 keeps some 60 bytes for good of each ``QSocketNotifier`` made and of each slot connected to one (measured:
200 bytes a connection to a server). A till that asks its server once a minute would grow for as long as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, Slot

KEPT = 16
"""Notifiers at rest that are kept for the next socket; a counter has a handful of sockets at once."""


class HasFileno(Protocol):
    """A file or a socket."""

    def fileno(self) -> int:
        """Its number."""
        ...


_Wish = tuple[Callable[..., object], Sequence[Any]]


class _Watcher(QObject):
    """One notifier and what is called when its socket is ready. It rests disabled."""

    def __init__(self, loop: Any, kind: QSocketNotifier.Type, fd: int) -> None:
        super().__init__()
        self._loop = loop
        self._wish: _Wish | None = None
        self._notifier = QSocketNotifier(fd, kind, self)
        self._notifier.setEnabled(False)
        self._notifier.activated.connect(self._on_ready)

    def watch(self, fd: int, wish: _Wish) -> None:
        """From now on this socket, for this wish; one that is under way for another is not called any more."""
        self._notifier.setEnabled(False)
        self._notifier.setSocket(fd)
        self._wish = wish
        self._notifier.setEnabled(True)

    def rest(self) -> None:
        """Watch nothing."""
        self._notifier.setEnabled(False)
        self._wish = None

    @Slot()
    def _on_ready(self) -> None:
        # Quiet until the call was made: Qt would tell it again at each look, and the call comes in its turn.
        self._notifier.setEnabled(False)
        if self._wish is not None:
            self._loop.call_soon(self._call, self._wish)

    def _call(self, wish: _Wish) -> None:
        if self._wish is not wish:
            return
        callback, arguments = wish
        try:
            callback(*arguments)
        finally:
            if self._wish is wish:
                self._notifier.setEnabled(True)


class SocketWatch:
    """The sockets of a loop that are watched for one thing: that they can be read, or that they can be written."""

    def __init__(self, loop: Any, kind: QSocketNotifier.Type) -> None:
        self._loop = loop
        self._kind = kind
        self._watched: dict[int, _Watcher] = {}
        self._resting: list[_Watcher] = []

    def add(self, fd: int, callback: Callable[..., object], arguments: Sequence[Any]) -> None:
        """Call ``callback`` each time that ``fd`` is ready, instead of what was called for it before."""
        watcher = self._watched.get(fd)
        if watcher is None:
            watcher = self._resting.pop() if self._resting else _Watcher(self._loop, self._kind, fd)
            self._watched[fd] = watcher
        watcher.watch(fd, (callback, arguments))

    def remove(self, fd: int) -> bool:
        """Watch ``fd`` no longer; whether it was watched."""
        watcher = self._watched.pop(fd, None)
        if watcher is None:
            return False
        watcher.rest()
        if len(self._resting) < KEPT:
            self._resting.append(watcher)
        return True

    def end(self) -> None:
        """Watch nothing any more."""
        for fd in tuple(self._watched):
            self.remove(fd)
        self._resting.clear()


class WatchesSockets:
    """What asyncio asks of a loop for its sockets, beside qasync's own that makes a notifier each time."""

    def __init__(self, app: QCoreApplication) -> None:
        self._readers = SocketWatch(self, QSocketNotifier.Type.Read)
        self._writers = SocketWatch(self, QSocketNotifier.Type.Write)
        super().__init__(app)  # type: ignore[call-arg]  # the loop that this stands before

    def _add_reader(self, fd: int | HasFileno, callback: Callable[..., object], *arguments: Any) -> None:
        self._check_closed()  # type: ignore[attr-defined]
        self._readers.add(_number(fd), callback, arguments)

    def _remove_reader(self, fd: int | HasFileno) -> bool:
        return self._readers.remove(_number(fd))

    def _add_writer(self, fd: int | HasFileno, callback: Callable[..., object], *arguments: Any) -> None:
        self._check_closed()  # type: ignore[attr-defined]
        self._writers.add(_number(fd), callback, arguments)

    def _remove_writer(self, fd: int | HasFileno) -> bool:
        return self._writers.remove(_number(fd))

    def close(self) -> None:
        """Close for good."""
        super().close()  # type: ignore[misc]
        self._readers.end()
        self._writers.end()


def _number(socket: int | HasFileno) -> int:
    return socket if isinstance(socket, int) else socket.fileno()
