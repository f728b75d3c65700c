"""What a filter means, sale by sale, and what it refuses to mean."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from vendingdesk.domain.charges import ChargeLine
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.management import ManagementKind, ManagementOrder
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import Declined, Issued, RefusalReason
from vendingdesk.domain.sale import Order, Sale, SaleKind, VendState
from vendingdesk.domain.sale_filter import SaleFilter, has_text
from vendingdesk.domain.sale_search import NOTHING_SOLD, Known, Search, Sold, known, sold
from vendingdesk.domain.tender import Tender, TenderKind

USD, XOF = Currency("USD"), Currency("XOF", 0)
TEN = Money(1000, USD)
AT = datetime(2026, 7, 30, 23, 30, tzinfo=timezone(timedelta(hours=2)))
TOKEN = "49335795123412341234"


def order(**more):
    given = {"uid": "u", "request_id": "r", "meter": "0128244400031", "operator": "Amina", "server": "s"}
    if "management" not in more:
        given["amount"] = TEN
    return Order(**given | more)


def sale(number=12, at=AT, shift=0, **more):
    return Sale(order(**more), "K01", number, at, shift=shift)


def issued(made):
    return made.sending().concluded(Issued((TOKEN, "0" * 20)), AT)


def test_an_open_filter_fits_everything():
    assert SaleFilter().fits(sale())
    assert SaleFilter().fits(issued(sale(management=ManagementOrder(ManagementKind.CLEAR_TAMPER, 0, "why"))))


def test_a_day_is_the_one_that_the_tills_clock_showed():
    assert SaleFilter(first=date(2026, 7, 30), last=date(2026, 7, 30)).fits(sale())
    assert not SaleFilter(first=date(2026, 7, 31)).fits(sale())
    assert not SaleFilter(last=date(2026, 7, 29)).fits(sale())
    assert SaleFilter(first=date(2026, 7, 30)).fits(sale(at=AT.astimezone(UTC)))
    assert SaleFilter(first=date(2026, 7, 31)).fits(sale(at=AT.astimezone(timezone(timedelta(hours=3)))))


def test_person_and_shift():
    assert SaleFilter(person="Amina").fits(sale())
    assert not SaleFilter(person="amina").fits(sale())
    assert SaleFilter(shift=3).fits(sale(shift=3))
    assert not SaleFilter(shift=3).fits(sale(shift=4))
    assert not SaleFilter(shift=3).fits(sale())


def test_kinds():
    tamper = sale(management=ManagementOrder(ManagementKind.CLEAR_TAMPER, 0, "why"))
    power = SaleFilter(kind=SaleKind.MANAGEMENT, management=ManagementKind.MAXIMUM_POWER_LIMIT)
    assert SaleFilter(kind=SaleKind.MANAGEMENT).fits(tamper)
    assert not SaleFilter(kind=SaleKind.CREDIT).fits(tamper)
    assert replace(power, management=ManagementKind.CLEAR_TAMPER).fits(tamper)
    assert not power.fits(tamper)
    assert not power.fits(sale())


def test_states():
    assert SaleFilter(states=frozenset({VendState.PREPARED, VendState.ISSUED})).fits(sale())
    assert not SaleFilter(states=frozenset({VendState.ISSUED})).fits(sale())


@pytest.mark.parametrize(("amount", "fits"), [(500, True), (999, True), (1000, True), (499, False), (1001, False)])
def test_amounts_are_compared_in_one_unit(amount, fits):
    wanted = SaleFilter(least=Money(500, USD), most=TEN)
    assert wanted.fits(sale(amount=Money(amount, USD))) is fits
    assert not wanted.fits(sale(amount=Money(amount, XOF)))
    assert not wanted.fits(sale(amount=Energy(amount)))
    assert not wanted.fits(sale(management=ManagementOrder(ManagementKind.CLEAR_TAMPER, 0, "why")))
    energy = SaleFilter(least=Energy(500), most=Energy(1000))
    assert energy.fits(sale(amount=Energy(amount))) is fits
    assert not energy.fits(sale(amount=Money(amount, USD)))


def test_meters_by_either_end():
    for digits, fits in (("0128244400031", True), ("0128", True), ("031", True), ("2444", False), ("9", False)):
        assert SaleFilter(meter=digits).fits(sale()) is fits


def test_how_it_was_paid():
    card = sale(tender=Tender(TenderKind("Card")))
    cash = sale(tender=Tender(TenderKind("Cash", cash=True)))
    engineering = sale(management=ManagementOrder(ManagementKind.CLEAR_TAMPER, 0, "why"))
    in_cash, by_card = SaleFilter(in_cash=True), SaleFilter(tender="Card")
    assert [in_cash.fits(each) for each in (card, cash, sale(), engineering)] == [False, True, True, False]
    assert [by_card.fits(each) for each in (card, cash, sale(), engineering)] == [True, False, False, False]


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("K01-000012", True),
        ("k01-00001", True),
        ("K01", True),
        ("k", True),
        ("12", True),
        ("1", True),
        ("000012", True),
        ("0000012", False),
        ("13", False),
        ("0128", True),
        ("031", True),
        ("2444", False),
        ("K02-000012", False),
        ("Amina", False),
        ("%", False),
        ("_", False),
        ("' OR 1 --", False),
        (TOKEN, True),
        ("0" * 20, False),
        (TOKEN[:19], False),
    ],
)
def test_text(text, fits):
    assert has_text(issued(sale()), text) is fits
    assert SaleFilter(text=text).fits(issued(sale())) is fits


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": date(2026, 7, 30), "last": date(2026, 7, 29)},
        {"management": ManagementKind.CLEAR_TAMPER},
        {"management": ManagementKind.CLEAR_TAMPER, "kind": SaleKind.CREDIT},
        {"least": TEN, "most": Money(999, USD)},
        {"least": TEN, "most": Money(2000, XOF)},
        {"least": TEN, "most": Energy(10**9)},
    ],
)
def test_a_filter_that_contradicts_itself_is_none(wrong):
    with pytest.raises(ValueError, match=r"."):
        SaleFilter(**wrong)


def test_what_is_sold_is_paid_for_and_has_its_token():
    on_top = (ChargeLine("Fee", "", False, Money(50, USD)),)
    assert sold(issued(sale())) == Sold(1, (TEN,))
    assert sold(issued(sale(charges=on_top))) == Sold(1, (Money(1050, USD),))
    assert sold(issued(sale(amount=Energy(5000)))) == Sold(1, (Energy(5000),))
    assert sold(issued(sale(amount=Energy(5000), energy_price=TEN))) == Sold(1, (TEN,))
    assert sold(sale()) == NOTHING_SOLD
    assert sold(issued(sale(management=ManagementOrder(ManagementKind.CLEAR_TAMPER, 0, "why")))) == NOTHING_SOLD
    refused = sale().sending().concluded(Declined(RefusalReason.NO_SUCH_METER), AT)
    assert sold(refused) == NOTHING_SOLD


def test_sums_are_of_one_unit_each():
    whole = Sold(1, (TEN,)) + Sold(2, (Energy(5),)) + Sold(1, (Money(1, USD), Energy(2))) + Sold(1, (Money(7, XOF),))
    assert whole == Sold(5, (Money(1001, USD), Money(7, XOF), Energy(7)))


def test_a_code_with_other_digits_has_a_sum_of_its_own():
    cents = Currency("XOF", 2)
    whole = Sold(1, (Money(7, XOF),)) + Sold(1, (Money(700, cents),)) + Sold(1, (Money(3, XOF),))
    assert whole == Sold(3, (Money(10, XOF), Money(700, cents)))


def test_what_can_be_chosen_by():
    cash, card = TenderKind("Cash", cash=True), TenderKind("Card")
    assert known(sale()) == known(sale(tender=Tender(cash))) == Known(frozenset({"Amina"}))
    both = known(sale(tender=Tender(card))) | known(sale(operator="Kofi", shift=2))
    assert both == Known(frozenset({"Amina", "Kofi"}), frozenset({"Card"}), shifts=True)


def test_a_sale_with_an_end_stays():
    search = Search(SaleFilter(), highest=10, lowest=1, below=11, changing=(9, 3))
    assert [number for number in range(1, 13) if search.stays(number)] == [1, 2, 4, 5, 6, 7, 8, 10]
