"""A CUPS of the tests' own with printers of every kind, as fixtures."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from printing.own_cups import FIXED_PPD, OwnCups, missing, own_cups

from vendingdesk.domain.paper import Handed, PrintLook, Way
from vendingdesk.domain.print_setup import PrintSetup, WayKind
from vendingdesk.domain.printing import JobState
from vendingdesk.printing.cups import CupsPrinters
from vendingdesk.printing.ways import PaperWays
from vendingdesk.receipts import render


@pytest.fixture(scope="session")
def _one_cups() -> Iterator[OwnCups]:
    if why := missing():
        pytest.skip(f"not tested against a real spooler: {why}")
    with own_cups() as cups:
        cups.add("Pages", "cups-pdf:/")
        cups.add("Roll", "desk:/keep", ppd=cups.takes_pdf)
        for what in ("empty", "open", "offline", "midway"):
            cups.add(what, f"desk:/{what}", ppd=cups.takes_pdf)
        cups.add("again", "desk:/again", "-o", "printer-error-policy=retry-job", ppd=cups.takes_pdf)
        cups.add("aborts", "desk:/aborts", "-o", "printer-error-policy=abort-job", ppd=cups.takes_pdf)
        cups.add("Office", "desk:/keep", ppd=FIXED_PPD)
        cups.add("Small", "desk:/keep", ppd=without_a4(cups))
        cups.add("NoDriver", "desk:/keep", ppd="")
        cups.run("lpadmin", "-d", "Roll")
        yield cups


@pytest.fixture
def cups(_one_cups: OwnCups, monkeypatch: pytest.MonkeyPatch) -> OwnCups:
    """A running CUPS, which libcups and Qt find."""
    monkeypatch.setenv("CUPS_SERVER", _one_cups.server)
    return _one_cups


SIZES = ("*PageSize", "*PageRegion", "*PaperDimension", "*ImageableArea")
"""The lines of a driver about its papers."""


def without_a4(cups: OwnCups) -> str:
    """The driver of a printer that takes no A4."""
    lines = Path(cups.takes_pdf).read_text().splitlines()
    kept = [line for line in lines if "A4" not in line or not line.startswith(SIZES)]
    driver = cups.home / "small.ppd"
    driver.write_text("\n".join(kept).replace("DefaultPageSize: A4", "DefaultPageSize: Letter"))
    return str(driver)


def way(name: str) -> Way:
    ways = PaperWays(render, Path("nowhere"), system=CupsPrinters(render))
    return ways.way(PrintSetup(way=WayKind.SYSTEM, printer=name))


def seen(printer: Way, handed: Handed, fits: Callable[[PrintLook], bool]) -> PrintLook:
    """Look until it fits."""
    until = time.monotonic() + 20
    while not fits(look := printer.look(handed)):
        assert time.monotonic() < until, look
        time.sleep(0.02)
    return look


def ended(printer: Way, handed: Handed) -> PrintLook:
    return seen(printer, handed, lambda look: look.state is not JobState.HANDED)
