"""How a shop's slips come to paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.printing import PaperName


class WayKind(StrEnum):
    """The ways to paper. ``WINDOWS`` sends raw bytes through the Windows spooler."""

    PDF = "pdf"
    SYSTEM = "system"
    NETWORK = "network"
    DEVICE = "device"
    WINDOWS = "windows"

    @property
    def is_raw(self) -> bool:
        """Whether it takes ESC/POS bytes: a roll printer without a driver."""
        return self in {WayKind.NETWORK, WayKind.DEVICE, WayKind.WINDOWS}


@dataclass(frozen=True, slots=True)
class PrintSetup:
    """Paper and printer. Raises ``EnvironmentFault`` for what can't work together.

    ``printer`` is the name of a system queue (SYSTEM, WINDOWS), ``host`` and ``port`` are a network printer's,
    ``device`` is the file of one. ``copies`` are the slips of one sale (the second is a numbered copy for the shop);
    ``at_once`` prints without being asked. ``open_drawer`` kicks the cash drawer with the original of a cash sale and
    never else. ``cut`` cuts the paper after a slip. A job that no printer took within
    ``expire_after`` is not printed any more.
    """

    paper: PaperName = PaperName.ROLL_80
    way: WayKind = WayKind.PDF
    printer: str = ""
    host: str = ""
    port: int = 9100
    device: str = ""
    copies: int = 1
    at_once: bool = False
    open_drawer: bool = False
    cut: bool = True
    expire_after: timedelta = timedelta(minutes=10)

    def __post_init__(self) -> None:
        """Hold it to what can work."""
        if self.way.is_raw and not self.paper.is_roll:
            raise EnvironmentFault("A printer without a driver prints on a roll: choose 58 mm or 80 mm paper.")
        named = {
            WayKind.SYSTEM: self.printer,
            WayKind.WINDOWS: self.printer,
            WayKind.NETWORK: self.host,
            WayKind.DEVICE: self.device,
        }
        if not named.get(self.way, "-").strip():
            raise EnvironmentFault("Name the printer first.")
        if not 1 <= self.port <= 65535:
            raise EnvironmentFault("A printer’s port is 1 to 65535; most listen on 9100.")
        if not 1 <= self.copies <= 3:
            raise EnvironmentFault("A sale has 1 to 3 slips.")
        if not timedelta(minutes=1) <= self.expire_after <= timedelta(hours=12):
            raise EnvironmentFault("Print jobs expire after 1 minute to 12 hours.")
