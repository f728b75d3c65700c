"""The Settings page with a person's hands on it: what is typed is shown as it will be printed, and kept or not."""

from __future__ import annotations

import asyncio
import io
import re
import resource
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from PIL import Image
from printing.receipt_printer import Machine, on_the_network
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
)
from ui.ui_counter import METER, Counter, until

from vendingdesk.counter.ports import Picture
from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.counter.samples import SampleKind
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import Shop
from vendingdesk.domain.charges import Charge
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.printing import PaperName
from vendingdesk.ui.live_preview import Newest
from vendingdesk.ui.settings_page import SettingsPage
from vendingdesk.ui.slip_view import SlipView
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.wiring.setup_file import read_setup

Open = Callable[..., Awaitable[Counter]]

NAMES = {
    "settings.shop": "Shop’s name",
    "settings.shop_lines": "Address and telephone",
    "settings.utility": "Utility",
    "settings.tax_number": "Tax number",
    "settings.help_line": "Help line",
    "settings.footer_lines": "Last lines",
    "settings.logo.choose": "Choose a logo",
    "settings.logo.remove": "Remove the logo",
    "settings.slip_language": "Language of slips",
    "settings.tenders": "Kinds of payment",
    "settings.ask_tendered": "Ask for the cash received",
    "settings.cashier_limit": "Largest amount that a cashier sells alone",
    "settings.kwh_price": "Price of a kWh",
    "settings.qr": "Print the token as a QR code too",
    "settings.copies": "Slips of a sale",
    "settings.charges.add": "Add a tax or fee",
    "settings.paper": "Paper",
    "settings.way": "How slips are printed",
    "settings.printer": "Printer",
    "settings.host": "Address",
    "settings.port": "Port",
    "settings.device": "Device file",
    "settings.at_once": "Print without being asked",
    "settings.open_drawer": "Open the cash drawer",
    "settings.cut": "Cut the paper",
    "settings.check": "Check printer",
    "settings.test": "Print test page",
    "settings.undo": "Undo changes",
    "settings.save": "Save",
    "settings.zoom": "Actual dots",
    "settings.sample": "Slip to look at",
    "settings.preview": "Preview of a slip",
}
CHARGE = {
    "name": "Name of the tax or fee",
    "number": "Percentage or sum",
    "kind": "Percent or sum",
    "included": "Included or on top",
    "remove": "Remove this tax or fee",
}

ROWS = [f"settings.charges.{row}.{key}" for row in (0, 1) for key in ("name", "remove", "number", "kind", "included")]
LAST = ["settings.check", "settings.test", "settings.undo", "settings.save"]
RIGHT = ["settings.sample", "settings.zoom", "settings.preview"]
ORDER = [name for name in NAMES if name not in (*LAST, *RIGHT)]
ORDER = [
    *ORDER[: ORDER.index("settings.charges.add")],
    *ROWS,
    *ORDER[ORDER.index("settings.charges.add") :],
    *LAST,
    *RIGHT,
]
"""From field to field with Tab, as the eye goes."""


@pytest.fixture
async def page(desk: Counter) -> AsyncIterator[SettingsPage]:
    """The page in front, with its first preview."""
    desk.press(Qt.Key.Key_F10)
    made = desk.window.settings
    await until(lambda: made.built and made.view.images and not made._preview.busy)
    yield made
    await until(lambda: not made._preview.busy)


def choose(desk: Counter, name: str, data: object) -> None:
    """Choose in a box with the keyboard."""
    box = desk.find(name, QComboBox)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(box.findData(data)):
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.currentData() == data


def dots(picture: Picture) -> QImage:
    return QImage(picture.bgrx, picture.width, picture.height, QImage.Format.Format_RGB32)


def fault(desk: Counter, name: str) -> str:
    said = desk.find(f"{name}.fault", QLabel)
    return "" if said.isHidden() else said.text()


async def saved(desk: Counter, page: SettingsPage) -> str:
    """Press Save and wait for its word."""
    desk.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: not page._saving and page.message.text())
    return page.message.text()


def kept(desk: Counter) -> str:
    return (desk.slips.parent / "desk.toml").read_text("utf-8")


