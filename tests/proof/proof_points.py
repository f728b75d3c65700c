"""The moments of a sale at which a till can be made to end, and what must be found at its next start.

A moment is reached inside the real parts: their methods are wrapped from outside, and SQLite's own trace tells when
a commit is about to happen.
"""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counter.counter_parts import Counter

from vendingdesk.api import transport
from vendingdesk.domain.sale import VendState
from vendingdesk.journal import sqlite_journal

STEPS = ("prepare", "sending", "answered", "conclude")


@dataclass(frozen=True)
class Point:
    """A moment: what it means, the state that the next start must find, and whether the server has minted.

    ``state`` is ``None`` where there is no sale yet; ``minted`` is ``None`` where it is anybody's guess.
    """

    means: str
    state: VendState | None
    minted: bool | None


_NOTHING: tuple[VendState | None, bool | None] = (None, False)
_NOT_SENT: tuple[VendState | None, bool | None] = (VendState.NOT_SENT, False)
_DOUBT: tuple[VendState | None, bool | None] = (VendState.IN_DOUBT, True)
_ISSUED: tuple[VendState | None, bool | None] = (VendState.ISSUED, True)

POINTS: dict[str, Point] = {
    "before prepare": Point("before PREPARED's transaction", *_NOTHING),
    "in prepare": Point("inside PREPARED's transaction, before its commit", *_NOTHING),
    "after prepare": Point("after PREPARED's commit", *_NOT_SENT),
    "connection.connect_tcp.started": Point("while connecting", *_NOT_SENT),
    "connection.connect_tcp.complete": Point("connected, nothing sent", *_NOT_SENT),
    "before sending": Point("inside the trace hook, before SENDING's transaction", *_NOT_SENT),
    "in sending": Point("inside the trace hook, before SENDING's commit", *_NOT_SENT),
    "after sending": Point("after SENDING's commit, before the first byte", VendState.IN_DOUBT, False),
    "http11.send_request_headers.complete": Point(
        "the request's head has left, its body not", VendState.IN_DOUBT, False
    ),
    "http11.send_request_body.complete": Point("the request has left, no answer yet", VendState.IN_DOUBT, None),
    "http11.receive_response_headers.complete": Point("the answer's head is here", *_DOUBT),
    "before answered": Point("the answer is here, before its transaction", *_DOUBT),
    "in answered": Point("the answer is here, before its commit", *_DOUBT),
    "after answered": Point("after the raw answer's commit, nobody has read it", *_ISSUED),
    "before conclude": Point("the answer is read, before the outcome's transaction", *_ISSUED),
    "in conclude": Point("before the outcome's commit", *_ISSUED),
    "after conclude": Point("after the outcome's commit, before anyone sees it", *_ISSUED),
    "shown": Point("the result has been shown", *_ISSUED),
}
"""Moments of a sale, in their order."""

START_POINTS: dict[str, str] = {
    "start: before the room": "the journal is open, its log not yet made ready",
    "start: in the room": "while the log is made ready",
    "start: before conclude": "before the settling of an unfinished sale",
    "start: in conclude": "before the commit of its settling",
    "start: after conclude": "after the commit of its settling",
}
"""Moments of a start after a run that was ended in the middle of a sale."""


class Ender:
    """Ends this process, as ``kill -9`` does, when a point is reached for the nth time."""

    def __init__(self, point: str, nth: int = 1) -> None:
        self._point = point
        self._left = nth
        self._step = ""
        self.phase = "start: "

    def at(self, point: str) -> None:
        """A point is reached."""
        if self.phase + point == self._point:
            self._left -= 1
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, counter: Counter) -> None:
        """Hear of every point of a counter that is not open yet."""
        for step in STEPS:
            self._around(counter.journal, step)
        self._wire()
        self._room()

    async def watch_commits(self, counter: Counter) -> None:
        """Hear of each commit of an open journal before it happens, in the journal's own thread."""

        def listen() -> None:
            assert counter.journal._connection is not None
            counter.journal._connection.set_trace_callback(self._statement)

        await counter.journal._worker.run(listen)

    def _statement(self, statement: str) -> None:
        if statement == "COMMIT" and self._step:
            self.at(f"in {self._step}")

    def _around(self, journal: Any, step: str) -> None:
        real = getattr(journal, step)

        async def around(*words: Any, **named: Any) -> Any:
            self.at(f"before {step}")
            self._step = step
            try:
                got = await real(*words, **named)
            finally:
                self._step = ""
            self.at(f"after {step}")
            return got

        setattr(journal, step, around)

    def _wire(self) -> None:
        """What the HTTP library tells about a vend; the reads of a till (the light) are not asked about here."""
        real = transport.Attempt._trace

        async def trace(attempt: transport.Attempt, event: str, details: object) -> None:
            await real(attempt, event, details)
            self.at(event)

        transport.Attempt._trace = trace  # type: ignore[method-assign]

    def _room(self) -> None:
        real: Callable[[sqlite3.Connection, Path], None] = sqlite_journal.make_room

        def room(connection: sqlite3.Connection, path: Path) -> None:
            self.at("before the room")
            connection.set_trace_callback(lambda said: self.at("in the room") if said == "ROLLBACK" else None)
            real(connection, path)
            connection.set_trace_callback(None)

        sqlite_journal.make_room = room  # type: ignore[assignment]
