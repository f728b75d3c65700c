"""What sales are in must be what the books say: else nothing is sold until a person has set one of them right."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from vendingdesk.counter.authority import Authority
from vendingdesk.counter.guard import Guard
from vendingdesk.counter.ports import Clock
from vendingdesk.counter.settings import Settings
from vendingdesk.domain.errors import NobodyAtTill, Refused
from vendingdesk.domain.money import Currency
from vendingdesk.domain.sales_unit import SalesUnit

NEXT_START = (
    "What this till sells in was changed for the next start. Nothing is sold before: close the program and open it "
    "again."
)


class UnitJournal(Protocol):
    """The part of the journal that knows what sales are in. Both raise ``EnvironmentFault``."""

    async def unit(self) -> SalesUnit:
        """What the newest sale is in, or what was decided after it; nothing for new books."""

    async def unit_set(self, unit: SalesUnit, *, by: str, allowed_by: str, at: datetime) -> None:
        """Write down what sales are in from now on."""


class BooksUnit:
    """Holds the settings of this run to the journal; ``why_not`` says why the unit can't change at this moment.

    ``why_not`` is given the code of the currency that cash was counted in.
    """

    def __init__(
        self,
        book: UnitJournal,
        *,
        settings: Settings,
        guard: Guard,
        clock: Clock,
        why_not: Callable[[str], Awaitable[str]],
    ) -> None:
        self._book = book
        self._settings = settings
        self._guard = guard
        self._clock = clock
        self._why_not = why_not
        self._told: list[Callable[[], None]] = []
        self._later = False
        self.stands = SalesUnit()

    @property
    def runs(self) -> SalesUnit:
        """What an amount is in this run."""
        setup = self._settings.setup
        return SalesUnit(str(setup.money_means), setup.currency)

    async def look(self) -> None:
        """Read what the books say; once they are open. Raises ``EnvironmentFault``."""
        self._stands(await self._book.unit())

    def _stands(self, unit: SalesUnit) -> None:
        self.stands = unit
        for tell in self._told:
            tell()

    def when_changed(self, tell: Callable[[], None]) -> None:
        """Call ``tell`` whenever the books have been looked into, or say something else."""
        self._told.append(tell)

    @property
    def between(self) -> tuple[str, str] | None:
        """What 10 is in the books and what it is in this run, where that is not the same and a person may confirm it.

        None where there is nothing to confirm: see ``problem`` too.
        """
        return None if self._later else self.stands.otherwise(self.runs)

    @property
    def problem(self) -> str:
        """Why nothing can be sold, with what to do; empty when books and settings agree."""
        two = self.stands.otherwise(self.runs)
        if two is None:
            return ""
        if self._later:
            return NEXT_START
        was, now = two
        return (
            f"An amount of 10 is {was} in this till’s books; its settings now make it {now}. Nothing is sold until "
            "that is right: set it right in the settings (desk.toml), or let a supervisor confirm the change."
        )

    def check(self) -> None:
        """Raise ``Refused`` while settings and books say different things."""
        if why := self.problem:
            raise Refused(why)

    async def check_free(self) -> None:
        """Raise ``Refused`` while a shift is open or a sale is in doubt: their money is counted in what was."""
        before = self.stands.currency or self._settings.setup.currency
        if why := await self._why_not(before.code):
            raise Refused(why)

    async def confirm(self, authority: Authority) -> None:
        """A supervisor says that the settings are right and sales are in another unit from here on.

        Raises ``Refused`` while a shift is open or a sale is in doubt, and ``EnvironmentFault``.
        """
        if self.between is None:
            return
        await self.check_free()
        try:
            who = self._guard.who or authority.supervisor
        except NobodyAtTill:
            who = authority.supervisor
        await self._write(self.runs, who, authority.supervisor)

    async def kept(self, means: str, code: str, digits: int, by: str, allowed_by: str) -> None:
        """The settings were changed here, for the next start: the books say so too, so that it does not ask again.

        Until then nothing is sold: a sale in the old unit would stand behind the decision for the new one.
        """
        unit = SalesUnit(means, Currency(code, digits))
        self._later = unit != self.runs
        if unit == self.stands:
            self._stands(unit)  # settings that were wrong are set right, from the next start on
        else:
            await self._write(unit, by, allowed_by)

    async def _write(self, unit: SalesUnit, by: str, allowed_by: str) -> None:
        await self._book.unit_set(unit, by=by, allowed_by=allowed_by, at=self._clock.now())
        self._stands(unit)
