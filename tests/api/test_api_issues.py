"""An issued token: every form the contract allows, and what is worth a second look."""

import json
from decimal import Decimal

import pytest
from api.api_peers import CREDIT_TOKEN, MANAGEMENT_TOKEN, METER, USD, answer, credit, kwh, management

from vendingdesk.api.verdicts import read_vend
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Money
from vendingdesk.domain.outcome import Issued, TokenWarning
from vendingdesk.domain.sale import Order

SEVERAL, WRONG_CLASS = TokenWarning.SEVERAL, TokenWarning.WRONG_CLASS
OTHER_METER, OTHER_VALUE = TokenWarning.OTHER_METER, TokenWarning.OTHER_VALUE
UNREADABLE_VALUE = TokenWarning.UNREADABLE_VALUE


def issued(order: Order, data: dict[str, object] | str, code: object = 200) -> Issued:
    body = f'{{"code":200,"data":{data}}}' if isinstance(data, str) else json.dumps({"code": code, "data": data})
    got = read_vend(order, answer(body.encode()))
    assert isinstance(got, Issued)
    return got


def grouped(token: str, mark: str) -> str:
    return mark.join(token[start : start + 4] for start in range(0, 20, 4))


@pytest.mark.parametrize(
    "form",
    [
        CREDIT_TOKEN,
        grouped(CREDIT_TOKEN, " "),
        grouped(CREDIT_TOKEN, "-"),
        f"  {CREDIT_TOKEN}\r\n",
        int(CREDIT_TOKEN),
        [CREDIT_TOKEN],
    ],
)
def test_one_token_in_any_form(form: object) -> None:
    assert issued(credit(), {"form": form}).tokens == (CREDIT_TOKEN,)
    assert issued(credit(), {"form": form}).warnings == ()


@pytest.mark.parametrize(
    "form",
    [
        f"{MANAGEMENT_TOKEN},{CREDIT_TOKEN}",
        f"{grouped(MANAGEMENT_TOKEN, ' ')} / {grouped(CREDIT_TOKEN, ' ')}",
        MANAGEMENT_TOKEN + CREDIT_TOKEN,
        [MANAGEMENT_TOKEN, int(CREDIT_TOKEN)],
    ],
)
def test_several_tokens_all_count_in_their_order(form: object) -> None:
    got = issued(credit(), {"form": form})
    assert got.tokens == (MANAGEMENT_TOKEN, CREDIT_TOKEN)
    assert got.warnings == (WRONG_CLASS, SEVERAL)


def test_a_token_beside_data_or_with_a_code_as_text_is_a_token() -> None:
    assert issued(credit(), {"form": CREDIT_TOKEN}, code="200").tokens == (CREDIT_TOKEN,)
    got = read_vend(credit(), answer(json.dumps({"code": 200, "form": CREDIT_TOKEN}).encode()))
    assert isinstance(got, Issued)


@pytest.mark.parametrize(
    ("order", "token", "warnings"),
    [
        (credit(), CREDIT_TOKEN, ()),
        (credit(), MANAGEMENT_TOKEN, (WRONG_CLASS,)),
        (management(), MANAGEMENT_TOKEN, ()),
        (management(), CREDIT_TOKEN, (WRONG_CLASS,)),
    ],
)
def test_the_class_must_be_what_was_asked_for(order: Order, token: str, warnings: tuple) -> None:
    assert issued(order, {"form": token}).warnings == warnings


@pytest.mark.parametrize(
    ("meter", "warnings"),
    [
        (METER, ()),
        ("", ()),
        (None, ()),
        ("0128 2444 0003 1", ()),
        (int(METER), ()),
        ("128244400031", (OTHER_METER,)),
        ("0128244400032", (OTHER_METER,)),
        (128244400032, (OTHER_METER,)),
    ],
)
def test_another_meter_is_seen(meter: object, warnings: tuple) -> None:
    assert issued(credit(), {"form": CREDIT_TOKEN, "meterNo": meter}).warnings == warnings


