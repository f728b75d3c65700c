"""The calls of Windows' print spooler for raw printing, after Microsoft's reference; not yet run on Windows.

The calls may block as long as Windows likes (a print server that is gone, say): they have no time limit of their own.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import POINTER, byref, c_uint32, c_void_p, c_wchar_p
from typing import Any

PORTION = 64 * 1024
DELETE = 5
"""SetJob's word for taking a job out of the queue."""

NO_SUCH_PRINTER, NO_SUCH_JOB, TOO_SMALL, DENIED = 1801, 87, 122, 5
"""Windows' error numbers."""


class DocInfo(ctypes.Structure):
    """DOC_INFO_1W."""

    _fields_ = (("name", c_wchar_p), ("output", c_wchar_p), ("kind", c_wchar_p))


class JobInfo(ctypes.Structure):
    """JOB_INFO_1W, up to the status; what follows is of no use here."""

    _fields_ = (
        ("number", c_uint32),
        ("printer", c_void_p),
        ("machine", c_void_p),
        ("user", c_void_p),
        ("document", c_void_p),
        ("kind", c_void_p),
        ("status_text", c_void_p),
        ("status", c_uint32),
    )


class WindowsRefused(Exception):
    """A call failed: its name and Windows' error number."""

    def __init__(self, call: str, number: int) -> None:
        super().__init__(f"{call}: Windows error {number}")
        self.number = number


_CALLS: dict[str, tuple[Any, ...]] = {
    "OpenPrinterW": (c_wchar_p, POINTER(c_void_p), c_void_p),
    "ClosePrinter": (c_void_p,),
    "StartDocPrinterW": (c_void_p, c_uint32, POINTER(DocInfo)),
    "StartPagePrinter": (c_void_p,),
    "WritePrinter": (c_void_p, c_void_p, c_uint32, POINTER(c_uint32)),
    "EndPagePrinter": (c_void_p,),
    "EndDocPrinter": (c_void_p,),
    "AbortPrinter": (c_void_p,),
    "GetJobW": (c_void_p, c_uint32, c_uint32, c_void_p, c_uint32, POINTER(c_uint32)),
    "SetJobW": (c_void_p, c_uint32, c_uint32, c_void_p, c_uint32),
    "GetPrinterW": (c_void_p, c_uint32, c_void_p, c_uint32, POINTER(c_uint32)),
}


def declared(loaded: Any) -> Any:
    """A freshly loaded ``winspool.drv`` whose calls know what they take; each gives 0 when it fails."""
    for name, arguments in _CALLS.items():
        function = getattr(loaded, name)
        function.argtypes = arguments
        function.restype = c_uint32
    return loaded


class Spool:
    """The spooler: ``calls`` is the DLL, ``last_error`` tells why its last call failed."""

    def __init__(self, calls: Any, last_error: Callable[[], int]) -> None:
        self._calls = calls
        self._last_error = last_error

    @contextmanager
    def opened(self, name: str) -> Iterator[Printer]:
        """A printer by its name; raises ``WindowsRefused``."""
        handle = c_void_p()
        self.check("OpenPrinterW", self._calls.OpenPrinterW(name, byref(handle), None))
        try:
            yield Printer(self, self._calls, handle)
        finally:
            self._calls.ClosePrinter(handle)

    def check(self, call: str, answer: int) -> int:
        """The answer of a call; raises ``WindowsRefused`` for 0."""
        if not answer:
            raise WindowsRefused(call, self._last_error())
        return answer


class Printer:
    """An open printer. Every method raises ``WindowsRefused``."""

    def __init__(self, spool: Spool, calls: Any, handle: c_void_p) -> None:
        self._spool = spool
        self._calls = calls
        self._handle = handle
        self.wrote = 0
        """Bytes that the spooler took of the document."""

    def print_raw(self, title: str, data: bytes) -> int:
        """Hand bytes over as they are; the job's number. What fails on the way is taken back as far as it goes."""
        about = DocInfo(title, None, "RAW")
        number = self._do("StartDocPrinterW", 1, byref(about))
        try:
            self._do("StartPagePrinter")
            while self.wrote < len(data):
                self._write(data[self.wrote : self.wrote + PORTION])
            self._do("EndPagePrinter")
            self._do("EndDocPrinter")
        except WindowsRefused:
            self._calls.AbortPrinter(self._handle)
            raise
        return number

    def job_status(self, number: int) -> int:
        """The status of a job, as Windows' JOB_STATUS_… bits."""
        return int(JobInfo.from_buffer(self._filled("GetJobW", number, 1, least=ctypes.sizeof(JobInfo))).status)

    def delete(self, number: int) -> None:
        """Take a job out of the queue."""
        self._do("SetJobW", number, 0, None, DELETE)

    def status(self) -> int:
        """The printer's status, as Windows' PRINTER_STATUS_… bits."""
        return int(c_uint32.from_buffer(self._filled("GetPrinterW", 6, least=ctypes.sizeof(c_uint32))).value)

    def _write(self, portion: bytes) -> None:
        went = c_uint32()
        self._do("WritePrinter", ctypes.create_string_buffer(portion, len(portion)), len(portion), byref(went))
        if not went.value:
            raise WindowsRefused("WritePrinter", 0)
        self.wrote += went.value

    def _filled(self, call: str, *which: int, least: int) -> ctypes.Array[ctypes.c_char]:
        """A buffer that a call has filled: Windows says first how large it has to be."""
        needed = c_uint32()
        try:
            self._do(call, *which, None, 0, byref(needed))
        except WindowsRefused as refused:
            if refused.number != TOO_SMALL:
                raise
        buffer = ctypes.create_string_buffer(max(needed.value, least))
        self._do(call, *which, buffer, len(buffer), byref(needed))
        return buffer

    def _do(self, call: str, *arguments: Any) -> int:
        return self._spool.check(call, getattr(self._calls, call)(self._handle, *arguments))
