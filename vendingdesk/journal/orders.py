"""Orders as the journal writes them: the body of a ``prepared`` entry, there and back."""

from __future__ import annotations

from vendingdesk.domain.charges import ChargeLine
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.management import KeyChangePart, ManagementKind, ManagementOrder
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.sale import Order
from vendingdesk.domain.tender import Tender, TenderKind
from vendingdesk.journal.entries import ChargeBody, Prepared
from vendingdesk.journal.outcomes import writable


def prepared(number: int, order: Order, shift: int = 0) -> Prepared:
    """The written form of an order with its number and the shift that it belongs to (0: none)."""
    amount, management, key_change = order.amount, order.management, order.key_change
    money = amount if isinstance(amount, Money) else None
    priced, tender = money or order.energy_price, order.tender
    return Prepared(
        number=number,
        request_id=order.request_id,
        meter=order.meter,
        operator=order.operator,
        server=order.server,
        customer=writable(order.customer),
        place=writable(order.place),
        minor=None if money is None else money.minor,
        currency=None if priced is None else priced.currency.code,
        exponent=None if priced is None else priced.currency.exponent,
        milliwatt_hours=amount.milliwatt_hours if isinstance(amount, Energy) else None,
        management=None if management is None else int(management.kind),
        value=None if management is None else management.value,
        reason=None if management is None else writable(management.reason),
        override=writable(order.override),
        doubt_override=writable(order.doubt_override),
        overridden_by=writable(order.overridden_by),
        key_set=None if key_change is None else key_change.set_uid,
        key_part=None if key_change is None else key_change.part,
        charges=tuple(
            ChargeBody(writable(line.name), line.amount.minor, line.rate, line.included) for line in order.charges
        ),
        account=order.account,
        tender="" if tender is None else writable(tender.kind.name),
        cash=order.in_cash,
        tendered=None if tender is None or tender.tendered is None else tender.tendered.minor,
        energy_price=None if order.energy_price is None else order.energy_price.minor,
        allowed=order.allowed,
        allowed_by=writable(order.allowed_by),
        shift=shift,
    )


def order_of(uid: str, body: Prepared) -> Order:
    """The order that was written."""
    amount: Money | Energy | None = None
    management: ManagementOrder | None = None
    charges: tuple[ChargeLine, ...] = ()
    currency: Currency | None = None
    if body.currency is not None and body.exponent is not None:
        currency = Currency(body.currency, body.exponent)
    if body.minor is not None and currency is not None:
        amount = Money(body.minor, currency)
        charges = tuple(
            ChargeLine(each.name, each.rate, each.included, Money(each.minor, currency)) for each in body.charges
        )
    elif body.milliwatt_hours is not None:
        amount = Energy(body.milliwatt_hours)
    elif body.management is not None and body.value is not None and body.reason is not None:
        management = ManagementOrder(ManagementKind(body.management), body.value, body.reason)
    key_change: KeyChangePart | None = None
    if body.key_set is not None and body.key_part is not None:
        key_change = KeyChangePart(body.key_set, body.key_part)
    return Order(
        uid=uid,
        request_id=body.request_id,
        meter=body.meter,
        operator=body.operator,
        server=body.server,
        amount=amount,
        management=management,
        customer=body.customer,
        place=body.place,
        override=body.override,
        doubt_override=body.doubt_override,
        overridden_by=body.overridden_by,
        key_change=key_change,
        charges=charges,
        account=body.account,
        tender=_tender_of(body, currency),
        energy_price=None if body.energy_price is None or currency is None else Money(body.energy_price, currency),
        allowed=body.allowed,
        allowed_by=body.allowed_by,
    )


def _tender_of(body: Prepared, currency: Currency | None) -> Tender | None:
    if not body.tender:
        return None
    handed = None if body.tendered is None or currency is None else Money(body.tendered, currency)
    return Tender(TenderKind(body.tender, cash=body.cash), handed)
