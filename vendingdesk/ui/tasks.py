"""Who runs: one registry owns every task, names it and reports its failure."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

_T = TypeVar("_T")

OnFailure = Callable[[str, BaseException], None]


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    owner: object
    vital: bool

    def belongs_to(self, owner: object) -> bool:
        # Screens are told apart as objects, even where two of them would compare equal.
        if isinstance(owner, str):
            return isinstance(self.owner, str) and self.owner == owner
        return owner is not None and self.owner is owner


class TaskRegistry:
    """Holds every running task, because asyncio itself only keeps weak references.

    A failure goes to ``on_failure(name, exception)`` exactly once, awaited or not; a cancellation is no failure.
    SystemExit and KeyboardInterrupt are none either: the loop itself raises them.
    """

    def __init__(self, on_failure: OnFailure) -> None:
        self._on_failure = on_failure
        self._entries: dict[asyncio.Task[Any], _Entry] = {}
        self._closing = False
        self._closed = False

    def start(
        self,
        coro: Coroutine[Any, Any, _T],
        *,
        name: str,
        owner: object = None,
        vital: bool = False,
    ) -> asyncio.Task[_T]:
        """Start a task on the running loop. While closing only vital work is taken, once closed none."""
        if self._closed or (self._closing and not vital):
            coro.close()
            raise RuntimeError(f"no new work while closing: {name}")
        task = asyncio.get_running_loop().create_task(coro, name=name)
        self._entries[task] = _Entry(name, owner, vital)
        task.add_done_callback(self._on_done)
        return task

    @property
    def open(self) -> bool:
        """Whether new work is taken: what a clock or news begin, and no person, asks before it starts any."""
        return not self._closing

    def running(self) -> list[str]:
        """The names of what runs, oldest first."""
        return [entry.name for entry in self._entries.values()]

    def cancel_owned(self, owner: object) -> None:
        """Cancel what ``owner`` started, the task that calls this included; never what is vital."""
        for task, entry in list(self._entries.items()):
            if entry.belongs_to(owner) and not entry.vital:
                task.cancel()

    def cancel_all(self) -> None:
        """Cancel everything but what is vital and the task that calls this."""
        for task in self._others():
            if not self._entries[task].vital:
                task.cancel()

    async def wait_vital(self) -> None:
        """Wait until no vital task is left, also of those started meanwhile."""
        while vital := [task for task in self._others() if self._entries[task].vital]:
            await asyncio.wait(vital)

    async def close(self) -> None:
        """Refuse new work, cancel what may be cancelled and wait for everything."""
        self._closing = True
        self.cancel_all()
        while others := self._others():
            await asyncio.wait(others)
        self._closed = True

    def _others(self) -> list[asyncio.Task[Any]]:
        # A task that waits for itself, or cancels itself while closing, would never end.
        current = asyncio.current_task()
        return [task for task in self._entries if task is not current]

    def _on_done(self, task: asyncio.Task[Any]) -> None:
        entry = self._entries.pop(task)
        if task.cancelled():
            return
        failure = task.exception()
        if failure is not None and not isinstance(failure, (SystemExit, KeyboardInterrupt)):
            self._on_failure(entry.name, failure)
