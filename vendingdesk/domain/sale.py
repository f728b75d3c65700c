"""One vend request's life: the states of the counter's promise and exactly the moves between them.

A *sale* here is any request that can mint a token, credit or management: both are irrevocable.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from vendingdesk.domain.charges import ChargeLine, price
from vendingdesk.domain.doubt import Settlement, Verdict
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.management import KeyChangePart, ManagementOrder
from vendingdesk.domain.money import Money
from vendingdesk.domain.outcome import Declined, Issued, NothingSent, Outcome, Unclear
from vendingdesk.domain.tender import Tender

Amount = Money | Energy
"""What is sold: currency or kWh, as the account at the server is set up."""


def sum_unit(amount: Amount) -> tuple[str, int]:
    """What two amounts have alike that can be added: the unit, and how many digits a currency's minor unit has.

    A till that was set up with the wrong digits has one code with two of them in its book.
    """
    return amount.unit, amount.currency.exponent if isinstance(amount, Money) else 0


class VendState(StrEnum):
    """Where a vend stands. The names are part of the window's contract (``result.state``)."""

    PREPARED = "PREPARED"
    SENDING = "SENDING"
    ISSUED = "ISSUED"
    REFUSED = "REFUSED"
    NOT_SENT = "NOT_SENT"
    IN_DOUBT = "IN_DOUBT"
    RECOVERED = "RECOVERED"
    NOT_ISSUED = "NOT_ISSUED"
    LOST = "LOST"


MOVES: dict[VendState, frozenset[VendState]] = {
    VendState.PREPARED: frozenset({VendState.SENDING, VendState.NOT_SENT}),
    VendState.SENDING: frozenset({VendState.ISSUED, VendState.REFUSED, VendState.IN_DOUBT}),
    VendState.IN_DOUBT: frozenset({VendState.RECOVERED, VendState.NOT_ISSUED, VendState.LOST}),
    VendState.ISSUED: frozenset(),
    VendState.REFUSED: frozenset(),
    VendState.NOT_SENT: frozenset(),
    VendState.RECOVERED: frozenset(),
    VendState.NOT_ISSUED: frozenset(),
    VendState.LOST: frozenset(),
}
"""Every allowed move; anything else is refused by ``Sale.moved_to``."""


class SaleKind(StrEnum):
    """What was asked for."""

    CREDIT = "credit"
    MANAGEMENT = "management"


class MoveRefused(ValueError):
    """A move that the states of a vend don't allow: a bug or a damaged journal, never a user's mistake."""


STATE_AFTER: dict[type[Outcome], VendState] = {
    Issued: VendState.ISSUED,
    Declined: VendState.REFUSED,
    NothingSent: VendState.NOT_SENT,
    Unclear: VendState.IN_DOUBT,
}


STATE_SETTLED: dict[Verdict, VendState] = {
    Verdict.RECOVERED: VendState.RECOVERED,
    Verdict.NOT_ISSUED: VendState.NOT_ISSUED,
    Verdict.LOST: VendState.LOST,
}
"""The state that a settlement ends in."""

UNKNOWN_YET = (VendState.SENDING, VendState.IN_DOUBT)
"""Sent without a written end: still awaited, or in doubt. Each may hold a token, so its meter is not sold to."""


def state_after(outcome: Outcome) -> VendState:
    """The state that an outcome ends in."""
    return STATE_AFTER[type(outcome)]


