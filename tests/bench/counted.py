"""What a process holds that a leak would add to, counted exactly: noise of the allocator is not in it."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from shiboken6 import Shiboken

OPEN_FILES = Path("/proc/self/fd")
THREADS = Path("/proc/self/task")


def counted() -> dict[str, int]:
    """Objects of Python and of Qt, tasks, threads and open files, now.

    What waits for the garbage collector is collected first: it is no leak. Counting makes wrappers and types that
    stay, so the first look is not the one that counts.
    """
    _look()
    return _look()


def _look() -> dict[str, int]:
    gc.collect()
    tops = QApplication.topLevelWidgets()
    app = QApplication.instance()
    found = {
        "Python objects": len(gc.get_objects()),
        "Qt objects": sum(1 + len(each.findChildren(QObject)) for each in (app, *tops) if each is not None),
        "Qt wrappers": len(Shiboken.getAllValidWrappers()),
        "tasks": len(asyncio.all_tasks()) if asyncio._get_running_loop() is not None else 0,
    }
    if OPEN_FILES.exists():
        found |= {"open files": sum(1 for _ in OPEN_FILES.iterdir()), "threads": sum(1 for _ in THREADS.iterdir())}
    return found
