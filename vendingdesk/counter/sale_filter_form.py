"""A filter as it is typed: read strictly, with a sentence at the field that has to be mended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.errors import AmountRefused, SettlementRefused
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.money import Money
from vendingdesk.domain.sale import Amount, SaleKind, VendState
from vendingdesk.domain.sale_filter import SaleFilter

LONGEST_METER = 18
LONGEST_SHIFT = 9

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class FilterForm:
    """What stands in the fields of a filter; empty is open."""

    first: str = ""
    last: str = ""
    person: str = ""
    kind: SaleKind | None = None
    management: ManagementKind | None = None
    states: frozenset[VendState] = frozenset()
    meter: str = ""
    least: str = ""
    most: str = ""
    in_cash: bool = False
    tender: str = ""
    shift: str = ""

    def read(self, setup: DeskSetup, text: str = "") -> SaleFilter:
        """The filter that it means; raises ``SettlementRefused`` with the field and what to type instead."""
        first, last = _day("first", self.first), _day("last", self.last)
        if first is not None and last is not None and last < first:
            raise SettlementRefused("last", "The last day is before the first: turn them round.")
        meter = _meter(self.meter)
        least, most = _amount("least", self.least, setup), _amount("most", self.most, setup)
        if least is not None and most is not None and most.number < least.number:
            raise SettlementRefused("most", "The largest amount is below the smallest: turn them round.")
        return SaleFilter(
            first=first,
            last=last,
            person=self.person,
            kind=SaleKind.MANAGEMENT if self.management is not None else self.kind,
            management=self.management,
            states=self.states,
            meter=meter,
            least=least,
            most=most,
            in_cash=self.in_cash,
            tender=self.tender,
            shift=_shift(self.shift),
            text=text,
        )


def _day(field: str, typed: str) -> date | None:
    text = typed.strip()
    if not text:
        return None
    try:
        if _DAY.fullmatch(text) is None:  # Python reads the days of weeks too
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise SettlementRefused(field, "Type the day as year-month-day, such as 2026-07-30.") from None


def _amount(field: str, typed: str, setup: DeskSetup) -> Amount | None:
    """In the account's unit, and larger than this till sells, if somebody looks for that."""
    if not typed.strip():
        return None
    try:
        if setup.money_means is MoneyMeans.CURRENCY:
            return Money.parse(typed, setup.currency)
        return Energy.parse(typed)
    except AmountRefused as refused:
        raise SettlementRefused(field, str(refused)) from None


def _meter(typed: str) -> str:
    digits = "".join(typed.split())
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_METER):
        raise SettlementRefused("meter", "Type digits alone: the whole meter number, or its first or last digits.")
    return digits


def _shift(typed: str) -> int:
    digits = typed.strip()
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_SHIFT and int(digits)):
        raise SettlementRefused("shift", "Type the number of the shift, such as 12.")
    return int(digits or 0)


def form_of(wanted: SaleFilter) -> FilterForm:
    """The fields of a filter, to go on from it."""
    return FilterForm(
        first=wanted.first.isoformat() if wanted.first is not None else "",
        last=wanted.last.isoformat() if wanted.last is not None else "",
        person=wanted.person,
        kind=wanted.kind,
        management=wanted.management,
        states=wanted.states,
        meter=wanted.meter,
        least=wanted.least.text if wanted.least is not None else "",
        most=wanted.most.text if wanted.most is not None else "",
        in_cash=wanted.in_cash,
        tender=wanted.tender,
        shift=str(wanted.shift or ""),
    )
