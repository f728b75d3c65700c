"""Energy: exact milliwatt-hours, typed in tenths of a kWh."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk.domain.energy import ZERO_ENERGY, Energy
from vendingdesk.domain.errors import AmountRefused


@pytest.mark.parametrize(
    ("typed", "mwh"), [("10", 10_000_000), ("64.5", 64_500_000), ("0.1", 100_000), ("5.", 5_000_000)]
)
def test_kwh_as_typed(typed: str, mwh: int) -> None:
    assert Energy.parse(typed) == Energy(mwh)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0", "Type an amount above zero."),
        ("0.0", "Type an amount above zero."),
        ("−5", "Type the amount without a sign."),
        ("-5", "Type the amount without a sign."),
        ("64.55", "Type at most one digit behind the point (kWh)."),
        ("64,5", "Use a point, not a comma: 64.5"),
        ("64,55", "Type the amount without commas, such as 1000 or 12.50."),
        ("1e3", "Type the amount in digits, such as 10 or 12.50."),
        ("10 kWh", "Type the amount in digits, such as 10 or 12.50."),
        ("٦٤", "Type the amount in digits, such as 10 or 12.50."),
        ("9" * 1000, "This amount is too large: 9 digits at most."),
    ],
)
def test_what_is_no_energy_is_refused(typed: str, sentence: str) -> None:
    with pytest.raises(AmountRefused) as refusal:
        Energy.parse(typed)
    assert str(refusal.value) == sentence


@given(st.integers(1, 10**10 - 1))
def test_typed_text_is_read_back_as_the_same_energy(tenths: int) -> None:
    energy = Energy(tenths * 100_000)
    assert Energy.parse(energy.text) == energy


@given(st.integers())
def test_number_is_exact_and_leads_back(mwh: int) -> None:
    energy = Energy(mwh)
    assert energy.number.as_integer_ratio() == Decimal(f"{mwh}e-6").as_integer_ratio()
    assert Energy.from_kwh(energy.number) == energy
    assert Energy.from_kwh(Decimal(energy.text)) == energy
    assert "E" not in energy.text


def test_more_digits_than_a_decimal_keeps_by_itself() -> None:
    kwh = Decimal("123456789012345678901234567890.123456")
    assert Energy.from_kwh(kwh).milliwatt_hours == 123456789012345678901234567890123456
    with pytest.raises(ValueError, match="finer than 1 mWh"):
        Energy.from_kwh(Decimal("123456789012345678901234567890.1234567"))


@pytest.mark.parametrize("kwh", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_energy_is_finite(kwh: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        Energy.from_kwh(Decimal(kwh))


def test_finer_than_a_milliwatt_hour_is_refused() -> None:
    assert Energy.from_kwh(Decimal("0.000001")) == Energy(1)
    with pytest.raises(ValueError, match="finer than 1 mWh"):
        Energy.from_kwh(Decimal("0.0000001"))


@pytest.mark.parametrize("mwh", [1.0, Decimal(1), "1", None, True, float("inf")])
def test_energy_is_made_of_whole_milliwatt_hours_only(mwh: Any) -> None:
    with pytest.raises(TypeError, match="whole number of mWh"):
        Energy(mwh)


def test_how_energy_reads() -> None:
    assert str(Energy(64_500_000)) == "64.5 kWh"
    assert Energy(10_000_000).text == "10.0"
    assert Energy(100_000_000).text == "100.0"
    assert Energy(1).text == "0.000001"
    assert ZERO_ENERGY.text == "0.0"
    assert Energy(1).unit == "kWh"
    assert Energy(1) < Energy(2)
    assert Energy(10_000_000).number == 10
