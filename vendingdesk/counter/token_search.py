"""What this till's journal knows of a token: whether it was sold here, and whether one like it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from vendingdesk.counter.meters import check_meter
from vendingdesk.counter.mistypings import groups_to_mend, nearest_tokens
from vendingdesk.counter.token_check import TokenReading, read_tokens
from vendingdesk.domain.key_change import KeyChangeSet
from vendingdesk.domain.sale import Sale

RECENT = 200
"""Sales of a named meter that are held against a token that nobody knows."""

MOST = 3
"""Like tokens that are named: with more the answer helps nobody."""


class TokenBook(Protocol):
    """The part of the journal that a search needs; raises ``EnvironmentFault`` like the rest of it."""

    async def sales_of_tokens(self, tokens: Sequence[str]) -> tuple[Sale, ...]:
        """The sales that gave one of the tokens, newest first.

        Where one of them is the first (or only) token of a sale, sales that gave one behind others may be left out.
        """

    async def key_change(self, meter: str, set_uid: str = "") -> tuple[Sale, ...]:
        """The sales of a key change."""

    async def sales(self, *, meter: str, limit: int) -> tuple[Sale, ...]:
        """Sales of a meter, newest first."""


@dataclass(frozen=True, slots=True)
class SoldHere:
    """A sale of this till that gave the token: its ``part`` (1 the first) of ``parts``.

    ``change`` is the key change that the sale is a section of, with how far it came.
    """

    sale: Sale
    part: int
    parts: int
    change: KeyChangeSet | None = None


@dataclass(frozen=True, slots=True)
class SoldAlike:
    """A token that this till sold and that was perhaps meant: ``groups`` (1 the first) were typed otherwise."""

    sale: Sale
    token: str
    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TokenVerdict:
    """All that can be said of one token here.

    ``meter`` are the digits of the meter that the person named, empty for none; ``elsewhere`` tells that the token
    was sold here for another one.
    """

    reading: TokenReading
    sold: tuple[SoldHere, ...] = ()
    alike: tuple[SoldAlike, ...] = ()
    meter: str = ""

    @property
    def elsewhere(self) -> bool:
        """Whether the token was sold here, but never to the meter that was named."""
        return bool(self.meter and self.sold) and all(each.sale.order.meter != self.meter for each in self.sold)


class InspectTokens:
    """Reads tokens and asks the journal about each; nothing here writes, and nothing reaches a log."""

    def __init__(self, book: TokenBook) -> None:
        self._book = book

    async def __call__(self, text: str, meter: str = "", most: int = 12) -> tuple[TokenVerdict, ...]:
        """Inspect the first ``most`` tokens in ``text``; ``meter`` is the one that they are for, where it is known.

        Raises ``EnvironmentFault`` when the journal can't be read: ``read_tokens`` needs none.
        """
        named = check_meter(meter).digits
        return tuple([await self._inspect(reading, named) for reading in read_tokens(text)[:most]])

    async def _inspect(self, reading: TokenReading, meter: str) -> TokenVerdict:
        digits = reading.digits
        near = () if reading.display is not None or reading.stray else nearest_tokens(digits)
        sales = await self._book.sales_of_tokens((digits, *near))
        sold = tuple(
            SoldHere(sale, sale.tokens.index(digits) + 1, len(sale.tokens)) for sale in sales if digits in sale.tokens
        )
        sold = tuple([replace(each, change=await self._set_of(each.sale)) for each in sold])
        if sold or not near:
            return TokenVerdict(reading, sold, meter=meter)
        if meter:
            sales += await self._book.sales(meter=meter, limit=RECENT)
        return TokenVerdict(reading, alike=_alike(digits, sales), meter=meter)

    async def _set_of(self, sale: Sale) -> KeyChangeSet | None:
        part = sale.order.key_change
        if part is None:
            return None
        return KeyChangeSet(await self._book.key_change(sale.order.meter, part.set_uid))


def _alike(digits: str, sales: tuple[Sale, ...]) -> tuple[SoldAlike, ...]:
    """Tokens of these sales that were perhaps meant: one slip away, or two digits."""
    found = {
        token: SoldAlike(sale, token, groups)
        for sale in sales
        for token in sale.tokens
        if (groups := groups_to_mend(digits, token))
    }
    return tuple(found.values())[:MOST]
