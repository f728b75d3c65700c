"""The icon and the version resource of the Windows programs, made from the checkout when they are built."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

ROOT = Path(__file__).resolve().parents[2]
DRAWING = ROOT / "resources" / "icons" / "vendingdesk.svg"

SIZES = (16, 24, 32, 48, 64, 128, 256)
"""Edges in pixels: the title bar, the taskbar and lists at 100 to 200 %, the desktop, and the largest there is."""

COPYRIGHT = "Vending Desk contributors. Free software under the GNU General Public License, version 3 or later."

WINDOW = "vendingdesk.exe"
"""The program with the window. It is of the kind that gets no console from Windows."""

CONSOLE = "vendingdesk.com"
"""The same program for a command line: a shell that is told ``vendingdesk`` takes it before the other (PATHEXT)."""

DESCRIPTIONS = {WINDOW: "Vending Desk", CONSOLE: "Vending Desk, for the command line"}
"""What the Task Manager calls them, by file name."""


def version() -> str:
    """The program's version, read from its source without importing it."""
    source = (ROOT / "vendingdesk" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', source, re.MULTILINE)
    if found is None:
        raise ValueError("vendingdesk/__init__.py names no version")
    return found[1]


def four_numbers(told: str) -> tuple[int, int, int, int]:
    """A version as Windows counts: four numbers below 65536. What stands behind them (rc1) is left out.

    Raises ``ValueError`` for what does not begin like a version.
    """
    found = re.match(r"\d+(?:\.\d+){0,3}", told)
    numbers = [int(each) for each in found[0].split(".")] if found else []
    if not numbers or max(numbers) > 0xFFFF:
        raise ValueError(f"{told!r} is no version that Windows can count")
    major, minor, micro, fourth = (*numbers, 0, 0, 0)[:4]
    return major, minor, micro, fourth


def version_text(program: str) -> str:
    """The version resource of a program in PyInstaller's notation; ``program`` is a key of ``DESCRIPTIONS``."""
    told = version()
    numbers = four_numbers(told)
    fields = {
        "CompanyName": "Vending Desk",
        "FileDescription": DESCRIPTIONS[program],
        "FileVersion": told,
        "InternalName": "vendingdesk",
        "LegalCopyright": COPYRIGHT,
        "OriginalFilename": program,
        "ProductName": "Vending Desk",
        "ProductVersion": told,
    }
    lines = ",\n        ".join(f"StringStruct({name!r}, {value!r})" for name, value in fields.items())
    # 0x0409, 1200: the texts are English, in Unicode. 0x40004, 1: a program for 32 and 64 bits of Windows NT.
    return f"""VSVersionInfo(
  ffi=FixedFileInfo(
    filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004, fileType=0x1, subtype=0x0, date=(0, 0)
  ),
  kids=[
    StringFileInfo([StringTable('040904B0', [
        {lines},
    ])]),
    VarFileInfo([VarStruct('Translation', [0x0409, 1200])]),
  ],
)
"""


def icon() -> bytes:
    """The program's drawing as an icon in all ``SIZES``, each drawn by itself: a scaled one would be blurred."""
    pictures = [_as_png(size) if size == max(SIZES) else _as_bitmap(size) for size in SIZES]
    at = 6 + 16 * len(SIZES)
    listed, placed = b"", b""
    for size, picture in zip(SIZES, pictures, strict=True):
        edge = size % 256  # 256 is written as 0
        listed += struct.pack("<BBBBHHII", edge, edge, 0, 0, 1, 32, len(picture), at + len(placed))
        placed += picture
    return struct.pack("<HHH", 0, 1, len(SIZES)) + listed + placed


def _as_bitmap(size: int) -> bytes:
    """Lines from below, blue first, and a mask that hides nothing: what every reader of icons understands."""
    image = _drawn(size)  # by a name: what it lends is gone with it
    dots = bytes(image.constBits())
    lines = [dots[at : at + 4 * size] for at in range(0, len(dots), 4 * size)]
    mask = bytes(((size + 31) // 32) * 4 * size)
    head = struct.pack("<IiiHHIIiiII", 40, size, 2 * size, 1, 32, 0, 4 * size * size + len(mask), 0, 0, 0, 0)
    return head + b"".join(reversed(lines)) + mask


def _as_png(size: int) -> bytes:
    """The largest one is compressed, as Windows has read it since Vista."""
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not _drawn(size).save(buffer, "PNG"):  # type: ignore[call-overload]
        raise ValueError(f"{DRAWING} can't be drawn")
    return bytes(buffer.data().data())


def _drawn(size: int) -> QImage:
    """The drawing, ``size`` pixels wide; needs no screen."""
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    drawing = QSvgRenderer(str(DRAWING))
    drawing.render(painter)
    painter.end()
    return image


def write_stamps(into: Path) -> Path:
    """Write ``vendingdesk.ico`` and a version resource for each program, such as ``vendingdesk.exe.version``."""
    into.mkdir(parents=True, exist_ok=True)
    (into / "vendingdesk.ico").write_bytes(icon())
    for program in DESCRIPTIONS:
        (into / f"{program}.version").write_text(version_text(program), encoding="utf-8")
    return into
