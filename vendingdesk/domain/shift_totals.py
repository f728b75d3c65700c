"""What the sales and the moves of cash of a shift come to: added one by one in any order, then told as a report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vendingdesk.domain.charges import ChargeLine
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.sale import Amount, VendState
from vendingdesk.domain.shift import CashKind, CashMove, Shift
from vendingdesk.domain.shift_report import ChargeTotal, OpenDoubt, ReportKind, ShiftReport, Tally, TenderTotal

SOLD = frozenset({VendState.ISSUED, VendState.RECOVERED})
"""The customer has a token for the money."""

PENDING = frozenset({VendState.PREPARED, VendState.SENDING, VendState.IN_DOUBT})
"""Nobody knows yet whether there is a token; the money lies in the drawer."""

TOKENLESS = frozenset({VendState.NOT_ISSUED, VendState.LOST})
"""The money is the customer's again, until it is given back."""

NOTHING_HELD = frozenset({VendState.REFUSED, VendState.NOT_SENT})
"""The customer was told at once and paid nothing."""


@dataclass(frozen=True, slots=True)
class TillSale:
    """A sale as far as a shift's report cares.

    ``price`` is what was paid, None where nothing was or where it is not known; ``management`` an engineering token.
    ``refunded`` says that its money was given back.
    """

    receipt_no: str
    meter: str
    shift: int
    state: VendState
    price: Money | None = None
    energy: Energy | None = None
    tender: str = ""
    cash: bool = True
    management: bool = False
    charges: tuple[ChargeLine, ...] = ()
    overridden: bool = False
    refunded: bool = False

    @property
    def owed(self) -> bool:
        """Whether its money has to be given back to the customer yet."""
        return self.state in TOKENLESS and self.price is not None and not self.refunded


@dataclass(slots=True)
class _Sum:
    count: int = 0
    minor: int = 0

    def add(self, minor: int) -> None:
        self.count += 1
        self.minor += minor

    def tally(self, currency: Currency) -> Tally | None:
        return Tally(self.count, Money(self.minor, currency)) if self.count else None


class ShiftTotals:
    """Adds up one shift. ``base`` is the total of all sales before it, in minor units of the shift's currency.

    Every sale is added once, as it stands now.
    """

    def __init__(self, shift: Shift, base: int = 0) -> None:
        self._shift = shift
        self._currency = shift.opening_float.currency
        self._base = base
        self._sales, self._recovered, self._given_back, self._released = _Sum(), _Sum(), _Sum(), _Sum()
        self._moves: dict[tuple[CashKind, bool], _Sum] = {}
        self._tenders: dict[tuple[str, bool], _Sum] = {}
        self._charges: Counter[tuple[str, str, bool]] = Counter()
        self._energy = 0
        self._counts: Counter[str] = Counter()
        self._doubts: list[OpenDoubt] = []
        self._receipts: list[str] = []

    def add(self, sale: TillSale) -> None:
        """A sale of this shift."""
        self._receipts.append(sale.receipt_no)
        self._counts["overridden"] += sale.overridden
        if sale.state in SOLD:
            self._sold(sale)
        elif sale.state in PENDING or sale.owed:
            self._hold(sale, carried_over=False)
        elif sale.state in TOKENLESS:
            self._back(sale)
        else:
            self._counts["refused" if sale.state is VendState.REFUSED else "not_sent"] += 1

    def add_earlier(self, sale: TillSale) -> None:
        """A sale of an earlier shift, or of before there were any, that holds money or may."""
        if sale.state in PENDING or sale.owed:
            self._hold(sale, carried_over=True)

    def add_recovered(self, sale: TillSale) -> None:
        """An earlier sale whose end came since the Z before: one that has its token joins the total of all sales."""
        if sale.price is not None and sale.price.currency == self._currency and sale.state in SOLD:
            self._recovered.add(sale.price.minor)

    def add_released(self, sale: TillSale) -> None:
        """An earlier sale whose end came since this shift began: one that was not sold gave its cash back.

        What ended between two shifts is no part of this: whoever counted the float found that cash gone.
        """
        if sale.price is None or sale.price.currency != self._currency:
            return
        if sale.state in NOTHING_HELD and sale.cash:
            self._released.add(sale.price.minor)

    def _sold(self, sale: TillSale) -> None:
        if sale.management:
            self._counts["management"] += 1
            return
        minor = 0 if sale.price is None else sale.price.minor
        self._sales.add(minor)
        self._tenders.setdefault((sale.tender, sale.cash), _Sum()).add(minor)
        self._energy += 0 if sale.energy is None else sale.energy.milliwatt_hours
        for line in sale.charges:
            self._charges[line.name, line.rate, line.included] += line.amount.minor

    def _hold(self, sale: TillSale, *, carried_over: bool) -> None:
        held: Amount | None = sale.price or sale.energy
        self._doubts.append(OpenDoubt(sale.receipt_no, sale.meter, held, carried_over, sale.owed, sale.cash))

    def _back(self, sale: TillSale) -> None:
        if sale.cash and sale.price is not None:
            self._given_back.add(sale.price.minor)

    def move(self, move: CashMove) -> None:
        """Cash that came or went without a sale."""
        self._moves.setdefault((move.kind, move.cash), _Sum()).add(move.amount.minor)

    def report(self, kind: ReportKind, till: str, *, at: datetime, by: str, **others: Any) -> ShiftReport:
        """All of it; ``others`` are what a report has besides sales and cash."""
        currency = self._currency
        perpetual = self._base + self._sales.minor + self._recovered.minor

        def moved(what: CashKind, *, cash: bool = True) -> Tally | None:
            return self._moves.get((what, cash), _Sum()).tally(currency)

        return ShiftReport(
            kind,
            till,
            self._shift.number,
            opened_at=self._shift.opened_at,
            opened_by=self._shift.opened_by,
            made_at=at,
            made_by=by,
            opening_float=self._shift.opening_float,
            sales=Tally(self._sales.count, Money(self._sales.minor, currency)),
            energy=Energy(self._energy) if self._energy else None,
            first_receipt=min(self._receipts, key=_in_order, default=""),
            last_receipt=max(self._receipts, key=_in_order, default=""),
            management=self._counts["management"],
            refused=self._counts["refused"],
            not_sent=self._counts["not_sent"],
            overridden=self._counts["overridden"],
            charges=tuple(
                ChargeTotal(name, rate, included, Money(minor, currency))
                for (name, rate, included), minor in sorted(self._charges.items())
            ),
            tenders=tuple(
                TenderTotal(name, cash, each.count, Money(each.minor, currency))
                for (name, cash), each in sorted(self._tenders.items(), key=lambda item: (not item[0][1], item[0]))
            ),
            pay_ins=moved(CashKind.PAY_IN),
            pay_outs=moved(CashKind.PAY_OUT),
            drops=moved(CashKind.DROP),
            refunds=moved(CashKind.REFUND),
            refunds_otherwise=moved(CashKind.REFUND, cash=False),
            recovered_earlier=self._recovered.tally(currency),
            given_back=self._given_back.tally(currency),
            released=self._released.tally(currency),
            doubts=tuple(sorted(self._doubts, key=lambda each: (not each.carried_over, _in_order(each.receipt_no)))),
            perpetual_total=Money(perpetual, currency),
            **others,
        )


def _in_order(receipt_no: str) -> tuple[int, str]:
    """Receipt numbers by their number: a seventh digit makes a text longer, not later in the alphabet."""
    return len(receipt_no), receipt_no
