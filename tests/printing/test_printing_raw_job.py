"""The corners of a raw job: lines that take nothing, tell nothing, or answer everything but the end."""

from __future__ import annotations

import fcntl
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from printing.receipt_printer import Machine, Tape, on_the_network

from vendingdesk.domain.printing import PrinterFault
from vendingdesk.printing.device import FileLine
from vendingdesk.printing.network import SocketLine, connected
from vendingdesk.printing.raster import Raster
from vendingdesk.printing.raw_job import Limits, RawJob

QUICK = Limits(still=0.3, answer=0.1, end=0.5)
F_SETPIPE_SZ = 1031
PIPE = 4 * 4096


def page(rows: int) -> Raster:
    return Raster(576, rows, b"\x55" * 72 * rows)


class TellsNothing(FileLine):
    """A device of a system that does not tell what still lies in it, and says too early that it takes more."""

    early = 3

    def not_taken(self) -> int:
        return 0

    def write(self, data: memoryview) -> int:
        if self.early:
            self.early -= 1
            raise BlockingIOError
        return super().write(data)


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """Both ends of a FIFO of four portions: to read from, to write to."""
    os.mkfifo(tmp_path / "printer")
    with ExitStack() as stack:
        reading = os.open(tmp_path / "printer", os.O_RDONLY | os.O_NONBLOCK)
        stack.callback(os.close, reading)
        writing = os.open(tmp_path / "printer", os.O_WRONLY | os.O_NONBLOCK)
        stack.callback(os.close, writing)
        fcntl.fcntl(writing, F_SETPIPE_SZ, PIPE)
        yield reading, writing


def prints(line: FileLine, rows: int) -> bool:
    return RawJob(line, "lp0", QUICK).print([page(rows)], cut=True, open_drawer=False)


