"""Shifts as they happen: whatever comes in whatever order, the report expects what a real drawer would hold."""

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from vendingdesk.domain.charges import ChargeLine
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.sale import MOVES, VendState
from vendingdesk.domain.shift import CashKind, CashMove, Shift
from vendingdesk.domain.shift_report import OpenDoubt, ReportKind, ShiftReport, Tally, TenderTotal
from vendingdesk.domain.shift_totals import NOTHING_HELD, PENDING, SOLD, TOKENLESS, ShiftTotals, TillSale

USD, EUR = Currency("USD"), Currency("EUR")
NOW = datetime(2026, 3, 29, 12, tzinfo=UTC)
PREPARED, SENDING, IN_DOUBT = VendState.PREPARED, VendState.SENDING, VendState.IN_DOUBT


def usd(minor: int) -> Money:
    return Money(minor, USD)


def shift(number: int = 1, opening: int = 0) -> Shift:
    return Shift(number, usd(opening), NOW, "ann")


def sale(number: int, state: VendState, price: int | None = 1000, **more: object) -> TillSale:
    given = {"shift": 1, "meter": "01282444000", **more}
    return TillSale(f"K01-{number:06d}", state=state, price=None if price is None else usd(price), **given)


def told(totals: ShiftTotals, kind: ReportKind = ReportKind.X, **more: object) -> ShiftReport:
    return totals.report(kind, "K01", at=NOW, by="ann", **more)


@dataclass
class Drawer:
    """A till with a real drawer: cash goes in and out of it as it does at a counter."""

    cash: int = 0
    number: int = 0
    sales: dict[int, TillSale] = field(default_factory=dict)
    ended: set[int] = field(default_factory=set)
    moves: list[CashMove] = field(default_factory=list)
    zs: list[ShiftReport] = field(default_factory=list)
    sold: int = 0
    opening: int = 0

    def open(self) -> None:
        self.number += 1
        self.opening = self.cash
        self.moves = []

    def sell(self, price: int, *, cash: bool) -> None:
        at = len(self.sales) + 1
        self.sales[at] = replace(
            sale(at, PREPARED, price), shift=self.number, cash=cash, tender="" if cash else "Card"
        )
        self.cash += price if cash else 0

    def go_on(self, which: int, how: int) -> None:
        """A sale's next state; who is told no takes the money along."""
        before = self.sales[which]
        nexts = sorted(MOVES[before.state])
        after = replace(before, state=nexts[how % len(nexts)])
        self.sales[which] = after
        assert before.price is not None
        if after.state in SOLD | TOKENLESS | NOTHING_HELD:
            self.ended.add(which)
        if after.state in NOTHING_HELD and after.cash:
            self.cash -= before.price.minor
        if after.state in SOLD:
            self.sold += before.price.minor

    def some(self, open_sales: list[int], which: int, how: int) -> None:
        if open_sales:
            self.go_on(open_sales[which % len(open_sales)], how)

    def refund(self, which: int) -> None:
        owed = self.sales[which]
        assert owed.price is not None
        self.sales[which] = replace(owed, refunded=True)
        given = {"sale_uid": "u", "receipt_no": owed.receipt_no, "cash": owed.cash}
        self.moves.append(CashMove(CashKind.REFUND, owed.price, "ann", NOW, **given))
        self.cash -= owed.price.minor if owed.cash else 0

    def move(self, kind: CashKind, minor: int) -> None:
        self.moves.append(CashMove(kind, usd(minor), "ann", NOW, "why"))
        self.cash += minor if kind is CashKind.PAY_IN else -minor

    def report(self, kind: ReportKind = ReportKind.X, shuffled: random.Random | None = None) -> ShiftReport:
        base = self.zs[-1].perpetual_total.minor if self.zs and self.zs[-1].perpetual_total else 0
        totals = ShiftTotals(shift(self.number, self.opening), base)
        acts = [(totals.add, each) for each in self.sales.values() if each.shift == self.number]
        acts += [(totals.add_earlier, each) for each in self.sales.values() if each.shift != self.number]
        for take in (totals.add_recovered, totals.add_released):
            acts += [(take, self.sales[at]) for at in self.ended if self.sales[at].shift != self.number]
        acts += [(totals.move, each) for each in self.moves]
        (shuffled or random.Random(1)).shuffle(acts)
        for take, what in acts:
            take(what)
        return told(totals, kind, counted=usd(self.cash) if kind is ReportKind.Z and self.cash >= 0 else None)

    def close(self) -> None:
        self.zs.append(self.report(ReportKind.Z))
        self.ended = set()


STEPS = some.one_of(
    some.tuples(some.just("sell"), some.integers(1, 10**6), some.booleans()),
    some.tuples(some.just("doubt"), some.integers(1, 10**6), some.booleans()),
    some.tuples(some.just("go_on"), some.integers(0, 30), some.integers(0, 5)),
    some.tuples(some.just("refund"), some.integers(1, 3), some.none()),
    some.tuples(some.just("move"), some.sampled_from(["pay_in", "pay_out", "drop"]), some.integers(1, 10**6)),
    some.tuples(some.just("close"), some.none(), some.none()),
)


def lived(steps: list[tuple]) -> Drawer:
    till = Drawer(cash=5000)
    till.open()
    for what, first, second in steps:
        if what in {"sell", "doubt"}:
            till.sell(first, cash=second)
            for state in (SENDING, IN_DOUBT) if what == "doubt" else ():
                at = len(till.sales)
                till.go_on(at, sorted(MOVES[till.sales[at].state]).index(state))
        elif what == "move":
            till.move(CashKind(first), second)
        elif what == "close":
            till.close()
            till.open()
        elif what == "go_on":
            till.some([at for at, each in till.sales.items() if MOVES[each.state]], first, second)
        else:
            for which in [at for at, each in till.sales.items() if each.owed][:first]:
                till.refund(which)
    return till


