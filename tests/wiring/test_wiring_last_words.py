"""How the program ends when it is damaged itself, or when nobody gets what it prints: one line, and exit code 1."""

import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from wiring.conftest import Books

from vendingdesk.resources import MissingFile
from vendingdesk.wiring.last_words import damage

ROOT = Path(__file__).parents[2]
PATIENCE = 120
FROZEN = "import sys; sys.frozen = True\n"
RUN = "from vendingdesk.__main__ import main\nsys.exit(main(sys.argv[1:]))\n"
UNREADABLE = """
import zlib
class Overwritten:
    def find_spec(self, name, *_):
        if name == {name!r}:
            exec(compile("import zlib; raise zlib.error('incorrect data check')", "pyimod01_archive.py", "exec"))
sys.meta_path.insert(0, Overwritten())
"""
"""What the loader of a frozen program raises where the bytes of a module were overwritten."""


def ran(code: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    environment |= {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "VENDINGDESK_ON_FAILURE": "line", **more}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *words],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
    )


def told(what: str) -> str:
    return f"vendingdesk: This program is damaged or incomplete ({what}): install it again. Books are not touched.\n"


def window_words(tmp_path: Path) -> tuple[str, ...]:
    return ("--server", "https://localhost:1", "--data-dir", str(tmp_path / "till"))


def test_without_its_toolkit_a_frozen_program_says_so_and_keeps_the_details(tmp_path: Path) -> None:
    done = ran(FROZEN + "sys.modules['PySide6'] = None\n" + RUN, *window_words(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == told("No module named 'PySide6.QtCore'; 'PySide6' is not a package")
    (kept,) = (tmp_path / "till").rglob("crash-*.txt")
    assert "ModuleNotFoundError" in kept.read_text(encoding="utf-8")


def test_who_runs_it_from_source_gets_the_trace(tmp_path: Path) -> None:
    done = ran("import sys; sys.modules['PySide6'] = None\n" + RUN, *window_words(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback")
    done = ran("import sys\n" + UNREADABLE.format(name="vendingdesk.wiring.streams") + RUN, "--version")
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback")


@pytest.mark.parametrize(
    "name",
    [
        "vendingdesk.wiring",
        "argparse",
        "vendingdesk.wiring.last_words",
        "vendingdesk.wiring.environment",
        "vendingdesk.domain.errors",
        "vendingdesk.wiring.tools",
        "vendingdesk.journal.verification",
    ],
)
def test_overwritten_code_is_one_line_wherever_it_is_met(name: str, tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").touch()
    code = FROZEN + UNREADABLE.format(name=name) + RUN
    done = ran(code, "journal", "verify", "--data-dir", str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == told("incorrect data check")


@pytest.mark.parametrize("name", ["vendingdesk.wiring.logs", "traceback"])
def test_so_it_is_where_the_words_for_a_bug_are_what_is_gone(name: str, tmp_path: Path) -> None:
    code = FROZEN + UNREADABLE.format(name=name) + "sys.modules['vendingdesk.wiring.tools'] = None\n" + RUN
    done = ran(code, "journal", "verify", "--data-dir", str(tmp_path))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "damaged or incomplete" in done.stderr


def test_without_its_pictures_it_does_not_wait_for_a_sign_in(tmp_path: Path) -> None:
    hidden = "import vendingdesk.resources\nvendingdesk.resources._folders = lambda: ()\n"
    done = ran(FROZEN + hidden + RUN, *window_words(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    lines = [
        line for line in done.stderr.splitlines(keepends=True) if "propagateSizeHints" not in line
    ]  # offscreen's
    assert lines == [told("the program came without its file 'icons/sell.svg'")]
    (kept,) = (tmp_path / "till").rglob("crash-*.ended.txt")
    assert "MissingFile" in kept.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("frozen", "platform", "says"),
    [
        (True, "xcb", "Qt's platform plugin xcb is missing): install it again"),
        (True, "none-such", "There is no screen"),
        (False, "xcb", "There is no screen"),
    ],
)
def test_a_missing_way_to_the_screen_is_no_missing_screen(
    frozen: bool, platform: str, says: str, tmp_path: Path
) -> None:
    hidden = f"from PySide6.QtCore import QCoreApplication\nQCoreApplication.setLibraryPaths([{str(tmp_path)!r}])\n"
    start = (FROZEN if frozen else "import sys\n") + hidden + RUN
    done = ran(start, *window_words(tmp_path), QT_QPA_PLATFORM=platform)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert says in done.stderr


def test_only_what_comes_of_the_programs_own_files_is_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not damage(ImportError("x"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert "(ImportError)" in damage(ImportError())
    assert "(two lines)" in damage(MissingFile("two\nlines"))
    assert not damage(zlib.error("of something received"))
    assert not damage(FileNotFoundError("a book"))


# Nobody gets what is printed

FULL = Path("/dev/full")
full = pytest.mark.skipif(not FULL.exists(), reason="Linux has it")


def into(where: str, *words: str, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {where}', "sh", sys.executable, "-m", "vendingdesk", *words],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
    )


@full
@pytest.mark.parametrize("words", [["--version"], ["--help"], ["simulator"], ["journal", "--help"]])
def test_output_that_can_not_be_written_is_one_sentence(words: list[str]) -> None:
    done = into(">/dev/full", *words)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("vendingdesk: Standard output can't be written (No space left on device)")


@full
def test_so_are_the_commands_of_the_journal(books: Books) -> None:
    for work in (["verify"], ["backup"], ["export"]):
        done = into(">/dev/full", "journal", *work, "--data-dir", str(books.folder))
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert "(No space left on device)" in done.stderr


@full
def test_a_full_standard_error_changes_no_exit_code(tmp_path: Path) -> None:
    assert into("2>/dev/full", "--bogus").returncode == 2
    assert into("2>/dev/full", "--version").returncode == 0
    assert into("2>/dev/full", "journal", "verify", "--data-dir", str(tmp_path)).returncode == 1
    assert into(">/dev/full 2>/dev/full", "--version").returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a shell closes them")
def test_outputs_that_were_closed_before_crash_nothing(books: Books) -> None:
    done = into(">&-", "--version")
    assert (done.returncode, done.stderr) == (0, "")
    verified = into(">&- 2>&-", "journal", "verify", "--data-dir", str(books.folder))
    assert (verified.returncode, verified.stdout, verified.stderr) == (0, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="there it is another error")
def test_a_reader_that_left_is_no_reason_for_words() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = into("", "--version", stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")
