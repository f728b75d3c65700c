"""A print system that is none: it sends the till elsewhere for ever, or says its answer byte by byte."""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from printing.own_cups import missing
from printing.slips import fails, work

from vendingdesk.printing.cups import CupsPrinters
from vendingdesk.receipts import render

MAYBE = r"broke off while it took the slip for Roll"
HEAD = b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"


@pytest.fixture(autouse=True)
def _with_libcups() -> None:
    if why := missing():
        pytest.skip(why)


@contextmanager
def spooler(monkeypatch: pytest.MonkeyPatch, answer: Callable[[socket.socket, int], None]) -> Iterator[list[int]]:
    """Something that takes requests at a real address; ``answer`` says what it likes to the nth. Gives how many."""
    came: list[int] = []
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            if select.select([door], [], [], 0.01)[0]:
                line, _ = door.accept()
                line.settimeout(2)
                with line, suppress(OSError):
                    while _took(line):
                        came.append(1)
                        answer(line, len(came))

    with socket.create_server(("127.0.0.1", 0)) as door:
        monkeypatch.setenv("CUPS_SERVER", f"127.0.0.1:{door.getsockname()[1]}")
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield came
        finally:
            over.set()
            thread.join()


def _took(line: socket.socket) -> bool:
    """Take one whole request, as a server does."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := line.recv(65536)):
            return False
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    said = dict(row.lower().split(b": ", 1) for row in head.split(b"\r\n")[1:])
    if b"expect" in said:
        line.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    while len(body) < int(said[b"content-length"]):
        body += line.recv(65536)
    return True


@pytest.mark.parametrize("status", [b"301 Moved", b"302 Found", b"200 OK", b"500 Broken"])
def test_a_spooler_that_is_none_gets_the_slip_once_and_may_have_it(
    status: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def elsewhere(line: socket.socket, number: int) -> None:
        line.sendall(HEAD % (status if number < 20 else b"400 Enough", b"text/html", 4) + b"else")

    with spooler(monkeypatch, elsewhere) as came:
        fails(CupsPrinters(render, quiet=1).way("Roll"), MAYBE, maybe_out=True)
    assert len(came) == 1


@pytest.mark.parametrize(
    ("status", "says", "often"),
    [
        (b"400 Bad", r"did not take the slip for Roll \(HTTP 400\)", 1),
        (b"404 Nothing", "no printer Roll", 1),
    ],
)
def test_a_spooler_that_says_no_took_nothing(
    status: bytes, says: str, often: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no(line: socket.socket, _: int) -> None:
        line.sendall(HEAD % (status, b"text/html", 4) + b"nope")

    with spooler(monkeypatch, no) as came:
        fails(CupsPrinters(render, quiet=1).way("Roll"), says, maybe_out=False)
    assert len(came) == often


def test_a_spooler_that_answers_byte_by_byte_is_left_within_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(line: socket.socket, _: int) -> None:
        for byte in HEAD % (b"200 OK", b"application/ipp", 9):
            line.sendall(bytes([byte]))
            select.select([line], [], [], 0.1)

    job = work()
    with spooler(monkeypatch, slowly):
        began = time.monotonic()
        fails(CupsPrinters(render, quiet=0.5).way("Roll"), MAYBE, maybe_out=True, job=job)
        took = time.monotonic() - began
    assert 1 <= took < 3
