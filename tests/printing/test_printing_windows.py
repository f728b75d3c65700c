"""Raw printing through Windows' spooler, against a spooler of the tests' own: Windows itself is not at hand."""

from __future__ import annotations

import sys
from collections.abc import Callable
from ctypes import c_uint32, sizeof
from pathlib import Path
from typing import Any

import pytest
from printing.receipt_printer import Tape
from printing.slips import fails, slip, work
from receipts.receipts_paper import image

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.paper import Handed
from vendingdesk.domain.print_setup import PrintSetup, WayKind
from vendingdesk.domain.printing import JobState, PaperName
from vendingdesk.printing.raster import preview
from vendingdesk.printing.ways import PaperWays
from vendingdesk.printing.windows_spool import WindowsWay
from vendingdesk.printing.winspool import JobInfo, Spool, declared
from vendingdesk.receipts import render


class Winspool:
    """The DLL, with one printer “Till” and one job 7: what a call is given is what Windows' reference says."""

    def __init__(self, *, broken: str = "", error: int = 6, at_once: int = 1 << 20, status: int = 0) -> None:
        self.broken = broken
        self.error = error
        self.at_once = at_once
        self.job_status: int | None = status
        self.printer_status = status
        self.said = 0
        self.taken = b""
        self.done: list[str] = []

    def last_error(self) -> int:
        return self.said

    def _call(self, name: str, handle: Any = None) -> bool:
        assert handle is None or handle.value == 4711
        self.done.append(name)
        self.said = self.error if name == self.broken else 0
        return name != self.broken

    def OpenPrinterW(self, name: str, handle: Any, defaults: None) -> int:  # noqa: N802
        if name != "Till":
            self.said = 1801
            return 0
        handle._obj.value = 4711
        return self._call("open")

    def ClosePrinter(self, handle: Any) -> int:  # noqa: N802
        return self._call("close", handle)

    def StartDocPrinterW(self, handle: Any, level: int, about: Any) -> int:  # noqa: N802
        assert (level, about._obj.kind, about._obj.output) == (1, "RAW", None)
        self.title = about._obj.name
        return 7 if self._call("start", handle) else 0

    def StartPagePrinter(self, handle: Any) -> int:  # noqa: N802
        return self._call("page", handle)

    def WritePrinter(self, handle: Any, data: Any, size: int, wrote: Any) -> int:  # noqa: N802
        if len(self.taken) >= self.at_once and self.broken == "write":
            return self._call("write", handle)
        went = min(size, self.at_once)
        self.taken += data.raw[:went]
        wrote._obj.value = went
        return 1

    def EndPagePrinter(self, handle: Any) -> int:  # noqa: N802
        return self._call("end page", handle)

    def EndDocPrinter(self, handle: Any) -> int:  # noqa: N802
        return self._call("end", handle)

    def AbortPrinter(self, handle: Any) -> int:  # noqa: N802
        return self._call("abort", handle)

    def _fill(self, size: int, needs: int, needed: Any) -> bool:
        needed._obj.value = needs
        self.said = 122
        return size >= needs

    def GetJobW(self, handle: Any, job: int, level: int, buffer: Any, size: int, needed: Any) -> int:  # noqa: N802
        assert (handle.value, job, level) == (4711, 7, 1)
        if self.job_status is None:
            self.said = 87
            return 0
        if not self._fill(size, sizeof(JobInfo) + 100, needed):
            return 0
        JobInfo.from_buffer(buffer).status = self.job_status
        return 1

    def SetJobW(self, handle: Any, job: int, level: int, info: None, command: int) -> int:  # noqa: N802
        assert (job, level, info, command) == (7, 0, None, 5)
        return self._call("delete", handle)

    def GetPrinterW(self, handle: Any, level: int, buffer: Any, size: int, needed: Any) -> int:  # noqa: N802
        assert level == 6
        if self.broken == "status":
            return self._call("status", handle)
        if not self._fill(size, 4, needed):
            return 0
        c_uint32.from_buffer(buffer).value = self.printer_status
        return 1


def way(dll: Winspool, name: str = "Till", *, cut: bool = True) -> WindowsWay:
    return WindowsWay(name, Spool(dll, dll.last_error), pictures=render, cut=cut)


@pytest.mark.parametrize("at_once", [1 << 20, 1000])
def test_the_spooler_gets_the_slip_as_it_is_shown(at_once: int) -> None:
    dll = Winspool(at_once=at_once)
    printer = way(dll)
    assert (printer.name, printer.send(work(drawer=True))) == ("Till", Handed("7"))
    assert dll.done == ["open", "start", "page", "end page", "end", "close"]
    assert dll.title == "Receipt T01-000427"
    tape = Tape(answers="")
    assert tape.feed(dll.taken) == b""
    assert tape.marks == ["reset", "kick", "cut"]
    (seen,) = preview(render, slip(PaperName.ROLL_80), PaperName.ROLL_80)
    assert tape.picture().tobytes() == image(seen).convert("L").crop((32, 0, 608, seen.height)).tobytes()


