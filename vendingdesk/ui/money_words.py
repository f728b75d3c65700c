"""The words for what is to pay: the taxes and fees in an amount, and those that come on top of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from vendingdesk.domain.charges import ChargeLine
from vendingdesk.domain.sale import Order


def _tr(text: str) -> str:
    return QCoreApplication.translate("money", text)


def charges(order: Order) -> str:
    """Every tax and fee of an order, one a line: those in the amount, then those on top; empty without any."""
    lines = sorted(order.charges, key=lambda line: not line.included)
    return "\n".join(_charge(line) for line in lines)


def _charge(line: ChargeLine) -> str:
    text = _tr("of which %1: %2") if line.included else _tr("+ %1: %2")
    # Between isolates: a name that is written from the right leaves the numbers behind it in their places.
    return text.replace("%1", f"\u2068{line.name}\u2069 {line.rate}".strip()).replace("%2", str(line.amount))


def to_pay(order: Order) -> str:
    """What the customer pays, where that is not the amount itself; else empty."""
    price = order.price
    return str(price) if price is not None and price != order.amount else ""


def paying(order: Order) -> str:
    """What is to pay as a sentence; empty where it is the amount."""
    price = to_pay(order)
    return _tr("To pay: %1, taxes and fees on top included.").replace("%1", price) if price else ""
