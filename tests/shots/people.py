"""People as pictures: the section, the list, a person, the code, the lock, an override in place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from shots.camera import Camera
from ui.test_ui_people import people_dialog
from ui.ui_counter import METER, Counter, until
from ui.ui_people import AMINA, EVE, GRACE, enter_pin, locked, sign_on, staffed

from vendingdesk.ui.code_dialog import CodeDialog


async def people(counter: Counter, camera: Camera) -> None:
    """From nobody to a till that is locked, taken over, and allowed something at."""
    window = counter.window
    dialog = await people_dialog(counter)
    await camera.take("95-people-none", dialog)
    counter.click("people.add", dialog)
    form = await counter.form("person")
    await camera.take("95-people-new", form)
    form.reject()
    dialog.reject()
    await camera.take("95-people-section", window)
    shown = CodeDialog(await staffed(counter, AMINA, EVE), window)
    shown.show()
    await camera.take("96-people-code", shown)
    shown.done(0)
    page = await locked(counter)
    await camera.take("97-locked", window)
    await enter_pin(counter, AMINA, "9137")
    await until(page.message.text)
    await camera.take("97-locked-wrong-pin", window)
    await sign_on(counter, AMINA)
    window.show_page("sell")
    await counter.meter(METER)
    counter.fill("sell.amount", "10")
    await camera.take("98-amina-at-the-till", window)
    window.show_page("tokens")
    await counter.meter(METER, "tokens")
    counter.choose(1)
    counter.fill("tokens.reason", "moved out")
    counter.click("tokens.issue")
    asked = await counter.form("supervisor")
    await camera.take("98-override-in-place", asked)
    asked.reject()
    await counter.active(window)
    counter.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    await locked(counter)
    await sign_on(counter, GRACE)
    dialog = await people_dialog(counter)
    await camera.take("99-people-list", dialog)
    dialog.reject()
    await counter.active(window)
    counter.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    await locked(counter)
    counter.click("lock.recovery")
    recovery = await counter.form("recovery")
    await camera.take("99-recovery", recovery)
    recovery.reject()
