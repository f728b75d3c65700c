"""When something broke: what the window says, and that a bundle of a day with sales holds no secret."""

import io
import logging
import re
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog
from ui.conftest import Open
from ui.test_ui_secrets import Secrets
from ui.ui_counter import METER, NAME, Counter, until

from vendingdesk import sts
from vendingdesk.counter.screen import Kiosk
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.wiring.folders import DataFolder
from vendingdesk.wiring.logs import VARIABLE, open_log

PASSWORD = 'Öpfel-"blau"\\7 it\'s'
PIN = "70931"
LONG_TEXT = "Fatal Python error: Segmentation fault\n"


@pytest.fixture
def secretive(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatorServer]:
    """A server with a password that every way of writing changes; everything is logged."""
    monkeypatch.setenv(VARIABLE, "debug")
    with SimulatorServer(seed=12, slow_factor=0.01, password=PASSWORD) as server:
        yield server


def opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


async def to_support(desk: Counter) -> None:
    """The Settings page with its last section built."""
    desk.window.show_page("settings")
    await until(lambda: desk.window.settings.built)


async def fail(text: str) -> None:
    raise RuntimeError(text)


@pytest.mark.skipif(sys.platform == "win32", reason="the password is typed key by key")
async def test_the_bundle_of_a_day_with_sales_holds_no_secret(
    open_counter: Open,
    secretive: SimulatorServer,
    tmp_path: Path,
    loop_reports: list[str],
    capfd: pytest.CaptureFixture[str],
) -> None:
    secrets = Secrets(secretive, PASSWORD)
    folder = DataFolder(tmp_path / "till")
    desk = await open_counter(signed_in=False, server=secretive, folder=folder.path)
    undo = open_log(folder.log, crashes=desk.building.crashes)
    try:
        await desk.sign_in()
        await desk.desk.supervisors.name("Grace Hopper", PIN, PIN, by="Grace Hopper")
        assert await desk.sell() == "ISSUED"
        await desk.next_customer()
        assert await desk.sell("0199000000042", "5") == "IN_DOUBT"
        token, session = secretive.ledger.tokens[0], desk.desk.session.token()
        everything = f"{token} {sts.group_token(token)} {session} {METER} {NAME}"
        desk.counter._tasks.start(fail(f"'{everything}' for {METER} {token}"), name="a task with a bug")
        QTimer.singleShot(0, lambda: (_ for _ in ()).throw(LookupError(everything)))
        logging.getLogger("somebody.elses").warning("%s, %r, sold to %s", token, sts.group_token(token), NAME)
        logging.getLogger("somebody.elses").warning("meter %s, %r", METER, {"password": PASSWORD})
        await until(desk.window.crashes.isVisible)
        await until(lambda: len(desk.building.crashes.files()) >= 1)
        await to_support(desk)
        desk.click("settings.support.save")
        await until(lambda: "Saved: " in desk.text("settings.support.message"))
    finally:
        await desk.end()
        undo()
        loop_reports.clear()
    (file,) = folder.support.iterdir()
    found = opened(file.read_bytes())
    assert {"about.txt", "doctor.txt", "settings.txt", "log/vendingdesk.log"} <= set(found)
    assert b"httpcore" in found["log/vendingdesk.log"], "everything was logged"
    reports = b"".join(data for name, data in found.items() if name.startswith("crashes/"))
    assert b"doing     a task with a bug" in reports
    assert b"test_ui_support.py" in reports
    assert b"unbroken" in found["doctor.txt"]
    whole = b"\n".join(found.values())
    assert secrets.in_a_log(whole) == []
    text = whole.decode("utf-8")
    close = re.sub(r"(?<=\d)[\s-]+(?=\d)", "", text)
    for secret in (METER, "0199000000042", *NAME.split(", "), "Hopper", *secretive.ledger.tokens):
        assert secret not in text, secret
        assert secret not in close, secret
    assert not re.search(rf"(?<!\d){PIN}(?!\d)", text)
    assert token.encode() in (folder.path / "journal.sqlite").read_bytes() + b"".join(
        each.read_bytes() for each in folder.path.glob("journal.sqlite-wal")
    )
    capfd.readouterr()


