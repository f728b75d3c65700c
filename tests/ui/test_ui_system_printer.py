"""The way through Qt, from worker threads, against a real print system: Windows has it, CUPS stands in."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
import zxingcpp
from printing.own_cups import OwnCups
from printing.slips import fails, work
from receipts.receipts_paper import image, sizes_mm
from receipts.receipts_sample import RECEIPT_NO, TOKEN

from vendingdesk.domain.paper import Handed
from vendingdesk.domain.print_setup import PrintSetup, WayKind
from vendingdesk.domain.printing import JobState, PaperName
from vendingdesk.printing.ways import PaperWays
from vendingdesk.receipts import render
from vendingdesk.ui.system_printer import QtPrinters, QtWay

T = TypeVar("T")
pytestmark = pytest.mark.usefixtures("qapp")


def in_a_thread(work: Callable[[], T]) -> T:
    with ThreadPoolExecutor(1, "printing") as thread:
        return thread.submit(work).result(30)


@contextmanager
def new_page(cups: OwnCups) -> Iterator[list[Path]]:
    """What comes out meanwhile, waited for."""
    before, found = set(cups.paper.glob("*.pdf")), []
    yield found
    until = time.monotonic() + 20
    while not (new := set(cups.paper.glob("*.pdf")) - before) or "not-completed" in cups.run(
        "lpstat", "-W", "not-completed", "-o"
    ):
        assert time.monotonic() < until, cups.log()[-3000:]
        time.sleep(0.02)
    found += new


def way(name: str) -> QtWay:
    ways = PaperWays(render, Path("nowhere"), system=QtPrinters(render))
    made = ways.way(PrintSetup(way=WayKind.SYSTEM, printer=name))
    assert isinstance(made, QtWay)
    return made


@pytest.mark.parametrize(("paper", "width"), [(PaperName.ROLL_58, 58), (PaperName.ROLL_80, 80), (PaperName.A4, 210)])
def test_a_slip_has_its_own_size_and_its_barcode_can_be_read(paper: PaperName, width: float, cups: OwnCups) -> None:
    job = work(paper)
    with new_page(cups) as found:
        handed = in_a_thread(lambda: way("Roll").send(job))
    assert (handed, way("Roll").look(handed).state) == (Handed(), JobState.SENT)
    assert not way("Roll").withdraw(handed)
    (page,) = (file.read_bytes() for file in found)
    ((wide, high),), ((_, drawn),) = sizes_mm(page), sizes_mm(job.pdf)
    assert wide == pytest.approx(width, abs=0.5)
    assert high == pytest.approx(drawn, abs=0.5)
    codes = zxingcpp.read_barcodes(image(render(page, 300)[0]))
    assert sorted(code.text for code in codes) == sorted([RECEIPT_NO, TOKEN])


def test_every_page_of_a_long_slip_is_printed(cups: OwnCups) -> None:
    job = work(tokens=(TOKEN,) * 220)
    pages = len(sizes_mm(job.pdf))
    assert pages > 1
    with new_page(cups) as found:
        in_a_thread(lambda: way("Roll").send(job))
    assert len(sizes_mm(found[0].read_bytes())) == pages


def test_a_name_that_is_none_prints_on_no_other_printer(cups: OwnCups) -> None:
    in_a_thread(lambda: fails(way("Counter"), r"no printer Counter any more", maybe_out=False))
    (finding,) = in_a_thread(lambda: way("Counter").check(PaperName.ROLL_80))
    assert ("Roll" in finding.to_do, finding.refuses) == (True, True)


def test_a_printer_that_can_not_begin_printed_nothing(
    cups: OwnCups, tmp_path: Path, qt_messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "no such folder"))  # where Qt writes what it hands to the system
    in_a_thread(lambda: fails(way("Roll"), "did not take the slip", maybe_out=False))
    qt_messages.clear()


@pytest.mark.parametrize(
    ("queue", "paper", "says", "refuses"),
    [
        ("Roll", PaperName.ROLL_58, "pages as long as a slip", False),
        ("Roll", PaperName.A4, "takes A4 paper", False),
        ("Roll", PaperName.A5, "takes A5 paper", False),
        ("Office", PaperName.ROLL_80, "takes no pages that are 80 mm wide", True),
        ("Small", PaperName.A4, "takes no A4 paper", True),
    ],
)
def test_a_check_tells_which_paper_a_printer_takes(
    queue: str, paper: PaperName, says: str, refuses: bool, cups: OwnCups
) -> None:
    finding, *_ = in_a_thread(lambda: way(queue).check(paper))
    assert says in finding.found
    assert (finding.refuses, bool(finding.to_do)) == (refuses, refuses)


def test_a_printer_that_was_stopped_is_said(cups: OwnCups) -> None:
    cups.add("Halted", "desk:/keep", ppd=cups.takes_pdf)
    cups.run("cupsdisable", "Halted")
    _, state = in_a_thread(lambda: way("Halted").check(PaperName.ROLL_80))
    assert "reports an error" in state.found


def test_the_printers_are_named_from_a_thread_and_without_a_window(cups: OwnCups) -> None:
    assert {"Roll", "Office"} <= set(in_a_thread(QtPrinters(render).printers))
    alone = subprocess.run(
        [sys.executable, "-c", "from vendingdesk.ui.system_printer import *; print(QtPrinters(None).printers())"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "'Roll'" in alone.stdout
