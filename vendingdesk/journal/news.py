"""Tells the loop which sales have another row now, after every commit that changed one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

from vendingdesk.journal.entries import Answered, Body, Concluded, Prepared, Resolved, Sending, Slip

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

ABOUT_SALES = (Prepared, Sending, Answered, Concluded, Slip, Resolved)
"""Entries that change the row of a sale."""

Heard: TypeAlias = Callable[[tuple[int, ...]], None]
"""Given the numbers of sales."""


class News:
    """From the thread that writes to whoever listens in the loop's; what is written is told even if its writer is
    cancelled."""

    def __init__(self) -> None:
        self._loop: AbstractEventLoop | None = None
        self._listeners: list[Heard] = []

    def begin(self, loop: AbstractEventLoop) -> None:
        """Tell it in this loop."""
        self._loop = loop

    def listen(self, heard: Heard) -> Callable[[], None]:
        """Tell this one too; returns what ends that."""
        self._listeners.append(heard)

        def stop() -> None:
            with suppress(ValueError):
                self._listeners.remove(heard)

        return stop

    def wrote(self, bodies: tuple[Body, ...]) -> None:
        """These entries were written; called in the thread that did."""
        numbers = tuple(body.number for body in bodies if isinstance(body, ABOUT_SALES))
        if numbers and self._loop is not None and self._listeners:
            with suppress(RuntimeError):  # the loop is closed: nobody listens any more
                self._loop.call_soon_threadsafe(self._tell, numbers)

    def _tell(self, numbers: tuple[int, ...]) -> None:
        for heard in tuple(self._listeners):
            heard(numbers)
