"""Management tokens: the manual's table, and what each kind takes."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk.domain.errors import AmountRefused
from vendingdesk.domain.management import LARGEST_VALUE, METHOD, RULES, ManagementKind, ManagementOrder

# subClass, name, unit, fixed, erases credit, belongs to a key change: as the manual has them, written again by hand
MANUAL = [
    (0, "MaximumPowerLimit", "W", None, False, False),
    (1, "ClearCredit", "", 0, True, False),
    (2, "TariffRate", "", None, False, False),
    (3, "1st SectionDecoderKey", "", None, False, True),
    (4, "2nd SectionDecoderKey", "", None, False, True),
    (5, "ClearTamperCondition", "", 0, False, False),
    (6, "MaxPhasePowerUnbal", "W", None, False, False),
    (7, "WaterMeterFactor", "", None, False, False),
    (8, "3rd SectionDecoderKey", "", None, False, True),
    (9, "4th SectionDecoderKey", "", None, False, True),
    (10, "Extended Token Set", "", None, False, False),
    (11, "Reserved for proprietary use", "", None, False, False),
]
FREE = [kind for kind in ManagementKind if RULES[kind].fixed is None]
FIXED = [kind for kind in ManagementKind if RULES[kind].fixed is not None]

kinds = st.sampled_from(ManagementKind)


def test_the_table_is_the_manuals() -> None:
    ours = [
        (int(kind), rule.manual_name, rule.unit, rule.fixed, rule.erases_credit, rule.key_change)
        for kind, rule in RULES.items()
    ]
    assert ours == MANUAL
    assert list(RULES) == list(ManagementKind)
    assert METHOD == 1


@pytest.mark.parametrize("kind", FREE)
def test_a_kind_with_a_value_takes_the_whole_range(kind: ManagementKind) -> None:
    unit = f" {RULES[kind].unit}" if RULES[kind].unit else ""
    for value in (0, 1, 5000, LARGEST_VALUE):
        order = ManagementOrder.parse(kind, f" {value} ", "  new line ")
        assert order == ManagementOrder(kind, value, "new line")
        assert order.parameter == f"{value}{unit}"
    for value in (-1, LARGEST_VALUE + 1):
        with pytest.raises(AmountRefused, match=f"^The value must be between 0 and {LARGEST_VALUE}"):
            ManagementOrder(kind, value, "new line")


@pytest.mark.parametrize("kind", FIXED)
def test_a_kind_with_a_fixed_value_takes_no_other(kind: ManagementKind) -> None:
    assert ManagementOrder(kind, 0, "sealed again").parameter == ""
    for value in (1, -1, LARGEST_VALUE + 1):
        with pytest.raises(AmountRefused, match=f"^{RULES[kind].manual_name} always takes the value 0"):
            ManagementOrder(kind, value, "sealed again")


@pytest.mark.parametrize("kind", ManagementKind)
@pytest.mark.parametrize("reason", ["", " ", "\t\n"])
def test_a_reason_is_required_of_every_kind(kind: ManagementKind, reason: str) -> None:
    with pytest.raises(AmountRefused, match=r"^Say why this token is needed"):
        ManagementOrder.parse(kind, "0", reason)


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "five",
        "-5",
        "−5",
        "+5",
        "1e3",
        "12.5",
        "5.",
        "5,0",
        "1 000",
        "0x10",
        "١٠",
        "²",
        "NaN",
        "9" * 13,
        "9" * 1000,
    ],
)
def test_a_value_is_typed_as_a_whole_number(value: str) -> None:
    with pytest.raises(AmountRefused, match=r"^Type the value as a whole number, such as 5000\.$"):
        ManagementOrder.parse(ManagementKind.MAXIMUM_POWER_LIMIT, value, "new line")


def test_twelve_digits_are_read_and_judged_by_the_range() -> None:
    with pytest.raises(AmountRefused, match=r"^The value must be between"):
        ManagementOrder.parse(ManagementKind.MAXIMUM_POWER_LIMIT, "9" * 12, "new line")
    assert ManagementOrder.parse(ManagementKind.MAXIMUM_POWER_LIMIT, "000000005000", "new line").value == 5000


@pytest.mark.parametrize("value", [5.0, float("nan"), Decimal(5), "5", None, True])
def test_no_float_ever_becomes_a_value(value: Any) -> None:
    with pytest.raises(TypeError, match="whole number"):
        ManagementOrder(ManagementKind.MAXIMUM_POWER_LIMIT, value, "new line")


@given(kinds, st.text(max_size=20), st.text(max_size=20))
def test_any_text_makes_a_lawful_order_or_is_refused(kind: ManagementKind, value: str, reason: str) -> None:
    try:
        order = ManagementOrder.parse(kind, value, reason)
    except AmountRefused as refusal:
        assert str(refusal)  # noqa: PT017
    else:
        assert order.value == int(value)
        assert 0 <= order.value <= LARGEST_VALUE
        assert RULES[kind].fixed in (None, order.value)
        assert order.reason == reason.strip() != ""
