"""A filter as it is typed: what can't be meant is said at its field."""

from datetime import date

import pytest

from vendingdesk.counter.sale_filter_form import FilterForm, form_of
from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.errors import SettlementRefused
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.sale import SaleKind, VendState
from vendingdesk.domain.sale_filter import SaleFilter

USD = Currency("USD")
SETUP = DeskSetup(currency=USD)
KWH = DeskSetup(money_means=MoneyMeans.KWH)


def test_empty_fields_are_open() -> None:
    assert FilterForm().read(SETUP) == SaleFilter()
    assert FilterForm(first=" ", meter="  ", least=" ", shift=" ").read(SETUP, "12") == SaleFilter(text="12")


def test_everything_at_once_and_back() -> None:
    form = FilterForm(
        first="2026-07-01",
        last="2026-07-30",
        person="Amina",
        management=ManagementKind.CLEAR_TAMPER,
        states=frozenset({VendState.ISSUED}),
        meter=" 0128 2444 ",
        least="5",
        most=" 12.50 ",
        in_cash=True,
        tender="Card",
        shift=" 012 ",
    )
    wanted = form.read(SETUP, "K01")
    assert wanted == SaleFilter(
        first=date(2026, 7, 1),
        last=date(2026, 7, 30),
        person="Amina",
        kind=SaleKind.MANAGEMENT,
        management=ManagementKind.CLEAR_TAMPER,
        states=frozenset({VendState.ISSUED}),
        meter="01282444",
        least=Money(500, USD),
        most=Money(1250, USD),
        in_cash=True,
        tender="Card",
        shift=12,
        text="K01",
    )
    assert form_of(wanted).read(SETUP, "K01") == wanted
    assert form_of(SaleFilter()) == FilterForm()


def test_amounts_are_in_the_accounts_unit_and_may_be_larger_than_is_sold() -> None:
    assert FilterForm(least="0.1").read(KWH).least == Energy(100_000)
    assert FilterForm(most="999999999").read(SETUP).most == Money(99_999_999_900, USD)


@pytest.mark.parametrize("text", ["9999-12-31", "2099-01-01", "0001-01-01"])
def test_a_day_far_away_is_a_day(text: str) -> None:
    assert FilterForm(first=text, last=text).read(SETUP).first == date.fromisoformat(text)


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("first", "30.7.2026", "year-month-day"),
        ("first", "2026-02-30", "year-month-day"),
        ("first", "yesterday", "year-month-day"),
        ("first", "20260730", "year-month-day"),
        ("last", "2026-W31-4", "year-month-day"),
        ("last", "10000-01-01", "year-month-day"),
        ("last", "2026-07-3０", "year-month-day"),
        ("least", "ten", "in digits"),
        ("least", "10 dollars", "in digits"),
        ("least", "-5", "without a sign"),
        ("least", "12,50", "point"),
        ("most", "1e9", "in digits"),
        ("most", "0.001", "digits behind the point"),
        ("most", "0", "above zero"),
        ("most", "10000000000", "too large"),
        ("meter", "12a", "digits alone"),
        ("meter", "%", "digits alone"),
        ("meter", "1_2", "digits alone"),
        ("meter", "' OR 1=1 --", "digits alone"),
        ("meter", "١٢٣", "digits alone"),
        ("meter", "1" * 19, "digits alone"),
        ("shift", "last", "number of the shift"),
        ("shift", "0", "number of the shift"),
        ("shift", "-1", "number of the shift"),
        ("shift", "1" * 10, "number of the shift"),
    ],
)
def test_what_can_not_be_read_is_said_at_its_field(field: str, typed: str, says: str) -> None:
    with pytest.raises(SettlementRefused, match=says) as refused:
        FilterForm(**{field: typed}).read(SETUP)
    assert refused.value.field == field


def test_days_and_amounts_the_wrong_way_round() -> None:
    with pytest.raises(SettlementRefused, match="turn them round") as refused:
        FilterForm(first="2026-07-30", last="2026-07-29").read(SETUP)
    assert refused.value.field == "last"
    with pytest.raises(SettlementRefused, match="turn them round") as refused:
        FilterForm(least="10", most="9.99").read(SETUP)
    assert refused.value.field == "most"
