"""Run by the frozen program before anything of its own, on Linux: libraries that the system should have, but may not.

QtGui can't be loaded without a few libraries of the display, also where nothing is ever displayed. The system's own
go before ours, for they belong to its drivers; only where it has none, ours are loaded from ``spare/``.
"""

import ctypes
import sys
from pathlib import Path


def _load_spares() -> None:
    spare = Path(getattr(sys, "_MEIPASS", "")) / "spare"
    for line in (spare / "order").read_text(encoding="ascii").splitlines():
        asked, *ours = line.split()
        try:
            ctypes.CDLL(asked)
        except OSError:
            for name in ours:
                ctypes.CDLL(str(spare / name), ctypes.RTLD_GLOBAL)


_load_spares()
