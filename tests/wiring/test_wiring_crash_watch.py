"""What kills a process, or passes every handler, leaves a report: tried with processes that really die."""

import faulthandler
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from wiring.wiring_books import ROOT

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.wiring.crash_files import CrashFiles
from vendingdesk.wiring.crash_watch import CrashWatch
from vendingdesk.wiring.logs import open_log, report

TOKEN = "58217340962715508463"
METER = "0128244400031"

SCRIPT = """
import os, sys, threading, faulthandler
from pathlib import Path
from vendingdesk.wiring.crash_watch import CrashWatch
def fail(text):
    raise ValueError(text)
with CrashWatch(Path(sys.argv[1])) as watch:
    {}
"""
ENDS = {
    "a fault in a library": ("faulthandler._sigsegv()", "Segmentation fault"),
    "an abort": ("os.abort()", "Aborted"),
    "a last word of Qt": (
        "from PySide6.QtCore import qFatal\n"
        "    from vendingdesk.ui.qt_fatal import hearing_fatal\n"
        "    with hearing_fatal(watch.fatal):\n"
        f"        qFatal('no more room for {METER}')",
        "Qt: [A qFatal() call",
    ),
    "a last word of Qt behind the log": (
        "from PySide6.QtCore import qFatal\n"
        "    from vendingdesk.ui.qt_messages import log_qt\n"
        "    log_qt(watch.fatal)\n"
        f"    qFatal('no more room for {METER}')",
        "Qt: [A qFatal() call",
    ),
    "a bug": (f"fail('{TOKEN}')", "raised ValueError: …8463"),
}


@pytest.fixture
def _handlers() -> Iterator[None]:
    """The hooks of the test run, and its own fault handler, come back."""
    hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    had = faulthandler.is_enabled()
    yield
    assert hooks == (sys.excepthook, threading.excepthook, sys.unraisablehook)
    if had:
        faulthandler.enable(sys.__stderr__)


def run(folder: Path, body: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT.format(body), str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process in other ways")
@pytest.mark.parametrize("name", ENDS)
def test_what_ends_the_process_is_told_at_the_next_start(name: str, tmp_path: Path) -> None:
    body, says = ENDS[name]
    folder = tmp_path / "crashes"
    assert run(folder, body).returncode != 0
    next_start = CrashFiles(folder)
    next_start.collect()
    (crash,) = next_start.crashes(untold=True)
    assert crash.ended
    text = next_start.files()[0].read_text("utf-8")
    assert says in text
    assert "versions  vendingdesk" in text
    assert METER not in text
    assert TOKEN not in text
    assert re.search(r"line \d+ in <module>|:\d+ in fail", text)


@pytest.mark.parametrize(
    "body",
    [
        f"t = threading.Thread(target=fail, args=('{TOKEN}',)); t.start(); t.join()",
        f"sys.excepthook(ValueError, ValueError('{TOKEN}'), None)",
    ],
    ids=["thread", "slot"],
)
def test_what_nobody_caught_before_the_log_is_kept_and_masked(body: str, tmp_path: Path) -> None:
    done = run(tmp_path / "crashes", body)
    assert done.returncode == 0
    assert "ValueError: …8463" in done.stderr
    assert TOKEN not in done.stderr
    files = CrashFiles(tmp_path / "crashes")
    (crash,) = files.crashes()
    assert not crash.ended
    assert "doing     nobody caught this" in files.files()[0].read_text("utf-8")


@pytest.mark.usefixtures("_handlers")
@pytest.mark.parametrize("left", [KeyboardInterrupt, SystemExit, BrokenPipeError, EnvironmentFault])
def test_an_end_without_a_bug_leaves_nothing(left: type[BaseException], tmp_path: Path) -> None:
    def end() -> None:
        with CrashWatch(tmp_path / "crashes"):
            assert len(list((tmp_path / "crashes").glob("fault-*"))) == 1
            sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
            raise left("done")

    with pytest.raises(left):
        end()
    assert list((tmp_path / "crashes").iterdir()) == []


@pytest.mark.usefixtures("_handlers")
def test_the_log_says_a_bug_to_the_same_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    error = ValueError(f"in the way: {METER}")
    undo: list[Callable[[], None]] = []

    def go_down() -> None:
        with CrashWatch(tmp_path / "crashes") as watch:
            undo.append(open_log(tmp_path / "log", crashes=watch.files))
            sys.excepthook(LookupError, LookupError("a slot"), None)
            raise error

    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    with pytest.raises(ValueError, match="in the way"):
        go_down()
    report(error)  # as the command line does: the same one, told once
    undo[0]()
    assert before != (sys.excepthook, threading.excepthook, sys.unraisablehook), "the log's hooks stay to the end"
    sys.excepthook, threading.excepthook, sys.unraisablehook = before
    crashes = CrashFiles(tmp_path / "crashes")
    assert sorted(each.ended for each in crashes.crashes()) == [False, True]
    assert METER not in "".join(each.read_text("utf-8") for each in crashes.files())
    assert METER in capsys.readouterr().err, "a log keeps meters, a report does not"


@pytest.mark.usefixtures("_handlers")
def test_a_folder_that_can_not_be_written_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "crashes").write_text("a file")
    told: list[object] = []
    monkeypatch.setattr(faulthandler, "enable", told.append)
    with CrashWatch(tmp_path / "crashes") as watch:
        watch.fatal("nowhere to write")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", None)
        with CrashWatch(tmp_path / "crashes"):
            pass
    assert told == [sys.stderr]


@pytest.mark.usefixtures("_handlers")
def test_a_last_word_is_kept_without_values(tmp_path: Path) -> None:
    with CrashWatch(tmp_path / "crashes") as watch:
        watch.fatal(f"no more room for {METER}")
        (own,) = (tmp_path / "crashes").iterdir()
        assert own.read_text("utf-8").endswith("Qt: no more room for …\n")
