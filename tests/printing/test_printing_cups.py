"""A real CUPS with printers that print, run out of paper, are off, break off and are gone."""

from __future__ import annotations

import time
from pathlib import Path

import pypdf
import pytest
import zxingcpp
from printing.own_cups import OwnCups, missing, own_cups
from printing.real_cups import ended, seen, way
from printing.slips import fails, work
from receipts.receipts_paper import MM, image, sizes_mm
from receipts.receipts_sample import RECEIPT_NO, TOKEN

from vendingdesk.domain.paper import Handed, PrinterFinding, PrintLook
from vendingdesk.domain.print_setup import PrintSetup, WayKind
from vendingdesk.domain.printing import JobState, PaperName
from vendingdesk.printing.cups import CupsPrinters
from vendingdesk.printing.cups_library import NoLibrary, library
from vendingdesk.printing.ways import PaperWays
from vendingdesk.receipts import render

WIDTH = {PaperName.ROLL_58: 58, PaperName.ROLL_80: 80, PaperName.A4: 210, PaperName.LETTER: 215.9}


def fonts(pdf: pypdf.PdfReader) -> list[object]:
    """The files of the fonts in a PDF, one for each font that is described."""
    things = [pdf.get_object(number) for number in range(1, len(pdf.xref_objStm) + len(pdf.xref.get(0, {})) + 1)]
    described = [thing for thing in things if isinstance(thing, dict) and thing.get("/Type") == "/FontDescriptor"]
    return [next((thing[key] for key in thing if key.startswith("/FontFile")), None) for thing in described]


@pytest.mark.parametrize("paper", list(WIDTH))
def test_a_slip_comes_out_of_the_printer_in_its_own_size_with_codes_that_can_be_read(
    paper: PaperName, cups: OwnCups
) -> None:
    before = set(cups.paper.iterdir())
    printer, job = way("Pages"), work(paper)
    assert ended(printer, printer.send(job)).state is JobState.PRINTED
    (file,) = set(cups.paper.iterdir()) - before
    ((width, height),) = sizes_mm(file.read_bytes())
    ((_, drawn),) = sizes_mm(job.pdf)
    assert WIDTH[paper] - 1 / MM <= width <= WIDTH[paper] + 0.2
    assert drawn - 0.2 <= height < drawn + 1 + 1 / MM
    ours, theirs = (
        image(render(pdf, 300)[0]).convert("L").point([0] * 128 + [255] * 128) for pdf in (job.pdf, file.read_bytes())
    )
    boxes = [page.point([255] * 128 + [0] * 128).getbbox() for page in (ours, theirs)]
    sides = [(box[2] - box[0], box[3] - box[1]) for box in boxes if box]
    assert all(abs(mine - his) <= 3 for mine, his in zip(*sides, strict=True)), "scaled or clipped"
    assert sorted(code.text for code in zxingcpp.read_barcodes(theirs)) == sorted([RECEIPT_NO, TOKEN])
    files = fonts(pypdf.PdfReader(file))
    assert files
    assert None not in files


@pytest.mark.parametrize("paper", [PaperName.ROLL_58, PaperName.ROLL_80])
def test_a_printer_of_pdf_gets_the_text_and_the_fonts(paper: PaperName, cups: OwnCups) -> None:
    printer, job = way("Roll"), work(paper)
    handed = printer.send(job)
    assert printer.name == "Roll"
    assert ended(printer, handed).state is JobState.PRINTED
    page = cups.paper / f"job-{handed.reference.rpartition('-')[2]}.pdf"
    assert TOKEN in "".join(pypdf.PdfReader(page).pages[0].extract_text().split())
    assert None not in fonts(pypdf.PdfReader(page))
    ((width, _),) = sizes_mm(page.read_bytes())
    assert width == pytest.approx(WIDTH[paper], abs=0.4)


def test_a_file_of_many_pages_keeps_each_whole(cups: OwnCups) -> None:
    printer = way("Roll")
    job = work(tokens=(TOKEN,) * 220)
    drawn = sizes_mm(job.pdf)
    assert len(drawn) > 1
    handed = printer.send(job)
    assert ended(printer, handed).state is JobState.PRINTED
    page = cups.paper / f"job-{handed.reference.rpartition('-')[2]}.pdf"
    text = "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(page).pages)
    assert text.count(TOKEN) == 220
    assert [height >= drawn[0][1] - 0.2 for _, height in sizes_mm(page.read_bytes())] == [True] * len(drawn)


