"""What holds for every test: it touches nobody's data, and leaves nothing running behind."""

import asyncio
import gc
import logging
import os
import signal
import subprocess
import threading
import time
from asyncio import runners
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from vendingdesk.wiring.mask import PROCESS_MASK

# What a shell's background job or nohup ignores, every program that a test starts would ignore as well. What is
# heard here, and then passed over, a started program has back at its default.
for _number in (getattr(signal, name, None) for name in ("SIGINT", "SIGHUP")):
    if _number is not None and signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, lambda *_: None)

PROXIES = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy")
GRACE = 3.0  # seconds that a thread has, after its test, to come to its end

settings.register_profile("desk", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", settings.get_profile("desk"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "desk"))

_own_screens: list[subprocess.Popen[bytes]] = []


def pytest_configure(config: pytest.Config) -> None:
    """A part of a run that goes on beside others has an X server to itself: windows take keys of each other."""
    if not hasattr(config, "workerinput") or os.environ.get("QT_QPA_PLATFORM") != "xcb":
        return
    read, write = os.pipe()
    words = ("Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp")
    _own_screens.append(subprocess.Popen(words, pass_fds=(write,), stderr=subprocess.DEVNULL))
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    if not number:
        pytest.exit("this part of the run got no screen of its own: Xvfb ended", returncode=3)
    os.environ["DISPLAY"] = f":{number}"
    os.environ.pop("XAUTHORITY", None)


def pytest_unconfigure() -> None:
    """The screen goes last: Qt would abort without it."""
    for screen in _own_screens:
        screen.terminate()
        screen.wait()
    _own_screens.clear()


class Leftovers(logging.Handler):
    """Collects what asyncio would only mention: tasks alive when their loop ended, failures nobody asked about."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.tasks: list[str] = []
        self.failures: list[str] = []
        self.loops_ended = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.failures.append(logging.Formatter().format(record))

    def look(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loops_ended += 1
        if threading.current_thread() is threading.main_thread():
            self.tasks += [repr(task) for task in asyncio.all_tasks(loop) if not task.done()]

    def take(self) -> list[str]:
        """Everything since the last call, as sentences."""
        if self.loops_ended:
            gc.collect()  # a forgotten task speaks up when it is collected
        found = [f"a task was still running at the end: {task}" for task in self.tasks]
        found += [f"asyncio reported: {failure}" for failure in self.failures]
        self.tasks, self.failures, self.loops_ended = [], [], 0
        return found


@pytest.fixture(scope="session")
def _asyncio_leftovers() -> Iterator[Leftovers]:
    leftovers = Leftovers()
    cancel_all = runners._cancel_all_tasks  # the one place that knows a loop's tasks right before they are swept away

    def look_first(loop: asyncio.AbstractEventLoop) -> None:
        leftovers.look(loop)
        cancel_all(loop)

    runners._cancel_all_tasks = look_first
    logging.getLogger("asyncio").addHandler(leftovers)
    yield leftovers
    logging.getLogger("asyncio").removeHandler(leftovers)
    runners._cancel_all_tasks = cancel_all


@pytest.fixture(autouse=True)
def _leaves_nothing_running(_asyncio_leftovers: Leftovers) -> Iterator[None]:
    before = set(threading.enumerate())
    _asyncio_leftovers.take()
    yield
    found = _asyncio_leftovers.take()
    until = time.monotonic() + GRACE
    while (alive := set(threading.enumerate()) - before) and time.monotonic() < until:
        time.sleep(0.005)
    found += [f"a thread was still running at the end: {thread!r}" for thread in alive]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.fixture(autouse=True)
def _secrets_of_its_own() -> Iterator[None]:
    """What a test told the process's mask to keep back, the next one doesn't find taken out of its own texts."""
    yield
    PROCESS_MASK.forget(*PROCESS_MASK._kept.elements())


@pytest.fixture(autouse=True)
def _away_from_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Data folders below the test's own one, no proxies, the ordinary umask (so a private file proves something)."""
    for name, folder in (
        ("VENDINGDESK_DATA_DIR", "data"),
        ("XDG_DATA_HOME", "xdg-data"),
        ("XDG_CONFIG_HOME", "xdg-config"),
        ("XDG_STATE_HOME", "xdg-state"),
        ("APPDATA", "appdata"),
        ("LOCALAPPDATA", "appdata-local"),
    ):
        monkeypatch.setenv(name, str(tmp_path / folder))
    monkeypatch.setenv("VENDINGDESK_ON_FAILURE", "line")  # no window that waits for a person
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    umask = os.umask(0o022)
    yield
    os.umask(umask)
