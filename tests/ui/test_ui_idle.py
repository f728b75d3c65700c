"""A till that nobody touches: what its clocks do again and again leaves nothing behind.

``make bench ARGS=idle`` lets it really stand; here its hours are told by what they do, so that one thing left at
each turn is seen for certain.
"""

import asyncio
import gc
import os
import sys
import threading
import weakref
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import Shiboken, isValid
from ui.ui_counter import Counter, until

WARM = 5
"""Turns that fill what is kept once: a connection, a cache."""

TURNS = 40

RESTING = 2
"""Tasks of a till at rest: the server's light, and the queue of slips."""

Held = dict[str, int]


async def turn(desk: Counter) -> None:
    """What half a minute does, and what the first sale after a minute asks."""
    await desk.counter._lookout._look_at_server()
    await desk.counter._lookout._count_doubts()
    desk.desk.session.proven_at = desk.desk.check_session._asked_at = None
    assert await desk.desk.check_session()
    desk.counter._lookout.look()
    await until(lambda: len(desk.counter._tasks.running()) <= RESTING)


def held(desk: Counter) -> Held:
    """Counted to the last one."""
    desk.server.traffic._seen.clear()  # the server is in this process too, and remembers every call
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    app = QApplication.instance()
    assert app is not None
    tops = [app, *QApplication.topLevelWidgets()]
    timers = [each for each in gc.get_objects() if issubclass(type(each), QTimer) and isValid(each)]
    return {
        "Qt objects": sum(1 + len(each.findChildren(QObject)) for each in tops),
        "wrappers": len(Shiboken.getAllValidWrappers()),
        "ticking timers": sum(each.isActive() for each in timers),
        "tasks": len(asyncio.all_tasks()),
        "timer handles": len(asyncio.get_running_loop()._scheduled),  # type: ignore[attr-defined]
        "threads": threading.active_count(),
        "open files": len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0,  # noqa: PTH208
        # Weak references are swept by whoever holds a set of them, when it comes by.
        "Python objects": sum(type(each) is not weakref.ReferenceType for each in gc.get_objects()),
    }


async def grown(desk: Counter, more: Callable[[], object] = lambda: None) -> Held:
    """What is there in addition after many turns, of which each also does ``more``."""
    for _ in range(WARM):
        await turn(desk)
    held(desk)
    before = held(desk)
    for _ in range(TURNS):
        await turn(desk)
        more()
    after = held(desk)
    return {name: after[name] - before[name] for name in before}


async def test_an_idle_till_holds_no_more_after_many_turns(desk: Counter) -> None:
    more = await grown(desk)
    objects = more.pop("Python objects")
    assert {name: count for name, count in more.items() if count > 0} == {}
    assert objects < TURNS // 2, "one object a turn would be twice as many"


def _open_file() -> int:
    return os.open(os.devnull, os.O_RDONLY)


@pytest.mark.parametrize("kind", ["Python objects", "Qt objects", "ticking timers", "open files"])
async def test_what_is_left_at_each_turn_would_be_seen(desk: Counter, kind: str) -> None:
    left: list[object] = []
    files: list[int] = []

    def leave() -> None:
        match kind:
            case "Qt objects":
                QObject(desk.window)
            case "ticking timers":
                timer = QTimer(desk.window)
                timer.start(3_600_000)
                left.append(timer)
            case "open files":
                files.append(_open_file())
            case _:
                left.append([])

    if kind == "open files" and sys.platform != "linux":
        pytest.skip("only counted there")
    try:
        more = await grown(desk, leave)
    finally:
        for each in files:
            os.close(each)
    assert more[kind] >= TURNS - 2