async def test_nothing_of_it_is_made_before_it_is_shown(desk: Counter) -> None:
    assert not desk.window.settings.findChildren(QLabel)
    desk.find("nav.settings")


async def test_every_control_has_its_name_a_buddy_and_room_for_a_finger(desk: Counter, page: SettingsPage) -> None:
    desk.click("settings.charges.add")
    names = NAMES | {f"settings.charges.0.{key}": spoken for key, spoken in CHARGE.items()}
    buddies = {label.buddy() for label in page.findChildren(QLabel)}
    for way in set(WayKind) - {WayKind.WINDOWS}:
        page._form.fields["printing.way"].show_value(str(way))
        page._form.show_way()
        for name, spoken in names.items():
            control = desk.find(name)
            assert control.accessibleName() == spoken, name
            if control.isVisible():
                assert control.height() >= 48, name
            if isinstance(control, (QComboBox, QPlainTextEdit)) and "charges" not in name:
                assert control in buddies, name
    for kind in (QLineEdit, QPushButton, QComboBox, QCheckBox, QPlainTextEdit, SlipView):
        for each in page.findChildren(kind):
            assert each.accessibleName(), each
    page._form.charges._rows[0].remove.click()


async def test_what_is_typed_is_shown_saved_and_printed(desk: Counter, page: SettingsPage) -> None:
    assert not desk.find("settings.save").isEnabled()
    desk.fill("settings.shop", "Quay Kiosk")
    desk.find("settings.shop_lines").setFocus()
    desk.type("12 Harbour Road")
    desk.fill("settings.tax_number", "TIN 7")
    choose(desk, "settings.paper", "58mm")
    assert desk.find("settings.save").isEnabled()
    assert desk.find("nav.settings").accessibleDescription() == "Changes are not saved yet"
    assert "Saved" in await saved(desk, page)
    setup = desk.desk.setup
    assert (setup.shop.name, setup.shop.lines) == ("Quay Kiosk", ("12 Harbour Road",))
    assert (setup.shop.tax_number, setup.printing.paper) == ("TIN 7", PaperName.ROLL_58)
    assert read_setup(desk.slips.parent / "desk.toml").setup() == replace(setup, backup_reminder=True)
    assert not desk.find("settings.save").isEnabled()
    assert desk.find("nav.settings").accessibleDescription() == ""
    await until(lambda: not page._preview.busy)
    (shown,) = page.view.images
    (drawn,) = (await desk.desk.preview.sample(SampleKind.SALE, setup)).pages
    assert shown == dots(drawn)
    desk.press(Qt.Key.Key_F2)
    await desk.sell(METER)
    sale = desk.window.sell.result.sale
    slip = await desk.desk.make_slip(sale, operator="demo", medium="pdf")
    assert desk.desk.pictures(slip.pdf, 72)[0].width < 72 * 60 / 25.4  # on the narrow roll
    await desk.next_customer()


async def test_the_preview_follows_the_fingers(desk: Counter, page: SettingsPage) -> None:
    before = page.view.images
    began = asyncio.get_running_loop().time()
    desk.fill("settings.shop", "A")
    await until(lambda: page.view.images is not before and not page._preview.busy)
    assert asyncio.get_running_loop().time() - began < 2  # 0.3 s with room for a busy machine
    assert page.view.images != before


async def test_zoom_shows_dot_for_dot(desk: Counter, page: SettingsPage) -> None:
    choose(desk, "settings.paper", "A4")
    await until(lambda: not page._preview.busy and page.view.images[0].width() > 800)
    assert page.view.widget().width() <= page.view.viewport().width()
    desk.click("settings.zoom")
    assert page.view.widget().size() == page.view.images[0].size()
    desk.click("settings.zoom")
    assert page.view.widget().width() <= page.view.viewport().width()
    desk.click("settings.undo")


