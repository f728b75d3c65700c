"""A spooler of the tests' own: a folder that takes jobs, says how they stand, and gives them back."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

from vendingdesk.counter.paper_ports import Handed, PaperWork, PrinterFinding, PrintLook, Way
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.print_setup import PrintSetup
from vendingdesk.domain.printing import JobState, PaperName, PrinterFault

PATIENCE_S = 20


@dataclass
class Spooler:
    """One printer with a folder before it. ``reports`` tells whether it says what becomes of a job.

    While ``stalled`` is set its ``send`` does not come back; ``fault`` is what it says instead of taking a job.
    """

    name: str
    folder: Path
    reports: bool = False
    fault: Exception | None = None
    broken: bool = False
    drawers: list[str] = field(default_factory=list)
    moving: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.moving.set()

    def send(self, work: PaperWork) -> Handed:
        assert self.moving.wait(PATIENCE_S)
        if self.fault is not None:
            raise self.fault
        (self.folder / f"{work.title}.pdf").write_bytes(work.pdf)
        if work.open_drawer:
            self.drawers.append(work.title)
        if not self.reports:
            return Handed(said=f"Saved: {work.title}")
        self.say(work.title, JobState.HANDED)
        return Handed(work.title)

    def look(self, handed: Handed) -> PrintLook:
        if self.broken:
            raise RuntimeError("look")
        state, said = (self.folder / f"{handed.reference}.state").read_text().split("\n")
        return PrintLook(JobState(state), said)

    def withdraw(self, handed: Handed) -> bool:
        if self.broken:
            raise RuntimeError("withdraw")
        job = self.folder / f"{handed.reference}.pdf"
        there = job.exists()
        job.unlink(missing_ok=True)
        return there

    def check(self, paper: PaperName) -> tuple[PrinterFinding, ...]:
        return ()

    def say(self, title: str, state: JobState, said: str = "") -> None:
        """How a job stands from now on."""
        making = self.folder / f"{title}.new"
        making.write_text(f"{state}\n{said}")
        making.replace(self.folder / f"{title}.state")

    def begin_printing(self, title: str) -> None:
        """It can't be taken back any more."""
        (self.folder / f"{title}.pdf").unlink()

    @property
    def taken(self) -> list[str]:
        """The titles of what was handed over, oldest first."""
        files = sorted(self.folder.glob("*.pdf"), key=lambda file: file.stat().st_mtime_ns)
        return [file.stem for file in files]


@dataclass
class Spoolers:
    """The printers of a shop by the name that its setup has."""

    folder: Path
    made: dict[str, Spooler] = field(default_factory=dict)

    def way(self, setup: PrintSetup) -> Way:
        if setup.printer == "gone":
            raise EnvironmentFault("There is no printer “gone” on this machine.")
        return self.named(setup.printer or "desk")

    def named(self, name: str) -> Spooler:
        if name not in self.made:
            self.made[name] = Spooler(name, self.folder / name)
        return self.made[name]

    def printers(self) -> tuple[str, ...]:
        return tuple(self.made)


OFF = PrinterFault("The printer at the counter could not be reached. Is it on?")
HALF = PrinterFault("The printer stopped in the middle.", maybe_out=True)
