"""Keyboard alone: every control is reached by Tab and shows that it has the focus; all fits a small screen."""

from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QTableView, QWidget
from ui.ui_counter import DWELL_MS, LOST_AFTER, METER, Counter, until

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.ui.parts import PageButton
from vendingdesk.ui.scanner import SCANNER_GAP_MS
from vendingdesk.wiring.demo import demo_setup

Open = Callable[..., Awaitable[Counter]]
SCREEN = QSize(1024, 600)
KEYS = {
    "sell": Qt.Key.Key_F2,
    "tokens": Qt.Key.Key_F3,
    "meters": Qt.Key.Key_F4,
    "history": Qt.Key.Key_F5,
    "tokenhelp": Qt.Key.Key_F1,
}


async def test_function_keys_bring_their_pages(desk: Counter) -> None:
    for name in ("tokens", "meters", "tokenhelp", "history", "sell"):
        desk.press(KEYS[name])
        assert getattr(desk.window, name).isVisible()
        assert desk.find(f"nav.{name}").isChecked()
    assert desk.window.sell.meter.line.hasFocus()


@pytest.mark.parametrize("page", KEYS)
async def test_tab_reaches_every_control(desk: Counter, page: str) -> None:
    await desk.sell()
    await desk.active(desk.window)
    if page != "sell":
        desk.press(KEYS[page])
    else:
        await desk.next_customer()
        await desk.meter(METER)
    await until(lambda: set(desk.counter._tasks.running()) <= {"server light", "printing"})
    if page == "meters":  # the card of the first row comes in the form's place
        await until(desk.find("meters.edit").isVisible)
    wanted = {
        each
        for each in desk.window.findChildren(QWidget)
        if isinstance(each, (QLineEdit, QAbstractButton, QComboBox, QTableView))
        and each.isVisible()
        and each.isEnabled()
        and each.objectName()
    }
    reached = set()
    for _ in range(3 * len(wanted)):
        QTest.keyClick(desk.front, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.add(focused)
    assert {each.objectName() for each in wanted - reached} == set()


@pytest.mark.parametrize("name", ["sell.meter", "sell.amount", "sell.sell", "sell.preset.5", "nav.tokens"])
async def test_the_focus_is_seen(desk: Counter, name: str) -> None:
    widget = desk.find(name)
    elsewhere = desk.find("nav.history")
    elsewhere.setFocus()
    await until(elsewhere.hasFocus)
    before = widget.grab().toImage()
    widget.setFocus()
    await until(widget.hasFocus)
    assert widget.grab().toImage() != before


async def test_everything_fits_a_small_screen(open_counter: Open) -> None:
    counter = await open_counter(setup=demo_setup(DeskSetup()))
    window = counter.window
    needed = window.minimumSizeHint()
    assert needed.width() <= SCREEN.width()
    assert needed.height() <= SCREEN.height() - 30  # a title bar
    window.resize(SCREEN)
    await counter.sell()
    result = window.sell.result
    for name in ("print", "pdf", "copy", "next"):
        pressed = getattr(result, name)
        await until(lambda pressed=pressed: pressed.width() >= pressed.sizeHint().width())
        assert result.rect().contains(pressed.geometry())
    assert result.token.fontMetrics().horizontalAdvance(result.token.text()) <= result.token.width()
    await counter.next_customer()
    await counter.sell("0199000000018")
    view = window.sell._view
    assert view.horizontalScrollBar().maximum() == 0
    await until(lambda: not result.visibleRegion().isEmpty())
    await until(lambda: result.next.visibleRegion().boundingRect() == result.next.rect())
    window.show_page("history")
    page = window.history
    await until(lambda: len(page.model.rows) == 2)
    page.table.selectRow(1)
    token = counter.find("history.token")
    await until(lambda: token.fontMetrics().horizontalAdvance(token.text()) <= token.width())
    assert page.table.isColumnHidden(1)
    assert page.table.horizontalScrollBar().maximum() == 0
    window.resize(1300, 760)
    await until(lambda: not page.table.isColumnHidden(1))


async def test_dialogs_fit_a_small_screen(open_counter: Open) -> None:
    counter = await open_counter(demo=("demo", "demo-1234"), signed_in=False)
    size = counter.dialog.sizeHint()
    assert size.width() <= SCREEN.width()
    assert size.height() <= SCREEN.height() - 30
    await counter.sign_in()
    await counter.sell()
    await counter.next_customer()
    await counter.meter(METER)
    counter.fill("sell.amount", "10000")
    counter.click("sell.sell")
    dialog = await counter.asked()
    assert dialog.sizeHint().width() <= SCREEN.width()
    assert dialog.sizeHint().height() <= SCREEN.height() - 30
    dialog.reject()
    await counter.done()


async def test_touch_targets_are_large_enough(desk: Counter) -> None:
    for name in ("sell.meter", "sell.amount", "sell.sell", "sell.preset.5", "nav.sell"):
        assert desk.find(name).height() >= 48, name


async def by_hand(counter: Counter, name: str) -> None:
    """Enter on a button that has the focus, pressed as a hand does it: not in the moment that the focus came."""
    pressed = counter.find(name, PageButton)
    await until(pressed.hasFocus)
    await until(lambda: pressed._pace.elapsed() > SCANNER_GAP_MS)
    QTest.keyClick(pressed, Qt.Key.Key_Return)


async def test_enter_presses_the_button_that_has_the_focus(desk: Counter) -> None:
    assert await desk.sell(LOST_AFTER) == "IN_DOUBT"
    await desk.next_customer()
    await desk.meter(LOST_AFTER)
    desk.fill("sell.amount", "5")
    desk.click("sell.sell")
    await until(desk.find("sell.override").isVisible)
    await until(lambda: "sell: vend" not in desk.counter._tasks.running())
    await desk.active(desk.window)
    pressed = desk.find("sell.open_doubt", PageButton)
    await until(pressed.hasFocus)
    desk.hold(Qt.Key.Key_Return)  # its first press comes with the focus, the others are repeats
    assert desk.window.sell.isVisible()
    await by_hand(desk, "sell.open_doubt")
    await until(desk.window.doubts.isVisible)
    desk.find("nav.history").setFocus()
    await by_hand(desk, "nav.history")
    assert desk.window.history.isVisible()


async def test_a_scanner_presses_no_button(desk: Counter) -> None:
    pressed = desk.find("nav.history", PageButton)
    pressed.setFocus()
    await until(lambda: pressed._pace.elapsed() > SCANNER_GAP_MS)
    for _ in range(20):  # a machine may be too busy to type as fast as a scanner
        QTest.keyClick(pressed, "7")
        if pressed._pace.elapsed() < SCANNER_GAP_MS // 3:
            QTest.keyClick(pressed, Qt.Key.Key_Return)
            break
    assert desk.window.sell.isVisible()


async def test_enter_is_next_customer_again_after_a_slip(desk: Counter) -> None:
    assert await desk.sell() == "ISSUED"
    following = desk.window.sell.result.next
    await desk.active(desk.window)
    for name in ("pdf", "copy"):
        desk.click(f"result.{name}")
        await until(following.hasFocus)
    await until(lambda: list(desk.slips.glob("*.pdf")))
    desk.press(Qt.Key.Key_Return)
    assert desk.state == "ISSUED"  # too soon to have been meant for it
    await until(lambda: following.shown_for.elapsed() >= DWELL_MS)
    desk.press(Qt.Key.Key_Return)
    await until(lambda: desk.state == "")


async def test_f9_prints_the_hold_slip_of_a_doubt(desk: Counter) -> None:
    assert await desk.sell(LOST_AFTER) == "IN_DOUBT"
    await desk.next_customer()
    await desk.to_doubts()
    assert desk.text("doubts.print") == "Print hold slip  F9"
    asked: list[str] = []
    desk.window.doubts.slip_wanted.connect(lambda sale, medium: asked.append(f"{medium} {sale.receipt_no}"))
    desk.window.doubts.slip_wanted.disconnect(desk.counter._slips.ask)
    desk.press(Qt.Key.Key_F9)
    await until(lambda: asked == ["print K01-000001"])