def test_a_device_that_says_too_early_that_it_is_ready_is_asked_again(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    assert not prints(TellsNothing(writing, two_way=False), 2)
    tape = Tape()
    tape.feed(os.read(reading, PIPE))
    assert tape.marks == ["reset", "cut"]


def test_a_device_that_says_for_ever_that_it_is_ready_is_left(pipe: tuple[int, int]) -> None:
    class NeverTakes(TellsNothing):
        early = 1 << 30

    with pytest.raises(PrinterFault, match=r"does not go on.*nothing came out") as caught:
        prints(NeverTakes(pipe[1], two_way=False), 2)
    assert not caught.value.maybe_out


def test_a_device_that_tells_nothing_shows_by_being_full_that_it_has_not_taken_the_slip(
    pipe: tuple[int, int],
) -> None:
    with pytest.raises(PrinterFault, match="does not go on") as caught:
        prints(TellsNothing(pipe[1], two_way=False), 170)  # three portions behind the head
    assert caught.value.maybe_out


def test_what_nobody_has_read_yet_is_not_with_the_printer(pipe: tuple[int, int]) -> None:
    with pytest.raises(PrinterFault, match="does not go on") as caught:
        prints(FileLine(pipe[1], two_way=False), 2)
    assert caught.value.maybe_out


def test_what_lies_in_the_network_is_not_with_the_printer() -> None:
    with (
        on_the_network(Machine(Tape(answers=""), stalls_after=10)) as machine,
        pytest.raises(PrinterFault, match="does not go on") as caught,
        connected("127.0.0.1", machine.port, QUICK) as line,
    ):
        RawJob(line, "Till", QUICK).print([page(300)], cut=True, open_drawer=False)
    assert caught.value.maybe_out


def test_a_printer_that_knows_no_end_but_its_paper_says_that_it_ran_out() -> None:
    with (
        on_the_network(Machine(Tape(answers="1234", paper_rows=100))) as machine,
        pytest.raises(PrinterFault, match="out of paper") as caught,
        connected("127.0.0.1", machine.port, QUICK) as line,
    ):
        RawJob(line, "Till", QUICK).print([page(300)], cut=True, open_drawer=False)
    assert caught.value.maybe_out


def test_a_printer_that_answers_all_but_the_end_is_left_within_its_time() -> None:
    class NoEnd(Tape):
        def _end(self) -> bytes:
            return b"" if self.rows else super()._end()

    with (
        on_the_network(Machine(NoEnd())) as machine,
        pytest.raises(PrinterFault, match="does not go on") as caught,
        connected("127.0.0.1", machine.port, QUICK) as line,
    ):
        RawJob(line, "Till", QUICK).print([page(300)], cut=True, open_drawer=False)
    assert caught.value.maybe_out


def test_a_printer_that_talks_but_takes_nothing_is_left_within_its_time() -> None:
    """Each of its words wakes the line up; none of them is a sign that the slip goes on."""

    def talk() -> None:
        while not over.is_set():
            printer.send(b"\x00")
            over.wait(0.01)

    over = threading.Event()
    with ExitStack() as stack:
        door = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        till = stack.enter_context(socket.create_connection(door.getsockname()))
        printer = stack.enter_context(door.accept()[0])
        thread = threading.Thread(target=talk)
        thread.start()
        try:
            with pytest.raises(PrinterFault, match="does not go on") as caught:
                RawJob(SocketLine(till), "Till", QUICK)._send(bytes(20_000_000), raster=True)
        finally:
            over.set()
            thread.join()
    assert caught.value.maybe_out


class Doubled(Tape):
    """Answers the question behind a slip with two bytes, and stops at the first row."""

    def _end(self) -> bytes:
        return b"\0\0"

    def _band(self, data: bytes) -> tuple[int, bytes]:
        return 0, b""


class Clone(Tape):
    """Answers what it does not know with a zero, also while it stands at the first row."""

    def feed(self, data: bytes) -> bytes:
        return super().feed(data) or b"\0" * data.count(b"\x10\x04")

    def _status(self, number: int) -> bytes:
        return super()._status(number) if number == 4 else b"\0"

    def _band(self, data: bytes) -> tuple[int, bytes]:
        return 0, b""


@pytest.mark.parametrize("tape", [Doubled, Clone])
def test_bytes_that_look_like_the_end_of_a_slip_are_not_taken_for_it(tape: type[Tape]) -> None:
    with (
        on_the_network(Machine(tape())) as machine,
        connected("127.0.0.1", machine.port, QUICK) as line,
    ):
        assert not RawJob(line, "Till", QUICK).print([page(2)], cut=True, open_drawer=False)
    assert not machine.tape.rows


def test_the_end_of_an_earlier_slip_that_was_told_late_is_not_the_end_of_this_one() -> None:
    class Late(Tape):
        def feed(self, data: bytes) -> bytes:
            late, self.wrong["late"] = self.wrong.get("late", 1), 0
            return b"\0" * late + super().feed(data)

    with (
        on_the_network(Machine(Late())) as machine,
        connected("127.0.0.1", machine.port, QUICK) as line,
    ):
        assert not RawJob(line, "Till", QUICK).print([page(2)], cut=True, open_drawer=False)
    assert machine.tape.marks == ["reset", "cut"]


def test_a_printer_that_closes_its_end_and_then_leaves_the_slip_unread_is_noticed() -> None:
    def leave(door: socket.socket) -> None:
        line, _ = door.accept()
        with line:
            line.shutdown(socket.SHUT_WR)
            line.recv(10)
            over.wait(0.4)  # closed with bytes unread

    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=leave, args=(door,))
        thread.start()
        limits = Limits(still=1, answer=1, end=2)
        with (
            pytest.raises(PrinterFault, match="broke") as caught,
            connected("127.0.0.1", door.getsockname()[1], limits) as line,
        ):
            RawJob(line, "Till", limits).print([page(20)], cut=True, open_drawer=False)
        thread.join()
    assert caught.value.maybe_out
