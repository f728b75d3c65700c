"""The shift in the window: switched on, opened in place, cash moved, counted blind, closed."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import Qt
from ui.ui_counter import Counter, until
from ui.ui_shift import F7, counted, idle, opened, switched_on, to_shift

Open = Callable[..., Awaitable[Counter]]


async def test_a_shop_without_shifts_never_meets_them(desk: Counter) -> None:
    assert not desk.find("nav.shift").isVisible()
    assert not desk.find("status.shift").isVisible()
    assert not desk.find("sell.openshift").isVisible()
    desk.press(F7)
    assert desk.window.sell.isVisible()
    assert await desk.sell() == "ISSUED"


async def test_switched_on_in_the_settings_and_opened_where_it_is_missed(desk: Counter) -> None:
    desk.press(Qt.Key.Key_F10)
    await until(lambda: desk.window.settings.built)
    desk.find("settings.shifts").click()
    await until(lambda: desk.find("nav.shift").isVisible())
    assert desk.text("settings.shifts") == "Switch shifts off"
    assert desk.text("status.shift") == "No shift is open"
    desk.press(Qt.Key.Key_F2)
    desk.click("sell.openshift")
    dialog = await desk.form("openshift")
    await desk.enter("openshift.float", dialog)
    await until(lambda: "Count the float" in desk.text("openshift.float.fault"))
    desk.fill("openshift.float", "50", dialog)
    await desk.enter("openshift.float", dialog)
    await until(lambda: desk.text("status.shift").startswith("Shift open "))
    assert not desk.find("sell.openshift").isVisible()
    await desk.active(desk.window)
    assert await desk.sell() == "ISSUED"


async def test_nothing_is_sold_without_one(desk: Counter) -> None:
    await switched_on(desk)
    await desk.meter("0128244400031")
    desk.fill("sell.amount", "10")
    desk.window.sell.submit()
    assert desk.text("sell.message").startswith("Open a shift first")
    assert desk.find("sell.openshift").hasFocus()
    assert desk.confirm is None
    assert desk.sent("/api/v1/meter-recharge/recharge-token/0") == 0


async def test_a_shift_from_its_float_to_its_z(desk: Counter) -> None:
    closed: list[object] = []
    await opened(desk)
    desk.window.shift.closed.connect(closed.append)
    assert await desk.sell() == "ISSUED"
    await desk.next_customer()
    await to_shift(desk)
    assert desk.text("shift.state") == "Shift 1 is open"
    desk.click("shift.out")
    dialog = await desk.form("cashmove")
    desk.fill("cashmove.amount", "3.50", dialog)
    dialog.submit()
    await until(lambda: "Say what for" in desk.text("cashmove.reason.fault"))
    desk.fill("cashmove.reason", "Milk", dialog)
    dialog.submit()
    await idle(desk)
    assert "3.50 USD" in desk.text("shift.message")
    result = await counted(desk, n2000="2", n1000="1", n500="1", n100="1", n25="2")
    assert "Expected in the drawer: 56.50 USD" in desk.labels(result)
    assert desk.text("closeshift.difference") == "It is right."
    assert desk.find("closeshift.left").text() == "50.00"
    result.submit()
    await idle(desk)
    assert [z.expected.text for z in closed] == ["56.50"]
    assert (desk.slips / "z-report-K01-0001.pdf").exists() or await _saved(desk)
    assert desk.window.shift.model.rows[0].number == 1
    assert desk.desk.shifts.standing.suggested.text == "50.00"


async def _saved(desk: Counter) -> bool:
    await until((desk.slips / "z-report-K01-0001.pdf").exists)
    return True
