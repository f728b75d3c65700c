"""Credit that runs down, and the relay."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sts.virtual_meter.meter_cases import HOUR, SECOND, START, credit, fitting, management, new_meter

from vendingdesk.sts import MeterNumberError
from vendingdesk.sts.virtual_meter import (
    TENTH,
    Key,
    Relay,
    Screen,
    VirtualMeter,
    kilowatt_hours,
    meter_from,
    state_of,
)


def charged(tenths: int = 256, load: int = 0) -> VirtualMeter:
    meter = new_meter()
    meter.type_token(credit(tenths), START)
    meter.connect_load(load, START)
    return meter


def test_a_kilowatt_for_an_hour_is_a_kilowatt_hour():
    meter = charged(256, 1000)
    meter.pass_time(START + HOUR)
    assert meter.credit == 246 * TENTH
    assert meter.registers.supply.total == 10 * TENTH


def test_the_power_goes_off_when_the_credit_is_used_up_and_comes_back_with_the_next_token():
    meter = charged(10, 2000)
    meter.pass_time(START + 5 * HOUR)
    assert (meter.credit, meter.relay) == (0, Relay.NO_CREDIT)
    assert meter.registers.supply.total == 10 * TENTH
    meter.type_token(credit(5, 1), START + 5 * HOUR)
    assert meter.relay is Relay.CLOSED


def test_a_tampered_meter_is_off_until_a_token_clears_it():
    meter = charged(256, 1000)
    meter.tamper(START + HOUR)
    meter.pass_time(START + 9 * HOUR)
    assert (meter.credit, meter.relay) == (246 * TENTH, Relay.TAMPER)
    assert meter.type_token(credit(4, 1), START + 9 * HOUR).accepted  # credit is taken, the power stays off
    assert meter.relay is Relay.TAMPER
    meter.type_token(management(5, 0, 2), START + 9 * HOUR)
    assert (meter.credit, meter.relay) == (250 * TENTH, Relay.CLOSED)


def test_above_the_limit_the_power_goes_off_and_comes_back_within_half_a_minute():
    meter = charged(256, 2000)
    meter.type_token(management(0, 1000, 1), START)
    assert meter.relay is Relay.OVERLOAD
    meter.pass_time(START + 100 * SECOND)  # tried at 30, 60 and 90 s
    assert (meter.credit, meter.relay) == (256 * TENTH, Relay.OVERLOAD)
    meter.connect_load(1000, START + 100 * SECOND)
    assert meter.relay is Relay.OVERLOAD
    meter.pass_time(START + 119 * SECOND)
    assert meter.relay is Relay.OVERLOAD
    meter.pass_time(START + 120 * SECOND + HOUR)
    assert (meter.credit, meter.relay) == (246 * TENTH, Relay.CLOSED)


def test_the_power_comes_back_at_the_very_moment_of_the_next_try():
    meter = charged(256, 12_000)
    meter.connect_load(100, START + SECOND)
    meter.pass_time(START + 30 * SECOND - timedelta(microseconds=1))
    assert meter.relay is Relay.OVERLOAD
    meter.pass_time(START + 30 * SECOND)
    assert meter.relay is Relay.CLOSED


def test_nothing_that_happens_during_an_overload_puts_the_next_try_off():
    meter = charged(256, 12_000)
    meter.type_token(management(0, 9_000, 1), START + 20 * SECOND)
    meter.connect_load(100, START + 25 * SECOND)
    meter.pass_time(START + 30 * SECOND)
    assert meter.relay is Relay.CLOSED


def test_the_factory_s_limit_holds_without_any_token():
    meter = charged(256, 10_000)
    assert meter.relay is Relay.CLOSED
    meter.connect_load(10_001, START)
    assert meter.relay is Relay.OVERLOAD


def test_a_tampering_during_an_overload_outlasts_it():
    meter = charged(256, 12_000)
    meter.tamper(START)
    meter.connect_load(100, START)
    meter.pass_time(START + HOUR)
    assert (meter.credit, meter.relay) == (256 * TENTH, Relay.TAMPER)


def test_too_much_load_is_noticed_when_the_tampering_is_cleared():
    meter = charged(256, 100)
    meter.tamper(START)
    meter.connect_load(12_000, START)
    assert meter.relay is Relay.TAMPER
    meter.type_token(management(5, 0, 1), START)
    assert meter.relay is Relay.OVERLOAD


@pytest.mark.parametrize("watts", [-1, 20_001])
def test_no_other_load_can_be_connected(watts):
    with pytest.raises(ValueError, match="20000 W"):
        new_meter().connect_load(watts, START)


@pytest.mark.parametrize("watts", [0.5, 1000.0, True, "60", None])
def test_a_load_is_whole_watts(watts):
    meter = new_meter()
    with pytest.raises(TypeError, match="whole"):
        meter.connect_load(watts, START + SECOND)
    assert (meter.at, meter.registers.supply.load) == (START, 0)


WRONG_MOMENTS = [
    (None, TypeError, "datetime"),
    ("x", TypeError, "datetime"),
    (START.date(), TypeError, "datetime"),
    (START.replace(tzinfo=UTC), ValueError, "no time zone"),
    (datetime(9999, 12, 31, 23, 59, 59), ValueError, "1993 to 2199"),
    (START.replace(year=1992), ValueError, "1993 to 2199"),
]


@pytest.mark.parametrize(("at", "error", "words"), WRONG_MOMENTS)
def test_a_moment_that_no_meter_s_clock_shows(at, error, words):
    meter = charged(10, 60)
    before = state_of(meter)
    for call in (
        lambda: VirtualMeter.from_factory(fitting(), at),
        lambda: meter.pass_time(at),
        lambda: meter.press(Key.D1, at),
        lambda: meter.type_token(credit(5, 1), at),
        lambda: meter.connect_load(1, at),
        lambda: meter.tamper(at),
    ):
        with pytest.raises(error, match=words):
            call()
    assert state_of(meter) == before


def test_a_meter_is_made_from_a_fitting_with_a_number_that_checks():
    with pytest.raises(TypeError, match="Fitting"):
        VirtualMeter.from_factory(None, START)
    with pytest.raises(MeterNumberError):
        VirtualMeter.from_factory(replace(fitting(), meter_number="0128244400032"), START)


def test_a_meter_lives_to_the_last_moment_of_its_clock():
    meter = VirtualMeter.from_factory(fitting(), datetime(2199, 12, 31, 23, 59, 59))
    meter.type_token(credit(10), meter.at)
    meter.connect_load(12_000, meter.at)
    for _ in range(3):
        meter.type_token("9" * 20, meter.at)
    assert (meter.relay, meter.locked_s) == (Relay.OVERLOAD, 10)
    assert state_of(meter_from(state_of(meter))) == state_of(meter)


def test_time_runs_forward_only():
    meter = new_meter()
    with pytest.raises(ValueError, match="never runs backwards"):
        meter.pass_time(START - SECOND)
    with pytest.raises(ValueError, match="no time zone"):
        meter.press(Key.D1, START.replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("microjoules", "shown"), [(0, "0.00"), (1, "0.00"), (TENTH, "0.10"), (256 * TENTH, "25.60"), (TENTH - 1, "0.09")]
)
def test_the_glass_never_shows_more_than_there_is(microjoules, shown):
    assert kilowatt_hours(microjoules) == shown


Steps = st.lists(
    st.tuples(st.integers(0, 5_000_000_000), st.sampled_from([0, 60, 999, 1000, 1001, 9_000, 12_000])), max_size=12
)


@given(Steps)
def test_energy_is_neither_made_nor_lost_however_time_is_cut(steps):
    coarse, fine = charged(100), charged(100)
    coarse.type_token(management(0, 1000, 1), START)
    fine.type_token(management(0, 1000, 1), START)
    at = START
    for microseconds, load in steps:
        for meter in (coarse, fine):
            meter.connect_load(load, at)
        until = at + timedelta(microseconds=microseconds)
        for part in range(1, 6):
            fine.pass_time(at + (until - at) * part / 5)
        coarse.pass_time(until)
        at = until
        assert (coarse.credit, coarse.relay) == (fine.credit, fine.relay)
        assert coarse.credit + coarse.registers.supply.total == 100 * TENTH
        assert coarse.credit >= 0
    assert coarse.display.screen in {Screen.CREDIT, Screen.ACCEPTED}
