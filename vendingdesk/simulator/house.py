"""The vending house: it knows every meter's key, and mints tokens that the meter accepts.

Nothing of it is on disk. All that it knows beyond the factory's fittings follows from the ledger: the minute of each
meter's newest token, a key change under way, the key after it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from vendingdesk.simulator import contents, orders
from vendingdesk.simulator.contents import TokenContents
from vendingdesk.simulator.fittings import factory_fitting
from vendingdesk.simulator.key_changes import KeyChange
from vendingdesk.simulator.ledger import LedgerEntry
from vendingdesk.simulator.orders import OrderRefused
from vendingdesk.sts import Fitting, encode, next_issue_time

__all__ = ["House", "factory_fitting"]

_RANDOMS = 16


class House:
    """Mints for meters by number. Equal contents at the same moment make different tokens, each good in the meter.

    A meter takes a minute only once, so the tokens of one meter run ahead of the clock where there are several in one
    minute. With the same chance, the same clock and the same orders the digits are the same.
    """

    def __init__(self, factory: Callable[[str], Fitting] = factory_fitting) -> None:
        self._factory = factory
        self._changed: dict[str, Fitting] = {}
        self._newest: dict[str, datetime] = {}
        self._changes: dict[str, KeyChange] = {}

    def fitting(self, meter: str) -> Fitting:
        """Return the key that the meter has by now; raises ``MeterNumberError`` for a number that is none."""
        change = self._changes.get(meter)
        if change is not None and change.complete:
            return change.new
        return self._changed.get(meter) or self._factory(meter)

    def mint(
        self, meter: str, wanted: Sequence[TokenContents], at: datetime, chance: random.Random
    ) -> tuple[str, ...]:
        """Return one token, 20 digits, for each of the contents, in their order; ``at`` is the server's local time.

        The sections of a key change are cut from one change; another value than before starts another change. When
        the last of the four is out, every later token is under the new key. Until there is such a token the sections
        can be had again, for the answer with the last one may have been lost. Raises ``FieldError`` for a moment
        outside the meter's base, and then nothing was minted.
        """
        fitting, newest = self.fitting(meter), self._newest.get(meter)
        value = next((one.field for one in wanted if one.is_section), None)
        change = None if value is None else self._change(meter, value)
        tokens = []
        for one in wanted:
            if change is not None and one.is_section:
                tokens.append(change.section(one.subclass))
                continue
            newest = next_issue_time(at.replace(tzinfo=None), last=newest)
            tokens.append(
                encode(
                    fitting.key,
                    token_class=one.token_class,
                    subclass=one.subclass,
                    issued_at=newest,
                    base=fitting.base,
                    amount_field=one.field,
                    random=chance.randrange(_RANDOMS),
                )
            )
        self._note(meter, tokens, at, change)
        return tuple(tokens)

    def replay(self, entries: Iterable[LedgerEntry]) -> None:
        """Take note of what an earlier run minted, oldest first.

        A section counts only if it is the one that this house cuts: older ledgers hold sections without a key in
        them. Raises ``ValueError`` for entries that no run wrote.
        """
        for entry in entries:
            if entry.tokens:
                value = _value_of_sections(entry)
                change = None if value is None else self._change(entry.meter, value)
                self._note(entry.meter, entry.tokens, datetime.fromisoformat(entry.at), change)

    def _change(self, meter: str, value: int) -> KeyChange:
        """Return the change that can still be asked for, or a new one where there is none to this value."""
        under_way = self._changes.get(meter)
        if under_way is not None and under_way.value == value:
            return under_way
        return KeyChange(self.fitting(meter), value)

    def _note(self, meter: str, tokens: Sequence[str], at: datetime, change: KeyChange | None) -> None:
        """Move on by these tokens: the one way in which the house's knowledge grows, live and in a replay."""
        for token in tokens:
            section = change is not None and change.hand_out(token)
            before = self._changes.get(meter)
            if before is not None and before.complete and before is not change:
                self._changed[meter] = before.new
                del self._changes[meter]
            if section and change is not None:
                self._changes[meter] = change
            else:
                self._newest[meter] = next_issue_time(at.replace(tzinfo=None), last=self._newest.get(meter))


def _value_of_sections(entry: LedgerEntry) -> int | None:
    """Return the value of an order for sections of a key change; None for any other order."""
    try:
        order = orders.management(orders.document(entry.body.encode()))
        first = contents.management(order.subclass, order.value, 1)[0]
    except OrderRefused:
        return None
    return first.field if first.is_section else None
