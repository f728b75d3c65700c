"""The window's fixtures, and what they fail on, are those of the tests of the window."""

from ui.conftest import (
    _no_task_left,
    _watch_tasks,
    clean_desk,
    desk,
    loop_reports,
    open_counter,
    pytest_asyncio_loop_factories,
    pytest_runtest_makereport,
    qapp,
    qt_messages,
    server,
)

__all__ = [
    "_no_task_left",
    "_watch_tasks",
    "clean_desk",
    "desk",
    "loop_reports",
    "open_counter",
    "pytest_asyncio_loop_factories",
    "pytest_runtest_makereport",
    "qapp",
    "qt_messages",
    "server",
]
