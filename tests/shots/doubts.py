"""Doubts as pictures: the page, each of its dialogs, each end, and a supervisor's override."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox
from shots.camera import OUT, ROOT, SLIP_DPI, Camera
from ui.ui_counter import LOST_AFTER, Counter, until

MAGIC = ("0199000000059", "0199000000067", "0199000000075")
PIN = "2580"
WAIT = timedelta(minutes=42)


async def doubts(counter: Counter, camera: Camera) -> None:
    window = counter.window
    await counter.to_doubts(0)
    await camera.take("30-doubts-none", window)
    window.show_page("sell")
    for meter, amount in ((LOST_AFTER, "50"), *((meter, "20") for meter in MAGIC)):
        assert await counter.sell(meter, amount) == "IN_DOUBT"
        await counter.next_customer()
    clock = counter.desk.clock
    now = clock.now
    with patch.object(type(clock), "now", lambda _self: now() + WAIT):
        await notes(counter, camera)
        await recovered(counter, camera)
        await not_issued(counter, camera)
        await lost(counter, camera)
        await ended(counter, camera)
        await overridden(counter, camera)
        if camera.run == "light-wide":
            await slips(counter)


async def notes(counter: Counter, camera: Camera) -> None:
    window = counter.window
    await counter.to_doubts(4)
    await camera.take("31-doubts", window)
    counter.click("doubts.note")
    dialog = await counter.form("note")
    counter.fill("note.note", "Called the utility: Mr Achebe looks the request up and calls back", dialog)
    counter.fill("note.reference", "Ticket 4711", dialog)
    await camera.take("32-note", dialog)
    dialog.submit()
    await until(lambda: "Achebe" in counter.text("doubts.evidence"))
    await camera.take("33-doubts-noted", window)


async def recovered(counter: Counter, camera: Camera) -> None:
    token = counter.server.ledger.tokens[0]
    counter.click("doubts.recover")
    dialog = await counter.form("recover")
    await camera.take("34-recover", dialog)
    for key, text in (("token", token), ("again", token[::-1]), ("meter", LOST_AFTER), ("amount", "50")):
        counter.fill(f"recover.{key}", text, dialog)
    counter.fill("recover.source", "Mr Achebe, by mail", dialog)
    dialog.submit()
    await until(lambda: not dialog._working)
    await camera.take("35-recover-refused", dialog)
    counter.fill("recover.again", token, dialog)
    dialog.submit()
    await until(counter.window.doubts.result.isVisible)
    await until(lambda: "3 in doubt" in counter.text("status.doubts"))
    await camera.take("36-recovered", counter.window)
    counter.window.doubts.result.done.click()


async def not_issued(counter: Counter, camera: Camera) -> None:
    await counter.to_doubts(3)
    counter.click("doubts.not_issued")
    dialog = await counter.form("notissued")
    await camera.take("37-not-issued", dialog)
    counter.find("notissued.proof", QComboBox, dialog).setCurrentIndex(1)
    counter.fill("notissued.source", "The utility's list of requests of today, looked through by Mr Achebe", dialog)
    counter.fill("notissued.reference", "Ticket 4712", dialog)
    dialog.submit()
    first = await counter.form("supervisor")
    await camera.take("38-first-supervisor", first)
    for key, text in (("new_name", "Amina Yusuf"), ("new_pin", "1234"), ("new_again", "1234")):
        counter.fill(f"supervisor.{key}", text, first)
    first.submit()
    await until(lambda: not first._working)
    await camera.take("39-first-supervisor-weak-pin", first)
    for key in ("new_pin", "new_again"):
        counter.fill(f"supervisor.{key}", PIN, first)
    first.submit()
    await until(counter.window.doubts.result.isVisible)
    await camera.take("40-not-issued-settled", counter.window)
    counter.window.doubts.result.done.click()


async def lost(counter: Counter, camera: Camera) -> None:
    await counter.to_doubts(2)
    counter.click("doubts.lost")
    dialog = await counter.form("lost")
    counter.fill("lost.source", "The utility: minted, but its record was purged", dialog)
    counter.fill("lost.reference", "Ticket 4713", dialog)
    await camera.take("41-lost", dialog)
    dialog.submit()
    asked = await counter.form("supervisor")
    counter.fill("supervisor.pin", "9999", asked)
    asked.submit()
    await until(lambda: not asked._working)
    await camera.take("42-supervisor-wrong-pin", asked)
    counter.click("supervisor.another", asked)
    await camera.take("43-another-supervisor", asked)
    asked.reject()
    await until(lambda: not dialog._working)
    dialog.submit()
    asked = await counter.form("supervisor")
    counter.fill("supervisor.pin", PIN, asked)
    asked.submit()
    await until(counter.window.doubts.result.isVisible)
    await camera.take("44-lost-settled", counter.window)
    counter.window.doubts.result.done.click()


async def ended(counter: Counter, camera: Camera) -> None:
    window = counter.window
    await counter.to_doubts(1)
    counter.click("doubts.ended")
    await until(lambda: len(window.doubts.model.rows) == 3 and window.doubts.card.sale is window.doubts.model.rows[0])
    await camera.take("45-settled-doubts", window)
    window.show_page("history")
    await until(lambda: len(window.history.model.rows) == 4)
    counter.click("history.check")
    await until(lambda: "unbroken" in counter.text("history.checked"))
    for row, name in ((2, "46-history-lost"), (3, "47-history-recovered")):
        window.history.table.selectRow(row if name.endswith("recovered") else 1)
        await camera.take(name, window)


async def overridden(counter: Counter, camera: Camera) -> None:
    window = counter.window
    window.show_page("sell")
    await counter.meter(MAGIC[2])
    counter.fill("sell.amount", "20")
    window.sell.submit()
    await until(window.sell.held.isVisible)
    await camera.take("48-meter-held", window)
    counter.click("sell.override")
    asked = await counter.form("supervisor")
    counter.fill("supervisor.reason", "A hospital without power; the utility was called, ticket 4714", asked)
    counter.fill("supervisor.pin", PIN, asked)
    await camera.take("49-override", asked)
    asked.submit()
    await camera.take("50-confirm-override", await counter.asked())
    counter.confirm.reject()
    await counter.done()


async def slips(counter: Counter) -> None:
    for sale in await counter.desk.doubts.settled():
        slip = await counter.desk.make_slip(sale, operator="demo", medium="pdf")
        for number, page in enumerate(counter.desk.pictures(slip.pdf, SLIP_DPI), start=1):
            image = QImage(page.bgrx, page.width, page.height, page.width * 4, QImage.Format.Format_RGB32)
            file = OUT / f"slip-settled-{sale.state.name.lower()}-{number}.png"
            image.save(str(file))
            print(file.relative_to(ROOT))