@pytest.mark.parametrize(
    ("broken", "at_once", "says", "maybe_out", "aborts"),
    [
        ("open", 1, "did not take the slip", False, False),
        ("start", 1, "did not take the slip", False, False),
        ("page", 1, "did not take the slip", False, True),
        ("write", 0, "did not take the slip", False, True),
        ("write", 5000, "broke off the slip", True, True),
        ("end page", 1 << 20, "broke off the slip", True, True),
        ("end", 1 << 20, "broke off the slip", True, True),
    ],
)
def test_every_call_that_fails_is_told_and_the_printer_is_let_go(
    broken: str, at_once: int, says: str, maybe_out: bool, aborts: bool
) -> None:
    dll = Winspool(broken=broken, at_once=at_once)
    fails(way(dll), rf"{says}.*Windows error 6", maybe_out=maybe_out)
    assert ("abort" in dll.done) is aborts
    assert (dll.done[-1] == "close") is (broken != "open")


def test_a_spooler_that_takes_nothing_is_no_endless_loop() -> None:
    dll = Winspool(at_once=0)
    fails(way(dll), "did not take the slip", maybe_out=False)


def test_a_printer_that_is_gone_or_not_allowed_says_what_to_do() -> None:
    fails(way(Winspool(), "Counter"), "Windows has no printer Counter any more", maybe_out=False)
    fails(way(Winspool(broken="start", error=5)), "may not print", maybe_out=False)


@pytest.mark.parametrize(
    ("status", "state", "says"),
    [
        (0x0008, JobState.HANDED, ""),
        (0x0050, JobState.HANDED, "is out of paper"),
        (0x0020, JobState.HANDED, "does not answer"),
        (0x0400, JobState.HANDED, "needs somebody"),
        (0x0002, JobState.HANDED, "reports an error"),
        (0x0001, JobState.HANDED, "is stopped"),
        (0x0080, JobState.PRINTED, ""),
        (0x0100, JobState.FAILED, "was deleted"),
        (0x0110, JobState.UNSURE, "was deleted"),
        (None, JobState.SENT, ""),
    ],
)
def test_a_job_is_looked_at_in_the_queue(status: int | None, state: JobState, says: str) -> None:
    dll = Winspool()
    dll.job_status = status
    look = way(dll).look(Handed("7"))
    assert (look.state, says in look.said, bool(look.said)) == (state, True, bool(says))


def test_a_queue_that_can_not_be_asked_is_no_end() -> None:
    look = way(Winspool(broken="open")).look(Handed("7"))
    assert (look.state, "Windows error 6" in look.said) == (JobState.HANDED, True)


@pytest.mark.parametrize(
    ("status", "broken", "back"),
    [(0x0008, "", True), (0x0010, "", False), (0x0008, "delete", False), (None, "", False)],
)
def test_a_job_is_taken_back_for_certain_before_it_has_begun(status: int | None, broken: str, back: bool) -> None:
    dll = Winspool(broken=broken)
    dll.job_status = status
    assert way(dll).withdraw(Handed("7")) is back
    assert ("delete" in dll.done) is (status is not None)


@pytest.mark.parametrize(
    ("make", "name", "says", "to_do", "refuses"),
    [
        (Winspool, "Till", "Windows has the printer Till", "", False),
        (lambda: Winspool(status=0x10), "Till", "is out of paper", "Put in paper.", False),
        (lambda: Winspool(status=0x400000), "Till", "is open", "Close it.", False),
        (lambda: Winspool(broken="status"), "Till", "can’t be asked", "did not take", False),
        (Winspool, "Counter", "There is no printer Counter", "Choose it in Settings", True),
    ],
)
def test_a_check(make: Callable[[], Winspool], name: str, says: str, to_do: str, refuses: bool) -> None:
    (finding,) = way(make(), name).check(PaperName.ROLL_58)
    assert says in finding.found
    assert to_do in finding.to_do
    assert (bool(finding.to_do), finding.refuses) == (bool(to_do), refuses)


def test_a_check_refuses_sheets() -> None:
    paper, _ = way(Winspool()).check(PaperName.A4)
    assert paper.refuses


def test_the_calls_are_declared_with_what_they_take() -> None:
    class Calls:
        def __getattr__(self, name: str) -> Any:
            function = type("Function", (), {"argtypes": None, "restype": None})()
            setattr(self, name, function)
            return function

    assert len(declared(Calls()).OpenPrinterW.argtypes) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has it")
def test_elsewhere_it_is_said_that_there_is_no_windows() -> None:
    ways = PaperWays(render, Path("nowhere"))
    with pytest.raises(EnvironmentFault, match="works on Windows only"):
        ways.way(PrintSetup(way=WayKind.WINDOWS, printer="Till"))


def test_without_a_print_system_its_printers_are_none() -> None:
    ways = PaperWays(render, Path("nowhere"))
    assert ways.printers() == ()
    with pytest.raises(EnvironmentFault, match="no print system"):
        ways.way(PrintSetup(way=WayKind.SYSTEM, printer="Till"))
