"""Make a slip: count it, write down who made it, then draw it."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vendingdesk.counter.key_change import set_of
from vendingdesk.counter.key_change_slip import key_change_slip
from vendingdesk.counter.ports import Clock, Journal, Slips
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.slip import slip_for
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.receipt import Receipt, SlipKind
from vendingdesk.domain.sale import Sale

_FILES = {
    SlipKind.SALE: "receipt",
    SlipKind.MANAGEMENT: "receipt",
    SlipKind.HOLD: "hold",
    SlipKind.RESOLUTION: "settled",
    SlipKind.KEY_CHANGE: "key-change",
    SlipKind.CANCELLED: "cancelled",
}
"""What the files of each kind are called: a token's slip must not replace the hold slip before it."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A drawn slip: the PDF, which copy it is (1: the original), and a name for its file."""

    pdf: bytes
    copy: int
    file_name: str


class MakeSlip:
    """Every slip is counted before it exists, so that no two say that they are the original."""

    def __init__(self, journal: Journal, slips: Slips, *, settings: Settings, clock: Clock, folder: Path) -> None:
        self._folder = folder
        self._journal = journal
        self._slips = slips
        self._settings = settings
        self._clock = clock

    async def __call__(self, sale: Sale, *, operator: str, medium: str) -> Slip:
        """Make a slip of a sale; raises ``Refused`` when there is none, ``EnvironmentFault`` from the journal.

        ``medium`` is ``print`` or ``pdf``. A section of a key change gives the slip of all four, counted with the
        first.
        """
        now = self._clock.now()
        setup = self._settings.setup
        change = await set_of(self._journal, sale) if sale.tokens else None

        def drawn(copy: int) -> Receipt:
            if change is not None:
                return key_change_slip(change, setup, copy=copy, printed_at=now, printed_by=operator)
            return slip_for(sale, setup, copy=copy, printed_at=now, printed_by=operator)

        kind = drawn(1).kind
        beside: tuple[str, ...] = ()
        if change is not None:
            sale, *others = change.held.values()
            beside = tuple(other.uid for other in others)
        copy = await self._journal.slip_made(
            sale.uid, kind=kind, operator=operator, medium=medium, at=now, beside=beside
        )
        receipt = drawn(copy)
        suffix = f"-copy{copy - 1}" if copy > 1 else ""
        name = f"{_FILES[kind]}-{sale.receipt_no}{suffix}.pdf"
        return Slip(await asyncio.to_thread(self._slips.pdf, receipt, setup.printing.paper), copy, name)

    async def save(self, sale: Sale, *, operator: str) -> Path:
        """Make a slip and write it into the folder of slips; returns the file.

        Raises ``EnvironmentFault`` when the folder can't be written; the sale stays as it is.
        """
        slip = await self(sale, operator=operator, medium="pdf")
        return await asyncio.to_thread(_write, self._folder, slip)


def _write(folder: Path, slip: Slip) -> Path:
    """Write a slip as a private file, whole or not at all."""
    target = folder / slip.file_name
    unfinished = target.with_suffix(".part")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(slip.pdf)
        unfinished.replace(target)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise EnvironmentFault(
            f"The slip could not be saved in {folder} ({error.strerror}). The sale is safe; free some space or "
            "choose another data folder, then save it again."
        ) from error
    return target
