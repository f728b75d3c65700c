"""A new file while it is filled: whole in the end, or given up, whatever comes between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Protocol, TypeVar

from vendingdesk.domain.errors import VendingDeskError


class Unfinished(Protocol):
    """A file that is being written."""

    def give_up(self) -> None:
        """Leave nothing of it; harmless after the end."""


File = TypeVar("File", bound=Unfinished)


@asynccontextmanager
async def begun(begin: Callable[[], File]) -> AsyncIterator[File]:
    """Begin a file in a worker thread and give it to whoever fills and finishes it; an error there leaves none.

    Futures of the loop's own threads and no tasks: nothing runs here that nobody waits for. A thread can't be
    stopped, so who is cancelled while it begins the file still waits for it, and gives the file up.
    Raises what ``begin`` raises.
    """
    run = asyncio.get_running_loop().run_in_executor
    beginning = run(None, begin)
    try:
        file = await asyncio.shield(beginning)
    except asyncio.CancelledError:
        with suppress(VendingDeskError):  # what could not be begun has left nothing
            await run(None, (await beginning).give_up)
        raise
    try:
        yield file
    except BaseException:
        await asyncio.shield(run(None, file.give_up))
        raise