@dataclass(frozen=True, slots=True)
class Order:
    """A vend as the counter asks for it, before it has a number.

    ``uid`` is globally unique, ``request_id`` goes out as ``X-Request-Id``; exactly one of ``amount``
    (credit) and ``management`` is set; ``operator`` is who stands at the till and signed in; ``customer``
    and ``place`` are what the register said at that moment, because the slip must stay as it was;
    ``override`` is the reason a person gave for passing a bad check digit. ``doubt_override`` is the reason why a
    meter with an open doubt is vended to all the same, ``overridden_by`` the supervisor who answers for that.
    ``key_change`` says which section of which key change it is, for one that was asked for as a set. ``charges`` are
    the shop's taxes and fees as they were worked out for this sale of money. ``account`` is the server's account
    where another name stands at the till. ``tender`` is how it is paid (None: nobody was asked, so cash),
    ``energy_price`` what the shop takes for a sale of energy. ``allowed`` names the rights that the operator lacked
    and ``allowed_by`` the supervisor who gave leave.
    """

    uid: str
    request_id: str
    meter: str
    operator: str
    server: str
    amount: Amount | None = None
    management: ManagementOrder | None = None
    customer: str = ""
    place: str = ""
    override: str = ""
    doubt_override: str = ""
    overridden_by: str = ""
    key_change: KeyChangePart | None = None
    charges: tuple[ChargeLine, ...] = ()
    account: str = ""
    tender: Tender | None = None
    energy_price: Money | None = None
    allowed: str = ""
    allowed_by: str = ""

    def __post_init__(self) -> None:
        """Exactly one thing is asked for: raises ``ValueError`` otherwise, ``TypeError`` for a bare number."""
        if bool(self.doubt_override) != bool(self.overridden_by):
            raise ValueError("a doubt is passed by a supervisor with a reason, or not at all")
        if (self.amount is None) == (self.management is None):
            raise ValueError("an order is either for credit or for a management token")
        if not isinstance(self.amount, Amount | None):
            raise TypeError(f"an amount is money or energy, not {type(self.amount).__name__}")
        if self.charges and not isinstance(self.amount, Money):
            raise ValueError("taxes and fees are worked out of money alone")
        if self.energy_price is not None and not isinstance(self.amount, Energy):
            raise ValueError("a price of its own has energy alone")
        if self.tender is not None and self.amount is None:
            raise ValueError("nobody pays for an engineering token")
        if bool(self.allowed) != bool(self.allowed_by):
            raise ValueError("leave is given for something by somebody, or not at all")
        kind = None if self.management is None else self.management.kind
        if self.key_change is not None and self.key_change.kind is not kind:
            raise ValueError(f"part {self.key_change.part} of a key change is {self.key_change.kind!r}, not {kind!r}")

    @property
    def kind(self) -> SaleKind:
        """Credit or management."""
        return SaleKind.CREDIT if self.amount is not None else SaleKind.MANAGEMENT

    @property
    def price(self) -> Money | None:
        """What the customer pays: the amount and what comes on top, or energy's own price; None where not known."""
        return price(self.amount, self.charges) if isinstance(self.amount, Money) else self.energy_price

    @property
    def change(self) -> Money | None:
        """What goes back to the customer of the cash that was handed over; None where nobody typed that."""
        price = self.price
        return self.tender.change(price) if self.tender is not None and price is not None else None

    @property
    def in_cash(self) -> bool:
        """Whether what is paid goes into the drawer."""
        return self.tender is None or self.tender.kind.cash


@dataclass(frozen=True, slots=True)
class Sale:
    """A numbered order with its state; frozen, so that a move makes a new one.

    ``number`` is the till's gap-free local number, ``prepared_at`` and ``concluded_at`` are aware times,
    ``copies`` counts the slips of every kind that were made. ``settlement`` is the end of a doubt; the outcome that
    left it in doubt stays as it was. ``shift`` is the number of the shift that it was prepared in, 0 outside of any.
    """

    order: Order
    till: str
    number: int
    prepared_at: datetime
    state: VendState = VendState.PREPARED
    outcome: Outcome | None = None
    concluded_at: datetime | None = None
    copies: int = 0
    settlement: Settlement | None = None
    shift: int = 0

    @property
    def uid(self) -> str:
        """The globally unique id."""
        return self.order.uid

    @property
    def receipt_no(self) -> str:
        """What stands on the slip and in its barcode: till and number, ``K01-000124``."""
        return receipt_number(self.till, self.number)

    @property
    def issued(self) -> Issued | None:
        """The issue, as the server answered it or as it was recovered; None without a token."""
        if isinstance(self.outcome, Issued):
            return self.outcome
        if self.settlement is not None and self.settlement.tokens:
            return Issued(self.settlement.tokens, self.settlement.flow_no)
        return None

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens in entry order; empty until issued or recovered."""
        return self.issued.tokens if self.issued is not None else ()

    def moved_to(self, state: VendState) -> Sale:
        """The sale after a move; raises ``MoveRefused`` for one that ``MOVES`` does not have."""
        if state not in MOVES[self.state]:
            raise MoveRefused(f"{self.receipt_no}: {self.state} can't become {state}")
        return replace(self, state=state)

    def sending(self) -> Sale:
        """The sale as its first byte is about to leave."""
        return self.moved_to(VendState.SENDING)

    def concluded(self, outcome: Outcome, at: datetime) -> Sale:
        """The sale with its outcome; raises ``MoveRefused`` where the state doesn't allow it.

        ``NothingSent`` ends a PREPARED sale, every other outcome a SENDING one.
        """
        return replace(self.moved_to(state_after(outcome)), outcome=outcome, concluded_at=at)

    def settled(self, settlement: Settlement) -> Sale:
        """The sale with its doubt ended; raises ``MoveRefused`` for one that is not in doubt."""
        return replace(self.moved_to(STATE_SETTLED[settlement.verdict]), settlement=settlement)


def receipt_number(till: str, number: int) -> str:
    """Till and number as slips show them: six digits at least, more when they are needed."""
    return f"{till}-{number:06d}"
