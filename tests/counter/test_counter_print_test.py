"""The test page names the printer that it is for."""

from __future__ import annotations

import pytest

from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.counter.print_test import printer_word


@pytest.mark.parametrize(
    ("printing", "word"),
    [
        (PrintSetup(), "PDF"),
        (PrintSetup(way=WayKind.SYSTEM, printer="Counter"), "Counter"),
        (PrintSetup(way=WayKind.WINDOWS, printer="Counter"), "Counter"),
        (PrintSetup(way=WayKind.NETWORK, printer="Counter", host="10.0.0.9", port=9101), "10.0.0.9:9101"),
        (PrintSetup(way=WayKind.DEVICE, host="10.0.0.9", device="/dev/usb/lp0"), "/dev/usb/lp0"),
    ],
)
def test_the_printer_is_named_by_its_way(printing: PrintSetup, word: str) -> None:
    assert printer_word(printing) == word
