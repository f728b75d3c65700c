"""How a sale was paid, on every slip of it: the kind, the cash that was handed over, the change."""

from dataclasses import replace
from typing import Any

import pytest
from counter.test_counter_slip import ISSUED, SETUP, doubt, sale, slip, texts

from vendingdesk.counter.shop import Shop
from vendingdesk.domain.charges import ChargeLine
from vendingdesk.domain.doubt import Settlement, Verdict
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import Declined, NothingSent, NotSentCause, RefusalReason, TokenWarning
from vendingdesk.domain.sale import VendState
from vendingdesk.domain.tender import CASH, Tender, TenderKind

USD = Currency("USD")
TWENTY = Tender(CASH, Money(2000, USD))
CARD = Tender(TenderKind("Card"))
PRICE_NOTE = "The price is worked out by this shop’s till, not by the utility."


def behind(said: list[str], line: str, many: int = 3) -> list[str]:
    at = said.index(line)
    return said[at + 1 : at + 1 + many]


def test_a_sale_has_its_change_below_the_total_and_a_copy_the_same() -> None:
    sold = sale(tender=TWENTY)
    shown = ["Paid by: Cash", "Cash received: 20.00 USD", "Change: 10.00 USD"]
    assert behind(texts(slip(sold)), "Total: 10.00 USD") == shown
    assert behind(texts(slip(sold, copy=3)), "Total: 10.00 USD") == shown


def test_change_is_of_the_price_with_what_comes_on_top() -> None:
    fee = ChargeLine("Service", "", False, Money(50, USD))
    said = texts(slip(sale(tender=TWENTY, charges=(fee,))))
    assert behind(said, "Total: 10.50 USD") == ["Paid by: Cash", "Cash received: 20.00 USD", "Change: 9.50 USD"]


@pytest.mark.parametrize("tender", [CARD, Tender(CASH)])
def test_without_cash_in_hand_there_is_the_kind_alone(tender: Tender) -> None:
    said = texts(slip(sale(tender=tender)))
    assert behind(said, "Total: 10.00 USD", 1) == [f"Paid by: {tender.kind.name}"]
    assert not [line for line in said if line.startswith(("Cash received", "Change"))]


def test_where_nobody_was_asked_no_slip_says_how_it_was_paid() -> None:
    refused = sale(VendState.REFUSED, Declined(RefusalReason.NO_SUCH_METER))
    for each in (sale(), doubt(), refused):
        assert not [line for line in texts(slip(each)) if line.startswith(("Paid by", "Cash received", "Change"))]


def test_a_hold_slip_says_what_is_held_and_how_it_was_paid() -> None:
    said = texts(slip(doubt(tender=TWENTY)))
    assert behind(said, "Amount paid: 10.00 USD") == [
        "Paid by: Cash",
        "Cash received: 20.00 USD",
        "Change: 10.00 USD",
    ]
    assert any("the shop holds the money" in line for line in said)
    assert "Paid by: Card" in texts(slip(doubt(tender=CARD)))


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (VendState.REFUSED, Declined(RefusalReason.NO_SUCH_METER)),
        (VendState.NOT_SENT, NothingSent(NotSentCause.UNREACHABLE)),
    ],
)
def test_a_cancelled_slip_says_what_goes_back(state: VendState, outcome: Any) -> None:
    said = texts(slip(sale(state, outcome, tender=TWENTY)))
    assert {"Paid by: Cash", "Cash received: 20.00 USD"} <= set(said)
    assert not [line for line in said if line.startswith("Change")]
    assert "Paid by: Card" in texts(slip(sale(state, outcome, tender=CARD)))


def test_a_settled_slip_says_how_the_held_sum_was_paid() -> None:
    settled = Settlement(Verdict.LOST, "amina", sale().prepared_at, "telephone", reference="1", supervisor="g")
    said = texts(slip(doubt(tender=CARD).settled(settled)))
    assert behind(said, "Amount held: 10.00 USD", 1) == ["Paid by: Card"]


def test_energy_with_a_price_of_its_own() -> None:
    of = {"amount": Energy(25_000_000), "energy_price": Money(625, USD), "tender": TWENTY}
    said = texts(slip(sale(**of)))
    assert "Electricity credit: 25.0 kWh" in said
    assert behind(said, "Total: 6.25 USD", 4) == [
        "Paid by: Cash",
        "Cash received: 20.00 USD",
        "Change: 13.75 USD",
        PRICE_NOTE,
    ]
    held = texts(slip(doubt(**of)))
    assert {"Electricity credit: 25.0 kWh", "Amount paid: 6.25 USD"} <= set(held)
    assert PRICE_NOTE not in texts(slip(sale()))


@pytest.mark.parametrize(("language", "word"), [("fr", "Payé par: Espèces"), ("ar", "طريقة الدفع: نقدًا")])
def test_common_kinds_speak_the_slips_language_and_the_shops_own_stay(language: str, word: str) -> None:
    setup = replace(SETUP, shop=Shop("Kiosk", language=language))
    assert word in texts(slip(sale(tender=TWENTY), setup))
    own = texts(slip(sale(tender=Tender(TenderKind("M-Pesa"))), setup))
    assert any(line.endswith(": M-Pesa") for line in own)


def test_another_value_is_printed_with_both_numbers_and_never_as_a_token() -> None:
    odd = replace(ISSUED, value_text="9.3 Kwh, money 11", warnings=(TokenWarning.OTHER_VALUE,))
    said = texts(slip(sale(outcome=odd)))
    assert "Please verify: 10.00 USD was asked for, the server named 9.3 Kwh, money 11." in said
    long = replace(odd, value_text="1" * 39)
    assert "Please verify: 10.00 USD was asked for, the server named stands in the journal." in texts(
        slip(sale(outcome=long))
    )