@pytest.mark.parametrize(
    ("order", "more", "warnings"),
    [
        (credit(), '"value":"10.00"', ()),
        (credit(), '"value":10', ()),
        (credit(), '"value":1e1', ()),
        (credit(), '"value":"10 usd"', ()),
        (credit(), '"value":"11.00"', (OTHER_VALUE,)),
        (credit(), '"value":"11 USD","money":10', (OTHER_VALUE,)),
        (credit(), '"value":"10 USD","money":11', ()),
        (credit(), '"value":-10', (OTHER_VALUE,)),
        (credit(), '"value":"9.3 Kwh"', ()),
        (credit(), '"value":"9.3 Kwh","money":10', ()),
        (credit(), '"value":"9.3 Kwh","money":11', (OTHER_VALUE,)),
        (credit(), '"value":"64.5","money":"10.00"', ()),
        (credit(), '"value":"10,00"', (UNREADABLE_VALUE,)),
        (credit(), '"value":"1.2.3"', (UNREADABLE_VALUE,)),
        (credit(), '"value":"","money":" "', ()),
        (credit(), '"value":"?","money":11', (OTHER_VALUE,)),
        (credit(), '"value":null,"money":10.000', ()),
        (credit(), '"money":12.35', (OTHER_VALUE,)),
        (credit(), '"value":1e999999', (UNREADABLE_VALUE,)),
        (credit(kwh("10")), '"value":"10.00"', ()),
        (credit(kwh("10")), '"value":"10.0 KWH"', ()),
        (credit(kwh("10")), '"value":"9.3 Kwh","money":10', (OTHER_VALUE,)),
        (credit(kwh("10")), '"value":"9.3"', (OTHER_VALUE,)),
        (credit(kwh("10")), '"value":"9.3 USD"', ()),
        # Above 1 638.3 kWh a token holds steps of 1 kWh: what the meter will show is no other amount.
        (credit(kwh("1700.1")), '"value":"1700.40"', ()),
        (credit(kwh("1700.1")), '"value":"1700.4 kWh","money":11', ()),
        (credit(kwh("1700.1")), '"value":"1700.10"', ()),
        (credit(kwh("1700.1")), '"value":"1700.0"', (OTHER_VALUE,)),
        (credit(kwh("1700.1")), '"value":"1701.4"', (OTHER_VALUE,)),
        (credit(Money(170010, USD)), '"value":"1700.40"', (OTHER_VALUE,)),
        (credit(kwh("1820162.5")), '"value":"1820162.5"', ()),
        (credit(kwh("1820162.5")), '"value":"1820162.4"', (OTHER_VALUE,)),
        (credit(Energy.from_kwh(Decimal("10.01"))), '"value":"10.10"', ()),
        (credit(Energy.from_kwh(Decimal("10.01"))), '"value":"10.0"', (OTHER_VALUE,)),
        (management(), '"value":"77"', (WRONG_CLASS,)),
        (management(), '"value":"?"', (WRONG_CLASS,)),
    ],
)
def test_another_value_is_seen_where_it_can_be_compared(order: Order, more: str, warnings: tuple) -> None:
    assert issued(order, f'{{"form":"{CREDIT_TOKEN}",{more}}}').warnings == warnings


@pytest.mark.parametrize(
    ("order", "value", "text", "energy"),
    [
        (credit(), '"10.00"', "10.00", None),
        (credit(), "10", "10", None),
        (credit(), "10.50", "10.50", None),
        (credit(), '"9.3 Kwh"', "9.3 Kwh", Energy(9_300_000)),
        (credit(), '"9.3kWh"', "9.3kWh", Energy(9_300_000)),
        (credit(), '"9.3 Wh"', "9.3 Wh", None),
        (credit(), '"0.0000001 kWh"', "0.0000001 kWh", None),
        (credit(), '"-9.3 kWh"', "-9.3 kWh", None),
        (credit(), '"' + "9" * 21 + ' kWh"', "9" * 21 + " kWh", None),
        (credit(), '"1e30 kWh"', "1e30 kWh", None),
        (credit(), '"a\\r\\n\\u0000b"', "a b", None),
        (credit(), '"' + "x" * 60 + '"', "x" * 39 + "…", None),
        (credit(), "true", "", None),
        (credit(kwh("10")), '"10.00"', "10.00", Energy(10_000_000)),
        (credit(kwh("10")), '"10 USD"', "10 USD", None),
        (management(), '"0.00"', "0.00", None),
    ],
)
def test_the_value_is_kept_as_it_came_and_read_as_energy_only_where_it_is(
    order: Order, value: str, text: str, energy: Energy | None
) -> None:
    got = issued(order, f'{{"form":"{CREDIT_TOKEN}","value":{value}}}')
    assert (got.value_text, got.energy) == (text, energy)


@pytest.mark.parametrize(
    ("order", "more", "text"),
    [
        (credit(), '"value":"9.3 Kwh","money":11', "9.3 Kwh, money 11"),
        (credit(), '"value":"","money":11', "money 11"),
        (credit(), '"value":"11","money":"11"', "11"),
        (credit(), '"value":null,"money":11', "11"),
        (credit(), '"value":"10 USD","money":11', "10 USD"),  # nothing is odd about it
        (credit(kwh("10")), '"value":"9.3","money":2.5', "9.3, money 2.5"),
    ],
)
def test_where_the_value_is_another_both_fields_are_kept(order: Order, more: str, text: str) -> None:
    assert issued(order, f'{{"form":"{CREDIT_TOKEN}",{more}}}').value_text == text


@pytest.mark.parametrize(
    ("flow", "text"),
    [
        ('"202507301637429553840272"', "202507301637429553840272"),
        ("202507301637429553840272", "202507301637429553840272"),
        ("2.025073016374295e23", ""),
        ('"N/A"', "N/A"),
        ("null", ""),
    ],
)
def test_the_flow_number_stays_a_string_of_digits(flow: str, text: str) -> None:
    assert issued(credit(), f'{{"form":"{CREDIT_TOKEN}","flowNo":{flow}}}').flow_no == text


def test_money_and_buy_time_may_stand_for_value_and_clear_time() -> None:
    got = issued(credit(), {"form": CREDIT_TOKEN, "money": "10.00", "buyTime": "2025-07-30 16:37"})
    assert (got.value_text, got.server_time) == ("10.00", "2025-07-30 16:37")
