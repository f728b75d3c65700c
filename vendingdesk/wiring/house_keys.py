"""The key that the demo's vending house has for a meter by now: replayed from the ledger that its process writes."""

from __future__ import annotations

from pathlib import Path

from vendingdesk.simulator.house import House
from vendingdesk.simulator.ledger import FILE_NAME
from vendingdesk.simulator.ledger_line import LedgerEntry, entry_in
from vendingdesk.sts import Fitting


class HouseKeys:
    """Reads the ledger and never writes it: it is the server's, which may be adding to it this moment."""

    def __init__(self, folder: Path) -> None:
        self._ledger = folder / FILE_NAME

    def fitting(self, meter_number: str) -> Fitting | None:
        """The meter's key after the last key change that the house completed; None if its ledger can't be read.

        Raises ``MeterNumberError`` for a number that is none. It reads a file: call it in a worker.
        """
        house = House()
        try:
            house.replay(each for each in self._entries() if each.meter == meter_number)
        except (OSError, ValueError):
            return None
        return house.fitting(meter_number)

    def _entries(self) -> list[LedgerEntry]:
        # What stands behind the last line's end is not whole yet. A body may hold other signs that end lines.
        whole = self._ledger.read_text(encoding="utf-8").split("\n")[:-1]
        return [entry_in(line, number) for number, line in enumerate(whole, start=1)]
