"""The sums of a statement, by kind and state: each currency for itself, nothing guessed."""

from __future__ import annotations

from dataclasses import dataclass, field

from vendingdesk.counter.slip_money import kind_word, paid
from vendingdesk.counter.slip_words import SlipWords, slip_key
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Money
from vendingdesk.domain.outcome import TokenWarning
from vendingdesk.domain.sale import Amount, Sale, SaleKind, VendState, sum_unit
from vendingdesk.domain.statement import StatementColumn, StatementRow, StatementTotals

SOLD = frozenset({VendState.ISSUED, VendState.RECOVERED})
"""The customer has the token and the shop has the money."""

HELD = frozenset({VendState.SENDING, VendState.IN_DOUBT})
"""Nobody knows yet: the shop holds the money."""

STATES = {
    VendState.ISSUED: slip_key("Issued"),
    VendState.RECOVERED: slip_key("Found later"),
    VendState.IN_DOUBT: slip_key("RESULT UNKNOWN"),
    VendState.SENDING: slip_key("RESULT AWAITED"),
    VendState.PREPARED: slip_key("Not sent yet"),
    VendState.NOT_ISSUED: slip_key("No token issued"),
    VendState.LOST: slip_key("Token lost"),
    VendState.REFUSED: slip_key("Refused"),
    VendState.NOT_SENT: slip_key("Was not sent"),
}
"""What a statement says of each state, in the order of its totals."""

KWH = "kWh"
"""The same in every language."""

KINDS = {SaleKind.CREDIT: slip_key("Electricity credit"), SaleKind.MANAGEMENT: slip_key("Engineering token")}

_SOLD, _HELD = slip_key("Sold"), slip_key("Held until it is known")
_HELD_NOTE = slip_key(
    "Sales whose result is unknown may have a token. Their money is held until each is settled; it is not in the sum "
    "of what was sold."
)
_OTHER_NOTE = slip_key("Answers that named another amount than was asked for: {0}. Each slip says both numbers.")
_BACK_NOTE = slip_key(
    "Refused, not sent, without a token or with a lost one: nothing is sold, the money is the customer’s."
)


def energy_of(sale: Sale) -> Energy | None:
    """The energy of a sale: as the server said it, or as it was asked for."""
    if sale.issued is not None and sale.issued.energy is not None:
        return sale.issued.energy
    return sale.order.amount if isinstance(sale.order.amount, Energy) else None


def total(one: Amount, other: Amount) -> Amount:
    """Two amounts of one unit together."""
    if isinstance(one, Money) and isinstance(other, Money):
        return one + other
    if isinstance(one, Energy) and isinstance(other, Energy):
        return Energy(one.milliwatt_hours + other.milliwatt_hours)
    raise TypeError("money and energy can't be added")


@dataclass(slots=True)
class Sums:
    """How many sales, and what they come to: an amount for each unit that can be added."""

    count: int = 0
    amounts: dict[tuple[str, int], Amount] = field(default_factory=dict)
    paid: dict[tuple[str, int], Amount] = field(default_factory=dict)
    energy: Energy = field(default_factory=lambda: Energy(0))

    def add(self, sale: Sale) -> None:
        """Count a sale."""
        self.count += 1
        for sums, amount in ((self.amounts, sale.order.amount), (self.paid, paid(sale.order))):
            if amount is not None:
                known = sums.get(sum_unit(amount))
                sums[sum_unit(amount)] = amount if known is None else total(known, amount)
        found = energy_of(sale)
        if found is not None:
            self.energy = Energy(self.energy.milliwatt_hours + found.milliwatt_hours)

    @property
    def energy_text(self) -> str:
        """kWh, empty for none."""
        return self.energy.text if self.energy.milliwatt_hours else ""


def in_words(sums: dict[tuple[str, int], Amount]) -> str:
    """Sums as text, a currency beside the other."""
    return ", ".join(f"{amount.text} {amount.unit}" for _unit, amount in sorted(sums.items()))


class Tally:
    """All that a statement counts."""

    def __init__(self) -> None:
        self._by: dict[tuple[SaleKind, VendState], Sums] = {}
        self.sold = Sums()
        self.held = Sums()
        self._paid_by: dict[str, Sums] = {}
        self._other_value = 0

    @property
    def count(self) -> int:
        """Sales of every kind."""
        return sum(sums.count for sums in self._by.values())

    def add(self, sale: Sale) -> None:
        """Count a sale where it belongs."""
        kind = sale.order.kind
        self._by.setdefault((kind, sale.state), Sums()).add(sale)
        self._other_value += sale.issued is not None and TokenWarning.OTHER_VALUE in sale.issued.warnings
        if kind is SaleKind.CREDIT:
            if sale.state in SOLD:
                self.sold.add(sale)
                tender = sale.order.tender
                self._paid_by.setdefault(tender.kind.name if tender is not None else "", Sums()).add(sale)
            elif sale.state in HELD:
                self.held.add(sale)

    def totals(self, t: SlipWords) -> StatementTotals:
        """A line for each kind and state that there is, then what was sold and what is held."""
        columns = (
            StatementColumn(t("Kind"), 38),
            StatementColumn(t("Result"), 38),
            StatementColumn(t("Count"), 20, number=True),
            StatementColumn(t("Amount"), 32, number=True),
            StatementColumn(t("Total"), 32, number=True),
            StatementColumn(KWH, 20, number=True),
        )
        rows = [
            _row(t(words), t(STATES[state]), self._by[kind, state], marked=state in HELD)
            for kind, words in KINDS.items()
            for state in STATES
            if (kind, state) in self._by
        ]
        rows.append(_row(t(_SOLD), "", self.sold, strong=True))
        rows += self._ways(t)
        states = {state for _kind, state in self._by}
        notes = []
        if self._other_value:
            notes.append(t(_OTHER_NOTE, self._other_value))
        if states & HELD:
            rows.append(_row(t(_HELD), "", self.held, strong=True, marked=True))
            notes.append(t(_HELD_NOTE))
        if states - SOLD - HELD:
            notes.append(t(_BACK_NOTE))
        return StatementTotals(t("Sums"), columns, tuple(rows), tuple(notes))

    def _ways(self, t: SlipWords) -> list[StatementRow]:
        """What was sold by how it was paid, where anybody was asked."""
        if not any(self._paid_by):
            return []
        named = sorted(self._paid_by.items(), key=lambda each: each[0] != "")
        return [_row(t("Paid by"), kind_word(name, t) if name else t("Not asked"), sums) for name, sums in named]


def _row(kind: str, state: str, sums: Sums, *, strong: bool = False, marked: bool = False) -> StatementRow:
    cells = (kind, state, str(sums.count), in_words(sums.amounts), in_words(sums.paid), sums.energy_text)
    return StatementRow(cells, strong=strong, marked=marked)
