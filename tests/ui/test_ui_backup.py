"""Backups from the window: chosen in Settings, made there, and asked for once when a day with sales ends."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from ui.ui_counter import Counter, until

from vendingdesk.domain.errors import Refused
from vendingdesk.domain.people import Person, Role
from vendingdesk.journal import verify
from vendingdesk.journal.backup_folders import backups_in
from vendingdesk.simulator.server import SimulatorServer


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


@pytest.fixture
async def reminding(qapp, server: SimulatorServer, tmp_path: Path) -> AsyncIterator[Counter]:
    """A counter that asks for backups as a shop's does."""
    counter = Counter(qapp, tmp_path / "reminding", server, reminds=True)
    await counter.start()
    await counter.sign_in()
    yield counter
    await counter.end()


async def settings(desk: Counter) -> None:
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_F10)
    await until(lambda: desk.window.settings.built)


async def choose(desk: Counter, folder: Path) -> None:
    await until(lambda: [d for d in desk.window.findChildren(QFileDialog) if d.isVisible()])
    (dialog,) = desk.window.findChildren(QFileDialog)
    dialog.setDirectory(str(folder))
    await until(lambda: dialog.selectedFiles() == [str(folder)])
    dialog.done(QFileDialog.DialogCode.Accepted.value)


async def test_a_folder_is_chosen_in_settings_and_a_backup_made_there(desk: Counter, stick: Path) -> None:
    await desk.sell()
    await settings(desk)
    assert "No folder is chosen yet" in desk.text("settings.backup.where")
    await until(lambda: desk.text("settings.backup.last") == "No backup was made from here yet.")
    now = desk.find("settings.backup.now", QPushButton)
    now.setFocus()
    now.click()
    assert desk.window.focusWidget() is None
    await until(lambda: "Choose one in Settings" in desk.text("settings.backup.message"))
    assert now.hasFocus()
    desk.find("settings.backup.choose").click()
    await choose(desk, stick)
    await until(lambda: desk.text("settings.backup.where") == f"Backups go to {stick}")
    desk.find("settings.backup.now").click()
    await until(lambda: desk.text("settings.backup.message").startswith("Backed up and verified: "))
    [made] = backups_in(stick, "K01")
    assert verify(made).sales == 1
    await until(lambda: str(made) in desk.text("settings.backup.last"))
    assert "verified, 1 sales" in desk.text("settings.backup.last")


async def test_who_may_change_no_settings_chooses_no_folder(desk: Counter, stick: Path) -> None:
    await settings(desk)
    desk.desk.guard.stand(Person("Ann", frozenset({Role.CASHIER})), on=True)
    desk.find("settings.backup.choose").click()
    await choose(desk, stick)
    dialog = await desk.form("supervisor")
    dialog.reject()
    await until(lambda: "Nothing was changed" in desk.text("settings.backup.message"))
    assert desk.desk.back_up.folder == ""


async def test_a_folder_that_is_not_there_is_not_chosen(desk: Counter, stick: Path) -> None:
    with pytest.raises(Refused, match="There is no folder"):
        await desk.desk.back_up.choose(stick / "elsewhere")
    assert desk.desk.back_up.folder == ""


async def test_a_stick_that_was_pulled_out_is_said(desk: Counter, stick: Path) -> None:
    await desk.desk.back_up.choose(stick)
    stick.rmdir()  # noqa: ASYNC240
    await settings(desk)
    desk.find("settings.backup.now").click()
    await until(lambda: "Plug the stick in" in desk.text("settings.backup.message"))


async def test_closing_a_day_with_sales_asks_once_and_backs_up(reminding: Counter, stick: Path) -> None:
    desk = reminding
    await desk.sell()
    await desk.next_customer()
    desk.window.close()
    dialog = await desk.form("backup")
    assert dialog.ok.text() == "Choose a folder…"
    dialog.ok.click()
    await choose(desk, stick)
    assert desk.task is not None
    await until(desk.task.done)
    [made] = backups_in(stick, "K01")
    assert verify(made).sales == 1


async def test_not_now_closes_all_the_same(reminding: Counter, stick: Path) -> None:
    desk = reminding
    await desk.desk.back_up.choose(stick)
    await desk.sell()
    await desk.next_customer()
    desk.window.close()
    dialog = await desk.form("backup")
    assert dialog.ok.text() == "Back up now"
    dialog.back.click()
    assert desk.task is not None
    await until(desk.task.done)
    assert not backups_in(stick, "K01")


async def test_a_day_without_sales_or_with_a_backup_asks_nothing(reminding: Counter, stick: Path) -> None:
    desk = reminding
    await desk.desk.back_up.choose(stick)
    await desk.sell()
    await desk.next_customer()
    await desk.desk.back_up()
    desk.window.close()
    assert desk.task is not None
    await until(desk.task.done)
    assert len(backups_in(stick, "K01")) == 1


async def test_what_goes_wrong_is_said_and_leaves_the_window_to_be_closed(reminding: Counter, stick: Path) -> None:
    desk = reminding
    await desk.desk.back_up.choose(stick)
    stick.rmdir()  # noqa: ASYNC240
    await desk.sell()
    await desk.next_customer()
    desk.window.close()
    dialog = await desk.form("backup")
    dialog.ok.click()
    await until(lambda: "Plug the stick in" in dialog.message.text())
    await until(lambda: not dialog._working)
    dialog.back.click()
    assert desk.task is not None
    await until(desk.task.done)


async def test_a_closed_shift_asks_too_and_selling_goes_on(reminding: Counter, stick: Path) -> None:
    desk = reminding
    await desk.desk.back_up.choose(stick)
    await desk.sell()
    await desk.next_customer()
    desk.window.shift.closed.emit(None)
    dialog = await desk.form("backup")
    dialog.ok.click()
    await until(lambda: len(backups_in(stick, "K01")) == 1)
    await until(lambda: QApplication.activeModalWidget() is None)
    await desk.active(desk.window)
    assert await desk.sell(amount="6") == "ISSUED"


async def test_a_signal_waits_for_no_answer(reminding: Counter) -> None:
    desk = reminding
    await desk.sell()
    await desk.next_customer()
    desk.window.close()
    await desk.form("backup")
    desk.counter.request_close()
    assert desk.task is not None
    await until(desk.task.done)