async def test_every_kind_of_slip_can_be_looked_at(desk: Counter, page: SettingsPage) -> None:
    box = desk.find("settings.sample", QComboBox)
    assert {box.itemData(row) for row in range(box.count())} == set(SampleKind)
    seen = []
    for paper in ("58mm", "A4"):
        choose(desk, "settings.paper", paper)
        for kind in SampleKind:
            choose(desk, "settings.sample", kind)
            await until(lambda: not page._preview.busy)
            assert page.message.text() == ""
            seen.append(page.view.images[0])
    assert all(one != other for at, one in enumerate(seen) for other in seen[:at])
    desk.click("settings.undo")


async def test_undo_brings_back_what_is_kept(desk: Counter, page: SettingsPage) -> None:
    desk.fill("settings.shop", "X")
    desk.click("settings.charges.add")
    choose(desk, "settings.way", "network")
    page._scrolled.ensureWidgetVisible(desk.find("settings.qr"))
    desk.click("settings.qr")
    desk.click("settings.undo")
    assert desk.text("settings.shop") == ""
    assert not desk.find("settings.qr", QCheckBox).isChecked()
    assert desk.find("settings.host").isHidden() or not desk.find("settings.host").isVisible()
    assert page._form.draft().shop == desk.desk.setup.shop
    assert not desk.find("settings.save").isEnabled()


async def test_leaving_keeps_what_is_typed_and_marks_the_entry(desk: Counter, page: SettingsPage) -> None:
    desk.fill("settings.shop", "Half done")
    desk.press(Qt.Key.Key_F2)
    assert desk.text("nav.settings") == "Settings ●"
    assert desk.desk.setup.shop == Shop()
    desk.press(Qt.Key.Key_F10)
    assert desk.text("settings.shop") == "Half done"
    desk.click("settings.undo")
    assert desk.text("nav.settings") == "Settings"


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("settings.port", "99999", "1 to 65535"),
        ("settings.port", "nine", "most listen on 9100"),
        ("settings.host", "10.0.0.9:9100", "a field of its own"),
    ],
)
async def test_bad_input_says_what_to_do_beside_its_field(
    desk: Counter, page: SettingsPage, name: str, typed: str, says: str
) -> None:
    choose(desk, "settings.way", "network")
    desk.fill("settings.host", "10.0.0.9")
    assert fault(desk, name) == ""
    desk.fill(name, typed)
    assert says in fault(desk, name)
    desk.fill("settings.shop", "X")
    desk.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "Mend what stands in red" in page.message.text()
    assert QApplication.focusWidget() is desk.find(name)
    assert not (desk.slips.parent / "desk.toml").exists()
    desk.click("settings.undo")


async def test_a_sheet_in_a_roll_printer_offers_a_roll(desk: Counter, page: SettingsPage) -> None:
    choose(desk, "settings.paper", "A4")
    choose(desk, "settings.way", "network")
    desk.fill("settings.host", "10.0.0.9")
    assert "prints on a roll" in fault(desk, "settings.paper")
    assert desk.text("settings.paper.mend") == "Use 80 mm roll"
    page._scrolled.ensureWidgetVisible(desk.find("settings.paper.mend"))
    desk.click("settings.paper.mend")
    assert desk.find("settings.paper", QComboBox).currentData() == "80mm"
    assert fault(desk, "settings.paper") == ""
    assert QApplication.focusWidget() is desk.find("settings.paper")
    assert "Saved" in await saved(desk, page)
    assert desk.desk.setup.printing.way is WayKind.NETWORK


async def test_taxes_and_fees_are_a_list(desk: Counter, page: SettingsPage) -> None:
    for at, (name, number) in enumerate((("VAT", "abc"), ("Fee", "0.50"))):
        desk.click("settings.charges.add")
        assert QApplication.focusWidget() is desk.find(f"settings.charges.{at}.name")
        desk.fill(f"settings.charges.{at}.name", name)
        desk.fill(f"settings.charges.{at}.number", number)
    choose(desk, "settings.charges.1.kind", False)
    choose(desk, "settings.charges.1.included", False)
    assert "such as 20 or 7.5" in fault(desk, "settings.charges.0")
    assert "red" in await saved(desk, page)
    assert QApplication.focusWidget() is desk.find("settings.charges.0.number")
    desk.fill("settings.charges.0.number", "7.5")
    assert "Saved" in await saved(desk, page)
    vat, fee = Charge("VAT", percent=Decimal("7.5")), Charge("Fee", fixed=50, included=False)
    assert desk.desk.setup.shop.charges == (vat, fee)
    page._scrolled.ensureWidgetVisible(desk.find("settings.charges.0.remove"))
    desk.click("settings.charges.0.remove")
    assert desk.text("settings.charges.0.name") == "Fee"
    assert "Saved" in await saved(desk, page)
    assert desk.desk.setup.shop.charges == (fee,)
    for _ in range(5):
        page._form.charges.add.click()
    assert not desk.find("settings.charges.add").isEnabled()
    desk.click("settings.undo")
    assert desk.find("settings.charges.add").isEnabled()


