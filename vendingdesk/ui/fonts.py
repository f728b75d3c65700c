"""The two families of the window, loaded from packages so that every machine shows the same digits."""

from __future__ import annotations

import importlib.util
import os

from PySide6.QtGui import QFontDatabase

_SANS = ("fontpkg_ibm_plex_sans", ("IBMPlexSans[wdth,wght].ttf",))
_MONO = ("fontpkg_ibm_plex_mono", ("IBMPlexMono-Regular.ttf", "IBMPlexMono-SemiBold.ttf"))


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
