"""The money lines of a slip: the amount, the taxes and fees that this till worked out, what was to pay."""

from __future__ import annotations

from vendingdesk.counter.slip_words import SlipWords
from vendingdesk.domain.charges import ChargeLine
from vendingdesk.domain.receipt import Block, Divider, Field, Note
from vendingdesk.domain.sale import Amount, Order


def paid(order: Order) -> Amount | None:
    """What the customer paid or is to pay for credit: money with what comes on top of it, or the kWh asked for."""
    return order.price if order.price is not None else order.amount


def charge_name(line: ChargeLine) -> str:
    """A tax or fee as one says it: ``VAT 20 %``, ``Service fee``."""
    return f"{line.name} {line.rate}".strip()


def charge_fields(order: Order, t: SlipWords, *, included: bool = True) -> list[Block]:
    """A line for each tax and fee: those in the amount first, if they are wanted, then those on top of it."""
    inside = [line for line in order.charges if line.included] if included else []
    on_top = [line for line in order.charges if not line.included]
    return [
        *(Field(t("of which {0}", charge_name(line)), str(line.amount)) for line in inside),
        *(Field(charge_name(line), str(line.amount)) for line in on_top),
    ]


def money_lines(order: Order, t: SlipWords) -> list[Block]:
    """The end of a sale's slip; a sale without taxes and fees has its total alone."""
    total = Field(t("Total"), str(paid(order)), strong=True)
    if not order.charges:
        return [Divider(), total]
    return [
        Divider(),
        Field(t("Amount"), str(order.amount)),
        *charge_fields(order, t),
        total,
        Note(t("Taxes and fees are worked out by this shop’s till, not by the utility.")),
    ]