def png(colour: str = "black") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 32), colour).save(file, "PNG")
    return file.getvalue()


async def test_a_logo_is_looked_at_shown_and_kept(desk: Counter, page: SettingsPage, tmp_path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "good.png").write_bytes(png())
    (folder / "broken.png").write_bytes(b"\x89PNG not at all")
    (folder / "huge.png").write_bytes(b"x" * (2 * 1024 * 1024 + 1))
    logo = page._form.logo
    for name, says in (
        ("broken.png", "can’t be read"),
        ("huge.png", "larger than 2 MB"),
        ("none.png", "No such file"),
    ):
        await logo.take(folder / name)
        assert says in logo.said.text()
        assert logo.picture == b""
    before = page.view.images[0].height()
    await logo.take(folder / "good.png")
    assert "black and white" in logo.said.text()
    await until(lambda: not page._preview.busy and page.view.images[0].height() > before)
    assert "Saved" in await saved(desk, page)
    assert (desk.slips.parent / "logo.png").read_bytes() == png()
    assert desk.desk.setup.shop.logo == png()
    page._scrolled.ensureWidgetVisible(logo.remove)
    desk.click("settings.logo.remove")
    assert "Saved" in await saved(desk, page)
    assert "logo" not in (desk.slips.parent / "desk.toml").read_text("utf-8")
    assert (desk.slips.parent / "logo.png").read_bytes() == png()  # the setting goes, never a picture


@pytest.mark.parametrize(
    ("picture", "says"), [(None, "gone.png can't be read"), (b"junk", "can’t be read as a picture")]
)
async def test_a_logo_that_was_kept_and_can_not_be_used_is_told(
    desk: Counter, picture: bytes | None, says: str
) -> None:
    (desk.slips.parent / "desk.toml").write_text('logo = "gone.png"\n', "utf-8")
    if picture is not None:
        (desk.slips.parent / "gone.png").write_bytes(picture)
    desk.press(Qt.Key.Key_F10)
    page = desk.window.settings
    await until(lambda: page.built and says in page._form.logo.said.text())
    await until(lambda: page.view.images and not page._preview.busy)


async def test_the_file_chooser_is_left_again(desk: Counter, page: SettingsPage) -> None:
    page._scrolled.ensureWidgetVisible(desk.find("settings.logo.choose"))
    desk.click("settings.logo.choose")
    await until(lambda: [each for each in page.findChildren(QFileDialog) if each.isVisible()])
    (dialog,) = page.findChildren(QFileDialog)
    await desk.active(dialog)
    assert dialog.screen().availableGeometry().contains(dialog.geometry())
    dialog.reject()
    await until(lambda: desk.find("settings.logo.choose").isEnabled())


async def test_on_a_full_disk_nothing_changes_and_nothing_typed_is_lost(desk: Counter, page: SettingsPage) -> None:
    desk.fill("settings.shop", "Quay Kiosk")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8, before[1]))
    try:
        said = await saved(desk, page)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "could not be saved" in said
    assert "Free some space" in said
    assert desk.desk.setup.shop.name == ""
    assert desk.text("settings.shop") == "Quay Kiosk"
    assert desk.find("settings.save").isEnabled()
    assert "Saved" in await saved(desk, page)
    assert 'shop = "Quay Kiosk"' in kept(desk)


