"""An issued token as the server describes it, and what about it is worth a second look."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from vendingdesk.api.bodies import Body
from vendingdesk.api.json_reading import JsonObject
from vendingdesk.api.limits import FIELD_TEXT, FORM_TEXT
from vendingdesk.api.numbers import bounded_decimal
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Money, shifted
from vendingdesk.domain.outcome import Issued, TokenWarning
from vendingdesk.domain.sale import Order, SaleKind
from vendingdesk.sts import (
    FieldError,
    TokenClass,
    TokenError,
    amount_to_field,
    field_to_amount,
    split_tokens,
    token_class,
)

_VALUE = re.compile(r"(?P<number>-?[0-9.]+(?:[eE][0-9]+)?)\s*(?P<unit>[A-Za-z]*)", re.ASCII)
_VALUES = ("value", "money")
"""The fields that say how much was sold [D, O]."""
_ENERGY_DIGITS = 20
_CLASSES = {SaleKind.CREDIT: TokenClass.CREDIT, SaleKind.MANAGEMENT: TokenClass.MANAGEMENT}


def tokens_in(body: Body) -> tuple[str, ...]:
    """The tokens in ``form``, in their order; empty when there is no usable one."""
    holder = body.data if "form" in body.data else body.json
    text = ",".join(holder.texts("form"))
    if len(text) > FORM_TEXT:
        return ()
    try:
        return split_tokens(text)
    except TokenError:
        return ()


def issue(order: Order, body: Body, tokens: tuple[str, ...]) -> Issued:
    """The issue with everything the server said of it; never refuses a token that is in hand."""
    data = body.data
    shown = "money" if data.is_null("value") else "value"
    warnings = tuple(_warnings(order, data, tokens))
    flow = data.line("flowNo", FIELD_TEXT)
    return Issued(
        tokens=tokens,
        flow_no="" if data.is_number("flowNo") and not flow.isdigit() else flow,
        value_text=_said(data, shown, both=TokenWarning.OTHER_VALUE in warnings),
        energy=_energy(order, data.text(shown)),
        server_time=data.line("buyTime" if data.is_null("clearTime") else "clearTime", FIELD_TEXT),
        warnings=warnings,
    )


def _said(data: JsonObject, shown: str, *, both: bool) -> str:
    """How much the server says was sold, as it wrote it; with ``both``, what stands in the other field beside it."""
    text, other = data.line(shown, FIELD_TEXT), data.line("money", FIELD_TEXT)
    if both and shown == "value" and other and other != text:
        return f"{text}, money {other}".removeprefix(", ")
    return text


def _warnings(order: Order, data: JsonObject, tokens: tuple[str, ...]) -> list[TokenWarning]:
    found = []
    if any(token_class(token) is not _CLASSES[order.kind] for token in tokens):
        found.append(TokenWarning.WRONG_CLASS)
    if _other_meter(order.meter, data):
        found.append(TokenWarning.OTHER_METER)
    if order.amount is not None and _other_value(order.amount, data):
        found.append(TokenWarning.OTHER_VALUE)
    elif order.amount is not None and any(
        data.text(key).strip() and _value(data.text(key)) is None for key in _VALUES
    ):
        found.append(TokenWarning.UNREADABLE_VALUE)
    if len(tokens) > 1:
        found.append(TokenWarning.SEVERAL)
    return found


def _other_meter(asked: str, data: JsonObject) -> bool:
    said = "".join(data.line("meterNo", FIELD_TEXT).split())
    if data.is_number("meterNo"):  # leading zeros can't survive in a number
        return said.lstrip("0") != asked.lstrip("0")
    return bool(said) and said != asked


def _other_value(amount: Money | Energy, data: JsonObject) -> bool:
    """Whether the readable values differ from what was asked.

    One that names our unit decides; without any, it is enough that ``value`` or ``money`` says what was asked,
    because the other may count in the other unit.
    """
    read = [value for key in _VALUES if (value := _value(data.text(key))) is not None]
    named = {number for number, its_unit in read if its_unit.casefold() == amount.unit.casefold()}
    plain = {number for number, its_unit in read if not its_unit}
    fine = {amount.number, _in_a_token(amount)}
    return not named <= fine or (bool(plain) and not named and not plain & fine)


def _in_a_token(amount: Money | Energy) -> Decimal:
    """The kWh that the meter will show: a token holds steps, and energy between two of them is rounded up."""
    if not isinstance(amount, Energy):
        return amount.number
    try:
        return shifted(field_to_amount(amount_to_field(math.ceil(shifted(amount.number, 1)))), -1)
    except FieldError:
        return amount.number


def _energy(order: Order, text: str) -> Energy | None:
    """The energy where kWh is written out, or where kWh is what was asked for."""
    read = _value(text)
    if read is None:
        return None
    number, unit = read
    if unit.casefold() != "kwh" and (unit or not isinstance(order.amount, Energy)):
        return None
    if number < 0 or len(number.as_tuple().digits) > _ENERGY_DIGITS or abs(number.adjusted()) > _ENERGY_DIGITS:
        return None
    try:
        return Energy.from_kwh(number)
    except ValueError:
        return None


def _value(text: str) -> tuple[Decimal, str] | None:
    """Number and unit (empty when none is written) of ``10``, ``10.00``, ``9.3 Kwh``; None for anything else."""
    found = _VALUE.fullmatch(text.strip()[: FIELD_TEXT * 2])
    if found is None:
        return None
    number = bounded_decimal(found["number"])
    return None if number is None else (number, found["unit"])
