"""Server, till, screen and kiosk on the Settings page: made from the declarations, kept, refused, locked, asked."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel
from ui.ui_counter import Counter, until
from ui.ui_settings import to_settings

from vendingdesk.counter.declared import BY_KEY
from vendingdesk.counter.screen import Kiosk, Look, Screen
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.typed_settings import SECTIONS, on_page
from vendingdesk.ui import looks
from vendingdesk.ui.settings_page import SettingsPage
from vendingdesk.wiring.setup_layers import read_layers
from vendingdesk.wiring.setup_mending import LeftOut, _remember, read_left_out

Open = Callable[..., Awaitable[Counter]]

GENERAL = [each.path for part in SECTIONS for each in on_page(part)]


@pytest.fixture
async def page(desk: Counter) -> AsyncIterator[SettingsPage]:
    made = await to_settings(desk)
    yield made
    await until(lambda: not made._preview.busy)


def choose(counter: Counter, name: str, data: object) -> None:
    box = counter.find(name, QComboBox)
    box.setCurrentIndex(box.findData(data))
    assert box.currentData() == data


async def saved(counter: Counter, page: SettingsPage) -> str:
    counter.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: not page._saving and page.message.text())
    return page.message.text()


def values(counter: Counter) -> dict[str, object]:
    return dict(read_layers(counter.slips.parent / "desk.toml").values)


def fault(counter: Counter, path: str) -> str:
    said = counter.find(f"settings.{path}.fault", QLabel)
    return "" if said.isHidden() else said.text()


async def test_every_declared_setting_with_words_has_its_field(desk: Counter, page: SettingsPage) -> None:
    assert len(GENERAL) == 21
    for path in GENERAL:
        control = desk.find(f"settings.{path}")
        assert control.accessibleName() == BY_KEY[path].caption
        assert control.height() >= 48, path
        assert control.isEnabled() or path == "till"
    assert not page.changed
    assert not desk.find("settings.leftout").isVisible()


async def test_what_is_typed_is_kept_for_the_next_start_and_shown(desk: Counter, page: SettingsPage) -> None:
    desk.fill("settings.presets", "1 2  3")
    desk.fill("settings.lock_after_minutes", "9")
    desk.find("settings.single_owner", QCheckBox).click()
    choose(desk, "settings.screen.zoom", "150")
    assert page.changed
    said = await saved(desk, page)
    assert said == "Saved. Some of it counts from the next start on: close the program and open it again."
    assert values(desk) == {
        "presets": [1, 2, 3], "lock_after_minutes": 9, "single_owner": True, "screen.zoom": 150,
    }  # fmt: skip
    assert not page.changed
    assert desk.desk.setup.presets == DeskSetup().presets
    desk.fill("settings.presets", "7")
    desk.click("settings.undo")
    assert desk.text("settings.presets") == "1 2 3"


async def test_the_look_changes_at_once_and_back(qapp: QApplication, desk: Counter, page: SettingsPage) -> None:
    before = looks.worn(qapp)
    try:
        choose(desk, "settings.screen.look", "contrast")
        assert await saved(desk, page) == "Saved."
        assert (looks.worn(qapp), desk.desk.setup.screen.look) == ("contrast", Look.CONTRAST)
    finally:
        looks.wear(qapp, before or "light")


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(desk: Counter, page: SettingsPage) -> None:
    desk.fill("settings.largest_amount", "much")
    assert fault(desk, "largest_amount") == "Type whole numbers in digits."
    assert await saved(desk, page) == "Not saved. Mend what stands in red first."
    desk.fill("settings.largest_amount", "500")
    desk.fill("settings.hard_limit_seconds", "5")
    desk.fill("settings.server.address", "vending.example")
    desk.fill("settings.shop", "Kiosk")
    assert await saved(desk, page) == "Not saved. Mend what stands in red first."
    assert fault(desk, "hard_limit_seconds").startswith("The soft limit is above zero")
    assert fault(desk, "server.address") == "Start the server's address with https://."
    assert not (desk.slips.parent / "desk.toml").exists()
    assert desk.desk.setup.shop.name == ""
    desk.fill("settings.hard_limit_seconds", "90")
    assert fault(desk, "hard_limit_seconds") == ""


async def test_the_name_of_the_till_is_shown_and_stays(desk: Counter, page: SettingsPage) -> None:
    assert (desk.text("settings.till"), desk.find("settings.till").isEnabled()) == ("K01", False)
    assert "its name stands in their receipts" in desk.text("settings.till.held")


async def test_the_server_of_this_run_is_named(desk: Counter, page: SettingsPage) -> None:
    assert desk.text("settings.server.now") == f"Now: {desk.server.url}"


async def test_another_currency_waits_for_the_open_shift(desk: Counter, page: SettingsPage) -> None:
    await desk.desk.shifts.switch(on=True)
    await desk.desk.shifts.open("100")
    desk.fill("settings.currency", "KES")
    await saved(desk, page)
    assert fault(desk, "currency") == "A shift is open: its drawer is counted in USD. Close it first (F7)."
    assert values(desk) == {}


async def test_what_sales_hang_on_is_asked_first(desk: Counter, page: SettingsPage) -> None:
    choose(desk, "settings.money_means", "kwh")
    desk.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    asked = await desk.form("sure")
    assert "an amount of 10 is sent to the server as 10 kWh" in desk.labels(asked)
    asked.back.click()
    await until(lambda: not page._saving)
    assert (values(desk), page.changed) == ({}, True)
    await desk.active(desk.window)
    desk.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    (await desk.form("sure")).ok.click()
    await until(lambda: not page._saving and page.message.text())
    assert values(desk) == {"money_means": "kwh"}
    assert desk.desk.setup.unit == "USD"


async def test_another_server_loses_what_made_the_old_one_believed(desk: Counter, page: SettingsPage) -> None:
    file = desk.slips.parent / "desk.toml"
    file.write_text(f'[server]\naddress = "https://old.example"\nfingerprint = "{"ab" * 32}"\n', "utf-8")
    desk.fill("settings.server.address", "https://new.example")
    desk.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    (await desk.form("sure")).ok.click()
    await until(lambda: not page._saving and page.message.text())
    assert values(desk) == {"server.address": "https://new.example"}


async def test_what_is_locked_is_shown_and_says_why(open_counter: Open) -> None:
    locked = frozenset({"currency", "shop", "screen.zoom", "charges", "logo", "printing.way"})
    desk = await open_counter(setup=DeskSetup(locked=locked, screen=Screen(zoom=150)))
    page = await to_settings(desk)
    why = "That is decided for all tills by whoever looks after them. It can't be changed here."
    for name in ("currency", "shop", "screen.zoom", "way"):
        assert not desk.find(f"settings.{name}").isEnabled()
        assert desk.text(f"settings.{name}.held") == why
        assert desk.find(f"settings.{name}").accessibleDescription() == why
    assert not page._form.charges.isEnabled()
    assert not page._form.logo.isEnabled()
    assert desk.find("settings.screen.zoom", QComboBox).currentData() == "150"
    assert desk.find("settings.utility").isEnabled()


async def test_in_a_kiosk_nothing_of_it_can_be_changed(open_counter: Open) -> None:
    desk = await open_counter(setup=DeskSetup(kiosk=Kiosk(on=True)))
    await to_settings(desk)
    assert not any(desk.find(f"settings.{path}").isEnabled() for path in GENERAL)
    assert "while the till is a kiosk" in desk.text("settings.presets.held")


async def test_what_was_left_out_is_told_until_it_is_seen(open_counter: Open) -> None:
    setup = replace(DeskSetup(), notices=("“presets” was left out. Above zero.", "The file as it was: x."))
    desk = await open_counter(setup=setup)
    file = desk.slips.parent / "desk.toml"
    _remember(file, LeftOut({"presets": "Above zero."}, "x"))
    assert desk.text("main.message") == (
        "Some settings could not be used and were left out. Settings (F10) says which and why."
    )
    await to_settings(desk)
    assert desk.text("settings.leftout") == "“presets” was left out. Above zero.\nThe file as it was: x."
    desk.click("settings.leftout.seen")
    await until(lambda: not desk.find("settings.leftout").isVisible())
    assert read_left_out(file) == LeftOut()


async def test_a_full_page_fits_a_small_screen(desk: Counter, page: SettingsPage) -> None:
    desk.window.resize(1000, 560)
    await until(lambda: page._form.width() <= page._scrolled.viewport().width())


# Closing the window.


async def test_closing_with_unsaved_settings_asks(desk: Counter, page: SettingsPage) -> None:
    desk.fill("settings.shop", "Kiosk")
    desk.press(Qt.Key.Key_F2)
    desk.window.close()
    asked = await desk.form("sure")
    assert "not saved" in desk.labels(asked)
    assert asked.back.hasFocus()  # for an Enter that was not meant
    asked.back.click()
    await until(page.isVisible)
    assert desk.text("settings.shop") == "Kiosk"
    assert desk.task is not None
    assert not desk.task.done()
    desk.window.close()
    (await desk.form("sure")).ok.click()
    await until(desk.task.done)
    assert not (desk.slips.parent / "desk.toml").exists()


async def test_a_signal_asks_nobody(desk: Counter, page: SettingsPage) -> None:
    desk.fill("settings.shop", "Kiosk")
    desk.window.close()
    await desk.form("sure")
    desk.counter.request_close()
    assert desk.task is not None
    await until(desk.task.done)


async def test_with_all_saved_nothing_is_asked(desk: Counter, page: SettingsPage) -> None:
    desk.fill("settings.shop", "Kiosk")
    await saved(desk, page)
    desk.window.close()
    assert desk.task is not None
    await until(desk.task.done)
