"""PySide6 and qasync live here and nowhere else."""

import builtins

import PySide6.QtCore  # noqa: F401 - hooks itself into every import, which is undone here

# PySide looks whether a module asks for one of its "features": it reads the source of everything that is imported
# from then on, and keeps it (10 MB). We ask for none.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