async def test_what_somebody_broke_in_the_file_is_named(desk: Counter, page: SettingsPage) -> None:
    (desk.slips.parent / "desk.toml").write_text("till =", "utf-8")
    desk.fill("settings.shop", "X")
    assert "desk.toml can't be read" in await saved(desk, page)
    assert kept(desk) == "till ="
    desk.click("settings.undo")


async def test_it_fits_a_small_screen(desk: Counter, page: SettingsPage) -> None:
    desk.window.resize(QSize(1000, 560))
    choose(desk, "settings.way", "network")
    desk.click("settings.charges.add")
    await asyncio.sleep(0)
    assert desk.window.size() == QSize(1000, 560)
    assert page._form.width() <= page._scrolled.viewport().width()
    assert page.view.viewport().width() >= 300
    for name in ("settings.save", "settings.undo", "settings.zoom", "settings.preview"):
        control = desk.find(name)
        assert desk.window.rect().contains(control.mapTo(desk.window, control.rect().bottomRight())), name
    desk.click("settings.undo")


async def test_the_keyboard_reaches_everything(desk: Counter, page: SettingsPage) -> None:
    choose(desk, "settings.way", "network")
    desk.click("settings.charges.add")
    desk.click("settings.charges.add")
    desk.find("settings.shop").setFocus()
    reached = []
    for _ in range(60):
        here = QApplication.focusWidget()
        reached.append(here.objectName())
        QTest.keyClick(here, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is desk.find("settings.shop"):
            break
    wanted = [name for name in ORDER if desk.find(name).isVisible() and desk.find(name).isEnabled()]
    assert reached[: len(wanted)] == wanted
    assert {name for name in NAMES if desk.find(name).isVisible() and desk.find(name).isEnabled()} <= set(wanted)
    desk.click("settings.undo")


def lines(page: SettingsPage) -> str:
    """What a check says right now."""
    return " ".join(each.text() for each in page.findChildren(QLabel, "settings.found") if each.isVisible())


async def found(desk: Counter, page: SettingsPage) -> str:
    """Press Check and wait for its lines."""
    page._scrolled.ensureWidgetVisible(desk.find("settings.check"))
    desk.click("settings.check")
    assert "Looking" in " ".join(each.text() for each in page.findChildren(QLabel, "settings.found"))
    assert not desk.find("settings.check").isEnabled()
    await until(lambda: desk.find("settings.check").isEnabled() and lines(page))
    return lines(page)


async def test_a_printer_in_the_network_is_checked(desk: Counter, page: SettingsPage) -> None:
    choose(desk, "settings.way", "network")
    assert "Mend what stands in red" in await found(desk, page)
    desk.fill("settings.host", "127.0.0.1")
    with on_the_network(Machine()) as machine:
        desk.fill("settings.port", str(machine.port))
        assert "✓ The printer 127.0.0.1" in await found(desk, page)
    desk.fill("settings.host", "127.0.0.1")
    assert lines(page) == ""
    assert "✗ The printer 127.0.0.1" in await found(desk, page)
    desk.click("settings.undo")


async def test_slips_as_pdf_are_checked_too(desk: Counter, page: SettingsPage) -> None:
    assert f"✓ Slips are saved as PDF in {desk.slips}" in await found(desk, page)


async def test_without_printers_the_box_says_so(desk: Counter, page: SettingsPage) -> None:
    choose(desk, "settings.way", "system")
    box = desk.find("settings.printer", QComboBox)
    known = await desk.desk.check_printer.printers()
    await until(lambda: box.itemText(0) != "Looking…")
    assert [box.itemData(row) for row in range(1, box.count())] == list(known)
    assert box.itemText(0) == ("Choose…" if known else "This computer has no printer")
    assert fault(desk, "settings.printer") == "Choose a printer."
    desk.click("settings.undo")


async def test_a_printer_that_is_set_stands_there_before_the_system_is_asked(open_counter: Open) -> None:
    printing = PrintSetup(way=WayKind.SYSTEM, printer="Counter 1")
    desk = await open_counter(setup=DeskSetup(printing=printing))
    desk.press(Qt.Key.Key_F10)
    made = desk.window.settings
    await until(lambda: made.built)
    box = desk.find("settings.printer", QComboBox)
    assert box.currentData() == "Counter 1"
    await until(lambda: "not there now" in box.currentText())
    assert made._form.draft().printing == printing
    assert not desk.find("settings.save").isEnabled()
    await until(lambda: made.view.images and not made._preview.busy)


async def test_what_can_not_be_drawn_is_said(desk: Counter, page: SettingsPage) -> None:
    def gone(pdf: bytes, paper: PaperName) -> Sequence[Picture]:
        raise EnvironmentFault("The disk is full.")

    desk.desk.preview._pictures = gone
    desk.fill("settings.shop", "X")
    await until(lambda: page.message.text() == "The disk is full.")
    desk.click("settings.undo")


async def test_the_wheel_changes_no_choice(desk: Counter, page: SettingsPage) -> None:
    box = desk.find("settings.paper", QComboBox)
    before = box.currentIndex()
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent

    turned = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, turned)
    assert box.currentIndex() == before


