"""The two families of the window, loaded from packages so that every machine shows the same digits."""

from __future__ import annotations

import importlib.util
import os
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

_SANS = ("fontpkg_ibm_plex_sans", ("IBMPlexSans[wdth,wght].ttf",))
_ARABIC = ("fontpkg_ibm_plex_sans_arabic", ("IBMPlexSansArabic-Regular.ttf", "IBMPlexSansArabic-SemiBold.ttf"))
_MONO = ("fontpkg_ibm_plex_mono", ("IBMPlexMono-Regular.ttf", "IBMPlexMono-SemiBold.ttf"))


@cache  # of a family that Qt is given twice it keeps what it once fell back to: Arabic would stay in another type
def _load(package: str, files: tuple[str, ...]) -> None:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:  # a trimmed install: Qt falls back to a system family
        return
    folder = os.path.join(os.path.dirname(spec.origin), "files")  # noqa: PTH118, PTH120 - pathlib costs start time
    for name in files:
        QFontDatabase.addApplicationFont(os.path.join(folder, name))  # noqa: PTH118 - as above


def load_sans() -> None:
    """The text family: needed for the first paint."""
    _load(*_SANS)


def load_mono() -> None:
    """The family of token digits (its zero can't be taken for an O): needed from the first token on."""
    _load(*_MONO)


def load_arabic() -> None:
    """The letters that the text family lacks, in its style: behind it, so digits and Latin stay as they are."""
    if not QFont.substitutes("IBM Plex Sans"):
        _load(*_ARABIC)
        QFont.insertSubstitution("IBM Plex Sans", "IBM Plex Sans Arabic")


def drawable(text: str) -> str:
    """The text without what no font of this machine can draw, which would stand there as empty boxes.

    Empty where no letter and no digit is left: brackets and commas alone say nothing.
    """
    if text.isascii() or QGuiApplication.instance() is None or _drawn(text):
        return text
    left = " ".join("".join(each for each in text if each.isascii() or _drawn(each)).split())
    return left if any(each.isalnum() for each in left) else ""


def _drawn(text: str) -> bool:
    """Whether the window's family, or another one that Qt falls back to, has all of it: glyph 0 is the box."""
    from PySide6.QtGui import QTextLayout  # hardly ever asked

    layout = QTextLayout(text, QGuiApplication.font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return all(index != 0 for run in layout.glyphRuns() for index in run.glyphIndexes())
