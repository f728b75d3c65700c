"""What the tests of writing the setup file share."""

from decimal import Decimal
from pathlib import Path

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.charges import Charge
from vendingdesk.wiring.setup_file import read_setup
from vendingdesk.wiring.setup_writing import SettingsFile

VAT = Charge("VAT", percent=Decimal(18))


def opened(file: Path) -> tuple[SettingsFile, DeskSetup]:
    """The store of a file and the settings that it was opened with."""
    known = read_setup(file).setup()
    return SettingsFile(file, known), known
