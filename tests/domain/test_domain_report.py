"""Periods by the till's own days, and a report whose rows fit its columns."""

from datetime import date, datetime, timedelta, timezone

import pytest

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.report import (
    ColumnKind,
    Period,
    Report,
    ReportColumn,
    ReportKind,
    ReportRow,
    cell_text,
)
from vendingdesk.domain.report_facts import SalesSum
from vendingdesk.domain.sale import SaleKind, VendState

USD = Currency("USD")
THURSDAY = date(2026, 7, 30)
AT = datetime(2026, 7, 30, 23, 59, 59, tzinfo=timezone(timedelta(hours=5, minutes=30)))


def test_a_day_a_week_and_a_month() -> None:
    assert (str(Period.day(THURSDAY)), Period.day(THURSDAY).days) == ("2026-07-30", 1)
    week = Period.week(THURSDAY)
    assert (str(week), week.days) == ("2026-07-27 to 2026-08-02", 7)
    assert Period.week(week.first) == Period.week(week.last) == week
    assert str(Period.month(THURSDAY)) == "2026-07-01 to 2026-07-31"
    assert str(Period.month(date(2028, 2, 29))) == "2028-02-01 to 2028-02-29"
    assert str(Period.month(date(2026, 12, 31))) == "2026-12-01 to 2026-12-31"


def test_a_period_ends_no_earlier_than_it_begins() -> None:
    with pytest.raises(ValueError, match="ends no earlier"):
        Period(THURSDAY, THURSDAY - timedelta(days=1))


def test_a_row_has_a_cell_for_each_column() -> None:
    columns = (ReportColumn("What"), ReportColumn("Sales", ColumnKind.COUNT))
    row = ReportRow(("Sold", 1))
    assert Report(ReportKind.DAY, "Day", Period.day(THURSDAY), columns, (row,), (row,)).rows == (row,)
    for wrong in ({"rows": (ReportRow(("Sold",)),)}, {"rows": (), "totals": (ReportRow(("Sold", 1, 2)),)}):
        with pytest.raises(ValueError, match="a cell for each column"):
            Report(kind=ReportKind.DAY, title="Day", period=Period.day(THURSDAY), columns=columns, **wrong)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("Sold", "Sold"),
        (12345, "12,345"),
        (Money(1050, USD), "10.50 USD"),
        (Energy(64_500_000), "64.5"),
        (AT, "2026-07-30 23:59"),
    ],
)
def test_a_cell_as_it_is_read(cell: object, text: str) -> None:
    assert cell_text(cell) == text  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", list(ColumnKind))
def test_numbers_stand_right(kind: ColumnKind) -> None:
    numbers = {ColumnKind.COUNT, ColumnKind.MONEY, ColumnKind.ENERGY}
    assert ReportColumn("x", kind).number is (kind in numbers)


@pytest.mark.parametrize("state", list(VendState))
@pytest.mark.parametrize("kind", list(SaleKind))
def test_only_credit_with_its_token_is_sold_and_only_unknown_credit_is_held(kind: SaleKind, state: VendState) -> None:
    each = SalesSum(kind, state, "ann", 1)
    credit = kind is SaleKind.CREDIT
    assert each.sold is (credit and state in {VendState.ISSUED, VendState.RECOVERED})
    assert each.held is (credit and state in {VendState.SENDING, VendState.IN_DOUBT})
