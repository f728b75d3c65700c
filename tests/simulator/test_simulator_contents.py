"""What the house's tokens say: management of every kind, and what the faults make of them."""

from __future__ import annotations

from typing import Any

import pytest
from simulator.house_meter import FactoryMeter

from vendingdesk.simulator.magic import MAGIC_METERS

METER = "0128244400031"
MAGIC = {magic.name: magic.number for magic in MAGIC_METERS}


def form(response: Any) -> str:
    answer = response.json()
    assert answer["code"] == 200, answer
    return str(answer["data"]["form"])


# Faults


def test_several_tokens_share_what_was_bought_and_both_are_good(till: Any) -> None:
    number = MAGIC["several-tokens"]
    meter = FactoryMeter(number)
    tokens = form(till.charge(number, 0.1)).split(",")  # 0.5 kWh
    amounts = [meter.enter(token).amount_field for token in tokens]
    assert amounts == [3, 2]
    assert till.server.ledger.entries[-1].kwh == "0.5"
    for token in form(till.charge(number, 0.01)).split(","):
        assert meter.enter(token).amount_field == 1
    assert till.server.ledger.entries[-1].kwh == "0.2"


@pytest.mark.parametrize("subclass", [0, 1, 2, 5, 6, 7, 10, 11])
def test_several_management_tokens_are_all_good(till: Any, subclass: int) -> None:
    number = MAGIC["several-tokens"]
    meter = FactoryMeter(number)
    tokens = form(till.manage(subclass, 0, number)).split(",")
    assert [meter.enter(token).subclass for token in tokens] == [subclass] * 2


def test_the_wrong_class_is_harmless_and_opens(till: Any) -> None:
    meter = FactoryMeter(MAGIC["wrong-class"])
    read = meter.enter(form(till.charge(meter.fitting.meter_number)))
    assert (read.token_class, read.subclass, read.amount_field) == (2, 5, 0)
    assert till.server.ledger.entries[-1].kwh == ""
    for subclass in (0, 3):
        read = meter.enter(form(till.manage(subclass, 7, meter.fitting.meter_number)))
        assert (read.token_class, read.subclass, read.amount_field) == (0, 0, 1)
        assert till.server.ledger.entries[-1].kwh == "0.1"


def test_a_token_that_was_lost_on_its_way_is_good(till: Any) -> None:
    number = MAGIC["no-form"]
    assert form(till.charge(number)) == ""
    meter = FactoryMeter(number)
    meter.enter(till.minted()[-1])
    assert meter.kwh == 50


# Management


@pytest.mark.parametrize(
    ("subclass", "value", "field", "said"),
    [
        (0, 1000, 1000, "1000.00"),
        (0, 16383, 16383, "16383.00"),
        (0, 20000, 0x4000 + 362, "20004.00"),
        (0, 18_201_624, 0xFFFF, "18201624.00"),
        (1, 0, 0xFFFF, "0.00"),
        (2, 0, 0, "0.00"),
        (2, 65535, 65535, "65535.00"),
        (5, 0, 0, "0.00"),
        (6, 10, 10, "10.00"),
        (7, 12, 12, "12.00"),
        (10, 257, 257, "257.00"),
        (11, 65535, 65535, "65535.00"),
    ],
)
def test_management_tokens_say_what_was_asked(till: Any, subclass: int, value: int, field: int, said: str) -> None:
    data = till.manage(subclass, value).json()["data"]
    read = FactoryMeter(METER).enter(data["form"])
    assert (read.token_class, read.subclass, read.amount_field, data["value"]) == (2, subclass, field, said)


@pytest.mark.parametrize(
    ("subclass", "value"),
    [
        (0, 18_201_625),
        (0, 10**10),
        (0, 0.5),
        (6, 99_999_999),
        (2, 65536),
        (2, 1.5),
        (3, 100),
        (4, 0.5),
        (7, 65536),
        (10, 70000),
        (11, 70000),
    ],
)
def test_a_value_that_the_field_can_not_hold_is_refused_by_the_handler(
    shared_till: Any, subclass: int, value: Any
) -> None:
    minted, entries = shared_till.minted(), len(shared_till.server.ledger.entries)
    answer = shared_till.manage(subclass, value).json()
    assert (answer["code"], answer["status"], answer["data"]) == (500, "error", None)
    assert "Get Parameter Fail，\r\n ErrorInformation value" in answer["msg"]
    assert shared_till.minted() == minted
    assert len(shared_till.server.ledger.entries) == entries + 1
