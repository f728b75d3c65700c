"""Pictures of a key change: the whole way, and where it stops."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from shots.camera import OUT, ROOT, SLIP_DPI, Camera
from ui.ui_counter import MANAGE, METER, Counter, until
from ui.ui_gate import Gate
from ui.ui_waiting import OTHER, THIRD

from vendingdesk.counter.print_setup import PrintSetup
from vendingdesk.domain.printing import PaperName


async def _begin(counter: Counter, meter: str) -> None:
    counter.window.show_page("tokens")
    await counter.meter(meter, "tokens")
    counter.choose(3)
    counter.fill("tokens.reason", "New supply group code, letter of the utility of 3 November")


async def key_change(counter: Counter, camera: Camera, gate: Gate) -> None:
    """Issued, refused on the way, in doubt; the meter looked up again, the rest, history, slips."""
    window = counter.window
    page = window.tokens
    await _begin(counter, METER)
    await camera.take("50-key-change", window)
    counter.click("tokens.issue")
    await camera.take("51-key-change-confirm", await counter.asked())
    await counter.agree()
    for part in (1, 2, 3, 4):
        await until(lambda: gate.held)
        if part == 3:
            await camera.take("52-key-change-section-3", window)
        gate.let_go()
    await counter.done("tokens")
    await camera.take("53-key-change-issued", window)
    page.result.next.click()
    ledger = counter.server.ledger
    for meter, fault, name in ((OTHER, "no-permission", "refused"), (THIRD, "lost-after", "doubt")):
        await _begin(counter, meter)
        counter.click("tokens.issue")
        await counter.agree()
        done = ledger.next_number
        for part in (1, 2, 3):
            await until(lambda: gate.held)
            if part == 2:
                await until(lambda done=done: ledger.next_number == done + 2)
                counter.server.faults.arm(fault, MANAGE)
            gate.let_go()
        await counter.done("tokens")
        await camera.take(f"54-key-change-{name}", window)
        page.result.next.click()
        await until(page.form.isVisible)
        await counter.meter(meter, "tokens")
        await camera.take(f"55-key-change-{name}-looked-up", window)
    await counter.meter(OTHER, "tokens")
    counter.choose(3)
    counter.fill("tokens.reason", "Another one")
    counter.click("tokens.issue")
    dialog = await counter.asked()
    await camera.take("56-key-change-in-place-of-another", dialog)
    dialog.reject()
    await counter.done("tokens")
    counter.click("tokens.edit.rest")
    dialog = await counter.asked()
    await camera.take("57-key-change-rest", dialog)
    dialog.reject()
    await counter.done("tokens")
    await counter.active(window)
    counter.press(Qt.Key.Key_F5)
    history = window.history
    await until(lambda: history.isVisible() and len(history.model.rows) == 10)
    for row, name in ((9, "whole"), (5, "part")):
        history.table.selectRow(row)
        await until(history.detail._set.isVisible)
        await camera.take(f"58-key-change-history-{name}", window)
    counter.window.show_page("sell")
    await counter.meter(OTHER)
    await camera.take("59-key-change-sell", window)
    if camera.run == "light-wide":
        await _slips(counter)


async def _slips(counter: Counter) -> None:
    first = await counter.desk.history.sale("K01-000001")
    for paper in (PaperName.ROLL_58, PaperName.ROLL_80, PaperName.A4):
        name = paper.lower()
        await counter.desk.settings.change(printing=PrintSetup(paper=paper))
        slip = await counter.desk.make_slip(first, operator="demo", medium="pdf")
        for number, page in enumerate(counter.desk.pictures(slip.pdf, SLIP_DPI), start=1):
            image = QImage(page.bgrx, page.width, page.height, page.width * 4, QImage.Format.Format_RGB32)
            file = OUT / f"slip-key-change-{name}-{number}.png"
            image.save(str(file))
            print(file.relative_to(ROOT))
