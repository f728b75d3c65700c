"""A key change as one set: four sections, each a vend of its own, of use to a meter only together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vendingdesk.domain.management import KEY_SECTIONS, ManagementOrder
from vendingdesk.domain.sale import Order, Sale, VendState

PARTS = tuple(range(1, len(KEY_SECTIONS) + 1))
"""The parts of a key change, in the order of entry."""

HELD = frozenset({VendState.ISSUED, VendState.RECOVERED})
"""The part's token is in the journal."""

UNKNOWN = frozenset({VendState.PREPARED, VendState.SENDING, VendState.IN_DOUBT})
"""The part may have a token that nobody holds yet: it is not asked for again."""


@dataclass(frozen=True, slots=True)
class KeyChangeSet:
    """Every vend of one key change, oldest first: a part that failed may be there more than once.

    Raises ``ValueError`` for sales that are not all parts of one set of one meter.
    """

    sales: tuple[Sale, ...]

    def __post_init__(self) -> None:
        """One set, one meter."""
        found = {(sale.order.meter, sale.order.key_change and sale.order.key_change.set_uid) for sale in self.sales}
        if len(found) != 1 or None in next(iter(found)):
            raise ValueError("a key change is made of the parts of one set, for one meter")

    @property
    def name(self) -> str:
        """What the set is called: the receipt number of the first request for it."""
        return self.sales[0].receipt_no

    @property
    def set_uid(self) -> str:
        """The set's id."""
        part = self.sales[0].order.key_change
        assert part is not None  # noqa: S101 - every sale of a set has one
        return part.set_uid

    @property
    def asked(self) -> ManagementOrder:
        """What every part asks for: the value and the reason."""
        management = self.sales[0].order.management
        assert management is not None  # noqa: S101 - a part of a key change has one
        return management

    def newest(self, part: int) -> Sale | None:
        """The newest vend of a part; None for one that was never asked for."""
        return next((sale for sale in reversed(self.sales) if part_of(sale.order) == part), None)

    @property
    def held(self) -> dict[int, Sale]:
        """The parts whose token is there, in the order of entry, each with its sale."""
        with_token = {part_of(sale.order): sale for sale in reversed(self.sales) if sale.state in HELD}
        return {part: with_token[part] for part in PARTS if part in with_token}

    @property
    def unknown(self) -> tuple[int, ...]:
        """The parts whose result is not known: awaited or in doubt. They are not asked for again until that ends."""
        found = {part_of(sale.order) for sale in self.sales if sale.state in UNKNOWN}
        return tuple(part for part in PARTS if part in found and part not in self.held)

    @property
    def missing(self) -> tuple[int, ...]:
        """The parts that may be asked for: certainly without a token, or with one that is lost for good."""
        return tuple(part for part in PARTS if part not in self.held and part not in self.unknown)

    @property
    def complete(self) -> bool:
        """Whether all four tokens are there: only then may any of them be entered."""
        return len(self.held) == len(PARTS)

    @property
    def unfinished(self) -> bool:
        """Whether there is something to go on with: a token was or may have been issued, and not all are there."""
        begun = self.held or self.unknown or any(sale.state is VendState.LOST for sale in self.sales)
        return bool(begun) and not self.complete

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens in the order of entry; empty while one is missing."""
        return tuple(token for sale in self.held.values() for token in sale.tokens) if self.complete else ()

    def with_sale(self, sale: Sale) -> KeyChangeSet:
        """The set with one more vend."""
        return KeyChangeSet((*self.sales, sale))


@dataclass(frozen=True, slots=True)
class KeyChangePlan:
    """What one press will ask for: the orders of the parts, one after the other.

    ``known`` is the set as it is when the rest is asked for, None for a new one. ``before`` is an earlier set of the
    meter that a new one passes by: unfinished, or finished only minutes ago.
    """

    orders: tuple[Order, ...]
    known: KeyChangeSet | None = None
    before: KeyChangeSet | None = None


def part_of(order: Order) -> int:
    """Which part of a key change an order is; 0 for one that belongs to none."""
    return order.key_change.part if order.key_change is not None else 0


def named(parts: Sequence[int]) -> str:
    """Parts in words: ``Section 3``, ``Sections 2, 3 and 4``."""
    if len(parts) == 1:
        return f"Section {parts[0]}"
    return f"Sections {', '.join(map(str, parts[:-1]))} and {parts[-1]}"
