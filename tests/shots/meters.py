"""Meters as pictures: the list with a customer's card and form, a file brought in step by step, the list saved."""

from __future__ import annotations

from pathlib import Path

from shots.camera import Camera
from ui.ui_counter import LOST_AFTER, METER, Counter, until

from vendingdesk.domain.customer import Customer
from vendingdesk.domain.register import Known
from vendingdesk.sts import luhn_digit
from vendingdesk.ui.export_dialog import ExportDialog
from vendingdesk.ui.import_dialog import ImportDialog
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.undo_import_dialog import UndoImportDialog

WRONG = (
    "0128244400032;Wrong Digit;Market Road 3;",
    "1.28244E+11;Ruined, Number;Market Road 4;0803 555 0144",
    "128244400031;Lost Zero;Market Road 5;",
    "0151529923121;;Market Road 6;",
    "0128244400031;Somebody Twice;Market Road 7;2.34803E+12",
)


def _list(folder: Path) -> Path:
    new = [f"{number:012d}" for number in range(10_000, 10_240)]
    rows = [
        f"{each}{luhn_digit(each)};Customer {each[-3:]}, Ngozi;Plot {each[-3:]};0803 555 0{each[-3:]}" for each in new
    ]
    path = folder / "customers-2026.csv"
    head = "Meter number;Customer name;Address;Mobile;Ward"
    path.write_text("\n".join((head, f"{METER};Okonkwo, B.;Flat 12B;0803", *rows, *WRONG)), encoding="cp1252")
    return path


async def meters(counter: Counter, camera: Camera) -> None:
    """From the list through an import to a saved file."""
    window, desk, folder = counter.window, counter.desk, counter.slips.parent
    for amount in ("10", "10", "25"):
        await counter.sell(METER, amount)
        await counter.next_customer()
    await counter.sell(LOST_AFTER)
    await counter.next_customer()
    await counter.building.register.save(Customer(LOST_AFTER, "Adeyemi, Tunde", "7 Station Road"))
    await counter.meter(METER)
    await camera.take("90-sell-with-card", window)
    window.show_page("meters")
    page = window.meters
    await until(lambda: page.model.rows)
    counter.fill("meters.search", METER[-4:])
    await until(lambda: page.model.rows and page.model.rows[0].meter == METER)
    page.table.selectRow(0)
    await until(page.card.isVisible)
    await camera.take("91-meters-card", window)
    counter.click("meters.edit")
    await camera.take("92-meters-form", window)
    counter.fill("meters.search", "adeyemi")
    await until(lambda: page.model.rows and page.model.rows[0].meter == LOST_AFTER)
    page.table.selectRow(0)
    await until(page.card.isVisible)
    await camera.take("93-meters-doubt", window)
    counter.click("meters.edit")
    counter.click("meters.erase")
    erase = await counter.form("erase")
    await camera.take("94-erase", erase)
    erase.reject()
    tasks: TaskRegistry = counter.counter._tasks
    bringing = tasks.start(page.files.take(_list(folder)), name="shots: import")
    dialog = await counter.form("import")
    assert isinstance(dialog, ImportDialog)
    await camera.take("95-import-columns", dialog)
    dialog.ok.click()
    await until(lambda: dialog.found.isVisible() and not dialog._working)
    dialog.known.setCurrentIndex(dialog.known.findData(Known.REPLACE))
    await camera.take("96-import-found", dialog)
    dialog.ok.click()
    await until(lambda: dialog._done_step.isVisible() and not dialog._working)
    await camera.take("97-import-done", dialog)
    dialog.ok.click()
    await bringing
    undo = UndoImportDialog(desk, tasks, window, await desk.import_meters.batches(), None)
    undo.open()
    await camera.take("98-undo-import", undo)
    undo.reject()
    undo.deleteLater()
    export = ExportDialog(desk, tasks, window)
    export.open()
    await camera.take("99-export", export)
    export.reject()
    export.deleteLater()