@pytest.mark.parametrize(
    ("queue", "says"), [("empty", "is out of paper. Put in paper"), ("open", "is open. Close it")]
)
def test_what_keeps_a_printer_is_said_and_the_slip_comes_when_it_is_mended(
    queue: str, says: str, cups: OwnCups
) -> None:
    printer = way(queue)
    handed = printer.send(work())
    look = seen(printer, handed, lambda look: says in look.said)
    assert look.state is JobState.HANDED
    assert any(says.partition(".")[0] in finding.found for finding in printer.check(PaperName.ROLL_80))
    cups.release(queue)
    assert ended(printer, handed) == PrintLook(JobState.PRINTED)


def test_a_printer_that_breaks_off_may_have_printed(cups: OwnCups) -> None:
    printer = way("midway")
    handed = printer.send(work())
    look = seen(printer, handed, lambda look: "is stopped. Start it" in look.said)
    assert look.state is JobState.HANDED
    assert not printer.withdraw(handed)
    assert ended(printer, handed).state is JobState.UNSURE
    aborts = way("aborts")
    look = ended(aborts, aborts.send(work()))
    assert (look.state, "given up" in look.said) == (JobState.UNSURE, True)


def test_a_slip_that_waits_can_be_taken_back_and_nothing_came_out(cups: OwnCups) -> None:
    cups.add("Waits", "desk:/keep", ppd=cups.takes_pdf)
    cups.run("cupsdisable", "Waits")
    printer = way("Waits")
    handed = printer.send(work())
    assert seen(printer, handed, lambda look: bool(look.said)).said.startswith("The printer Waits is stopped.")
    assert printer.withdraw(handed)
    look = printer.look(handed)
    assert (look.state, "before anything came out" in look.said) == (JobState.FAILED, True)
    assert printer.withdraw(handed)  # it is back already


def test_a_slip_that_came_out_can_not_be_taken_back(cups: OwnCups) -> None:
    printer = way("Roll")
    handed = printer.send(work())
    ended(printer, handed)
    assert not printer.withdraw(handed)


def test_a_slip_that_the_spooler_has_forgotten_is_unsure(cups: OwnCups) -> None:
    cups.add("Forgets", "desk:/keep", ppd=cups.takes_pdf)
    printer = way("Forgets")
    handed = printer.send(work())
    ended(printer, handed)
    cups.run("cancel", "-x", "-a", "Forgets")
    look = printer.look(handed)
    assert (look.state, "knows nothing more" in look.said) == (JobState.UNSURE, True)
    assert not printer.withdraw(handed)


def test_a_renamed_printer_is_said_and_no_other_prints_instead(cups: OwnCups) -> None:
    assert "Roll" in cups.run("lpstat", "-d")
    before = len(list(cups.paper.iterdir()))
    fails(way("Counter"), r"no printer Counter any more.*Choose the printer in Settings", maybe_out=False)
    (finding,) = way("Counter").check(PaperName.ROLL_80)
    assert finding.found == "There is no printer Counter."
    assert "Roll" in finding.to_do
    assert finding.refuses
    assert "not-completed" not in cups.run("lpstat", "-W", "not-completed")
    assert len(list(cups.paper.iterdir())) == before


def test_a_printer_that_takes_no_jobs_is_said(cups: OwnCups) -> None:
    cups.add("Rejects", "desk:/keep", ppd=cups.takes_pdf)
    cups.run("cupsreject", "Rejects")
    fails(way("Rejects"), "takes no new jobs", maybe_out=False)
    paper, jobs = way("Rejects").check(PaperName.ROLL_80)
    assert paper.to_do == ""
    assert "takes no new jobs" in jobs.found


