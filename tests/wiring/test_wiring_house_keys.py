"""The key that the demo's house has for a meter, read off its ledger."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from vendingdesk.simulator.contents import KEY_SECTIONS, management
from vendingdesk.simulator.fittings import changed, factory_fitting
from vendingdesk.simulator.house import House
from vendingdesk.simulator.ledger import FILE_NAME, Ledger, LedgerEntry
from vendingdesk.simulator.times import rfc3339
from vendingdesk.sts import MeterNumberError
from vendingdesk.wiring.house_keys import HouseKeys

METER, OTHER = "0128244400031", "0151529923121"
AT = datetime(2026, 3, 1, 8, tzinfo=UTC)


def sell_sections(ledger: Ledger, house: House, subclasses: tuple[int, ...]) -> None:
    for subclass in subclasses:
        tokens = house.mint(METER, management(subclass, Decimal(0), 1), AT, Random(1))
        body = f'{{"meterNo": "{METER}", "method": 1, "subClass": {subclass}, "value": 0, "x": "\u2028"}}'
        ledger.add(LedgerEntry(ledger.next_number, rfc3339(AT), "", "", METER, body, tokens, "", "", ""))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path)
    made.open()
    yield made
    made.close()


def test_it_is_the_key_after_the_last_key_change_that_was_completed(ledger: Ledger, tmp_path: Path) -> None:
    house, keys = House(), HouseKeys(tmp_path)
    assert keys.fitting(METER) == factory_fitting(METER)
    sell_sections(ledger, house, KEY_SECTIONS[:3])
    assert keys.fitting(METER) == factory_fitting(METER)
    sell_sections(ledger, house, KEY_SECTIONS[3:])
    assert keys.fitting(METER) == house.fitting(METER) == changed(factory_fitting(METER), 0)
    assert keys.fitting(OTHER) == factory_fitting(OTHER)


def test_a_line_that_is_not_whole_yet_is_left_alone(ledger: Ledger, tmp_path: Path) -> None:
    sell_sections(ledger, House(), KEY_SECTIONS)
    ledger.close()
    file = tmp_path / FILE_NAME
    file.write_text(content := file.read_text() + '{"number": 5, "at')
    assert HouseKeys(tmp_path).fitting(METER) == changed(factory_fitting(METER), 0)
    assert file.read_text() == content


@pytest.mark.parametrize("content", [None, b"{}\n", b"[]\n", b"\xff\n", b"x\n"])
def test_what_can_t_be_read_is_not_known(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / FILE_NAME).write_bytes(content)
    assert HouseKeys(tmp_path).fitting(METER) is None


def test_a_number_that_is_none(ledger: Ledger, tmp_path: Path) -> None:
    ledger.close()
    with pytest.raises(MeterNumberError):
        HouseKeys(tmp_path).fitting("0128244400032")
