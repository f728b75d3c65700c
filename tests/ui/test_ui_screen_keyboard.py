"""The keyboard on a kiosk’s screen: all can be typed by finger, in dialogs too, and nothing hides behind it."""

import string
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from ui.test_ui_kiosk import PIN, asked, supervisor_asked, with_supervisor
from ui.ui_counter import METER, Counter, until

from vendingdesk.counter.screen import LANGUAGES, Kiosk
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.ui.screen_keyboard import ScreenKeyboard
from vendingdesk.ui.screen_keys import LETTERS, pages
from vendingdesk.ui.screen_typing import ScreenTyping
from vendingdesk.ui.theme import SIZES

Open = Callable[..., Awaitable[Counter]]
FINGERS = DeskSetup(kiosk=Kiosk(on=True))


def typing(counter: Counter) -> ScreenTyping:
    kiosk = counter.counter._kiosk
    assert kiosk is not None
    assert kiosk._typing is not None
    return kiosk._typing


def keys(counter: Counter) -> ScreenKeyboard:
    return typing(counter).keys


def press(counter: Counter, name: str) -> None:
    """A finger on a key: through the window, so that what blocks windows counts."""
    shown = keys(counter)
    key = shown.findChild(QPushButton, f"keys.{shown.page}.{name}")
    assert key is not None, name
    handle = shown.windowHandle()
    assert handle is not None
    at = key.mapTo(shown, QPoint(key.width() // 2, key.height() // 2))
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def place_of(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


async def cursor_in(counter: Counter, line: QWidget) -> None:
    """Until the line has the cursor and the keys that fit stand below it."""
    await until(lambda: QApplication.focusWidget() is line and typing(counter)._target is line)
    await until(lambda: keys(counter).isVisible() and not place_of(line).intersects(keys(counter).geometry()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_of_a_password_can_be_typed(language: str) -> None:
    there = {cap.text for rows in pages(language).values() for row in rows for cap in row}
    there |= {text.upper() for text in there if len(text) == 1}
    assert set(string.printable.strip()) | {" "} <= there
    led_to = {cap.page for rows in pages(language).values() for row in rows for cap in row if cap.page}
    assert led_to == set(pages(language)) - {"digits"}


async def test_a_whole_sale_by_finger(open_counter: Open) -> None:
    counter = await open_counter(signed_in=False, setup=FINGERS)
    code = await counter.picture()
    dialog = counter.dialog
    QTest.mouseClick(dialog.username, Qt.MouseButton.LeftButton)
    await cursor_in(counter, dialog.username)
    assert keys(counter).page == LETTERS
    for letter in counter.server.user:
        press(counter, letter)
    assert dialog.username.text() == counter.server.user
    dialog.password.setText(counter.server.password)
    QTest.mouseClick(dialog.code, Qt.MouseButton.LeftButton)
    await cursor_in(counter, dialog.code)
    for digit in code:
        press(counter, digit)
    press(counter, "enter")
    await until(lambda: counter.counter._window is not None and counter.window.isVisible())
    sell = counter.window.sell
    await cursor_in(counter, sell.meter.line)
    for digit in METER:
        press(counter, digit)
    press(counter, "enter")
    await cursor_in(counter, sell.amount)
    for digit in "10":
        press(counter, digit)
    await until(lambda: sell.amount.text() == "10")
    press(counter, "enter")
    question = await counter.asked()
    await until(lambda: not keys(counter).isVisible())
    assert not counter.window.keys_room.isVisible()
    QTest.mouseClick(question.yes, Qt.MouseButton.LeftButton)
    assert await counter.done() == "ISSUED"


async def test_capitals_erasing_and_other_pages(open_counter: Open) -> None:
    counter = await open_counter(signed_in=False, setup=FINGERS)
    await counter.picture()
    line = counter.dialog.username
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    await cursor_in(counter, line)
    for name in ("shift", "a", "b", "signs", "&", "more", "~", "letters", "c", "erase", "space"):
        press(counter, name)
    assert line.text() == "Ab&~ "


async def test_hidden_keys_come_back_when_the_line_is_touched(open_counter: Open) -> None:
    counter = await open_counter(setup=FINGERS)
    line = counter.window.sell.meter.line
    await cursor_in(counter, line)
    press(counter, "hide")
    await until(lambda: not keys(counter).isVisible())
    assert counter.window.keys_room.isHidden()
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    await cursor_in(counter, line)


async def test_a_dialog_stands_above_the_keys_and_they_work_in_it(open_counter: Open, tmp_path: Path) -> None:
    await with_supervisor(open_counter, tmp_path / "k")
    counter = await open_counter(setup=FINGERS, folder=tmp_path / "k")
    counter.click("kiosk.leave")
    dialog = await supervisor_asked(counter)
    line = dialog.findChild(QLineEdit, "supervisor.pin")
    assert line is not None
    await cursor_in(counter, line)
    for digit in PIN[:3]:
        press(counter, digit)
    assert line.text() == PIN[:3]
    assert line.hasFocus()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: asked(counter) is None)


@pytest.mark.parametrize("page", ["sell", "tokens", "meters", "history", "settings", "reports", "tokenhelp"])
async def test_no_line_of_a_page_stays_behind_the_keys(open_counter: Open, page: str) -> None:
    counter = await open_counter(setup=FINGERS)
    counter.window.show_page(page)
    front = counter.window._pages[page]
    if page == "meters":  # what is read shows a customer where the form with the lines was
        await until(lambda: counter.find("meters.edit").isVisible())
        counter.click("meters.new")
    lines = [each for each in front.findChildren(QLineEdit) if each.isVisible() and each.isEnabled()]
    for line in [each for each in lines if not each.isReadOnly()][:6]:
        if line.isVisible():  # some stand there only as long as another one has the cursor
            line.setFocus()
            await cursor_in(counter, line)


async def test_the_keys_are_large_enough_for_a_finger(open_counter: Open) -> None:
    counter = await open_counter(setup=FINGERS)
    await cursor_in(counter, counter.window.sell.meter.line)
    if keys(counter)._low:
        pytest.skip("this screen has no room for keys of the full measure")
    for name in pages("en"):
        keys(counter).turn(name)
        await until(keys(counter).isVisible)
        shown = [each for each in keys(counter).findChildren(QPushButton) if each.isVisible()]
        assert len(shown) > 10
        assert min(each.width() for each in shown) >= SIZES.control
        assert min(each.height() for each in shown) >= SIZES.key
        assert keys(counter).height() == keys(counter).wanted_height
        assert keys(counter).geometry().bottom() == counter.window.geometry().bottom()
        assert keys(counter).geometry().left() >= SIZES.nav_width


async def test_a_line_with_keys_of_its_own_gets_no_others(open_counter: Open) -> None:
    counter = await open_counter(setup=FINGERS)
    await cursor_in(counter, counter.window.sell.meter.line)
    counter.window.sell.meter.line.setProperty("own_keys", True)
    counter.window.sell.amount.setFocus()
    await cursor_in(counter, counter.window.sell.amount)
    counter.window.sell.meter.line.setFocus()
    await until(lambda: not keys(counter).isVisible())


async def test_a_till_with_a_keyboard_has_none_on_the_screen(open_counter: Open) -> None:
    counter = await open_counter(setup=DeskSetup(kiosk=Kiosk(on=True, keyboard=False)))
    kiosk = counter.counter._kiosk
    assert kiosk is not None
    assert kiosk._typing is None
