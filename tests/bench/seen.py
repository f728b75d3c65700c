"""When something appears on the screen, seen from outside as a person would: for programs that can't be asked.

Through libX11, because the frozen program runs no script of ours. Only on X, best on a screen of its own.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from ctypes import POINTER, c_char_p, c_int, c_uint, c_ulong, c_void_p
from pathlib import Path

AREA = 200
"""Pixels a side of what is looked at, in the middle of the screen: a dialog opens there."""
EVERY_S = 0.001
PATIENCE_S = 60
ALL_PLANES, Z_PIXMAP = c_ulong(-1), 2


class Image(ctypes.Structure):
    """The beginning of Xlib's ``XImage``."""

    _fields_ = [
        *((name, c_int) for name in ("width", "height", "xoffset", "format")),
        ("data", c_void_p),
        *((name, c_int) for name in ("byte_order", "bitmap_unit", "bitmap_bit_order", "bitmap_pad", "depth")),
        *((name, c_int) for name in ("bytes_per_line", "bits_per_pixel")),
    ]


class Screen:
    """The middle of the screen that ``DISPLAY`` names."""

    def __init__(self) -> None:
        self._x = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
        for name, result, wants in (
            ("XOpenDisplay", c_void_p, [c_char_p]),
            ("XDefaultRootWindow", c_ulong, [c_void_p]),
            ("XGetImage", POINTER(Image), [c_void_p, c_ulong, c_int, c_int, c_uint, c_uint, c_ulong, c_int]),
            ("XDestroyImage", c_int, [POINTER(Image)]),
            ("XDisplayWidth", c_int, [c_void_p, c_int]),
            ("XDisplayHeight", c_int, [c_void_p, c_int]),
            ("XCloseDisplay", c_int, [c_void_p]),
        ):
            function = getattr(self._x, name)
            function.restype, function.argtypes = result, wants
        self._display = self._x.XOpenDisplay(None)
        if not self._display:
            raise SystemExit("bench: what is painted is looked for on an X screen, and there is none here")
        self._root = self._x.XDefaultRootWindow(self._display)
        self._left = (self._x.XDisplayWidth(self._display, 0) - AREA) // 2
        self._top = (self._x.XDisplayHeight(self._display, 0) - AREA) // 2

    def picture(self) -> bytes:
        """The pixels there now."""
        image = self._x.XGetImage(self._display, self._root, self._left, self._top, AREA, AREA, ALL_PLANES, Z_PIXMAP)
        data = ctypes.string_at(image.contents.data, image.contents.bytes_per_line * AREA)
        self._x.XDestroyImage(image)
        return data

    def close(self) -> None:
        self._x.XCloseDisplay(self._display)


@contextmanager
def screen() -> Iterator[Screen]:
    """The screen, let go of at the end."""
    opened = Screen()
    try:
        yield opened
    finally:
        opened.close()


def until_seen(watched: Screen, command: Sequence[str | Path], variables: Mapping[str, str], folder: Path) -> float:
    """Milliseconds from starting ``command`` to its window on the screen; it is ended then, and its picture gone."""
    before = watched.picture()
    began = time.monotonic()
    process = subprocess.Popen(command, env=dict(variables), cwd=folder, stdout=subprocess.DEVNULL)
    try:
        while watched.picture() == before:
            if process.poll() is not None or time.monotonic() - began > PATIENCE_S:
                raise SystemExit(f"bench: nothing was painted by {command[0]}, which ended with {process.returncode}")
            time.sleep(EVERY_S)
        seen = time.monotonic()
    finally:
        process.kill()  # nobody has signed in: there is nothing to lose
        process.wait()
    while watched.picture() != before:
        time.sleep(EVERY_S)
    return (seen - began) * 1000
