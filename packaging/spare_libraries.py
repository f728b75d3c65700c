"""Run by the frozen program before anything of its own, on Linux: libraries that the system should have, but may not.

QtGui can't be loaded without a few libraries of the display, also where nothing is ever displayed. The system's own
go before ours, for they belong to its drivers; only where it has none, ours are loaded from ``spare/``.
"""

import sys


class _BeforeTheWindow:
    """Asked for every import, gone with the first of Qt's display: a command without a window loads none of this."""

    @classmethod
    def find_spec(cls, name: str, *_: object) -> None:
        """Find nothing; load what is missing when something that is linked with QtGui may be asked for."""
        if name.startswith("PySide6.Qt") and name != "PySide6.QtCore":
            sys.meta_path.remove(cls)
            load_spares(f"{getattr(sys, '_MEIPASS', '')}/spare")


def load_spares(folder: str) -> None:
    """Load what the system lacks: each line of the file ``order`` is a library and what stands in for it."""
    import ctypes

    with open(f"{folder}/order", encoding="ascii") as lines:  # noqa: PTH123 - pathlib costs start time
        for line in lines:
            asked, *ours = line.split()
            try:
                ctypes.CDLL(asked)
            except OSError:
                for name in ours:
                    ctypes.CDLL(f"{folder}/{name}", ctypes.RTLD_GLOBAL)


sys.meta_path.insert(0, _BeforeTheWindow)
