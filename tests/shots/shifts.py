"""A shift as pictures: opened where it is missed, the page, cash out, the count, the close, the Z, a refund."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from shots.camera import Camera
from ui.ui_counter import LOST_AFTER, Counter, until
from ui.ui_shift import counted, idle, put_off_backup, switched_on, to_shift

from vendingdesk.ui.slip_preview import SlipPreview


async def shifts(counter: Counter, camera: Camera) -> None:
    window = counter.window
    counter.press(Qt.Key.Key_F10)
    await until(lambda: window.settings.built)
    window.settings._scrolled.ensureWidgetVisible(counter.find("settings.shifts.message"))
    await camera.take("90-shifts-off", window)
    await switched_on(counter)
    window.show_page("sell")
    await camera.take("91-no-shift", window)
    counter.click("sell.openshift")
    dialog = await counter.form("openshift")
    counter.fill("openshift.float", "50", dialog)
    await camera.take("92-open-shift", dialog)
    dialog.submit()
    await until(lambda: counter.desk.shifts.shift is not None)
    await counter.active(window)
    assert await counter.sell() == "ISSUED"
    await counter.next_customer()
    assert await counter.sell(LOST_AFTER, "20") == "IN_DOUBT"
    await counter.next_customer()
    await given_back(counter, camera)
    await to_shift(counter)
    await camera.take("94-shift", window)
    counter.click("shift.out")
    dialog = await counter.form("cashmove")
    counter.fill("cashmove.amount", "3.50", dialog)
    counter.fill("cashmove.reason", "Milk for the shop", dialog)
    await camera.take("95-cash-out", dialog)
    dialog.submit()
    await idle(counter)
    await looked_at(counter, camera, "shift.x", "96-x")
    counter.click("shift.close")
    count = await counter.form("count")
    for worth, pieces in (("2000", "2"), ("1000", "1"), ("500", "1"), ("25", "3")):
        counter.fill(f"count.{worth}", pieces, count)
    await camera.take("97-count", count)
    count.reject()
    await idle(counter)
    result = await counted(counter, n2000="2", n1000="1", n500="1", n25="3")
    await camera.take("98-close", result)
    counter.fill("closeshift.reason", "A coin was given too much", result)
    result.submit()
    await put_off_backup(counter)
    await idle(counter)
    await camera.take("99-closed", window)
    await looked_at(counter, camera, "shift.look", "99-z")
    await counter.desk.shifts.switch(on=False)


async def looked_at(counter: Counter, camera: Camera, name: str, shot: str) -> None:
    counter.click(name)
    await until(lambda: any(each.isVisible() for each in counter.window.findChildren(SlipPreview)))
    (preview,) = [each for each in counter.window.findChildren(SlipPreview) if each.isVisible()]
    await camera.take(shot, preview)
    preview.reject()
    await idle(counter)


async def given_back(counter: Counter, camera: Camera) -> None:
    clock = counter.desk.clock
    now = clock.now
    with patch.object(type(clock), "now", lambda _self: now() + timedelta(minutes=42)):
        await counter.to_doubts(1)
        counter.click("doubts.not_issued")
        dialog = await counter.form("notissued")
        counter.find("notissued.proof", QComboBox, dialog).setCurrentIndex(1)
        counter.fill("notissued.source", "The utility's list", dialog)
        counter.fill("notissued.reference", "Ticket 4712", dialog)
        dialog.submit()
        supervisor = await counter.form("supervisor")
        for key, text in (("new_name", "Grace"), ("new_pin", "2580"), ("new_again", "2580")):
            counter.fill(f"supervisor.{key}", text, supervisor)
        supervisor.submit()
        await until(counter.window.doubts.result.refund.isVisible)
    await counter.active(counter.window)
    await camera.take("93-owed", counter.window)
    counter.click("settled.refund")
    dialog = await counter.form("refund")
    await camera.take("93-refund", dialog)
    dialog.submit()
    await until(lambda: "given back" in counter.text("settled.message"))
    counter.window.doubts.result.done.click()
