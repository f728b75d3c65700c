"""The Settings page read: every bad input says what to do beside its field, the rest is still good for a preview."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from vendingdesk.counter.declared import DECLARED, Part
from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.counter.settings_draft import TypedCharge, read_draft, typed_values
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import Shop
from vendingdesk.counter.typed_settings import SECTIONS, on_page
from vendingdesk.domain.charges import Charge
from vendingdesk.domain.money import Currency
from vendingdesk.domain.printing import PaperName

USD = Currency("USD")
VAT, FEE = Charge("VAT", percent=Decimal("7.5")), Charge("Fee", fixed=50, included=False)
FULL = DeskSetup(
    shop=Shop("Kiosk", "Riverside", ("Road 1", "Tel 2"), "TIN", "Help", ("Thanks",), b"png", "ar", True, (VAT, FEE)),
    printing=PrintSetup(
        PaperName.ROLL_58,
        WayKind.NETWORK,
        host="10.0.0.9",
        port=9101,
        copies=2,
        at_once=True,
        cut=False,
        expire_after=timedelta(minutes=3),
    ),
)


def draft(setup: DeskSetup = FULL, charges: list[TypedCharge] | None = None, **typed: Any) -> Any:
    values = typed_values(setup) | {key.replace("__", "."): value for key, value in typed.items()}
    lines = [TypedCharge.of(each, setup.currency) for each in setup.shop.charges] if charges is None else charges
    return read_draft(values, lines, setup.shop.logo, setup)


@pytest.mark.parametrize("setup", [FULL, DeskSetup()])
def test_what_is_not_touched_is_the_same(setup: DeskSetup) -> None:
    read = draft(setup)
    assert (read.shop, read.printing, read.money, read.faults) == (setup.shop, setup.printing, setup.money, {})


def test_every_setting_with_a_caption_has_its_field() -> None:
    fields = {each.path for each in DECLARED if each.caption and each.part is not Part.CHARGE}
    general = {each.path for part in SECTIONS for each in on_page(part)}
    assert set(typed_values(FULL)) | general == fields - {"logo", "charges"}
    assert set(typed_values(FULL)) & general == set()


def test_lines_lose_their_blanks() -> None:
    read = draft(shop_lines="  Road 1 \n\n\n Tel 2\n", shop="  Kiosk ")
    assert (read.shop.lines, read.shop.name) == (("Road 1", "Tel 2"), "Kiosk")


@pytest.mark.parametrize(
    ("typed", "where", "says"),
    [
        ({"printing__port": "99999"}, "printing.port", "1 to 65535"),
        ({"printing__port": "0"}, "printing.port", "1 to 65535"),
        ({"printing__port": ""}, "printing.port", "most listen on 9100"),
        ({"printing__port": "٩١٠٠"}, "printing.port", "1 to 65535"),
        ({"printing__port": "-1"}, "printing.port", "1 to 65535"),
        ({"printing__host": " "}, "printing.host", "Type the printer’s address"),
        ({"printing__host": "10.0.0.9:9100"}, "printing.host", "the port has a field of its own"),
        ({"printing__host": "http://10.0.0.9"}, "printing.host", "the address alone"),
        ({"printing__way": "device"}, "printing.device", "such as /dev/usb/lp0"),
        ({"printing__way": "system"}, "printing.printer", "Choose a printer"),
        ({"printing__paper": "A4"}, "printing.paper", "choose 58 mm or 80 mm"),
        ({"printing__copies": "9"}, "printing.way", "1 to 3 slips"),
        ({"shop_lines": "a\nb\nc\nd\ne\nf\ng"}, "shop_lines", "At most 6 lines"),
    ],
)
def test_bad_input_says_what_to_do_beside_its_field(typed: dict[str, Any], where: str, says: str) -> None:
    read = draft(**typed)
    assert list(read.faults) == [where]
    assert says in read.faults[where]
    assert read.shop.name == "Kiosk"  # the rest is still shown


def test_a_port_matters_only_where_there_is_one() -> None:
    read = draft(printing__way="pdf", printing__port="x")
    assert (read.faults, read.printing.port) == ({}, 9101)


def test_an_address_of_the_sixth_version_is_one() -> None:
    assert draft(printing__host="fe80::1").faults == {}


def test_the_paper_is_shown_whatever_else_is_wrong() -> None:
    read = draft(printing__paper="A4", printing__host="")
    assert set(read.faults) == {"printing.paper", "printing.host"}
    assert read.printing == PrintSetup(paper=PaperName.A4)


@pytest.mark.parametrize(
    ("charge", "says"),
    [
        (TypedCharge("VAT", "abc"), "Type the percentage in digits, such as 20 or 7.5."),
        (TypedCharge("VAT", "7,5"), "Type the percentage in digits"),
        (TypedCharge("VAT", ""), "Type the percentage in digits"),
        (TypedCharge("VAT", "1e1"), "Type the percentage in digits"),
        (TypedCharge("VAT", "101"), "“VAT” is above 0 and at most 100 percent"),
        (TypedCharge("VAT", "0"), "“VAT” is above 0"),
        (TypedCharge(" ", "5"), "Name the tax or fee, or remove the line."),
        (TypedCharge("V" * 33, "5"), "A charge has a name of 1 to 32 characters."),
        (TypedCharge("Fee", "0,50", percent=False), "Use a point, not a comma: 0.50."),
        (TypedCharge("Fee", "0.505", percent=False), "Type at most 2 digits behind the point (USD)."),
        (TypedCharge("Fee", "", percent=False), "Type the amount first."),
        (TypedCharge("Fee", "99999999999", percent=False), "This amount is too large"),
    ],
)
def test_a_bad_charge_is_named_and_the_others_are_shown(charge: TypedCharge, says: str) -> None:
    read = draft(charges=[TypedCharge.of(VAT, USD), charge])
    assert list(read.faults) == ["charges.1"]
    assert read.faults["charges.1"].startswith(says)
    assert read.shop.charges == (VAT,)
