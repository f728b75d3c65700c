"""The Settings page as pictures: each section, what is wrong beside its field, a printer checked, a saved page."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw
from printing.receipt_printer import Machine, on_the_network
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from shots.camera import Camera
from ui.ui_counter import LOST_AFTER, METER, Counter, until

from vendingdesk.counter.samples import SampleKind
from vendingdesk.ui.slip_preview import SlipPreview


def logo() -> bytes:
    """A sign for a kiosk: a lamp."""
    image = Image.new("L", (320, 160), 255)
    pen = ImageDraw.Draw(image)
    pen.ellipse((110, 10, 210, 110), fill=0)
    pen.rectangle((140, 105, 180, 150), fill=0)
    for x in (20, 60, 240, 280):
        pen.line((160, 60, x, 20 + x // 4), fill=90, width=6)
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _choose(counter: Counter, name: str, data: object) -> None:
    box = counter.find(name, QComboBox)
    box.setCurrentIndex(box.findData(data))


async def settings(counter: Counter, camera: Camera) -> None:
    """From the empty page to a shop with its own slips and a printer."""
    window = counter.window
    counter.press(Qt.Key.Key_F10)
    page = window.settings
    await until(lambda: page.built and page.view.images and not page._preview.busy)
    await camera.take("70-settings", window)
    page._form.fields["shop_lines"].control.setPlainText("12 Harbour Road\nTel. 0800 555 010")
    counter.fill("settings.tax_number", "TIN 12-345")
    page._form.logo.show_picture(logo())
    page._form.logo.edited.emit()
    for at, (name, number) in enumerate((("VAT", "abc"), ("Service", "0.50"))):
        page._form.charges.add.click()
        counter.find(f"settings.charges.{at}.name").setText(name)
        counter.find(f"settings.charges.{at}.number").setText(number)
    _choose(counter, "settings.charges.1.kind", False)
    _choose(counter, "settings.charges.1.included", False)
    page.save.click()
    await until(lambda: not page._preview.busy)
    await camera.take("71-settings-charges", window)
    counter.find("settings.charges.0.number").setText("18")
    _choose(counter, "settings.paper", "A4")
    _choose(counter, "settings.way", "network")
    counter.find("settings.host").setText("127.0.0.1")
    _choose(counter, "settings.sample", SampleKind.Z_REPORT)
    page.save.click()
    await until(lambda: not page._preview.busy)
    await camera.take("72-settings-sheet-in-a-roll-printer", window)
    counter.find("settings.paper.mend").click()
    _choose(counter, "settings.sample", SampleKind.COPY)
    with on_the_network(Machine()) as machine:
        counter.find("settings.port").setText(str(machine.port))
        counter.find("settings.check").click()
        await until(counter.find("settings.check").isEnabled)
    page._scrolled.ensureWidgetVisible(page._form.panel)
    page.save.click()
    await until(lambda: not page._saving and not page._preview.busy)
    page._scrolled.ensureWidgetVisible(page._form.panel)
    await camera.take("73-settings-saved", window)
    _choose(counter, "settings.slip_language", "ar")
    page.zoom.click()
    await until(lambda: not page._preview.busy)
    page._scrolled.ensureWidgetVisible(page._form.logo)
    await camera.take("74-settings-arabic-dot-for-dot", window)
    page.undo.click()
    await _looked_at(counter, camera)


async def _looked_at(counter: Counter, camera: Camera) -> None:
    """Where a slip is looked at before it is made: a result, the history, a doubt; and the slip itself."""
    window = counter.window
    window.show_page("sell")
    await counter.sell(METER)
    await counter.active(window)
    counter.click("result.preview", window.sell)
    await until(lambda: [each for each in window.findChildren(SlipPreview) if each.isVisible()])
    (dialog,) = window.findChildren(SlipPreview)
    await camera.take("75-slip-preview", dialog)
    dialog.reject()
    await camera.take("76-result-with-preview", window)
    await counter.next_customer()
    await counter.sell(LOST_AFTER)
    await counter.next_customer()
    await counter.to_doubts()
    await camera.take("77-doubt-with-preview", window)
    window.show_page("history")
    await until(lambda: len(window.history.model.rows) == 2)
    window.history.table.selectRow(1)
    await camera.take("78-history-with-preview", window)
