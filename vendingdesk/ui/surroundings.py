"""What a turn of the loop needs around it: nobody's task, and signals that wake it."""

import asyncio
import contextlib
import signal
import sys
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def no_current_task(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Set the running task aside: when a task opened a nested Qt loop, the others are still to be served."""
    task = asyncio.current_task(loop)
    if task is None:
        yield
        return
    asyncio.tasks._leave_task(loop, task)
    try:
        yield
    finally:
        asyncio.tasks._enter_task(loop, task)


@contextlib.contextmanager
def signals_wake(fd: int) -> Iterator[None]:
    """Have a signal write to the loop's own socket: Python's handlers only run when Qt lets Python run."""
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.set_wakeup_fd(fd, warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
