"""The words for what is to pay and how it is paid: taxes and fees, the price, cash and change."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from vendingdesk.counter.quote import Quote
from vendingdesk.counter.setup import DeskSetup, MoneyMeans
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
    """The price as a sentence; empty where it is the amount."""
    price = to_pay(order)
    if not price:
        return ""
    text = _tr("Price: %1, taxes and fees on top included.")
    if order.energy_price is not None:
        text = _tr("Price: %1 for %2, at this till’s price of a kWh.").replace("%2", str(order.amount))
    return text.replace("%1", price)


def live(quoted: Quote | None, setup: DeskSetup) -> str:
    """What stands below the amount while it is typed: what it means, and what it costs as soon as it is one."""
    if setup.money_means is MoneyMeans.CURRENCY:
        if quoted is not None and quoted.price is not None and quoted.price != quoted.amount:
            return _tr("To pay: %1, taxes and fees on top included.").replace("%1", str(quoted.price))
        on_top = any(not charge.included for charge in setup.shop.charges)
        return _tr("Taxes and fees come on top.") if on_top else ""
    if not setup.money.price_text:
        return _tr("This till knows no price for a kWh.")
    per_kwh = _tr("1 kWh costs %1").replace("%1", f"{setup.money.price_text} {setup.currency.code}")
    if quoted is None:
        return f"{per_kwh}."
    text = _tr("To pay: %1 (%2).").replace("%1", str(quoted.price))
    return text.replace("%2", per_kwh)


def kind(order: Order) -> str:
    """How it is paid; empty where nobody was asked."""
    return order.tender.kind.name if order.tender is not None else ""


def received(order: Order) -> str:
    """The cash that was handed over; empty where nobody typed it."""
    return str(order.tender.tendered) if order.tender is not None and order.tender.tendered is not None else ""


def change(order: Order) -> str:
    """What goes back of it; empty where nobody typed it."""
    return str(order.change) if order.change is not None else ""


def change_due(order: Order) -> str:
    """The change as it stands large beside a token: the customer waits for it."""
    back = change(order)
    return _tr("Change %1").replace("%1", back) if back else ""


def give_back(order: Order) -> str:
    """What goes back when nothing was sold, as a sentence; empty where nobody was asked how it is paid."""
    if order.tender is None:
        return ""
    if order.tender.tendered is not None:
        return _tr("Give %1 back.").replace("%1", str(order.tender.tendered))
    if order.tender.kind.cash:
        return ""
    return _tr("Paid by %1: it is undone the same way.").replace("%1", order.tender.kind.name)
