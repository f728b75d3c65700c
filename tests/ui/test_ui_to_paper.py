"""From a press in the window to the paper in the hand: what the printer put down is what stands on the screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from printing.own_cups import OwnCups
from printing.receipt_printer import Machine, on_the_network
from pypdf import PdfReader
from PySide6.QtCore import Qt
from ui.ui_counter import METER, Counter, until
from ui.ui_printing import network, said, sold

from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import Shop
from vendingdesk.domain.printing import PaperName

Open = Callable[..., Awaitable[Counter]]
MM = 72 / 25.4


def on_screen(desk: Counter) -> str:
    """The digits that the window shows."""
    return "".join(desk.text("result.token").split())


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("paper", [PaperName.ROLL_58, PaperName.ROLL_80])
async def test_a_receipt_printer_gives_the_token_of_the_screen(
    open_counter: Open, paper: PaperName, language: str
) -> None:
    with on_the_network(Machine()) as machine:
        printing = network(machine, paper=paper)
        desk = await open_counter(setup=DeskSetup(printing=printing, shop=Shop("Kiosk", qr=True, language=language)))
        await sold(desk)
        token = on_screen(desk)
        desk.press(Qt.Key.Key_F9)
        await said(desk, "Printed.")
        codes = {code.format.name: code.text for code in zxingcpp.read_barcodes(machine.tape.picture())}
        assert codes == {"Code128": "K01-000001", "QRCode": token}
        assert machine.tape.marks[-1] == "cut"
        assert on_screen(desk) == token


@pytest.mark.parametrize(("paper", "width"), [(PaperName.ROLL_58, 58), (PaperName.ROLL_80, 80), (PaperName.A4, 210)])
async def test_a_printer_of_the_system_gives_the_token_of_the_screen(
    open_counter: Open,
    cups: OwnCups,
    paper: PaperName,
    width: int,
) -> None:
    before = set(cups.paper.iterdir())
    printing = PrintSetup(way=WayKind.SYSTEM, printer="Roll", paper=paper)
    desk = await open_counter(setup=DeskSetup(printing=printing, shop=Shop("Kiosk")))
    await sold(desk)
    desk.press(Qt.Key.Key_F9)
    await said(desk, "Printed.")
    out: list[Path] = []

    def there() -> bool:
        out[:] = [file for file in cups.paper.iterdir() if file not in before and file.suffix == ".pdf"]
        return bool(out)

    await until(there)
    [page] = PdfReader(BytesIO(out[0].read_bytes())).pages
    text = page.extract_text()
    assert on_screen(desk) in "".join(text.split())
    assert " ".join((METER[:4], METER[4:8], METER[8:12], METER[12:])) in text
    assert float(page.mediabox.width) == pytest.approx(width * MM, abs=1)
