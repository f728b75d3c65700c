"""Fonts that this computer has, for scripts that no packaged font covers.

The folders are looked through by the first character that needs it, and each file's characters are read once. Only
TrueType outlines count: reportlab can't embed others.
"""

from __future__ import annotations

import itertools
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from vendingdesk.receipts.cmap import Coverage, coverage
from vendingdesk.receipts.fonts import Face, registered

PREFERRED = (
    "NotoSans-Regular.ttf", "DejaVuSans.ttf", "LiberationSans-Regular.ttf", "arial.ttf", "Arial.ttf", "segoeui.ttf",
    "NotoSansHebrew-Regular.ttf", "NotoSansEthiopic-Regular.ttf", "ebrima.ttf", "nyala.ttf", "sylfaen.ttf",
    "wqy-microhei.ttc", "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf", "wqy-zenhei.ttc",
    "NotoSansSC-Regular.ttf", "msyh.ttc", "msyh.ttf", "simhei.ttf", "simsun.ttc", "YuGothM.ttc", "msgothic.ttc",
    "malgun.ttf", "STHeiti Medium.ttc", "AppleGothic.ttf", "Arial Unicode.ttf", "ARIALUNI.TTF",
)  # fmt: skip
"""Plain upright faces of good coverage; any other file only when none of these has the character."""

_SUFFIXES = {".ttf", ".ttc"}
_SLANTED_OR_HEAVY = ("italic", "oblique", "bold", "black", "mono", "light", "thin")


def folders(environment: Mapping[str, str], system: str, home: Path) -> list[Path]:
    """Where a system keeps its fonts."""
    if system == "win32":
        local = environment.get("LOCALAPPDATA") or str(home / "AppData" / "Local")
        windows = environment.get("WINDIR") or r"C:\Windows"
        return [Path(windows) / "Fonts", Path(local) / "Microsoft" / "Windows" / "Fonts"]
    if system == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"]
    shared = environment.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    mine = environment.get("XDG_DATA_HOME") or str(home / ".local" / "share")
    return [*(Path(folder) / "fonts" for folder in [mine, *shared.split(":")] if folder), home / ".fonts"]


_numbers = itertools.count()
"""Names of opened files: reportlab keeps one list of fonts for the process."""


class InstalledFonts:
    """The fonts below some folders, opened one by one as characters ask for them; callable from any thread."""

    def __init__(self, below: list[Path]) -> None:
        self._below = below
        self._files: list[Path] | None = None
        self._covered: dict[Path, Coverage] = {}
        self._opened: dict[Path, Face | None] = {}
        self._homes: dict[str, Face | None] = {}
        self._lock = threading.Lock()

    def face_for(self, char: str) -> Face | None:
        """The face that has ``char``, registered and knowing its width; ``None`` if no font here has it."""
        with self._lock:
            if char not in self._homes:
                self._homes[char] = self._found(char)
            return self._homes[char]

    def _found(self, char: str) -> Face | None:
        if self._files is None:
            self._files = sorted(self._listed(), key=_rank)
        code = ord(char)
        for file in sorted(self._files, key=lambda file: self._opened.get(file) is None):  # an opened one first
            if file not in self._covered:
                self._covered[file] = coverage(file)
            if code in self._covered[file] and (face := self._face(file)) is not None:
                from reportlab.pdfbase import pdfmetrics

                font = pdfmetrics.getFont(face.name).face
                if font.charToGlyph.get(code):
                    face.advances[char] = font.getCharWidth(code)
                    return face
        return None

    def _listed(self) -> Iterator[Path]:
        for folder in self._below:
            for place, _, names in os.walk(folder):
                for name in names:
                    if Path(name).suffix.lower() in _SUFFIXES:
                        yield Path(place, name)

    def _face(self, file: Path) -> Face | None:
        """A file as a face; ``None`` for one that can't be read or may not be embedded."""
        if file not in self._opened:
            from reportlab.pdfbase.ttfonts import TTFError

            name = f"VendingDeskInstalled{next(_numbers)}"
            try:
                font = registered(name, file).face
            except (TTFError, OSError, ValueError, LookupError, ArithmeticError):
                self._opened[file] = None
            else:
                self._opened[file] = Face(name, {}, above=font.ascent / 1000, below=-font.descent / 1000)
        return self._opened[file]


def _rank(file: Path) -> tuple[int, str]:
    """Preferred names first, upright ones next."""
    if file.name in PREFERRED:
        return PREFERRED.index(file.name), str(file)
    name = file.name.lower()
    return len(PREFERRED) + any(word in name for word in _SLANTED_OR_HEAVY), str(file)


SYSTEM = InstalledFonts(folders(os.environ, sys.platform, Path.home()))
"""This computer's fonts."""
