"""Body of the entry that says what the till's sales are in from now on."""

from __future__ import annotations

import msgspec

from vendingdesk.domain.money import Currency
from vendingdesk.domain.sales_unit import CURRENCY, KWH


class UnitSet(msgspec.Struct, frozen=True):
    """Somebody changed on purpose what sales are in: ``means`` is ``currency`` or ``kwh``.

    ``after`` is the number of the last sale before; ``allowed_by`` the supervisor who answers for it, empty where
    whoever stood there may change settings.
    """

    means: str
    currency: str
    digits: int
    after: int
    by: str
    allowed_by: str


def unit_wrong(body: UnitSet, last: int) -> str:
    """What is wrong with the entry behind sale ``last``, empty for nothing."""
    if body.after != last:
        return f"it is behind sale {body.after}, and {last} is the last one before it"
    if body.means not in (CURRENCY, KWH):
        return f"it says that an amount means {body.means!r}"
    try:
        Currency(body.currency, body.digits)
    except ValueError as error:
        return f"it names no currency ({error})"
    return ""
