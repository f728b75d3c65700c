"""A receipt printer of the tests' own: it reads ESC/POS strictly, prints on a tape, and fails as real ones do."""

from __future__ import annotations

import os
import select
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import pytest
from PIL import Image


@dataclass
class Tape:
    """Reads a stream of ESC/POS, in any portions; what it does not know is an error.

    ``paper_rows`` is how many rows the roll still has; ``answers`` are the questions that it knows (``4`` for DLE
    EOT 4, ``r`` for GS r); ``wrong`` is what it answers to them when something is the matter.
    """

    paper_rows: int = 1_000_000
    answers: str = "1234r"
    tells: bool = False
    wrong: dict[str, int] = field(default_factory=dict)
    rows: list[bytes] = field(default_factory=list)
    bands: list[int] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    bad: str = ""
    rest: bytes = b""
    telling: bool = False

    @property
    def empty(self) -> bool:
        return len(self.rows) >= self.paper_rows

    def feed(self, data: bytes) -> bytes:
        """Take bytes in; gives back what the printer says to them."""
        self.rest += data
        said = b""
        while self.rest and not self.bad:
            was_empty = self.empty
            taken, answer = self._step(self.rest)
            if not taken:
                break
            self.rest = self.rest[taken:]
            said += answer
            if self.telling and self.empty and not was_empty:
                said += bytes([0x18, 0x00, 0x0C, 0x00])
        return said

    def _step(self, data: bytes) -> tuple[int, bytes]:
        head = data[:2]
        if head == b"\x10\x04":
            return (3, self._status(data[2])) if len(data) > 2 else (0, b"")
        if head == b"\x1dr":
            return (3, self._end()) if len(data) > 2 else (0, b"")
        if head == b"\x1b@":
            self.marks.append("reset")
            return 2, b""
        for start, length, mark in ((b"\x1bp", 5, "kick"), (b"\x1bJ", 3, "feed"), (b"\x1dV", 4, "cut")):
            if head == start:
                if len(data) >= length and not self.empty:
                    known = mark != "cut" or data[2:4] == b"B\0"  # feed to the knife, then cut
                    self.marks.append(mark if known else data[:4].hex())
                return (length, b"") if len(data) >= length else (0, b"")
        if head == b"\x1da":
            self.telling = self.tells
            return (3, bytes([0x10, 0, 0x0C if self.empty else 0, 0]) if self.tells else b"")
        if head == b"\x1dv":
            return self._band(data)
        if len(data) > 1:
            self.bad = f"not ESC/POS: {data[:8].hex(' ')}"
        return 0, b""

    def _band(self, data: bytes) -> tuple[int, bytes]:
        if len(data) < 8:
            return 0, b""
        width, height = struct.unpack("<HH", data[4:8])
        if len(data) < 8 + width * height:
            return 0, b""
        if data[2:4] != b"0\0":
            self.bad = f"an unknown raster: {data[:8].hex(' ')}"
        self.bands.append(height)
        for at in range(height):
            if not self.empty:
                self.rows.append(data[8 + at * width : 8 + (at + 1) * width])
        return 8 + width * height, b""

    def _status(self, number: int) -> bytes:
        name = str(number)
        if name not in self.answers:
            return b""
        paper = 0x60 if name == "4" and self.empty else 0
        offline = 0x08 if name == "1" and self.empty else 0
        return bytes([0x12 | paper | offline | self.wrong.get(name, 0)])

    def _end(self) -> bytes:
        if "r" not in self.answers or self.empty:
            return b""
        return bytes([self.wrong.get("r", 0)])

    def picture(self) -> Image.Image:
        """What is on the tape, black on white."""
        width = len(self.rows[0]) * 8
        dots = Image.frombytes("1", (width, len(self.rows)), b"".join(self.rows), "raw", "1;I")
        return dots.convert("L")


@dataclass
class Machine:
    """The printer at the other end of a line: its tape, and when it breaks off.

    After ``stalls_after`` bytes it reads no more; after ``resets_after`` it cuts the line. It takes ``pause`` seconds
    for each portion. ``jobs`` counts the lines that were opened to it.
    """

    tape: Tape = field(default_factory=Tape)
    stalls_after: int = 1 << 40
    resets_after: int = 1 << 40
    pause: float = 0.0
    taken: int = 0
    jobs: int = 0
    port: int = 0
    released: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)

    def portion(self, taken: int) -> int:
        """How much it takes next, after so much."""
        return min(2048, self.stalls_after - taken, self.resets_after - taken)


@contextmanager
def on_the_network(machine: Machine) -> Iterator[Machine]:
    """The printer behind a real socket, at ``machine.port`` of this machine; with a small buffer, as they have."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        machine.port = listener.getsockname()[1]
        thread = threading.Thread(target=_serve, args=(listener, machine), name="receipt printer")
        thread.start()
        try:
            yield machine
        finally:
            machine.closing.set()
            thread.join()


def _serve(listener: socket.socket, machine: Machine) -> None:
    while not machine.closing.is_set():
        if not select.select([listener], [], [], 0.01)[0]:
            continue
        line, _ = listener.accept()
        machine.jobs += 1
        with line, suppress(ConnectionError):
            _talk(line, machine)
        machine.over.set()


def _talk(line: socket.socket, machine: Machine) -> None:
    machine.taken = 0
    while not machine.closing.is_set():
        portion = machine.portion(machine.taken)
        if machine.taken >= machine.resets_after:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
        if portion <= 0:
            machine.closing.wait(0.01)
            continue
        if not select.select([line], [], [], 0.01)[0]:
            continue
        data = line.recv(portion)
        if not data:
            return
        machine.taken += len(data)
        machine.closing.wait(machine.pause)
        line.sendall(machine.tape.feed(data))


@contextmanager
def on_a_cable(machine: Machine) -> Iterator[str]:
    """The printer behind a device file of this system, both directions; gives the file's path."""
    try:
        ours, theirs = os.openpty()
    except OSError as error:  # a bare root without /dev/pts
        pytest.skip(f"no device to play a printer behind: {error.strerror}")
    path = os.ttyname(theirs)
    thread = threading.Thread(target=_serve_cable, args=(ours, machine), name="receipt printer")
    thread.start()
    try:
        yield path
    finally:
        machine.closing.set()
        thread.join()
        os.close(ours)
        os.close(theirs)


def _serve_cable(ours: int, machine: Machine) -> None:
    taken = 0
    while not machine.closing.is_set():
        portion = machine.portion(taken)
        if portion <= 0:
            machine.closing.wait(0.01)
        elif select.select([ours], [], [], 0.01)[0]:
            data = os.read(ours, portion)
            taken += len(data)
            said = machine.tape.feed(data)
            if said:
                os.write(ours, said)
    while select.select([ours], [], [], 0)[0] and machine.portion(taken) > 0:
        machine.tape.feed(os.read(ours, 4096))
