"""The test page of a first start: printed without a queue, and what became of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from vendingdesk.counter.paper_ports import Handed, PaperWork, PrinterFinding, PrintLook
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.try_printer import TryPrinter
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.print_setup import PrintSetup, WayKind
from vendingdesk.domain.printing import JobState, PaperName, PrinterFault
from vendingdesk.domain.receipt import Receipt
from vendingdesk.printing.ways import PaperWays
from vendingdesk.receipts import PdfSlips, render


class Clock:
    """Each look at it is a second later."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 1, tzinfo=UTC)

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


class Spooler:
    """A queue that says one thing after the other of a job; it is the only way there is."""

    name = "Front"

    def __init__(self, *says: JobState) -> None:
        self.says = list(says)
        self.works: list[PaperWork] = []

    def way(self, setup: PrintSetup) -> "Spooler":
        return self

    def printers(self) -> tuple[str, ...]:
        return (self.name,)

    def send(self, work: PaperWork) -> Handed:
        self.works.append(work)
        return Handed("job-1")

    def look(self, handed: Handed) -> PrintLook:
        assert handed.reference == "job-1"
        return PrintLook(self.says.pop(0) if len(self.says) > 1 else self.says[0], "It says so.")

    def withdraw(self, handed: Handed) -> bool:
        raise AssertionError("nothing is taken back")

    def check(self, paper: PaperName) -> tuple[PrinterFinding, ...]:
        return ()


class Slips:
    def pdf(self, receipt: Receipt, paper: PaperName) -> bytes:
        return b"%PDF " + receipt.title.encode()


def trying(spooler: Spooler, patience: float = 10) -> TryPrinter:
    return TryPrinter(Slips(), spooler, Clock(), patience=timedelta(seconds=patience), every=timedelta(0))


async def test_a_page_is_followed_until_it_came_out() -> None:
    spooler = Spooler(JobState.HANDED, JobState.HANDED, JobState.PRINTED)
    assert await trying(spooler)(DeskSetup()) == PrintLook(JobState.PRINTED, "It says so.")
    (work,) = spooler.works
    assert work.title == "test-page"
    assert not work.open_drawer


async def test_a_page_that_waits_is_told_after_a_while() -> None:
    look = await trying(Spooler(JobState.HANDED), patience=3)(DeskSetup())
    assert look.state is JobState.HANDED


async def test_a_page_as_a_file(tmp_path: Path) -> None:
    trial = TryPrinter(PdfSlips(), PaperWays(render, tmp_path), Clock())
    look = await trial(DeskSetup())
    assert look.state is JobState.SENT
    assert (tmp_path / "test-page.pdf").read_bytes().startswith(b"%PDF")
    assert str(tmp_path / "test-page.pdf") in look.said


async def test_a_printer_that_fails_is_told() -> None:
    class Broken(Spooler):
        def send(self, work: PaperWork) -> Handed:
            raise PrinterFault("The cover is open.")

    assert await trying(Broken())(DeskSetup()) == PrintLook(JobState.FAILED, "The cover is open.")


async def test_a_way_that_is_not_here_is_refused(tmp_path: Path) -> None:
    trial = TryPrinter(PdfSlips(), PaperWays(render, tmp_path), Clock())
    setup = replace(DeskSetup(), printing=PrintSetup(way=WayKind.SYSTEM, printer="Front"))
    with pytest.raises(EnvironmentFault, match="no print system"):
        await trial(setup)
