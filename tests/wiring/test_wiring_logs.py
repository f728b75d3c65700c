"""The log: masked whatever a record is made of, private, small, and never in the way of the till."""

import errno
import gc
import logging
import os
import stat
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vendingdesk.__main__ import main
from vendingdesk.wiring.logs import FILE_BYTES, FILES, LOG_NAME, VARIABLE, open_log, report
from vendingdesk.wiring.mask import Mask

TOKEN = "58217340962715508463"
GROUPED = "5821 7340 9627 1550 8463"
PASSWORD = "kept and \"quoted\" 'twice'"
Said = pytest.CaptureFixture[str]

log = logging.getLogger("somebody.elses")


class Box:
    """A log in a folder of its own, and what was written by now."""

    def __init__(self, folder: Path, said: Said) -> None:
        self.folder = folder
        self._said = said
        self.stderr = ""

    @property
    def file(self) -> str:
        return "".join(each.read_text("utf-8") for each in sorted(self.folder.glob("*")))

    @property
    def everything(self) -> str:
        self.stderr += self._said.readouterr().err
        return self.file + self.stderr


@pytest.fixture
def box(tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    monkeypatch.setenv(VARIABLE, "Debug")
    mask = Mask()
    mask.keep(PASSWORD)
    undo = open_log(tmp_path / "log", mask)
    yield Box(tmp_path / "log", capsys)
    undo()


class Talkative:
    """An object that says more than it should when it is asked."""

    def __repr__(self) -> str:
        return f"Talkative({TOKEN}, {PASSWORD!r})"


class Silent:
    def __str__(self) -> str:
        raise RuntimeError(TOKEN)


def fail(text: str) -> None:
    raise ValueError(text)


def crash() -> None:
    try:
        try:
            fail(TOKEN)
        except ValueError as error:
            error.add_note(f"noted {GROUPED}")
            raise RuntimeError(PASSWORD) from error
    except RuntimeError:
        log.exception("crashed with %s", PASSWORD)


@pytest.mark.parametrize(
    "write",
    [
        lambda: log.error(TOKEN),
        lambda: log.error("the token is %s", GROUPED),
        lambda: log.error("the token is %d", int(TOKEN)),
        lambda: log.error("%(token)s", {"token": TOKEN}),
        lambda: log.error("%r", {"form": [TOKEN, GROUPED]}),
        lambda: log.error("%s", Talkative()),
        lambda: log.error(Talkative()),
        lambda: log.error("extra", extra={"token": TOKEN, "typed": PASSWORD}),
        lambda: log.error("wrong words %d", TOKEN),
        lambda: log.error("too many", TOKEN, PASSWORD),  # noqa: PLE1205
        lambda: log.error("%s", Silent()),
        lambda: log.error("with a stack", stack_info=True),
        lambda: log.error("half a pair \ud800 %s", TOKEN),
        lambda: logging.error(f"at the root {PASSWORD}"),
        lambda: warnings.warn(f"beware of {TOKEN}", stacklevel=1),
        crash,
    ],
)
@pytest.mark.filterwarnings("always")
def test_whatever_a_record_is_made_of(box: Box, write: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    # pytest's own handlers raise for a record that can't be formatted.
    root = logging.getLogger()
    with monkeypatch.context() as patch:
        patch.setattr(root, "handlers", [each for each in root.handlers if each.__module__.startswith("vending")])
        write()
    assert box.everything.count("\n") >= 2, "something was said, in the file and on stderr"
    for secret in (TOKEN, GROUPED, PASSWORD, PASSWORD.replace("'", "\\'")):
        assert secret not in box.everything
    assert box.stderr


def test_what_is_told_is_still_worth_reading(box: Box) -> None:
    crash()
    for told in ("ERROR somebody.elses: crashed with ***", "ValueError: …8463", "noted …8463", "in fail"):
        assert told in box.file
        assert told in box.everything


def test_crashes_that_python_would_print(box: Box) -> None:
    class Dying:
        def __del__(self) -> None:
            fail(TOKEN)

    dying = Dying()
    del dying
    gc.collect()
    thread = threading.Thread(target=fail, args=(GROUPED,))
    thread.start()
    thread.join()
    try:
        fail(f"{TOKEN} {PASSWORD}")
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert box.file.count("CRITICAL") == 3
    assert TOKEN not in box.everything
    assert GROUPED not in box.everything
    assert PASSWORD not in box.everything


def test_everything_is_as_before_when_the_log_is_undone(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers), sys.excepthook, threading.excepthook, warnings.showwarning)
    undo = open_log(tmp_path / "log")
    assert sys.excepthook is not before[2]
    undo()
    assert (root.level, list(root.handlers), sys.excepthook, threading.excepthook, warnings.showwarning) == before


def test_the_file_has_more_than_stderr(tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    for asked, levels in (("", "IWE"), ("debug", "DIWE"), ("nonsense", "IWE")):
        monkeypatch.setenv(VARIABLE, asked)
        folder = tmp_path / f"log {asked}"
        undo = open_log(folder)
        for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
            log.log(level, "a line")
        undo()
        lines = [line for line in (folder / LOG_NAME).read_text().splitlines() if "elses" in line]
        assert "".join(line.split()[2][0] for line in lines) == levels
        assert capsys.readouterr().err == "WARNING somebody.elses: a line\nERROR somebody.elses: a line\n"


@pytest.mark.skipif(sys.platform == "win32", reason="modes are Unix's")
def test_the_files_are_private_and_small(box: Box) -> None:
    os.umask(0)
    for number in range(4000):
        log.info("%d %s", number, "words " * 100)
    files = sorted(box.folder.iterdir())
    assert [each.name for each in files] == [LOG_NAME, f"{LOG_NAME}.1", f"{LOG_NAME}.2"]
    assert len(files) == FILES
    assert stat.S_IMODE(box.folder.stat().st_mode) == 0o700
    for each in files:
        assert stat.S_IMODE(each.stat().st_mode) == 0o600
        assert each.stat().st_size <= FILE_BYTES
    assert " 3999 " in files[0].read_text()
    assert files[1].stat().st_size > FILE_BYTES * 0.9


def test_where_no_file_can_be_moved_the_newest_is_emptied(box: Box) -> None:
    log.info("first")
    (box.folder / f"{LOG_NAME}.1").mkdir()
    for number in range(1500):
        log.info("%d %s", number, "words " * 100)
    newest = box.folder / LOG_NAME
    assert newest.stat().st_size <= FILE_BYTES
    assert " 1499 " in newest.read_text()


def test_a_log_that_can_not_be_written_stops_nothing(
    tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    undo = open_log(tmp_path / "log")
    log.error("unwritten")
    (tmp_path / "log").unlink()
    log.error("written")
    write, full = os.write, [True]

    def on_a_full_disk(descriptor: int, data: bytes) -> int:
        if full[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data)

    monkeypatch.setattr(os, "write", on_a_full_disk)
    log.error("lost %s", TOKEN)
    full[0] = False
    log.error("room again")
    monkeypatch.setattr(sys.stderr, "write", lambda _: fail("closed"))
    log.error("nobody there")
    undo()
    text = (tmp_path / "log" / LOG_NAME).read_text()
    assert [line.split(": ")[-1] for line in text.splitlines()] == ["written", "room again", "nobody there"]
    assert TOKEN not in capsys.readouterr().err


def test_a_program_without_a_console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", None)
        report(ValueError(TOKEN))
        undo = open_log(tmp_path)
        report(ValueError(TOKEN))
        undo()
    text = (tmp_path / LOG_NAME).read_text()
    assert "ValueError: …8463" in text
    assert TOKEN not in text


def test_a_bug_in_a_command_is_told_without_what_it_was_about(
    tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vendingdesk.wiring.tools.verify_journal", lambda _: fail(f"{GROUPED} in the way"))
    assert main(["journal", "verify", "--data-dir", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "ValueError: …8463 in the way" in err
    assert "in fail" in err


def test_a_bug_is_told_once(box: Box) -> None:
    report(ValueError(PASSWORD))
    assert box.everything.count("ValueError: ***") == 2, "in the file and on stderr"
    assert PASSWORD not in box.everything
