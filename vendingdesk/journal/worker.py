"""The one thread that a file's work runs in, seen from a coroutine."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal.faults import told

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

P = ParamSpec("P")
R = TypeVar("R")


class Worker:
    """Runs work on the file at ``path`` in order, one piece at a time; started and stopped, and startable again."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._name = name
        self._executor: ThreadPoolExecutor | None = None

    @property
    def running(self) -> bool:
        """Whether there is a thread."""
        return self._executor is not None

    def start(self) -> None:
        """Have a thread."""
        from concurrent.futures import ThreadPoolExecutor

        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=self._name)

    async def run(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run ``work`` in the thread. Work that was handed over is done even when the caller is cancelled."""
        return await self._run(lambda _wanted: self._told(work, *args, **kwargs))

    async def look(self, work: Callable[[], R]) -> R:
        """Like ``run``, for work that only reads: it is not begun when the caller was cancelled by then."""

        def unless_stale(wanted: Callable[[], bool]) -> R:
            return self._told(work) if wanted() else cast("R", None)

        return await self._run(unless_stale)

    async def _run(self, job: Callable[[Callable[[], bool]], R]) -> R:
        import asyncio

        if self._executor is None:
            raise EnvironmentFault(f"{self._path.name} is closed: start Vending Desk again.")
        loop = asyncio.get_running_loop()
        done: asyncio.Future[R] = loop.create_future()

        def settle(result: R | None, fault: BaseException | None) -> None:
            if done.cancelled():
                return
            if fault is not None:
                done.set_exception(fault)
            else:
                done.set_result(cast("R", result))

        def hand_over(ended: Future[R]) -> None:
            fault = ended.exception()
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(settle, None if fault else ended.result(), fault)

        # Not wrap_future, which hands a cancellation on to the job and so needs a shield: a turn of the loop each.
        self._executor.submit(job, lambda: not done.cancelled()).add_done_callback(hand_over)
        return await done

    def _told(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        with told(self._path):
            return work(*args, **kwargs)

    async def stop(self, last: Callable[[], None]) -> None:
        """Do ``last`` after everything that was handed over, and end the thread; more work is refused at once."""
        import asyncio

        executor, self._executor = self._executor, None
        if executor is None:
            return
        future = asyncio.wrap_future(executor.submit(self._told, last))
        executor.shutdown(wait=False)
        try:
            await asyncio.shield(future)
        finally:
            executor.shutdown(wait=future.done())
