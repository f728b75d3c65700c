"""What a customer pays with: cash lies in the drawer and gives change, everything else is only written down."""

from __future__ import annotations

from dataclasses import dataclass

from vendingdesk.domain.money import Money

MOST_KINDS = 6
"""Kinds of payment that a shop may have: each is a button beside the amount, with a key of its own."""

LONGEST_NAME = 24
"""Characters of a kind's name: it stands on a 58 mm slip beside its sum."""


@dataclass(frozen=True, slots=True)
class TenderKind:
    """One kind, as the shop calls it. Raises ``ValueError`` for a name that no line can show."""

    name: str
    cash: bool = False

    def __post_init__(self) -> None:
        """A name of some letters."""
        if not self.name.strip() or len(self.name) > LONGEST_NAME:
            raise ValueError(f"a kind of payment has a name of 1 to {LONGEST_NAME} characters")


CASH = TenderKind("Cash", cash=True)
"""What a shop takes where it says nothing else."""


@dataclass(frozen=True, slots=True)
class Tender:
    """How a sale was paid; ``tendered`` is the cash that was handed over, where somebody typed it.

    Raises ``ValueError`` for money handed over that is no cash.
    """

    kind: TenderKind
    tendered: Money | None = None

    def __post_init__(self) -> None:
        """Only cash is handed over and gives change."""
        if self.tendered is not None and not self.kind.cash:
            raise ValueError("only cash is tendered and gives change")

    def change(self, price: Money) -> Money | None:
        """What goes back to the customer, negative when too little was given; None where nothing was typed."""
        return None if self.tendered is None else self.tendered - price


def round_sums(price: Money, most: int = 3) -> tuple[Money, ...]:
    """What a customer is likely to hand over for ``price`` beside the exact sum: the next round sums above it.

    Notes and coins everywhere come as 1, 2 and 5 times a power of ten; a customer gives some of one kind. Small ones
    count only for a small sum: nobody pays 6.38 with four notes of 2.
    """
    if price.minor <= 0:
        return ()
    base = 10 ** (len(str(price.minor)) - 1)
    small = (base // 2, 2 * base) if price.minor <= 2 * base else ()
    found = {-(-price.minor // note) * note for note in (*small, base, 5 * base, 10 * base, 20 * base) if note}
    return tuple(Money(minor, price.currency) for minor in sorted(found - {price.minor})[:most])
