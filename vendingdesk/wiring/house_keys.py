"""The key that the demo's vending house has for a meter by now: replayed from the ledger that its process writes."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from vendingdesk.simulator.house import House
from vendingdesk.simulator.ledger import FILE_NAME, LedgerEntry
from vendingdesk.sts import Fitting


class HouseKeys:
    """Reads the ledger and never writes it: it is the server's, which may be adding to it this moment."""

    def __init__(self, folder: Path) -> None:
        self._ledger = folder / FILE_NAME

    def fitting(self, meter_number: str) -> Fitting | None:
        """The meter's key after the last key change that the house completed; None if its ledger can't be read.

        Raises ``MeterNumberError`` for a number that is none. It reads a file: call it in a worker.
        """
        # The chance is not used: nothing is minted here.
        house = House(Random())  # noqa: S311
        try:
            house.replay(each for each in self._entries() if each.meter == meter_number)
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return house.fitting(meter_number)

    def _entries(self) -> list[LedgerEntry]:
        # What stands behind the last line's end is not whole yet. A body may hold other signs that end lines.
        whole = self._ledger.read_text(encoding="utf-8").split("\n")[:-1]
        read = [json.loads(line) for line in whole]
        return [LedgerEntry(**{**each, "tokens": tuple(each["tokens"])}) for each in read]
