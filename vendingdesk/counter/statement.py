"""What a statement says: of a day at this till, of a meter's year.

A statement is no slip: of a token it shows the last four digits. Whoever finds or is shown the paper could else use a
token that was not entered yet, and it would be a copy that nobody counted.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from vendingdesk import sts
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.slip_frame import DEMO_BANNER, when
from vendingdesk.counter.slip_money import kind_word, paid
from vendingdesk.counter.slip_words import SlipWords, slip_key, slip_words
from vendingdesk.counter.statement_tally import HELD, KWH, SOLD, STATES, Sums, Tally, energy_of, in_words
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.management import RULES
from vendingdesk.domain.sale import Sale, SaleKind
from vendingdesk.domain.statement import Statement, StatementColumn, StatementRow, StatementTotals

LAST_DIGITS = 4
"""Of each token."""

_CREDIT = slip_key("Electricity credit")
_THIS_TILL = slip_key("These are the purchases at this till alone.")


class SalesRows(ABC):
    """Turns sales into rows, oldest first, and counts them; the day's and the year's differ in how they name time."""

    def __init__(self, setup: DeskSetup, *, operator: str, at: datetime) -> None:
        self.t: SlipWords = slip_words(setup.shop.language)
        self.tally = Tally()
        self._setup = setup
        self._operator = operator
        self._at = at
        self._offset: timedelta | None = None

    @abstractmethod
    def rows(self, sales: Iterable[Sale]) -> list[StatementRow]:
        """The rows of some more sales."""

    def last(self) -> list[StatementRow]:
        """Rows that stand behind the last sale."""
        return []

    def totals(self) -> StatementTotals:
        """The sums of all that was given to ``rows``."""
        return self.tally.totals(self.t)

    def _time(self, sale: Sale, form: str) -> str:
        """The till's own time; with its offset on the first row and wherever it changes."""
        at = sale.prepared_at
        known, self._offset = self._offset, at.utcoffset()
        shown = at.strftime(form)
        return shown if known == self._offset else f"{shown} {when(at)[-6:]}"

    def _cells(self, sale: Sale) -> tuple[str, ...]:
        """From what was asked for to who sold it: the same in every statement."""
        t, order, energy = self.t, sale.order, energy_of(sale)
        what = t(_CREDIT) if order.management is None else t(RULES[order.management.kind].manual_name)
        if order.tender is not None:
            what = f"{what} · {kind_word(order.tender.kind.name, t)}"
        price = paid(order)
        return (
            what,
            "" if price is None else str(price),
            "" if energy is None else energy.text,
            " ".join(f"…{token[-LAST_DIGITS:]}" for token in sale.tokens),
            t(STATES[sale.state]),
            order.operator,
        )

    def _columns(self, *first: StatementColumn, what: float = 28) -> tuple[StatementColumn, ...]:
        t = self.t
        return (
            *first,
            StatementColumn(t("Sold"), what),
            StatementColumn(t("Total"), 27, number=True),
            StatementColumn(KWH, 17, number=True),
            StatementColumn(t("Token"), 11),
            StatementColumn(t("Result"), 22),
            StatementColumn(t("Cashier"), 15),
        )

    def _document(
        self, title: str, about: tuple[tuple[str, str], ...], columns: tuple[StatementColumn, ...]
    ) -> Statement:
        t, shop = self.t, self._setup.shop
        tax = (t("Tax no. {0}", shop.tax_number),) if shop.tax_number else ()
        utility = (shop.utility,) if shop.utility else ()
        return Statement(
            title=title,
            shop=(*((shop.name,) if shop.name else ()), *shop.lines, *utility, *tax),
            about=tuple((label, value) for label, value in about if value),
            columns=columns,
            printed=t("Printed {0} by {1}", when(self._at), self._operator),
            page_of=t("Page {0} of {1}", "{page}", "{pages}"),
            logo=shop.logo,
            banners=(t(DEMO_BANNER),) if self._setup.demo else (),
            language=t.language,
        )


class DayStatement(SalesRows):
    """All sales of a day at this till, whatever became of them."""

    def document(self, day: date) -> Statement:
        """The head of it."""
        t = self.t
        columns = self._columns(
            StatementColumn(t("Receipt"), 19),
            StatementColumn(t("Time"), 12),
            StatementColumn(t("Meter"), 27),
        )
        about = ((t("Till"), self._setup.till), (t("Date"), day.isoformat()))
        return self._document(t("Sales of {0}", day.isoformat()), about, columns)

    def rows(self, sales: Iterable[Sale]) -> list[StatementRow]:
        """The rows of some more sales."""
        made = []
        for sale in sales:
            self.tally.add(sale)
            first = (sale.receipt_no, self._time(sale, "%H:%M"), sts.group_meter(sale.order.meter))
            made.append(StatementRow((*first, *self._cells(sale)), marked=sale.state in HELD))
        return made


class YearStatement(SalesRows):
    """What a meter bought in a year, and below it the sum of each month."""

    def __init__(self, setup: DeskSetup, *, operator: str, at: datetime) -> None:
        super().__init__(setup, operator=operator, at=at)
        self._months: dict[str, Sums] = {}

    def document(self, meter: str, year: int, customer: Customer | None) -> Statement:
        """The head of it; ``customer`` is whom the register knows."""
        t = self.t
        columns = self._columns(StatementColumn(t("Receipt"), 20), StatementColumn(t("Date"), 30), what=30)
        about = (
            (t("Meter"), sts.group_meter(meter)),
            (t("Customer"), customer.name if customer is not None else ""),
            (t("Place"), customer.place if customer is not None else ""),
            (t("Year"), str(year)),
            (t("Till"), self._setup.till),
        )
        return self._document(t("Purchases of meter {0} in {1}", sts.group_meter(meter), year), about, columns)

    def rows(self, sales: Iterable[Sale]) -> list[StatementRow]:
        """The rows of some more sales."""
        made = []
        for sale in sales:
            sums = self._months.setdefault(sale.prepared_at.strftime("%Y-%m"), Sums())
            self.tally.add(sale)
            if sale.order.kind is SaleKind.CREDIT and sale.state in SOLD:
                sums.add(sale)
            first = (sale.receipt_no, self._time(sale, "%Y-%m-%d %H:%M"))
            made.append(StatementRow((*first, *self._cells(sale)), marked=sale.state in HELD))
        return made

    def totals(self) -> StatementTotals:
        """The sums of the year; a till knows its own sales alone."""
        made = super().totals()
        return replace(made, notes=(*made.notes, self.t(_THIS_TILL)))

    def last(self) -> list[StatementRow]:
        """The sums of the months, below all sales: a clock that was set back can bring a month back, too."""
        made = []
        for month, sums in sorted(self._months.items()):
            label = self.t("Sold in the month: {0}", sums.count)
            cells = ("", month, label, in_words(sums.paid), sums.energy_text, "", "", "")
            made.append(StatementRow(cells, strong=True))
        return made
