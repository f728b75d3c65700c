"""All ways to paper of this machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Protocol

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.paper import Pictures, Way
from vendingdesk.domain.print_setup import PrintSetup, WayKind
from vendingdesk.printing.device import opened
from vendingdesk.printing.folder import FolderWay
from vendingdesk.printing.network import connected, named
from vendingdesk.printing.raw_job import LIMITS, Limits, Line
from vendingdesk.printing.raw_way import RawWay
from vendingdesk.printing.windows_spool import WindowsWay, windows_spool


class SystemPrinters(Protocol):
    """The printers that the system has a driver for."""

    def way(self, name: str) -> Way:
        """The way to one of them."""

    def printers(self) -> tuple[str, ...]:
        """Their names."""


class PaperWays:
    """Makes the way that a setup names; ``system`` is None where the system's printers can't be reached."""

    def __init__(
        self, pictures: Pictures, slips: Path, *, system: SystemPrinters | None = None, limits: Limits = LIMITS
    ) -> None:
        self._pictures = pictures
        self._slips = slips
        self._system = system
        self._limits = limits

    def way(self, setup: PrintSetup) -> Way:
        """The way that a setup names; raises ``EnvironmentFault`` for one that this system does not have."""
        match setup.way:
            case WayKind.PDF:
                return FolderWay(self._slips)
            case WayKind.SYSTEM:
                if self._system is None:
                    raise EnvironmentFault("This machine has no print system. Choose another way in Settings.")
                return self._system.way(setup.printer)
            case WayKind.NETWORK:
                name = named(setup.host, setup.port)
                return self._raw(name, partial(connected, setup.host, setup.port, self._limits), setup)
            case WayKind.DEVICE:
                if sys.platform == "win32":  # pragma: no cover
                    raise EnvironmentFault("Windows has no device files. Choose “Windows raw printer” in Settings.")
                return self._raw(setup.device, partial(opened, setup.device), setup)
            case _:  # WINDOWS
                return WindowsWay(setup.printer, windows_spool(), pictures=self._pictures, cut=setup.cut)

    def printers(self) -> tuple[str, ...]:
        """The names of the system's queues; empty when there are none or no spooler."""
        return self._system.printers() if self._system is not None else ()

    def _raw(self, name: str, open_line: Callable[[], AbstractContextManager[Line]], setup: PrintSetup) -> RawWay:
        return RawWay(name, open_line, pictures=self._pictures, cut=setup.cut, limits=self._limits)
