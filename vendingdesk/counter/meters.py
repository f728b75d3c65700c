"""Look a meter up: our own register and journal, never a request (the server has no look-up call)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from vendingdesk import sts
from vendingdesk.counter.customer_rules import CustomerRefused, tidied
from vendingdesk.counter.guard import Leave
from vendingdesk.counter.permits import Permits
from vendingdesk.counter.ports import Journal, Register
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.key_change import KeyChangeSet
from vendingdesk.domain.people import Right
from vendingdesk.domain.purchases import rhythm
from vendingdesk.domain.register import Found
from vendingdesk.domain.sale import UNKNOWN_YET, Amount, Sale, SaleKind, VendState

TAKEN_AS_SOLD = frozenset({VendState.ISSUED, VendState.RECOVERED})


@dataclass(frozen=True, slots=True)
class MeterCheck:
    """What a meter number alone tells: its digits, and what is wrong with it (``""`` when nothing is).

    ``overridable`` is True when the length is right and only the check digit is not.
    """

    digits: str
    problem: str = ""
    overridable: bool = False

    @property
    def good(self) -> bool:
        """Whether it may be sold to without anybody's override."""
        return not self.problem


def check_meter(text: str) -> MeterCheck:
    """Check a typed or scanned meter number; never raises."""
    try:
        return MeterCheck(sts.parse_meter_number(text))
    except sts.MeterNumberError as error:
        match error.reason:
            case sts.MeterReason.CHECK_DIGIT:
                digits = sts.parse_meter_number(text, check=False)
                return MeterCheck(
                    digits, "The check digit is wrong: one digit is mistyped. Compare it with the meter.", True
                )
            case sts.MeterReason.LENGTH:
                return MeterCheck("", "A meter number has 11 or 13 digits. Count them on the meter or the card.")
            case _:
                return MeterCheck("", "A meter number has digits only. Type the 11 or 13 digits of the meter.")


@dataclass(frozen=True, slots=True)
class MeterView:
    """A meter as the counter shows it: the check, the customer if known, purchases newest first, open doubts.

    ``key_change`` is the newest key change that was asked for as a set, finished or not.
    """

    check: MeterCheck
    customer: Customer | None
    purchases: tuple[Sale, ...]
    doubts: tuple[Sale, ...]
    key_change: KeyChangeSet | None = None

    @property
    def unfinished(self) -> KeyChangeSet | None:
        """The newest key change, if there is something to go on with."""
        change = self.key_change
        return change if change is not None and change.unfinished else None

    @property
    def usual(self) -> Amount | None:
        """The amount bought most often among the purchases shown; None without any."""
        amounts = [
            sale.order.amount
            for sale in self.purchases
            if sale.state in TAKEN_AS_SOLD and sale.order.amount is not None
        ]
        return Counter(amounts).most_common(1)[0][0] if amounts else None

    @property
    def every(self) -> int | None:
        """Every how many days it buys, as far as the purchases shown tell."""
        sold = (s for s in self.purchases if s.state in TAKEN_AS_SOLD and s.order.kind is SaleKind.CREDIT)
        return rhythm(sale.prepared_at.date() for sale in sold)

    @property
    def last(self) -> Sale | None:
        """The newest credit sale that gave a token."""
        sold = (s for s in self.purchases if s.state in TAKEN_AS_SOLD and s.order.kind is SaleKind.CREDIT)
        return next(sold, None)


class Meters:
    """Look up, search, add and change meters of the shop's own register."""

    def __init__(self, register: Register, journal: Journal, permits: Permits) -> None:
        self._register = register
        self._journal = journal
        self._permits = permits

    async def look_up(self, text: str) -> MeterView:
        """All we know of a meter; raises ``Refused`` for what can't be one (a bad check digit is shown)."""
        check = check_meter(text)
        if not check.digits:
            raise Refused(check.problem)
        parts = await self._journal.key_change(check.digits)
        return MeterView(
            check,
            await self._register.find(check.digits),
            await self._journal.sales(meter=check.digits, limit=20),
            await self._journal.sales(meter=check.digits, states=UNKNOWN_YET),
            KeyChangeSet(parts) if parts else None,
        )

    async def search(self, text: str) -> tuple[Customer, ...]:
        """The first page of what ``page`` finds."""
        return (await self.page(text)).customers

    async def page(self, text: str, after: str = "") -> Found:
        """Customers by anything that is known of them, by name: words in any order, a meter's last digits first.

        ``after`` goes on behind an answer that says that there is more; a meter may come again there.
        """
        return await self._register.page(text, after=after)

    async def save(self, customer: Customer, leave: Leave | None = None) -> Customer:
        """Add or change a customer; raises ``NotAllowed`` for who may not.

        Raises ``CustomerRefused`` for a meter number with a fault, a missing name and the like: its ``field`` names
        what to mend.
        """
        check = check_meter(customer.meter)
        if not check.good:
            raise CustomerRefused("meter", check.problem)
        tidy = replace(tidied(customer), meter=check.digits)
        await self._permits(Right.EDIT_METERS, leave=leave, about=f"customer of {tidy.meter}")
        await self._register.save(tidy)
        return tidy

    async def erase(self, meter: str, leave: Leave | None = None) -> None:
        """Forget a meter's customer. Sales stay in the journal as they were made. Raises ``NotAllowed``."""
        await self._permits(Right.EDIT_METERS, leave=leave, about=f"erased the customer of {meter}")
        await self._register.erase(meter)
