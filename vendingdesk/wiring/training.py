"""Training in one run: the demo's meters left the factory with the keys that the demo's own server has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendingdesk.wiring.folders import DataFolder

if TYPE_CHECKING:
    from vendingdesk.counter.clock import SystemClock
    from vendingdesk.counter.training import Training
    from vendingdesk.journal.register import SqliteRegister
    from vendingdesk.journal.sqlite_journal import SqliteJournal


def training(folder: DataFolder, register: SqliteRegister, journal: SqliteJournal, clock: SystemClock) -> Training:
    """The use case; loaded for a demo alone."""
    from vendingdesk.counter.training import Keys, Training
    from vendingdesk.simulator.fittings import factory_fitting
    from vendingdesk.wiring.house_keys import HouseKeys
    from vendingdesk.wiring.training_meters import TrainingMeterFiles

    files = TrainingMeterFiles(folder.training)
    keys = Keys(factory_fitting, HouseKeys(folder.simulator).fitting)
    return Training(keys, files, register, journal, clock)
