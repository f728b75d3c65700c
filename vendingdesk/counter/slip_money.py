"""The money lines of a slip: the amount, the taxes and fees that this till worked out, what was paid and how."""

from __future__ import annotations

from vendingdesk.counter.slip_words import SlipWords, slip_key
from vendingdesk.domain.charges import ChargeLine
from vendingdesk.domain.receipt import Block, Divider, Field, Note
from vendingdesk.domain.sale import Amount, Order

COMMON_KINDS = {
    text.casefold(): text
    for text in (
        slip_key("Cash"), slip_key("Card"), slip_key("Mobile money"), slip_key("Transfer"), slip_key("Bank transfer"),
    )
}  # fmt: skip
"""Kinds of payment that a slip says in its own language; what else a shop calls them stays as it is."""


def kind_word(name: str, t: SlipWords) -> str:
    """A kind of payment as a slip says it."""
    common = COMMON_KINDS.get(name.casefold())
    return name if common is None else t(common)


def tender_lines(order: Order, t: SlipWords) -> list[Block]:
    """How it was paid, the cash that was handed over and the change; nothing where nobody was asked."""
    tender, change = order.tender, order.change
    if tender is None or tender.tendered is None or change is None:
        return kind_line(order, t)
    return [
        *kind_line(order, t),
        Field(t("Cash received"), str(tender.tendered)),
        Field(t("Change"), str(change), strong=True),
    ]


def kind_line(order: Order, t: SlipWords) -> list[Block]:
    """How it was paid alone; nothing where nobody was asked."""
    return [] if order.tender is None else [Field(t("Paid by"), kind_word(order.tender.kind.name, t))]


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
    """The end of a sale's slip: taxes and fees where it has any, the total, how it was paid."""
    total = Field(t("Total"), str(paid(order)), strong=True)
    blocks: list[Block] = [Divider()]
    if order.charges:
        blocks += [Field(t("Amount"), str(order.amount)), *charge_fields(order, t)]
    blocks += [total, *tender_lines(order, t)]
    if order.charges:
        blocks.append(Note(t("Taxes and fees are worked out by this shop’s till, not by the utility.")))
    if order.energy_price is not None:
        blocks.append(Note(t("The price is worked out by this shop’s till, not by the utility.")))
    return blocks
