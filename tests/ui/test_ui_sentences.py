"""Sentences that the counter makes are said in each language as it really makes them."""

import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from vendingdesk.counter.meters import check_meter
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.errors import MeterHeld, NobodyAtTill, Refused, ShiftWanted, VendingDeskError
from vendingdesk.domain.trust import read_fingerprint
from vendingdesk.ui import languages, words

LATIN = re.compile(r"[A-Za-z]{3,}")


@pytest.fixture
def arabic(qapp: QApplication) -> Iterator[QApplication]:
    """The application in Arabic, English again afterwards."""
    languages.install(qapp, "ar")
    yield qapp
    languages.install(qapp, languages.ENGLISH)


def _refused(action: Callable[[], object]) -> VendingDeskError:
    with pytest.raises(VendingDeskError) as raised:
        action()
    return raised.value


@pytest.mark.parametrize("typed", ["", "-5", "1,50", "1,000", "ten", "1" * 40, "1.999", "0", "99999999"])
def test_what_is_wrong_with_an_amount(arabic: QApplication, typed: str) -> None:
    said = words.fault_text(_refused(lambda: DeskSetup().amount(typed)))
    assert not LATIN.search(said.replace("USD", "")), said


@pytest.mark.parametrize("typed", ["1", "0128244400032", "abc"])
def test_what_is_wrong_with_a_meter_number(arabic: QApplication, typed: str) -> None:
    said = words.said(check_meter(typed).problem)
    assert not LATIN.search(said), said


@pytest.mark.parametrize("error", [MeterHeld("7-000005"), NobodyAtTill(), ShiftWanted()])
def test_what_stops_a_sale(arabic: QApplication, error: Refused) -> None:
    said = words.fault_text(error)
    assert not LATIN.search(said), said


def test_a_fingerprint_that_is_none(arabic: QApplication) -> None:
    said = words.fault_text(_refused(lambda: read_fingerprint("12")))
    assert not LATIN.search(said.replace("SHA", "")), said