async def test_what_ended_the_last_run_is_told_once(open_counter: Open, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "till")
    folder.make()
    folder.crashes.mkdir()
    (folder.crashes / "fault-1.txt").write_text(f"versions  x\n\n{LONG_TEXT}")
    desk = await open_counter(folder=folder.path)
    bar = desk.window.crashes
    await until(bar.isVisible)
    assert "Vending Desk broke down on" in desk.text("crash.text")
    await until(lambda: not desk.building.crashes.crashes(untold=True))
    desk.click("crash.close")
    assert not bar.isVisible()
    await desk.end()
    again = await open_counter(folder=folder.path)
    await until(lambda: "what broke in the last run" not in again.counter._tasks.running())
    assert not again.window.crashes.isVisible()
    assert LONG_TEXT.strip() in again.building.crashes.files()[0].read_text()


async def test_a_bug_that_the_last_run_survived(open_counter: Open, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "till")
    folder.make()
    folder.crashes.mkdir()
    (folder.crashes / "crash-20260102-030405-1-1.went-on.txt").write_text("broken")
    desk = await open_counter(folder=folder.path)
    await until(desk.window.crashes.isVisible)
    assert desk.text("crash.text").startswith("Something went wrong inside the program on")


async def test_the_bar_saves_a_bundle_and_leaves_the_cursor_alone(desk: Counter, tmp_path: Path) -> None:
    desk.fill("sell.meter", "0128")
    thread = threading.Thread(target=lambda: desk.building.crashes.keep_error(ValueError(), doing="somewhere else"))
    thread.start()
    await until(desk.window.crashes.isVisible)
    thread.join()
    assert "Something went wrong inside the program." in desk.text("crash.text")
    assert desk.window.sell.meter.line.hasFocus()
    desk.click("crash.save")
    await until(lambda: "Saved: " in desk.text("crash.text"))
    assert not desk.window.crashes.save.isVisible()
    assert desk.window.sell.meter.line.hasFocus()
    assert desk.text("sell.meter") == "0128"
    (file,) = (tmp_path / "till" / "support").iterdir()
    assert str(file) in desk.text("crash.text")
    await until(lambda: not desk.building.crashes.crashes(untold=True))


async def test_a_bundle_that_can_not_be_written_says_why(desk: Counter, tmp_path: Path) -> None:
    (tmp_path / "till" / "support").write_text("a file")
    desk.building.crashes.keep_error(ValueError(), doing="here")
    await until(desk.window.crashes.isVisible)
    desk.click("crash.save")
    await until(lambda: "could not be saved" in desk.text("crash.text"))
    assert desk.window.crashes.save.isVisible()
    await to_support(desk)
    desk.click("settings.support.save")
    await until(lambda: "could not be saved" in desk.text("settings.support.message"))
    assert desk.find("settings.support.save").isEnabled()


async def test_a_folder_may_be_chosen_for_it(desk: Counter, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    await to_support(desk)

    async def dialog() -> QFileDialog:
        desk.click("settings.support.choose")
        await until(lambda: desk.window.findChildren(QFileDialog, "support.folders"))
        (shown,) = desk.window.findChildren(QFileDialog, "support.folders")
        await until(shown.isVisible)
        return shown

    (await dialog()).reject()
    await until(lambda: desk.find("settings.support.choose").isEnabled())
    assert desk.text("settings.support.message") == ""
    asked = await dialog()
    asked.setDirectory(str(stick))
    await until(lambda: asked.selectedFiles() == [str(stick)])
    asked.done(QFileDialog.DialogCode.Accepted.value)
    await until(lambda: "Saved: " in desk.text("settings.support.message"))
    assert [each.suffix for each in stick.iterdir()] == [".zip"]


async def test_a_kiosk_shows_no_folders(open_counter: Open) -> None:
    desk = await open_counter(setup=DeskSetup(kiosk=Kiosk(on=True)))
    await to_support(desk)
    assert not desk.find("settings.support.choose").isVisibleTo(desk.window.settings)
    assert desk.find("settings.support.save").isVisibleTo(desk.window.settings)


async def test_what_breaks_while_the_program_closes_waits_for_the_next_start(desk: Counter) -> None:
    notice = desk.counter._crashes
    await desk.end()
    notice._on_crash()
    desk.building.crashes.keep_error(ValueError(), doing="at the very end")
    assert len(desk.building.crashes.crashes(untold=True)) == 1


async def test_what_breaks_before_the_window_is_there_is_told_by_it(open_counter: Open) -> None:
    desk = await open_counter(signed_in=False)
    await until(lambda: desk.counter._window is not None)
    desk.building.crashes.keep_error(ValueError(), doing="early")
    await desk.sign_in()
    await until(desk.window.crashes.isVisible)
    assert desk.text("crash.text").startswith("Something went wrong inside the program. ")
