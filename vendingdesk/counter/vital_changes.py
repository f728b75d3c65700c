"""What a change of the settings does to books that have begun: refused where it would break them, else told first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.domain.money import Currency
from vendingdesk.domain.sale import Sale
from vendingdesk.domain.sales_unit import SalesUnit
from vendingdesk.domain.shift import Shift

UNITS = ("currency", "currency_digits", "money_means")
"""The settings that say what a number typed at the counter is."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """``refused`` says, by path, why a change can't be; ``told`` is what a person hears before it is kept."""

    refused: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()


class WeighChanges:
    """Weighs what is to be written. ``shift`` is the one that is open now, ``doubts`` gives the sales in doubt.

    ``stands`` is what the sales in the books are in: back to that it can always go.
    """

    def __init__(
        self,
        shift: Callable[[], Shift | None],
        doubts: Callable[[], Awaitable[Collection[Sale]]],
        stands: Callable[[], SalesUnit] = SalesUnit,
    ) -> None:
        self._shift = shift
        self._doubts = doubts
        self._stands = stands

    async def __call__(self, setup: DeskSetup, values: Mapping[str, Any]) -> Weighed:
        """Weigh settings by their paths against the books as they stand."""
        refused: dict[str, str] = {}
        told: list[str] = []
        units = [path for path in UNITS if path in values and values[path] != _now(setup, path)]
        if units:
            if unit_after(setup, values) != self._stands():
                refused |= dict.fromkeys(units, await self.why_not(setup.currency.code))
            told += [_told_of_unit(path, values, setup) for path in units]
        if "server.address" in values:
            told.append(
                "From the next start on this till signs in at the new server. Sales in doubt stay with the old one. "
                "What made the old one believed is not taken over."
            )
        return Weighed({path: why for path, why in refused.items() if why}, tuple(dict.fromkeys(told)))

    async def why_not(self, code: str) -> str:
        """Why the unit can't change now; empty when it can. ``code`` is the currency that cash is counted in."""
        shift = self._shift()
        if shift is not None:
            return f"A shift is open: its drawer is counted in {code}. Close it first (F7)."
        if await self._doubts():
            return "A sale is in doubt, and its money is held in what counts now. Settle it first (F8)."
        return ""


def unit_after(setup: DeskSetup, values: Mapping[str, Any]) -> SalesUnit:
    """What sales are in with settings that are to be kept."""
    code, digits, means = (values.get(path, _now(setup, path)) for path in UNITS)
    return SalesUnit(str(means), Currency(code, digits))


def _now(setup: DeskSetup, path: str) -> Any:
    if path == "money_means":
        return str(setup.money_means)
    return setup.currency.code if path == "currency" else setup.currency.exponent


def _told_of_unit(path: str, values: Mapping[str, Any], setup: DeskSetup) -> str:
    if path == "money_means":
        kwh = values[path] == MoneyMeans.KWH
        unit = "kWh" if kwh else values.get("currency", setup.currency.code)
        return (
            f"From the next start on an amount of 10 is sent to the server as 10 {unit}. If the account means the "
            "other, every sale is wrong. Ask the utility first."
        )
    code, digits = (values.get(each, _now(setup, each)) for each in ("currency", "currency_digits"))
    return (
        f"From the next start on this till takes {code} with {digits} digits behind the point. What was sold before "
        f"stays in {setup.currency.code} in the books and in the reports."
    )