@settings(max_examples=400)
@given(some.lists(STEPS, min_size=4, max_size=40))
def test_no_cent_is_lost_or_invented_over_any_shifts(steps: list[tuple]) -> None:
    till = lived(steps)
    till.close()
    assert till.zs[-1].expected == usd(till.cash)
    assert [z.expected for z in till.zs[:-1]] == [usd(z.opening_float.minor) for z in _floats(till)]
    assert till.zs[-1].perpetual_total == usd(till.sold)
    each = [z.sales.total.minor + (z.recovered_earlier.total.minor if z.recovered_earlier else 0) for z in till.zs]
    assert sum(each) == till.sold


def _floats(till: Drawer) -> list[ShiftReport]:
    """Who opens finds in the drawer what the close before expected: nobody took anything between."""
    return till.zs[1:]


@given(some.lists(STEPS, max_size=40), some.randoms())
def test_the_order_of_things_does_not_matter(steps: list[tuple], shuffled: random.Random) -> None:
    till = lived(steps)
    assert till.report() == till.report(shuffled=shuffled)


@given(some.lists(STEPS, max_size=40))
def test_every_kind_of_payment_is_in_the_sales(steps: list[tuple]) -> None:
    made = lived(steps).report()
    assert sum(each.total.minor for each in made.tenders) == made.sales.total.minor
    assert sum(each.count for each in made.tenders) == made.sales.count


@pytest.mark.parametrize("state", list(VendState))
def test_what_a_sale_of_each_state_counts(state: VendState) -> None:
    totals = ShiftTotals(shift())
    totals.add(sale(1, state, overridden=True))
    made = told(totals)
    holds = state not in NOTHING_HELD
    assert made.expected == usd(1000 if holds else 0)
    assert made.sales == Tally(int(state in SOLD), usd(1000 if state in SOLD else 0))
    assert bool(made.doubts) is (state in PENDING | TOKENLESS)
    assert (made.refused, made.not_sent) == (int(state is VendState.REFUSED), int(state is VendState.NOT_SENT))
    assert made.overridden == 1


def test_a_card_s_money_is_in_no_drawer() -> None:
    totals = ShiftTotals(shift())
    for number, state in enumerate((VendState.ISSUED, IN_DOUBT, VendState.LOST), 1):
        totals.add(sale(number, state, cash=False, tender="Card"))
    totals.add(sale(4, VendState.NOT_ISSUED, cash=False, tender="Card", refunded=True))
    totals.add(sale(5, VendState.ISSUED))
    totals.add(sale(6, VendState.ISSUED, tender="Notes"))
    totals.add_released(sale(7, VendState.REFUSED, cash=False))
    made = told(totals)
    assert made.expected == usd(2000)
    assert (made.held, made.given_back, made.released) == (usd(0), None, None)
    assert made.tenders == (
        TenderTotal("", True, 1, usd(1000)),
        TenderTotal("Notes", True, 1, usd(1000)),
        TenderTotal("Card", False, 1, usd(1000)),
    )


def test_engineering_tokens_and_energy_without_a_price() -> None:
    totals = ShiftTotals(shift())
    totals.add(sale(1, VendState.ISSUED, None, management=True))
    totals.add(sale(2, IN_DOUBT, None, management=True))
    totals.add(sale(3, VendState.ISSUED, None, energy=Energy(5_000_000)))
    totals.add(sale(4, IN_DOUBT, None, energy=Energy(7_000_000)))
    totals.add(sale(5, VendState.LOST, None, energy=Energy(7_000_000)))
    totals.add_recovered(sale(6, VendState.RECOVERED, None, management=True))
    made = told(totals)
    assert (made.management, made.sales, made.energy) == (1, Tally(1, usd(0)), Energy(5_000_000))
    assert [each.amount for each in made.doubts] == [None, Energy(7_000_000)]
    assert made.expected == usd(0)


def test_taxes_and_fees_add_up_by_name() -> None:
    vat, fee = ChargeLine("VAT", "20 %", True, usd(200)), ChargeLine("Fee", "", False, usd(50))
    totals = ShiftTotals(shift())
    for number in (1, 2):
        totals.add(sale(number, VendState.ISSUED, 1050, charges=(vat, fee)))
    totals.add(sale(3, IN_DOUBT, 1050, charges=(vat, fee)))
    assert [(each.name, each.total) for each in told(totals).charges] == [("Fee", usd(100)), ("VAT", usd(400))]


def test_another_currency_is_listed_and_never_added() -> None:
    totals = ShiftTotals(shift())
    euros = replace(sale(1, IN_DOUBT, shift=0), price=Money(500, EUR))
    totals.add_earlier(euros)
    totals.add_earlier(replace(euros, state=VendState.ISSUED))
    totals.add_recovered(replace(euros, state=VendState.RECOVERED))
    totals.add_released(replace(euros, state=VendState.REFUSED))
    made = told(totals)
    assert made.doubts == (OpenDoubt("K01-000001", "01282444000", Money(500, EUR), carried_over=True),)
    assert (made.held, made.recovered_earlier, made.released) == (usd(0), None, None)
    assert made.perpetual_total == usd(0)


def test_receipts_are_in_the_order_of_their_numbers() -> None:
    totals = ShiftTotals(shift())
    for number in (1_000_000, 999_999, 1_000_001):
        totals.add(sale(number, VendState.ISSUED))
    made = told(totals)
    assert (made.first_receipt, made.last_receipt) == ("K01-999999", "K01-1000001")
