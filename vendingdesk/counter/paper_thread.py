"""Work that waits for a printer or a strange file, in a thread that no end of the program has to wait for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


async def in_paper_thread(work: Callable[[], T]) -> T:
    """Run ``work`` and give what it gives, or raise what it raises.

    The thread is a daemon: a device that nobody reads from may hold a writer for ever, and the program must end all
    the same. Who is cancelled while waiting hears nothing of the work any more; the work itself goes on.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(give: Callable[[], None]) -> None:
        if not done.done():
            give()

    def run() -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            fault = error
            told = lambda: done.set_exception(fault)  # noqa: E731
        else:
            told = lambda: done.set_result(result)  # noqa: E731
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, told)

    Thread(target=run, name="paper", daemon=True).start()
    return await done