@pytest.mark.parametrize(
    ("queue", "paper", "says", "refuses"),
    [
        ("Roll", PaperName.ROLL_58, "pages 58 mm wide of any length", False),
        ("Roll", PaperName.A4, "takes A4 paper", False),
        ("Roll", PaperName.A5, "takes A5 paper", False),
        ("Office", PaperName.LETTER, "takes Letter paper", False),
        ("Small", PaperName.A4, "takes no A4 paper", True),
        ("Office", PaperName.ROLL_80, "takes no pages that are 80 mm wide", True),
        ("NoDriver", PaperName.ROLL_80, "has no driver", True),
    ],
)
def test_a_check_tells_which_paper_a_printer_takes(
    queue: str, paper: PaperName, says: str, refuses: bool, cups: OwnCups
) -> None:
    (finding,) = way(queue).check(paper)
    assert says in finding.found
    assert (finding.refuses, bool(finding.to_do)) == (refuses, refuses)


def test_the_printers_of_the_system_are_listed_by_name(cups: OwnCups) -> None:
    cups.add("Kasse_Ü-1", "desk:/keep", ppd=cups.takes_pdf)
    names = CupsPrinters(render).printers()
    assert {"Pages", "Roll", "Office", "Kasse_Ü-1"} <= set(names)
    printer = way("Kasse_Ü-1")
    assert ended(printer, printer.send(work())).state is JobState.PRINTED


def test_a_group_of_printers_is_no_printer(cups: OwnCups) -> None:
    cups.run("lpadmin", "-p", "Roll", "-c", "Both")
    cups.run("cupsenable", "Both")
    names = CupsPrinters(render).printers()
    assert ("Roll" in names, "Both" in names) == (True, False)
    (finding,) = way("Both").check(PaperName.ROLL_80)
    assert ("group of printers" in finding.found, finding.refuses) == (True, True)


def test_a_spooler_without_printers_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    if why := missing():
        pytest.skip(why)
    with own_cups() as empty:
        monkeypatch.setenv("CUPS_SERVER", empty.server)
        assert CupsPrinters(render).printers() == ()
        (finding,) = way("Roll").check(PaperName.ROLL_80)
    assert "There is none at all" in finding.to_do


def test_a_printer_that_is_not_for_this_user_is_said(cups: OwnCups) -> None:
    cups.add("Theirs", "desk:/keep", "-u", "allow:nobody-else", ppd=cups.takes_pdf)
    fails(way("Theirs"), r"did not take the slip for Theirs \(.+\)\. Check the printer", maybe_out=False)


def test_a_spooler_that_is_down_is_said(cups: OwnCups, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(cups.home / "nobody.sock"))
    printer = way("Roll")
    fails(printer, "print system does not answer. Start it", maybe_out=False)
    look = printer.look(Handed("Roll-1"))
    assert (look.state, "does not answer" in look.said) == (JobState.HANDED, True)
    assert not printer.withdraw(Handed("Roll-1"))
    (finding,) = printer.check(PaperName.ROLL_80)
    assert (finding.found, finding.refuses) == ("The print system does not answer.", False)
    assert CupsPrinters(render).printers() == ()


def test_a_spooler_that_hangs_hangs_nobody_and_may_have_taken_the_slip(cups: OwnCups) -> None:
    printer = CupsPrinters(render, quiet=0.3).way("Roll")
    cups.freeze(frozen=True)
    try:
        began = time.monotonic()
        fails(printer, r"broke off while it took the slip", maybe_out=True)
        (finding,) = printer.check(PaperName.ROLL_80)
        look = printer.look(Handed("Roll-1"))
        assert CupsPrinters(render, quiet=0.3).printers() == ()
        took = time.monotonic() - began
    finally:
        cups.freeze(frozen=False)
    assert "print system says" in finding.found
    assert (look.state, "print system says" in look.said) == (JobState.HANDED, True)
    assert took < 20


def test_a_machine_without_cups_is_said() -> None:
    def none() -> object:
        return library("libc.so.6", "no-such-library.so")

    ways = PaperWays(render, Path("nowhere"), system=CupsPrinters(render, load=none))
    assert ways.printers() == ()
    printer = ways.way(PrintSetup(way=WayKind.SYSTEM, printer="Roll"))
    fails(printer, "no print system", maybe_out=False)
    assert printer.check(PaperName.A4) == (
        PrinterFinding(
            "This computer has no print system (CUPS).", "Install CUPS, or choose another way to print in Settings."
        ),
    )
    assert printer.look(Handed("Roll-1")).state is JobState.HANDED
    assert not printer.withdraw(Handed("Roll-1"))
    with pytest.raises(NoLibrary):
        none()
