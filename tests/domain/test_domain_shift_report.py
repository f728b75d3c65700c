"""A shift's report: its cash adds up, and nothing impossible gets into it."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.shift_report import (
    ChargeTotal,
    OpenDoubt,
    ReportKind,
    ShiftReport,
    Tally,
    TenderTotal,
    expected_cash,
)

USD, EUR = Currency("USD"), Currency("EUR")
CLOSED = datetime(2026, 11, 23, 18, 5, tzinfo=timezone(timedelta(hours=2)))


def usd(minor: int) -> Money:
    return Money(minor, USD)


def report(kind: ReportKind = ReportKind.Z, **changes: Any) -> ShiftReport:
    bare = ShiftReport(
        kind,
        "K01",
        17,
        opened_at=CLOSED - timedelta(hours=9),
        opened_by="amina",
        made_at=CLOSED,
        made_by="grace",
        opening_float=usd(50_00),
        sales=Tally(3, usd(31_50)),
    )
    return replace(bare, **changes)


def test_expected_cash_is_what_came_in_and_did_not_go_out() -> None:
    assert report().expected == usd(81_50)
    full = report(
        pay_ins=Tally(1, usd(10_00)),
        pay_outs=Tally(2, usd(3_25)),
        drops=Tally(1, usd(40_00)),
        doubts=(
            OpenDoubt("K01-000002", "1", usd(5_00)),
            OpenDoubt("K01-000001", "1", usd(7_00), carried_over=True),
            OpenDoubt("K01-000003", "1", Energy(1)),
            OpenDoubt("K01-000004", "1"),
        ),
    )
    assert (full.held, full.held_here) == (usd(12_00), usd(5_00))
    assert full.expected == usd(50_00 + 31_50 + 5_00 + 10_00 - 3_25 - 40_00)


@given(some.lists(some.integers(0, 10**9), min_size=6, max_size=6))
def test_expected_cash_for_any_sums(sums: list[int]) -> None:
    opening, prices, held, ins, outs, drops = map(usd, sums)
    found = expected_cash(opening, prices=prices, held=held, pay_ins=ins, pay_outs=outs, drops=drops)
    assert found.minor == sum(sums[:4]) - sum(sums[4:])
    assert expected_cash(opening, prices=prices) == opening + prices


def test_over_and_short() -> None:
    assert report().difference is None
    assert report(counted=usd(81_50)).difference == usd(0)
    assert report(counted=usd(80_00)).difference == usd(-1_50)
    assert report(counted=usd(82_00), reason="a coin found").difference == usd(50)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"number": 0}, "numbered from 1"),
        ({"kind": ReportKind.X, "counted": usd(1)}, "an X report has no count"),
        ({"reason": "lost"}, "no difference"),
        ({"refused": -1}, "less than zero"),
        ({"journal_entries": -1}, "less than zero"),
        ({"counted": Money(1, EUR)}, "one currency"),
        ({"recounted": usd(1)}, "not counted before"),
        ({"left": usd(1)}, "was counted there"),
        ({"counted": usd(1), "left": usd(2)}, "was counted there"),
        ({"counted": usd(1), "left": usd(-1)}, "was counted there"),
        ({"counted": usd(5), "recounted": usd(1), "left": usd(2)}, "was counted there"),
        ({"tenders": (TenderTotal("Card", False, 1, Money(1, EUR)),)}, "one currency"),
        ({"perpetual_total": Money(1, EUR)}, "one currency"),
        ({"drops": Tally(1, Money(1, EUR))}, "one currency"),
        ({"charges": (ChargeTotal("VAT", "20 %", included=True, total=Money(1, EUR)),)}, "one currency"),
        ({"doubts": (OpenDoubt("K01-000001", "1", Money(1, EUR)),)}, "one currency"),
    ],
)
def test_what_can_not_be_is_refused(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        report(**wrong)


def test_nothing_happens_less_than_zero_times() -> None:
    with pytest.raises(ValueError, match="less than zero"):
        Tally(-1, usd(0))
    with pytest.raises(ValueError, match="less than zero"):
        TenderTotal("Card", False, -1, usd(0))
