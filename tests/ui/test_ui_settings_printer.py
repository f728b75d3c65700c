"""The Settings page and a real CUPS: its queues are offered, and one that can't take the paper is not kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from printing.own_cups import FIXED_PPD, OwnCups, missing, own_cups
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from ui.test_ui_settings import choose, fault, found, lines, saved
from ui.ui_counter import Counter, until

from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.domain.printing import PaperName
from vendingdesk.ui.settings_page import SettingsPage


@pytest.fixture(scope="module")
def spooler() -> Iterator[OwnCups]:
    if why := missing():
        pytest.skip(f"not tested against a real spooler: {why}")
    with own_cups() as cups:
        cups.add("Roll", "desk:/keep", ppd=cups.takes_pdf)
        cups.add("Office", "desk:/keep", ppd=FIXED_PPD)
        yield cups


@pytest.fixture
async def page(spooler: OwnCups, desk: Counter, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SettingsPage]:
    """The page in front, with the way to a printer of the system chosen and its printers read."""
    monkeypatch.setenv("CUPS_SERVER", spooler.server)
    desk.press(Qt.Key.Key_F10)
    made = desk.window.settings
    await until(lambda: made.built and made.view.images)
    choose(desk, "settings.way", "system")
    box = desk.find("settings.printer", QComboBox)
    await until(lambda: box.findData("Roll") > 0)
    yield made
    await until(lambda: not made._preview.busy)


async def test_the_queues_of_the_system_are_offered_and_kept(desk: Counter, page: SettingsPage) -> None:
    assert fault(desk, "settings.printer") == "Choose a printer."
    choose(desk, "settings.printer", "Roll")
    assert fault(desk, "settings.printer") == ""
    assert "✓" in await found(desk, page)
    assert "✗" not in lines(page)
    assert (await saved(desk, page)).startswith("Saved.")
    assert desk.desk.setup.printing == PrintSetup(way=WayKind.SYSTEM, printer="Roll")


async def test_a_queue_that_can_not_take_the_paper_is_not_kept(desk: Counter, page: SettingsPage) -> None:
    choose(desk, "settings.printer", "Office")
    assert "Not saved. The printer Office takes no pages that are 80 mm wide" in await saved(desk, page)
    await until(lambda: "✗ The printer Office takes no pages" in lines(page))
    assert desk.desk.setup.printing == PrintSetup()
    assert not (desk.slips.parent / "desk.toml").exists()
    choose(desk, "settings.paper", "A4")
    assert (await saved(desk, page)).startswith("Saved.")
    assert desk.desk.setup.printing.paper is PaperName.A4


async def test_a_queue_that_is_off_is_kept_with_a_word_about_it(
    desk: Counter, page: SettingsPage, spooler: OwnCups
) -> None:
    choose(desk, "settings.printer", "Roll")
    spooler.run("cupsdisable", "Roll")
    try:
        said = await saved(desk, page)
    finally:
        spooler.run("cupsenable", "Roll")
    assert said.startswith("Saved. But: The printer Roll")
    assert desk.desk.setup.printing.printer == "Roll"


async def test_a_printer_that_is_gone_keeps_its_place_and_says_so(
    desk: Counter, page: SettingsPage, monkeypatch: pytest.MonkeyPatch, spooler: OwnCups
) -> None:
    choose(desk, "settings.printer", "Roll")
    monkeypatch.setenv("CUPS_SERVER", str(spooler.home / "nobody.sock"))
    desk.press(Qt.Key.Key_F2)
    desk.press(Qt.Key.Key_F10)
    box = desk.find("settings.printer", QComboBox)
    await until(lambda: box.currentText() == "Roll (not there now)")
    assert box.currentData() == "Roll"
    desk.click("settings.undo")