async def test_a_script_without_a_font_is_told(desk: Counter, page: SettingsPage) -> None:
    said = desk.find("settings.scripts", QLabel)
    assert not said.isVisible()
    desk.fill("settings.shop", "\U00012000")  # Cuneiform, of which nobody sells electricity
    await until(said.isVisible)
    assert re.fullmatch(
        r"No font of this machine has (.+)\. Install one and .*until then slips show \[\1\]\.", said.text()
    )
    desk.click("settings.undo")
    await until(lambda: not said.isVisible())


async def test_a_slow_preview_holds_nothing_up(desk: Counter, page: SettingsPage) -> None:
    """While one is drawn the page takes letters, another is shown and sold from, and the newest is drawn at last."""
    door, drawn = threading.Event(), []
    pictures = desk.desk.preview._pictures

    def held(pdf: bytes, paper: PaperName) -> Sequence[Picture]:
        drawn.append(paper)
        door.wait(20)
        return pictures(pdf, paper)

    desk.desk.preview._pictures = held
    try:
        desk.fill("settings.shop", "Quay")
        await until(lambda: drawn)
        desk.fill("settings.shop", "Quay Kiosk")
        choose(desk, "settings.paper", "58mm")
        desk.press(Qt.Key.Key_F2)
        assert await desk.sell(METER) == "ISSUED"
        await desk.next_customer()
        assert drawn == [PaperName.ROLL_80]
    finally:
        door.set()
    await until(lambda: not page._preview.busy)
    assert drawn == [PaperName.ROLL_80, PaperName.ROLL_58]
    (shown,) = page.view.images
    draft = page._form.draft()
    setup = replace(desk.desk.setup, shop=draft.shop, printing=draft.printing)
    (wanted,) = (await desk.desk.preview.sample(SampleKind.SALE, setup)).pages
    assert shown.size() == dots(wanted).size()


async def test_the_newest_wish_is_made_and_never_two_at_once() -> None:
    tasks = TaskRegistry(lambda name, error: pytest.fail(f"{name}: {error}"))
    doors: dict[int, asyncio.Event] = {wish: asyncio.Event() for wish in range(1, 6)}
    begun: list[int] = []
    shown: list[int] = []
    failed: list[str] = []

    async def make(wish: int) -> int:
        begun.append(wish)
        await doors[wish].wait()
        if wish == 4:
            raise EnvironmentFault("no")
        return wish

    newest: Newest[int, int] = Newest(
        tasks, make, shown.append, lambda e: failed.append(str(e)), name="n", owner=None
    )
    newest.ask(1)
    await until(lambda: begun == [1])
    newest.ask(2)
    newest.ask(3)
    doors[1].set()
    await until(lambda: begun == [1, 3])
    assert shown == [1]
    newest.ask(4)
    doors[3].set()
    doors[4].set()
    await until(lambda: not newest.busy)
    assert (shown, failed) == ([1, 3], ["no"])
    doors[5].set()
    newest.ask(5)
    await until(lambda: not newest.busy)
    assert shown == [1, 3, 5]
    await tasks.close()
