"""A receipt printer behind a device file: a terminal that answers, a FIFO that only takes, and what is neither."""

from __future__ import annotations

import errno
import os
import select
import threading
from pathlib import Path

import pytest
from printing.receipt_printer import Machine, Tape, on_a_cable
from printing.slips import fails, slip, work
from receipts.receipts_paper import image

from vendingdesk.domain.paper import Way
from vendingdesk.domain.print_setup import PrintSetup, WayKind
from vendingdesk.domain.printing import JobState, PaperName, PrinterFault
from vendingdesk.printing.device import FileLine, opened
from vendingdesk.printing.raster import Raster, preview
from vendingdesk.printing.raw_job import Limits, RawJob
from vendingdesk.printing.ways import PaperWays
from vendingdesk.receipts import render

pytestmark = pytest.mark.skipif(os.name != "posix", reason="device files are the way of Linux and macOS")

QUICK = Limits(still=0.4, answer=0.15, end=1.0)


def way(device: object, limits: Limits = QUICK) -> Way:
    setup = PrintSetup(way=WayKind.DEVICE, device=str(device))
    return PaperWays(render, Path("nowhere"), limits=limits).way(setup)


class Reader:
    """Another program that reads a FIFO to its end."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.number = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        os.set_blocking(self.number, True)
        self.tape = Tape(answers="")
        self.thread = threading.Thread(target=self._read)

    def _read(self) -> None:
        while data := self.first():
            self.tape.feed(data)

    def first(self) -> bytes:
        """What comes next; waits for a writer."""
        select.select([self.number], [], [])
        return os.read(self.number, 4096)

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        if self.thread.ident:
            self.thread.join()
        os.close(self.number)


def test_a_printer_that_answers_says_when_a_slip_is_out() -> None:
    with on_a_cable(machine := Machine()) as device:
        printer = way(device, Limits())
        handed = printer.send(work())
        assert printer.name == device
        assert printer.look(handed).state is JobState.PRINTED
    (seen,) = preview(render, slip(PaperName.ROLL_80), PaperName.ROLL_80)
    paper = image(seen).convert("L").crop((32, 0, 608, seen.height))
    assert machine.tape.picture().tobytes() == paper.tobytes()
    assert machine.tape.marks == ["reset", "cut"]


def test_paper_that_runs_out_is_told_apart_from_a_cover_that_is_open() -> None:
    with on_a_cable(Machine(Tape(paper_rows=300))) as device:
        fails(way(device), r"out of paper.*Part of the slip", maybe_out=True)
    with on_a_cable(Machine(Tape(wrong={"2": 4}))) as device:
        fails(way(device), r"is open.*nothing came out", maybe_out=False)


def test_a_device_that_stalls_hangs_nothing_and_gets_nothing_later() -> None:
    with on_a_cable(machine := Machine(stalls_after=6_000)) as device:
        fails(way(device), "does not go on", maybe_out=True)
    assert "cut" not in machine.tape.marks


def test_a_fifo_is_written_to_and_nothing_is_claimed(tmp_path: Path) -> None:
    with Reader(tmp_path / "printer") as reader:
        reader.thread.start()
        handed = way(tmp_path / "printer").send(work())
        reader.thread.join()
    assert handed.reference == ""
    assert (reader.tape.bad, reader.tape.rest) == ("", b"")
    assert reader.tape.marks == ["reset", "cut"]


def test_a_fifo_that_nobody_empties_is_left_within_its_time(tmp_path: Path) -> None:
    with Reader(tmp_path / "printer"):
        fails(way(tmp_path / "printer"), "does not go on", maybe_out=True)


def test_a_fifo_whose_reader_leaves_breaks(tmp_path: Path) -> None:
    with Reader(tmp_path / "printer") as reader:

        def leave() -> None:
            while len(reader.first()) < 100:  # the head of the slip is not paper yet
                pass
            nothing = os.open(os.devnull, os.O_RDONLY)
            os.dup2(nothing, reader.number)
            os.close(nothing)

        reader.thread = threading.Thread(target=leave)
        reader.thread.start()
        fails(way(tmp_path / "printer"), "broke", maybe_out=True, job=work(tokens=("1" * 20,) * 12))


def test_a_fifo_whose_reader_leaves_before_the_first_row_printed_nothing(tmp_path: Path) -> None:
    with Reader(tmp_path / "printer") as reader, opened(str(tmp_path / "printer")) as line:
        job = RawJob(line, "lp0", QUICK)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, reader.number)
        os.close(nothing)
        with pytest.raises(PrinterFault, match=r"broke .*nothing came out") as caught:
            job.print([Raster(384, 8, b"\0" * 384)], cut=True, open_drawer=False)
    assert not caught.value.maybe_out


def test_a_device_that_can_not_be_read_is_written_to(tmp_path: Path) -> None:
    with Reader(tmp_path / "printer") as reader:
        number = os.open(tmp_path / "printer", os.O_WRONLY | os.O_NONBLOCK)
        line = FileLine(number, two_way=True)
        assert line.read() == b""
        assert not line.end()
        os.close(number)
        assert reader.tape.rows == []


def test_a_device_that_tells_nothing_at_all_has_taken_the_slip() -> None:
    assert way(os.devnull).send(work()).reference == ""


def test_a_device_that_has_nothing_to_say_is_not_taken_for_closed() -> None:
    ours, theirs = os.openpty()
    os.set_blocking(theirs, False)
    with pytest.raises(BlockingIOError):
        FileLine(theirs, two_way=True).read()
    os.close(ours)
    os.close(theirs)


def test_an_ordinary_file_is_no_printer_and_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "lp0"
    file.write_text("mine")
    fails(way(file), "is not a printer’s device", maybe_out=False)
    assert file.read_text() == "mine"


@pytest.mark.parametrize(
    ("prepare", "says"),
    [
        (lambda path: None, "There is no device"),
        (os.mkfifo, "Nothing listens at"),
        (lambda path: path.symlink_to(path), "can't be opened"),
    ],
)
def test_what_can_not_be_opened_is_said_and_nothing_came_out(prepare, says: str, tmp_path: Path) -> None:
    prepare(tmp_path / "lp0")
    fails(way(tmp_path / "lp0"), f"{says}.*nothing came out", maybe_out=False)


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.EACCES, "may not be written by this user. Have an administrator"),
        (errno.EBUSY, "is used by another program"),
        (errno.ENODEV, "Nothing listens at"),
    ],
)
def test_what_the_system_says_becomes_what_to_do(number: int, says: str, tmp_path: Path) -> None:
    from vendingdesk.printing.device import _why

    assert says in _why("/dev/usb/lp0", OSError(number, os.strerror(number)))


@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write everything")
def test_a_device_of_somebody_else_names_the_group(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    os.mkfifo(device, 0o000)
    with pytest.raises(PrinterFault, match="group of the file"):
        way(device).send(work())


def test_a_device_that_only_takes_is_opened_one_way(tmp_path: Path) -> None:
    with Reader(tmp_path / "printer") as reader:
        with opened(str(tmp_path / "printer")) as line:
            assert not line.two_way
        assert reader.tape.rows == []


def test_a_check_of_a_device(tmp_path: Path) -> None:
    with on_a_cable(Machine()) as device:
        (ready,) = way(device).check(PaperName.ROLL_58)
    (gone,) = way(tmp_path / "lp0").check(PaperName.ROLL_58)
    assert (ready.to_do, "ready" in ready.found) == ("", True)
    assert "There is no device" in gone.to_do
