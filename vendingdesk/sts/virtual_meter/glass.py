"""What the meter shows when: an entry as it grows, its end, values one after the other, else the credit."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from vendingdesk.sts.digits import group_by_four
from vendingdesk.sts.fitting import Fitting
from vendingdesk.sts.virtual_meter.display import Display, Screen, register, result
from vendingdesk.sts.virtual_meter.outcomes import Outcome
from vendingdesk.sts.virtual_meter.supply import Supply

PAGE_STAYS = timedelta(seconds=3)
RESULT_STAYS = timedelta(seconds=30)
"""How long one value of several, and anything that stands alone, is shown before the credit comes back. Ours."""


class Glass:
    """Remembers what is shown and since when; it changes nothing else and is not kept over a power cut."""

    def __init__(self, at: datetime) -> None:
        self._outcome: Outcome | None = None
        self._screens: tuple[Screen, ...] = ()
        self._since = at

    @property
    def outcome(self) -> Outcome | None:
        """The end of the last entry, until a key was pressed after it."""
        return self._outcome

    def show_result(self, outcome: Outcome, at: datetime) -> None:
        """An entry came to its end."""
        self._outcome, self._screens, self._since = outcome, (), at

    def show_registers(self, outcome: Outcome, screens: tuple[Screen, ...], at: datetime) -> None:
        """Values that were asked for, one after the other."""
        self._outcome, self._screens, self._since = outcome, screens, at

    def turn(self, at: datetime) -> None:
        """Enter: the next of several values at once; what stands alone goes."""
        page = self._page(at) + 1
        if page < len(self._screens):
            self._since = at - page * PAGE_STAYS
        else:
            self.clear()

    def clear(self) -> None:
        """Back to the credit."""
        self._outcome, self._screens = None, ()

    def display(self, typed: str, fitting: Fitting, supply: Supply, at: datetime) -> Display:
        """What stands there ``at`` this moment; ``typed`` are the digits that are not entered yet."""
        if typed:
            return Display(Screen.ENTRY, group_by_four(typed))
        if self._outcome is not None and not self._screens:
            if at - self._since < RESULT_STAYS:
                return result(self._outcome, supply.credit)
        elif (page := self._page(at)) < len(self._screens):
            shown = register(self._screens[page], fitting, supply)
            return replace(shown, outcome=self._outcome, page=page + 1, pages=len(self._screens))
        return register(Screen.CREDIT, fitting, supply)

    def _page(self, at: datetime) -> int:
        if len(self._screens) == 1:
            return (at - self._since) // RESULT_STAYS
        return (at - self._since) // PAGE_STAYS
