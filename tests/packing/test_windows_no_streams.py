"""A program with a window has no standard streams on Windows. Here a shell closes them before it starts."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from wiring.wiring_books import ROOT

from vendingdesk.wiring import streams

PATIENCE = 60.0
NONE = ("<&-", ">&-", "2>&-")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell of Unix closes them")


def start(*words: str, closed: tuple[str, ...] = NONE, **more: str) -> subprocess.Popen[bytes]:
    code = "import sys; from vendingdesk.__main__ import main; sys.exit(main())"
    return subprocess.Popen(
        ["/bin/sh", "-c", f'exec "$@" {" ".join(closed)}', "sh", sys.executable, "-W", "error", "-c", code, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", **more},
    )


def left(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait(PATIENCE)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.fixture
def sold(tmp_path: Path) -> Path:
    """A data folder with a journal that was opened once."""
    made = (
        "import asyncio\nfrom pathlib import Path\nfrom vendingdesk.journal.sqlite_journal import SqliteJournal\n"
        f"journal = SqliteJournal(Path({str(tmp_path / 'till')!r}), 'K01')\n"
        "async def once():\n    await journal.open()\n    await journal.close()\nasyncio.run(once())\n"
    )
    subprocess.run([sys.executable, "-c", made], check=True, cwd=ROOT)
    return tmp_path / "till"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--version"], 0),
        (["--help"], 0),
        (["--nonsense"], 2),
        (["journal", "verify"], 0),
        (["journal", "backup"], 0),
        (["journal", "restore", "none.sqlite"], 1),
        (["receipt", "K01-000009", "--out", "x.pdf"], 1),
        (["simulator", "--parent-watch"], 0),  # its pipe is at its end: whoever started it is gone
    ],
    ids=lambda told: " ".join(told) if isinstance(told, list) else "",
)
def test_every_command_ends_as_it_does_with_streams(words: list[str], code: int, sold: Path) -> None:
    assert left(start(*words, VENDINGDESK_DATA_DIR=str(sold))) == code
    assert not list(sold.glob("crashes/*"))


def test_a_command_that_writes_a_file_writes_it(sold: Path) -> None:
    assert left(start("journal", "export", "--out", str(sold.parent / "x.csv"), VENDINGDESK_DATA_DIR=str(sold))) == 0
    assert (sold.parent / "x.csv").read_text(encoding="utf-8").startswith('"receipt_no",')


def test_an_export_to_nowhere_is_refused(sold: Path) -> None:
    """Its words can be read here: standard error is there."""
    told = sold.parent / "said"
    assert left(start("journal", "export", closed=(">&-", f'2>"{told}"'), VENDINGDESK_DATA_DIR=str(sold))) == 1
    assert "--out" in told.read_text(encoding="utf-8")


def test_the_counter_opens_and_closes(tmp_path: Path) -> None:
    """With its simulator, whose address comes through a pipe all the same."""
    folder = tmp_path / "demo"
    process = start("--demo", "--data-dir", str(folder))
    try:
        until = time.monotonic() + PATIENCE
        while not (folder / "front.socket").exists():
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        assert left(start("--demo", "--data-dir", str(folder))) == 0  # its window came to the front
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert left(process) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    assert not list(folder.glob("crashes/*"))


def test_nothing_of_ours_is_opened_under_the_number_of_a_stream(tmp_path: Path) -> None:
    said = tmp_path / "said"
    code = (
        "from vendingdesk.wiring.streams import unheard, usable_streams\nimport os, sys\nusable_streams()\n"
        "numbers = [each.fileno() for each in (sys.stdin, sys.stdout, sys.stderr)]\n"
        f"with open({str(said)!r}, 'w') as file:\n"
        "    print(numbers, file.fileno() > 2, unheard(sys.stdout), unheard(sys.__stdout__), unheard(file),\n"
        "          sys.stdout.isatty(), sys.stdin.read() == '', file=file)\n"
        "print('to nobody \\udcff', flush=True)\nprint('neither', file=sys.stderr)\n"
    )
    words = ["/bin/sh", "-c", f'exec "$@" {" ".join(NONE)}', "sh", sys.executable, "-W", "error", "-c", code]
    assert subprocess.run(words, cwd=ROOT, check=False).returncode == 0
    assert said.read_text() == "[0, 1, 2] True True True False False True\n"


def test_wrong_words_that_nobody_hears_are_said_in_a_window(monkeypatch: pytest.MonkeyPatch) -> None:
    from vendingdesk import __main__ as program
    from vendingdesk.ui import failed_start

    shown: list[str] = []

    def show(text: str, *, kiosk: bool) -> None:
        shown.append(text)

    monkeypatch.setattr(failed_start, "show_failure", show)
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(SystemExit) as end:
        program.main(["--kisok"])
    assert end.value.code == 2
    assert len(shown) == 1
    assert "--kisok" in shown[0]


@pytest.mark.parametrize(("system", "encoding"), [("win32", "utf-8"), ("linux", "cp1252")])
def test_what_goes_into_a_pipe_on_windows_can_hold_every_name(
    system: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", piped)
    monkeypatch.setattr(sys, "stderr", io.StringIO())  # what is no such stream is left alone
    streams.usable_streams(system)
    assert piped.encoding == encoding
    if system == "win32":
        piped.write("“ليلى”\n")
        piped.flush()
        assert piped.buffer.getvalue().decode() == "“ليلى”\n"  # type: ignore[attr-defined]
