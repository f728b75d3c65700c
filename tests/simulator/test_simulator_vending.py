"""The two vending calls without a fault."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from vendingdesk.simulator.meters import SAMPLE_METERS
from vendingdesk.simulator.orders import MANAGEMENT_NAMES

RECHARGE = "/api/v1/meter-recharge/recharge-token/0"
MANAGE = "/api/v1/meter-recharge/meter-token/0"
KEYS = [
    "id",
    "AreaName",
    "RoomName",
    "clearTime",
    "meterNo",
    "flowNo",
    "explain",
    "state",
    "form",
    "lastTotal",
    "value",
    "style",
    "generationValue",
    "generationLastTotal",
    "energyStyle",
    "companyId",
    "method",
    "createdAt",
    "updatedAt",
    "createBy",
    "updateBy",
]


def class_of(token: str) -> int:
    assert re.fullmatch("[0-9]{20}", token)
    assert int(token) < 2**66
    return int(token) >> 27 & 3


def refused(msg: str, request_id: str) -> dict[str, Any]:
    return {"requestId": request_id, "code": 500, "msg": msg, "status": "error", "data": None}


def test_recharge_answers_as_the_manual_shows(open_till: Any, clock: Any) -> None:
    response = open_till(clock=clock).charge()
    answer = response.json()
    data = answer["data"]
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/json")
    assert list(answer) == ["requestId", "code", "msg", "data"]
    assert (answer["code"], answer["msg"]) == (200, "Success")
    assert list(data) == KEYS
    assert re.fullmatch("20250730163742[0-9]{10}", data["flowNo"])
    assert class_of(data["form"]) == 0
    expected = {
        "id": 150,
        "AreaName": "",
        "RoomName": "",
        "clearTime": "2025-07-30 16:37",
        "meterNo": "0128244400031",
        "explain": "Recharge",
        "state": "2",
        "lastTotal": "0.00",
        "value": "10.00",
        "style": "",
        "generationValue": "0.00",
        "generationLastTotal": "0.00",
        "energyStyle": 0,
        "companyId": 4,
        "method": 1,
        "createdAt": "2025-07-30T16:37:42.9+08:00",
        "updatedAt": "2025-07-30T16:37:42.9+08:00",
        "createBy": 0,
        "updateBy": 0,
    }
    assert {key: data[key] for key in expected} == expected


@pytest.mark.parametrize(("second", "shown"), [(62.0, "42"), (62.344, "42.344"), (62.0305, "42.03"), (62.5, "42.5")])
def test_zeros_of_the_fraction_are_cut(open_till: Any, clock: Any, second: float, shown: str) -> None:
    clock.now = 1753864600.0 + second
    assert open_till(clock=clock).charge().json()["data"]["createdAt"] == f"2025-07-30T16:37:{shown}+08:00"


def test_manual_numbers_grow(till: Any) -> None:
    assert [till.charge().json()["data"]["id"] for _ in range(3)] == [150, 151, 152]


@pytest.mark.parametrize("subclass", range(12))
def test_management_token_of_each_subclass(shared_till: Any, subclass: int) -> None:
    value = 0 if subclass in {1, 5} else 15
    data = shared_till.manage(subclass, value).json()["data"]
    assert list(data) == KEYS
    assert data["explain"] == MANAGEMENT_NAMES[subclass]
    assert data["value"] == f"{value}.00"
    assert class_of(data["form"]) == 2


def test_the_manual_s_own_management_call(till: Any) -> None:
    data = till.manage(1, 0).json()["data"]
    assert (data["explain"], data["value"], data["method"]) == ("ClearCredit", "0.00", 1)
    entry = till.http.get("/simulator/ledger").json()["entries"][0]
    assert (entry["path"], entry["kwh"]) == (MANAGE, "")


@pytest.mark.parametrize("meter", ["0128244400032", "", "01282444000310"])
def test_unknown_meter_is_refused_in_the_long_shape(shared_till: Any, meter: str) -> None:
    minted, entries = shared_till.minted(), len(shared_till.server.ledger.entries)
    msg = "Get ElectricityMeterInformation Fail，\r\n ErrorInformation record not found"
    for response in (
        shared_till.charge(meter, **{"X-Request-Id": "r"}),
        shared_till.manage(meter=meter),
    ):
        assert response.status_code == 200
        assert response.json() == refused(msg, response.json()["requestId"])
    assert shared_till.minted() == minted
    assert [entry.meter for entry in shared_till.server.ledger.entries[entries:]] == [meter, meter]


@pytest.mark.parametrize(
    "money",
    [
        "0",
        "-5",
        "0.001",
        "12.345",
        '"10"',
        "null",
        "true",
        "[10]",
        "NaN",
        "Infinity",
        "9" * 1000,
        "1e999999999",
        "1e-999999999",
        "1" + "0" * 16,
    ],
)
def test_money_must_be_an_exact_number(shared_till: Any, money: str) -> None:
    minted, entries = shared_till.minted(), len(shared_till.server.ledger.entries)
    answer = shared_till.charge_raw(f'{{"meterNo":"0128244400031","money":{money}}}').json()
    assert answer == refused(answer["msg"], answer["requestId"])
    assert answer["msg"].startswith("Get Parameter Fail，\r\n ErrorInformation ")
    assert shared_till.minted() == minted
    assert len(shared_till.server.ledger.entries) == entries + 1


@pytest.mark.parametrize(
    ("money", "value"),
    [
        ("10", "10.00"),
        ("12.35", "12.35"),
        ("0.01", "0.01"),
        ("10.50", "10.50"),
        ("10.000", "10.00"),
        ("282125.17", "282125.17"),
        ("0.1", "0.10"),
        ("1e2", "100.00"),
    ],
)
def test_money_is_read_without_a_float(shared_till: Any, money: str, value: str) -> None:
    answer = shared_till.charge_raw(f'{{"meterNo":"0128244400031","money":{money}}}').json()
    assert answer["data"]["value"] == value


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"meterNo":128244400031,"money":10}', b'{"money":10']
)
def test_a_body_that_is_no_order(shared_till: Any, body: bytes) -> None:
    minted = shared_till.minted()
    answer = shared_till.charge_raw(body).json()
    assert answer == refused(answer["msg"], answer["requestId"])
    assert "Get Parameter Fail" in answer["msg"]
    assert shared_till.minted() == minted


@pytest.mark.parametrize(
    ("subclass", "value", "method"),
    [
        (12, 0, 1),
        (-1, 0, 1),
        (0.5, 0, 1),
        ("1", 0, 1),
        (True, 0, 1),
        (None, 0, 1),
        (1, 0, 2),
        (1, 0, "1"),
        (1, 1, 1),
        (5, 0.01, 1),
        (0, -1, 1),
        (0, "100", 1),
        (0, None, 1),
    ],
)
def test_management_orders_that_are_refused(shared_till: Any, subclass: Any, value: Any, method: Any) -> None:
    minted = shared_till.minted()
    answer = shared_till.manage(subclass, value, method=method).json()
    assert answer == refused(answer["msg"], answer["requestId"])
    assert "Get Parameter Fail" in answer["msg"]
    assert shared_till.minted() == minted


def test_a_charge_is_no_management_order(till: Any) -> None:
    body = {"meterNo": "0128244400031", "money": 10}
    assert till.http.post(MANAGE, json=body, headers=till.bearer).json()["code"] == 500
    body = {"meterNo": "0128244400031", "method": 1, "subClass": 1, "value": 0}
    assert till.http.post(RECHARGE, json=body, headers=till.bearer).json()["code"] == 500


def test_money_is_currency_or_kwh(open_till: Any) -> None:
    assert Decimal("64.5") < 10 / SAMPLE_METERS[0].tariff < Decimal("64.6")
    for options, money, value, kwh in (
        ({}, 10, "10.00", "64.6"),
        ({"value_in_kwh": True}, 10, "64.60", "64.6"),
        ({"account_kind": "kwh"}, 10, "10.00", "10.0"),
        ({"account_kind": "kwh"}, 10.01, "10.10", "10.1"),
        ({"account_kind": "kwh", "value_in_kwh": True}, 10.01, "10.10", "10.1"),
    ):
        till = open_till(**options)
        data = till.charge(money=money).json()["data"]
        assert (data["value"], data["generationValue"]) == (value, "0.00")
        assert till.server.ledger.entries[0].kwh == kwh


def test_every_sample_meter_can_be_sold_to(till: Any) -> None:
    for meter in SAMPLE_METERS:
        assert till.charge(meter.number).json()["data"]["meterNo"] == meter.number


def test_the_same_seed_mints_the_same_tokens(open_till: Any, clock: Any) -> None:
    tills = [open_till(seed=seed, clock=clock) for seed in (5, 5, 6)]
    forms = [[till.charge().json()["data"]["form"] for _ in range(4)] for till in tills]
    assert forms[0] == forms[1]
    assert forms[0] != forms[2]
