"""Settings that change while the counter runs: kept first, then lived by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from vendingdesk.counter.money_setup import MoneySetup
from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import LARGEST_LOGO, Shop
from vendingdesk.domain.charges import Charge
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.printing import PaperName


class Book:
    def __init__(self) -> None:
        self.kept: list[tuple[Shop, PrintSetup, MoneySetup]] = []
        self.full = False

    def keep(self, *, shop: Shop, printing: PrintSetup, money: MoneySetup) -> None:
        if self.full:
            raise EnvironmentFault("The disk is full.")
        self.kept.append((shop, printing, money))


async def test_a_change_is_kept_then_counts_and_is_told() -> None:
    book, told = Book(), []
    settings = Settings(DeskSetup(till="K07"), book)
    settings.when_changed(lambda: told.append(settings.shop.name))
    await settings.change(shop=Shop("Kiosk"))
    await settings.change(printing=PrintSetup(paper=PaperName.A4))
    asked = MoneySetup(ask_tendered=True)
    await settings.change(money=asked)
    assert settings.money == asked
    assert (settings.shop, settings.printing.paper, settings.setup.till) == (Shop("Kiosk"), PaperName.A4, "K07")
    kiosk, sheet = Shop("Kiosk"), PrintSetup(paper=PaperName.A4)
    assert book.kept == [(kiosk, PrintSetup(), MoneySetup()), (kiosk, sheet, MoneySetup()), (kiosk, sheet, asked)]
    assert told == ["Kiosk", "Kiosk", "Kiosk"]


async def test_what_can_not_be_kept_does_not_count() -> None:
    book = Book()
    book.full = True
    settings = Settings(DeskSetup(), book)
    with pytest.raises(EnvironmentFault, match="full"):
        await settings.change(shop=Shop("Kiosk"))
    assert settings.shop == Shop()


async def test_the_store_says_what_it_can_not_use() -> None:
    book = Book()
    book.trouble = lambda: "The logo is gone."
    assert await Settings(DeskSetup(), book).trouble() == "The logo is gone."
    assert await Settings(DeskSetup()).trouble() == ""


async def test_without_a_store_a_change_lasts_as_long_as_the_program() -> None:
    settings = Settings(DeskSetup())
    await settings.change(shop=Shop("Kiosk"))
    assert settings.shop.name == "Kiosk"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"way": WayKind.NETWORK, "host": "10.0.0.9", "paper": PaperName.A4}, "prints on a roll"),
        ({"way": WayKind.NETWORK}, "Name the printer"),
        ({"way": WayKind.SYSTEM, "printer": " "}, "Name the printer"),
        ({"way": WayKind.DEVICE}, "Name the printer"),
        ({"way": WayKind.WINDOWS}, "Name the printer"),
        ({"port": 0}, "port"),
        ({"copies": 4}, "1 to 3"),
        ({"expire_after": timedelta(seconds=59)}, "expire"),
    ],
)
def test_a_printer_that_can_not_work_is_refused(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(EnvironmentFault, match=says):
        PrintSetup(**wrong)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"language": "xx"}, "Slips speak en, fr, ar"),
        ({"charges": (Charge("c", fixed=1),) * 7}, "at most 6"),
        ({"logo": b"x" * (LARGEST_LOGO + 1)}, "larger than 2 MB"),
    ],
)
def test_a_shop_that_no_slip_can_carry_is_refused(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(EnvironmentFault, match=says):
        Shop(**wrong)


async def test_a_folder_for_backups_counts_at_once_also_where_nothing_is_kept() -> None:
    settings = Settings(DeskSetup())
    await settings.choose_backup_folder("/media/stick")
    assert settings.setup.backup_folder == "/media/stick"
