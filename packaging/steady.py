"""PyInstaller, run so that the same code becomes the same bytes: ``steady.py WORDS`` as ``PyInstaller WORDS``.

``marshal`` marks each object that something beside the code refers to at that moment. Whether a name is also known
elsewhere in the process depends on what it imported and compiled before, and so on caches of the building machine.
Here every object is held while it is written: all are marked, always. Loading takes no longer.
"""

from __future__ import annotations

import marshal
import runpy
import sys
from pathlib import Path
from types import CodeType
from typing import Any

_dumps = marshal.dumps


def parts(value: object) -> list[object]:
    """``value`` and everything that it is made of, each held by the list."""
    found, waiting = list[object](), [value]
    while waiting:
        one = waiting.pop()
        found.append(one)
        if isinstance(one, CodeType):
            waiting += [one.co_consts, one.co_names, one.co_varnames, one.co_cellvars, one.co_freevars]
            waiting += [one.co_filename, one.co_name, one.co_qualname, one.co_linetable, one.co_exceptiontable]
        elif isinstance(one, (tuple, list, frozenset)):
            waiting += one
    return found


def dumps(value: Any, version: int = marshal.version) -> bytes:
    """As ``marshal.dumps``, the same for the same value."""
    held = parts(value)
    written = _dumps(value, version)
    del held
    return written


def dump(value: Any, file: Any, version: int = marshal.version) -> None:
    """As ``marshal.dump``, the same for the same value."""
    file.write(dumps(value, version))


if __name__ == "__main__":
    marshal.dumps, marshal.dump = dumps, dump
    # As with “python -m PyInstaller”: the scripts beside this one are no modules of the program.
    sys.path[0] = str(Path.cwd())
    runpy.run_module("PyInstaller", run_name="__main__", alter_sys=True)
