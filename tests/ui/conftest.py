"""Every test here runs on the program's own loop, and fails on what would otherwise only be printed or left over."""

import asyncio
import gc
import os
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
import pytest_asyncio
from printing.real_cups import _one_cups, cups  # noqa: F401 - fixtures
from PySide6.QtCore import QCoreApplication, QEvent, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import getCppPointer, isValid
from ui.ui_counter import Counter, dress
from ui.ui_desktop import Desktop
from ui.ui_gate import Gate

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.ui.loop import DeskLoop

# Said by the headless platform about itself, not about the program.
PLATFORM_NOISE = (
    "This plugin does not support propagateSizeHints()",
    "This plugin does not support raise()",
)
# Qt keeps its one tool tip for the next time.
KEPT_WINDOWS = {"QTipLabel"}
SEVERITY = {
    QtMsgType.QtWarningMsg: "warning",
    QtMsgType.QtCriticalMsg: "critical",
    QtMsgType.QtFatalMsg: "fatal",
}

Until = Callable[..., Awaitable[None]]

_loop_reports: list[str] = []
_call_failed = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The one QApplication of the test run."""
    return _application()


def _application() -> QApplication:
    app = QCoreApplication.instance()
    if app is None:
        app = QApplication(["vendingdesk-tests"])
        app.setQuitOnLastWindowClosed(False)
        _kept.append(app)
    assert isinstance(app, QApplication)
    return app


_kept: list[QApplication] = []


def _record(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    _loop_reports.append(f"{context.get('message')}: {context.get('exception')!r}")


def _watched_loop() -> DeskLoop:
    loop = DeskLoop(_application())
    loop.set_exception_handler(_record)
    return loop


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"desk": _watched_loop}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if call.when == "call":
        item.stash[_call_failed] = report.failed
    return report


@pytest.fixture
def loop_reports() -> list[str]:
    """What the loop's exception handler was told, and what slots raised into Qt, which only prints it.

    A test that expects a report takes it out (``clear()``).
    """
    return _loop_reports


@pytest.fixture
def qt_messages() -> Iterator[list[str]]:
    """Qt's messages of warning level or worse; a test that expects one takes it out (``clear()``)."""
    said: list[str] = []

    def hear(kind: QtMsgType, context: object, text: str | None) -> None:
        if kind in SEVERITY and not any(noise in (text or "") for noise in PLATFORM_NOISE):
            said.append(f"{SEVERITY[kind]}: {text}")

    before = qInstallMessageHandler(hear)
    yield said
    qInstallMessageHandler(before)


@pytest.fixture(autouse=True)
def clean_desk(
    request: pytest.FixtureRequest, qapp: QApplication, qt_messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Fail a test that leaves something behind: a message, a report, a thread, a window, a ticking timer.

    It is set up before the test's loop and so taken down after it was closed.
    """
    _loop_reports.clear()
    monkeypatch.setattr(sys, "excepthook", lambda kind, exc, where: _loop_reports.append(f"slot: {exc!r}"))
    threads, windows, timers = set(threading.enumerate()), _windows(), _ticking(qapp)
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    left = [f"Qt {text}" for text in qt_messages] + [f"unheard {text}" for text in _loop_reports]
    for thread in set(threading.enumerate()) - threads:
        thread.join(1)  # it may just be on its way out
        if thread.is_alive() and not isinstance(thread, threading._DummyThread):
            left.append(f"thread: {thread.name}")
    if not request.node.stash.get(_call_failed, False):  # the traceback of a failed test holds its widgets
        left += [f"window: {text}" for key, text in _windows().items() if key not in windows]
        left += [f"timer: {text}" for key, text in _ticking(qapp).items() if key not in timers]
    if left:
        pytest.fail("left behind: " + "; ".join(left), pytrace=False)


@pytest.fixture(autouse=True)
def _watch_tasks(request: pytest.FixtureRequest, clean_desk: None) -> None:
    # Tests without a loop get none. Asked for here, the check below runs while the loop is still open.
    if request.node.get_closest_marker("asyncio") is not None:
        request.getfixturevalue("_no_task_left")


@pytest_asyncio.fixture
async def _no_task_left() -> AsyncIterator[None]:
    before = asyncio.all_tasks()
    yield
    gc.collect()  # a task that failed unheard reports when it is collected
    for _ in range(10):  # what was cancelled or is about to return may do so
        await asyncio.sleep(0)
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    if left:
        pytest.fail("task left running: " + "; ".join(map(repr, left)), pytrace=False)


def _windows() -> dict[int, str]:
    return {
        getCppPointer(widget)[0]: repr(widget)
        for widget in QApplication.topLevelWidgets()
        if widget.metaObject().className() not in KEPT_WINDOWS
    }


def _ticking(app: QApplication) -> dict[int, str]:
    found = [thing for thing in gc.get_objects() if issubclass(type(thing), QTimer) and isValid(thing)]
    for owner in (app, *(each for each in QApplication.topLevelWidgets() if isinstance(each, QWidget))):
        found += owner.findChildren(QTimer)
    return {getCppPointer(timer)[0]: f"{timer!r} of {timer.parent()!r}" for timer in found if timer.isActive()}


@pytest.fixture
def until() -> Until:
    """``await until(lambda: label.text() == "done")``: poll while the loop runs, fail after ``timeout`` seconds."""

    async def wait(condition: Callable[[], object], timeout: float = 10) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while not condition():
            if loop.time() > end:
                pytest.fail(f"not true within {timeout} s: {condition!r}")
            await asyncio.sleep(0.01)

    return wait


@pytest.fixture(scope="module")
def server() -> Iterator[SimulatorServer]:
    """One vending server for a module; its waits are cut short."""
    with SimulatorServer(slow_factor=0.02) as running:
        yield running


Open = Callable[..., Awaitable[Counter]]


@pytest.fixture
async def open_counter(qapp: QApplication, server: SimulatorServer, tmp_path: Path) -> AsyncIterator[Open]:
    """Start counters that end with their test: ``await open_counter()``, ``await open_counter(signed_in=False)``."""
    dress(qapp)
    started: list[Counter] = []

    async def start(*, signed_in: bool = True, folder: Path | None = None, **more: Any) -> Counter:
        more = {"server": server, **more}
        counter = Counter(qapp, folder or tmp_path / "till", **more)
        started.append(counter)
        await counter.start()
        return await counter.sign_in() if signed_in else counter

    yield start
    server.faults.clear()
    for counter in started:
        await counter.end()


@pytest.fixture
async def desk(open_counter: Open) -> Counter:
    """A counter that somebody has signed in to."""
    return await open_counter()


@pytest.fixture
async def gate(server: SimulatorServer) -> AsyncIterator[Gate]:
    """Holds the server's answers to vends back until the test lets them through."""
    async with Gate(server.url) as between:
        yield between


@pytest.fixture
async def slow(open_counter: Open, gate: Gate) -> AsyncIterator[Counter]:
    """A counter whose vends are answered when the test lets them."""
    counter = await open_counter(url=gate.url, setup=DeskSetup(soft_limit=timedelta(seconds=0.05)))
    yield counter
    while gate.held:
        gate.let_go()


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = Desktop(tmp_path)
    try:
        yield made
    finally:
        made.end()
