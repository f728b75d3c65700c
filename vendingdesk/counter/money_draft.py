"""What was typed about money on the Settings page, read: each setting by itself, and what to mend beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from vendingdesk.counter.money_setup import MoneySetup, tender_kinds
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.tender import TenderKind

_LIMIT = re.compile("[0-9]{1,9}", re.ASCII)
_PRICE = re.compile(r"[0-9]{1,5}(\.[0-9]{1,6})?", re.ASCII)


def typed_money(money: MoneySetup) -> dict[str, Any]:
    """What stands in the fields for these settings."""
    return {
        "tenders": "\n".join(money.names),
        "ask_tendered": money.ask_tendered,
        "cashier_limit": str(money.cashier_limit),
        "kwh_price": money.price_text,
    }


def read_money(typed: Mapping[str, Any], now: MoneySetup, faults: dict[str, str]) -> MoneySetup:
    """The settings as far as they can be read; what can't stays as ``now`` has it, and ``faults`` says why."""
    found = now
    for name, read in _READERS.items():
        if name not in typed:
            continue
        try:
            found = replace(found, **{name: read(typed[name])})
        except (ValueError, EnvironmentFault) as error:
            text = str(error).replace(f"“{name}”", "this").rstrip(".")
            faults[name] = f"{text[:1].upper()}{text[1:]}."
    return found


def _tenders(text: str) -> tuple[TenderKind, ...]:
    names = [line for line in text.splitlines() if line.strip()]
    if not names:
        raise ValueError("Name at least cash, one kind of payment a line.")
    return tender_kinds(names)


def _limit(text: str) -> int:
    if not _LIMIT.fullmatch(text.strip()):
        raise ValueError("Type a whole number, or 0 for no limit.")
    return int(text.strip())


def _price(text: str) -> Decimal | None:
    if not text.strip():
        return None
    if not _PRICE.fullmatch(text.strip()):
        raise ValueError("Type the price in digits with a point, such as 0.25.")
    return Decimal(text.strip())


_READERS: dict[str, Callable[[Any], Any]] = {
    "tenders": _tenders,
    "ask_tendered": bool,
    "cashier_limit": _limit,
    "kwh_price": _price,
}
