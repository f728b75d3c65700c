"""The tables of meters."""

from __future__ import annotations

from decimal import Decimal

from vendingdesk.simulator.behaviours import FAULTS
from vendingdesk.simulator.magic import MAGIC_FAULTS, MAGIC_METERS, METERS
from vendingdesk.simulator.meters import SAMPLE_METERS
from vendingdesk.sts import is_valid_meter_number


def test_sample_meters_are_some_dozens_and_differ() -> None:
    assert len(SAMPLE_METERS) >= 36
    assert SAMPLE_METERS[0].number == "0128244400031"
    for values in (
        [meter.number for meter in SAMPLE_METERS],
        [meter.customer for meter in SAMPLE_METERS],
        [meter.address for meter in SAMPLE_METERS],
        [meter.phone for meter in SAMPLE_METERS],
    ):
        assert all(values)
        assert len(set(values)) == len(SAMPLE_METERS)


def test_sample_meters_have_both_lengths_and_a_fair_tariff() -> None:
    assert {len(meter.number) for meter in SAMPLE_METERS} == {11, 13}
    assert all(Decimal("0.01") < meter.tariff < 1 for meter in SAMPLE_METERS)


def test_every_number_has_its_check_digit() -> None:
    assert all(is_valid_meter_number(number) for number in METERS)


def test_magic_meters_stand_beside_the_samples() -> None:
    assert len(METERS) == len(SAMPLE_METERS) + len(MAGIC_METERS)
    assert len(MAGIC_FAULTS) == len(MAGIC_METERS) == len({magic.name for magic in MAGIC_METERS})
    for magic in MAGIC_METERS:
        assert MAGIC_FAULTS[magic.number] is FAULTS[magic.name]
        assert magic.does
        assert magic.till_shows


def test_every_fault_of_a_vend_has_a_meter() -> None:
    without = set(FAULTS) - {magic.name for magic in MAGIC_METERS}
    assert without == {"captcha-failed", "captcha-empty", "captcha-broken", "no-jwt"}
