"""What statements say: a row a sale, sums by kind and state, tokens never whole, times as the till's clock showed."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import Shop
from vendingdesk.counter.statement import DayStatement, YearStatement
from vendingdesk.counter.statement_tally import STATES, Tally, total
from vendingdesk.domain.charges import Charge, charge_lines
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.doubt import Proof, Settlement, Verdict
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.management import ManagementKind, ManagementOrder
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import (
    Declined,
    DoubtCause,
    Issued,
    NothingSent,
    NotSentCause,
    RefusalReason,
    TokenWarning,
    Unclear,
)
from vendingdesk.domain.sale import Order, Sale, VendState
from vendingdesk.domain.tender import CASH, Tender, TenderKind

EAST = timezone(timedelta(hours=3))
NOON = datetime(2026, 3, 29, 12, 0, tzinfo=EAST)
USD = Currency("USD")
METER = "0128244400031"
TOKEN = "49335795185499399179"
SETUP = DeskSetup(shop=Shop("Harbour Kiosk", "Riverside Power", ("12 Harbour Road",), tax_number="T-1"))
FEE = (Charge("Fee", fixed=50, included=False),)


def sale(number: int = 1, state: VendState = VendState.ISSUED, at: datetime = NOON, **asked: Any) -> Sale:
    """A sale in a state, with the outcome that leads there."""
    if not {"amount", "management"} & asked.keys():
        asked["amount"] = Money(1000, USD)
    order = Order(f"u{number}", "r", METER, "ama", "x", **asked)
    prepared = Sale(order, "K01", number, at)
    if state is VendState.PREPARED:
        return prepared
    if state is VendState.NOT_SENT:
        return prepared.concluded(NothingSent(NotSentCause.UNREACHABLE), at)
    sent = prepared.sending()
    if state is VendState.SENDING:
        return sent
    if state is VendState.ISSUED:
        return sent.concluded(Issued((TOKEN,), energy=Energy(64_500_000)), at)
    if state is VendState.REFUSED:
        return sent.concluded(Declined(RefusalReason.NO_SUCH_METER), at)
    doubted = sent.concluded(Unclear(DoubtCause.TIMED_OUT), at)
    if state is VendState.IN_DOUBT:
        return doubted
    verdict = {v: Verdict[v.name] for v in (VendState.RECOVERED, VendState.NOT_ISSUED, VendState.LOST)}[state]
    tokens = (TOKEN,) if verdict is Verdict.RECOVERED else ()
    proof = Proof.WRITTEN_WORD if verdict is Verdict.NOT_ISSUED else None
    return doubted.settled(
        Settlement(verdict, "ama", at, "call", reference="R", supervisor="boss", proof=proof, tokens=tokens)
    )


def day(*sales: Sale, setup: DeskSetup = SETUP) -> DayStatement:
    made = DayStatement(setup, operator="ama", at=NOON)
    made.rows(sales)
    return made


def sums(made: DayStatement | YearStatement) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(row.cells[0], row.cells[1]): row.cells[2:] for row in made.totals().rows}


def test_a_row_says_what_the_slip_said_and_of_the_token_four_digits() -> None:
    made = DayStatement(SETUP, operator="ama", at=NOON)
    [row] = made.rows([sale(124, charges=charge_lines(Money(1000, USD), FEE))])
    assert row.cells == (
        "K01-000124",
        "12:00 +03:00",
        "0128 2444 0003 1",
        "Electricity credit",
        "10.50 USD",
        "64.5",
        "…9179",
        "Issued",
        "ama",
    )
    assert not row.marked
    assert TOKEN[:8] not in repr(row)


def test_columns_and_cells_are_as_many() -> None:
    made = DayStatement(SETUP, operator="ama", at=NOON)
    assert len(made.document(date(2026, 3, 29)).columns) == len(made.rows([sale()])[0].cells)
    year = YearStatement(SETUP, operator="ama", at=NOON)
    columns = year.document(METER, 2026, None).columns
    assert {len(row.cells) for row in (*year.rows([sale()]), *year.last())} == {len(columns)}
    totals = year.totals()
    assert {len(row.cells) for row in totals.rows} == {len(totals.columns)}


def test_the_head_says_whose_it_is_and_the_foot_who_printed_it() -> None:
    said = day().document(date(2026, 3, 29))
    assert said.title == "Sales of 2026-03-29"
    assert said.shop == ("Harbour Kiosk", "12 Harbour Road", "Riverside Power", "Tax no. T-1")
    assert said.about == (("Till", SETUP.till), ("Date", "2026-03-29"))
    assert said.printed == "Printed 2026-03-29 12:00 +03:00 by ama"
    assert said.page_of == "Page {page} of {pages}"
    assert said.banners == ()
    demo = DayStatement(replace(SETUP, demo=True, shop=Shop()), operator="ama", at=NOON).document(date(2026, 3, 29))
    assert demo.banners == ("DEMO – NOT VALID ON ANY METER",)
    assert demo.shop == ()


def test_a_years_head_names_the_customer_that_the_register_knows() -> None:
    made = YearStatement(SETUP, operator="ama", at=NOON)
    about = dict(made.document(METER, 2026, Customer(METER, "Okonkwo, B.", "Flat 12B")).about)
    assert (about["Customer"], about["Place"], about["Meter"]) == ("Okonkwo, B.", "Flat 12B", "0128 2444 0003 1")
    assert "Customer" not in dict(made.document(METER, 2026, None).about)
    assert "These are the purchases at this till alone." in made.totals().notes


def test_the_offset_is_said_first_and_wherever_it_changes() -> None:
    summer = NOON.astimezone(timezone(timedelta(hours=2)))
    made = DayStatement(SETUP, operator="ama", at=NOON)
    rows = made.rows([sale(1), sale(2), sale(3, at=summer)]) + made.rows([sale(4, at=summer), sale(5)])
    assert [row.cells[1] for row in rows] == ["12:00 +03:00", "12:00", "11:00 +02:00", "11:00", "12:00 +03:00"]


@pytest.mark.parametrize("state", list(VendState))
def test_every_state_is_told_and_only_a_doubt_is_marked(state: VendState) -> None:
    [row] = DayStatement(SETUP, operator="ama", at=NOON).rows([sale(1, state)])
    assert row.cells[7] == STATES[state]
    assert row.marked == (state in {VendState.SENDING, VendState.IN_DOUBT})
    assert bool(row.cells[6]) == (state in {VendState.ISSUED, VendState.RECOVERED})


def test_sums_are_by_kind_and_state_and_a_doubt_is_not_sold() -> None:
    clear = ManagementOrder(ManagementKind.CLEAR_CREDIT, 0, "moved out")
    made = day(
        sale(1, charges=charge_lines(Money(1000, USD), FEE)),
        sale(2),
        sale(3, VendState.RECOVERED),
        sale(4, VendState.IN_DOUBT),
        sale(5, VendState.REFUSED),
        sale(6, management=clear),
    )
    assert sums(made) == {
        ("Electricity credit", "Issued"): ("2", "20.00 USD", "20.50 USD", "129.0"),
        ("Electricity credit", "Found later"): ("1", "10.00 USD", "10.00 USD", ""),
        ("Electricity credit", "RESULT UNKNOWN"): ("1", "10.00 USD", "10.00 USD", ""),
        ("Electricity credit", "Refused"): ("1", "10.00 USD", "10.00 USD", ""),
        ("Engineering token", "Issued"): ("1", "", "", "64.5"),
        ("Sold", ""): ("3", "30.00 USD", "30.50 USD", "129.0"),
        ("Held until it is known", ""): ("1", "10.00 USD", "10.00 USD", ""),
    }
    totals = made.totals()
    assert [row.marked for row in totals.rows] == [False, False, True, False, False, False, True]
    assert len(totals.notes) == 2


def test_without_doubts_nothing_is_said_of_them() -> None:
    totals = day(sale(1)).totals()
    assert [row.cells[0] for row in totals.rows] == ["Electricity credit", "Sold"]
    assert totals.notes == ()


def test_currencies_and_kwh_are_summed_each_for_itself() -> None:
    franc = Currency("XOF", 0)
    made = day(sale(1), sale(2, amount=Money(500, franc)), sale(3, amount=Energy(12_500_000)), sale(4))
    assert sums(made)["Sold", ""] == ("4", "20.00 USD, 500 XOF, 12.5 kWh", "20.00 USD, 500 XOF, 12.5 kWh", "258.0")
    with pytest.raises(TypeError):
        total(Money(1, USD), Energy(1))


def test_a_currency_whose_digits_changed_has_two_sums() -> None:
    made = day(sale(1, amount=Money(500, Currency("XOF", 2))), sale(2, amount=Money(500, Currency("XOF", 0))))
    assert sums(made)["Sold", ""][1] == "500 XOF, 5.00 XOF"


def test_any_order_and_any_pages_come_to_the_same_sums() -> None:
    chance = random.Random(7)
    sales = [sale(number, chance.choice(list(VendState))) for number in range(200)]
    whole, parts = Tally(), day()
    for each in sales:
        whole.add(each)
    chance.shuffle(sales)
    while sales:
        taken = chance.randrange(1, 30)
        parts.rows(sales[:taken])
        del sales[:taken]
    assert parts.totals() == whole.totals(parts.t)


def test_each_month_has_one_sum_below_the_sales_also_when_the_clock_was_set_back() -> None:
    made = YearStatement(SETUP, operator="ama", at=NOON)
    june = NOON.replace(month=6)
    assert made.last() == []
    rows = made.rows([sale(1), sale(2, VendState.IN_DOUBT)])
    rows += made.rows([sale(4, at=june), sale(3)])
    rows += made.last()
    assert [row.cells[1] for row in rows if row.strong] == ["2026-03", "2026-06"]
    assert [row.cells[2:5] for row in rows if row.strong] == [
        ("Sold in the month: 2", "20.00 USD", "129.0"),
        ("Sold in the month: 1", "10.00 USD", "64.5"),
    ]
    assert [row.strong for row in rows] == [False, False, False, False, True, True]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_it_speaks_the_shops_language(language: str) -> None:
    setup = replace(SETUP, shop=replace(SETUP.shop, language=language))
    made = day(sale(1, VendState.IN_DOUBT), setup=setup)
    said = made.document(date(2026, 3, 29))
    assert said.right_to_left == (language == "ar")
    assert said.columns[0].heading == {"fr": "Reçu n°", "ar": "رقم الإيصال"}[language]
    assert "RESULT UNKNOWN" not in repr(made.totals())
    assert "{page}" in said.page_of
    assert "{pages}" in said.page_of


def test_how_it_was_paid_stands_in_the_row_and_is_summed_where_anybody_was_asked() -> None:
    cash, card = Tender(CASH, Money(2000, USD)), Tender(TenderKind("Card"))
    made = DayStatement(SETUP, operator="ama", at=NOON)
    rows = made.rows([sale(1, tender=cash), sale(2, tender=card), sale(3), sale(4, VendState.IN_DOUBT, tender=card)])
    assert [row.cells[3] for row in rows] == [
        "Electricity credit · Cash",
        "Electricity credit · Card",
        "Electricity credit",
        "Electricity credit · Card",
    ]
    said = sums(made)
    for kind in ("Cash", "Card", "Not asked"):
        assert said["Paid by", kind][:3] == ("1", "10.00 USD", "10.00 USD")
    assert not [key for key in sums(day(sale())) if key[0] == "Paid by"]


def test_answers_with_another_amount_are_counted() -> None:
    odd = Issued((TOKEN,), value_text="11.00", warnings=(TokenWarning.OTHER_VALUE,))
    note = "Answers that named another amount than was asked for: {}. Each slip says both numbers."
    assert note.format(1) in day(replace(sale(), outcome=odd), sale(2)).totals().notes
    assert not [said for said in day(sale()).totals().notes if said.startswith("Answers")]
