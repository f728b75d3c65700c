"""The vending house: its tokens open with the meter's key, and say what was paid for."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulator.conftest import RECHARGE
from simulator.house_meter import FactoryMeter, key_of

from vendingdesk.simulator import contents
from vendingdesk.simulator.house import House, factory_fitting
from vendingdesk.simulator.ledger import StateUnusable
from vendingdesk.simulator.magic import METERS
from vendingdesk.simulator.meters import SAMPLE_METERS
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.sts import FieldError, MeterNumberError, TokenRejected, decode, field_to_amount

METER = SAMPLE_METERS[0]
SHORT = next(meter for meter in SAMPLE_METERS if len(meter.number) == 11)
NOON = datetime.fromisoformat("2026-11-22T12:00:30")


def form(response: Any) -> str:
    answer = response.json()
    assert answer["code"] == 200, answer
    return str(answer["data"]["form"])


# Fittings


def test_the_usual_fitting_is_that_of_the_published_vectors() -> None:
    fitting = factory_fitting(METER.number)
    assert fitting.key == key_of(METER.number)
    assert (fitting.base, fitting.supply_group, fitting.key_type) == (2014, "201457", 2)
    assert (fitting.key_revision, fitting.tariff_index, fitting.meter_number) == (1, "01", METER.number)


def test_a_published_meter_has_its_published_key() -> None:
    assert factory_fitting("00000000000").key.hex() == "929bd3a415c9420a05ec5ee9f3ce91c3"


def test_every_meter_has_a_key_of_its_own_and_some_have_other_terms() -> None:
    fittings = [factory_fitting(number) for number in METERS]
    assert len({fitting.key for fitting in fittings}) == len(METERS)
    assert {fitting.meter_number for fitting in fittings} == set(METERS)
    for terms in ("supply_group", "key_revision", "tariff_index"):
        assert len({getattr(fitting, terms) for fitting in fittings}) > 1
    for fitting in fittings:
        terms = {name: getattr(fitting, name) for name in ("supply_group", "key_revision", "tariff_index")}
        assert fitting.key == key_of(fitting.meter_number, **terms)


def test_no_key_for_a_number_that_is_none() -> None:
    with pytest.raises(MeterNumberError):
        factory_fitting("0128244400032")


# Credit


@pytest.mark.parametrize("meter", [*SAMPLE_METERS], ids=lambda meter: meter.number)
def test_a_charge_decodes_to_the_kwh_that_money_buys(shared_till: Any, meter: Any) -> None:
    token = form(shared_till.charge(meter.number, 12.35))
    read = FactoryMeter(meter.number).enter(token)
    assert (read.token_class, read.subclass) == (0, 0)
    shown = Decimal(field_to_amount(read.amount_field or 0)) / 10
    bought = Decimal("12.35") / meter.tariff
    assert bought <= shown < bought + Decimal("0.1")
    assert Decimal(shared_till.server.ledger.entries[-1].kwh) == shown


def test_an_account_in_kwh(open_till: Any) -> None:
    till = open_till(account_kind="kwh")
    meter = FactoryMeter(SHORT.number)
    data = till.charge(SHORT.number, 25.6).json()["data"]
    meter.enter(data["form"])
    assert (meter.kwh, data["value"]) == (Decimal("25.6"), "25.60")
    data = till.charge(SHORT.number, 1700.01).json()["data"]
    read = meter.enter(data["form"])
    assert field_to_amount(read.amount_field or 0) == 17004  # steps of 1 kWh up there, in the customer's favour
    assert (data["value"], till.server.ledger.entries[-1].kwh) == ("1700.40", "1700.4")


@settings(max_examples=200)
@given(
    cents=st.integers(1, 10**9),
    tariff=st.sampled_from([meter.tariff for meter in SAMPLE_METERS]),
    count=st.integers(1, 2),
)
def test_money_is_never_short_of_its_energy(cents: int, tariff: Decimal, count: int) -> None:
    bought = Fraction(cents, 100) / Fraction(tariff)
    if bought > 1_820_000:
        return
    tokens = contents.credit(bought, count)
    shown = [Fraction(field_to_amount(token.field), 10) for token in tokens]
    assert len(tokens) == count
    assert all(kwh >= Fraction(1, 10) for kwh in shown)
    # At most one step of the field each: 0.1 kWh up to 1 638.3 kWh, above that never a thousandth of the amount.
    assert bought <= sum(shown) < bought + count * Fraction(1, 10) + bought / 1000
    assert Fraction(contents.energy_of(tokens)) == sum(shown)
    if bought < 1_638 and count == 1:
        assert sum(shown) * 10 == -(-bought * 10 // 1)


@pytest.mark.parametrize("money", ["282125.18", "9999999999.99"])
def test_more_than_a_token_holds_is_refused_by_the_handler(shared_till: Any, money: str) -> None:
    minted = shared_till.minted()
    answer = shared_till.charge_raw(f'{{"meterNo":"{METER.number}","money":{money}}}').json()
    assert (answer["code"], answer["status"], answer["data"]) == (500, "error", None)
    assert "money buys more than a token can hold" in answer["msg"]
    assert shared_till.minted() == minted
    assert form(shared_till.charge_raw(f'{{"meterNo":"{METER.number}","money":282125.17}}'))


def test_two_in_one_minute_and_the_reserved_minute(open_till: Any, clock: Any) -> None:
    till = open_till(clock=clock)
    meter = FactoryMeter(METER.number)
    minutes = [str(meter.enter(form(till.charge())).issued_at) for _ in range(3)]
    assert minutes == ["2025-07-30 16:37:00", "2025-07-30 16:38:00", "2025-07-30 16:39:00"]
    clock.now += 3600
    assert str(meter.enter(form(till.manage(5))).issued_at) == "2025-07-30 17:37:00"
    other = FactoryMeter(SHORT.number)
    assert str(other.enter(form(till.charge(SHORT.number))).issued_at) == "2025-07-30 17:37:00"
    clock.now = datetime.fromisoformat("2025-07-31T00:00:59+08:00").timestamp()
    kept = [str(meter.enter(form(till.charge())).issued_at) for _ in range(2)]
    assert kept == ["2025-07-31 00:00:00", "2025-07-31 00:02:00"]


def test_a_clock_that_goes_back_repeats_no_minute(open_till: Any, clock: Any) -> None:
    till = open_till(clock=clock)
    meter = FactoryMeter(METER.number)
    meter.enter(form(till.charge()))
    clock.now -= 86_400
    assert str(meter.enter(form(till.charge())).issued_at) == "2025-07-30 16:38:00"


def test_a_moment_outside_the_base_is_refused_by_the_handler(open_till: Any, clock: Any) -> None:
    till = open_till(clock=clock)
    clock.now = datetime.fromisoformat("2046-01-01T00:00:00+08:00").timestamp()
    answer = till.charge().json()
    assert (answer["code"], answer["data"]) == (500, None)
    assert "24 bits" in answer["msg"]
    assert till.minted() == []
    assert len(till.server.ledger.entries) == 1


def test_a_house_for_meters_of_another_base() -> None:
    house, chance = House(lambda number: replace(factory_fitting(number), base=2035)), random.Random(1)
    with pytest.raises(FieldError):
        house.mint(METER.number, contents.credit(Fraction(1), 1), NOON, chance)
    later = datetime.fromisoformat("2036-05-01T09:00")
    (token,) = house.mint(METER.number, contents.credit(Fraction(1), 1), later, chance)
    assert decode(factory_fitting(METER.number).key, token, base=2035).issued_at == later


# The same again, and never the same


def test_tokens_follow_from_seed_clock_and_calls_alone(open_till: Any, clock: Any) -> None:
    one, two = open_till(seed=5, clock=clock), open_till(seed=5, clock=clock)
    two.captcha()  # whoever asks for a picture in between shifts nothing
    calls = [("charge", ()), ("charge", (SHORT.number, 3)), ("manage", (0, 900)), ("manage", (3, 0))] * 4
    forms = [[form(getattr(till, name)(*given)) for name, given in calls] for till in (one, two)]
    assert forms[0] == forms[1]
    credit = [token for token in forms[0] if int(token) >> 27 & 3 == 0]
    assert len(set(credit)) == len(credit) == 8


def test_a_restart_does_not_begin_the_chance_anew(open_till: Any, clock: Any, tmp_path: Path) -> None:
    """With a seed, a run that was broken off and taken up says what an unbroken one says."""
    unbroken, broken = open_till(seed=5, clock=clock), open_till(seed=5, clock=clock, state=tmp_path)
    said: dict[str, list[Any]] = {"unbroken": [], "broken": []}
    for call in range(9):
        if call in {3, 4, 7}:
            broken.server.stop()
            broken = open_till(seed=5, clock=clock, state=tmp_path)
        for name, till in (("unbroken", unbroken), ("broken", broken)):
            answer = till.charge() if call % 3 else till.manage(3, -1)  # one that is refused counts too
            said[name].append(answer.json()["data"])
    assert said["broken"] == said["unbroken"]
    flows = [data["flowNo"][14:] for data in said["broken"] if data]
    assert len(set(flows)) == 6


def test_two_tokens_of_one_answer_draw_each_their_own(open_till: Any, clock: Any) -> None:
    till = open_till(clock=clock)
    meter, pairs = FactoryMeter(METER.number), set()
    for _ in range(20):
        till.server.faults.arm("several-tokens", RECHARGE)
        tokens = form(till.charge()).split(",")
        pairs.add(tuple(meter.enter(token).random for token in tokens))
    assert any(one != other for one, other in pairs)


def test_the_random_field_is_random() -> None:
    house, chance = House(), random.Random(1)
    meter = FactoryMeter(METER.number)
    credit = contents.credit(Fraction(1), 1)
    drawn = {meter.enter(*house.mint(METER.number, credit, NOON, chance)).random for _ in range(200)}
    assert drawn == set(range(16))


def test_the_chance_without_a_seed_is_another_in_every_run(open_till: Any, clock: Any) -> None:
    one, two = open_till(seed=None, clock=clock), open_till(seed=None, clock=clock)
    assert one.charge().json()["data"]["flowNo"] != two.charge().json()["data"]["flowNo"]


def test_a_restart_goes_on_where_the_ledger_ends(open_till: Any, clock: Any, tmp_path: Path) -> None:
    meter = FactoryMeter(METER.number)
    for _ in range(3):
        till = open_till(state=tmp_path, clock=clock)
        for _ in range(3):
            meter.enter(form(till.charge()))
            meter.enter(form(till.manage(0, 500)))
        # Entries without tokens move nothing, whatever they asked for.
        assert till.manage(0, -1).json()["code"] == 500
        assert till.manage(3, 0, "0128244400032").json()["code"] == 500
        till.server.stop()
    assert len(meter.minutes) == 18
    assert meter.minutes == list(range(meter.minutes[0], meter.minutes[0] + 18))


def old_ledger(folder: Path, *tokens: str, at: str = "2026-11-22T12:00:00+08:00", meter: str = METER.number) -> None:
    bodies = [{"meterNo": meter, "method": 1, "subClass": sub, "value": 1500 * (sub == 4)} for sub in (3, 4, 8, 9)]
    lines = [
        {
            "number": at_line + 1,
            "at": at,
            "request_id": "r",
            "path": "/api/v1/meter-recharge/meter-token/0",
            "meter": meter,
            "body": json.dumps(body),
            "tokens": [token],
            "flow_no": "",
            "kwh": "64.52",
            "fault": "",
        }
        for at_line, (body, token) in enumerate(zip(bodies, tokens, strict=True))
    ]
    (folder / "ledger.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


def test_a_ledger_of_keyless_tokens_still_opens(open_till: Any, tmp_path: Path) -> None:
    """Before there were keys, sections were random digits: no meter took them, so the house keeps its key."""
    tokens = [f"4933579518549939917{digit}" for digit in range(4)]
    old_ledger(tmp_path, *tokens)
    till = open_till(state=tmp_path)
    assert till.minted() == tokens
    FactoryMeter(METER.number).enter(form(till.charge()))


@pytest.mark.parametrize("changes", [{"at": "yesterday"}, {"meter": "0128244400032"}])
def test_a_ledger_that_makes_no_sense_is_left_alone(tmp_path: Path, changes: dict[str, str]) -> None:
    old_ledger(tmp_path, *["49335795185499399179"] * 4, **changes)
    before = (tmp_path / "ledger.jsonl").read_bytes()
    with pytest.raises(StateUnusable, match="is not a ledger that this simulator wrote"):
        SimulatorServer(state=tmp_path).start()
    assert (tmp_path / "ledger.jsonl").read_bytes() == before


def test_another_meter_takes_nothing(till: Any) -> None:
    token = form(till.charge())
    with pytest.raises(TokenRejected):
        FactoryMeter(SHORT.number).enter(token)
