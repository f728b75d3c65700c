"""The environment of the programs that are started from here: a frozen program's loader sets variables for itself."""

from __future__ import annotations

import os
from collections.abc import MutableMapping

_LIBRARIES = "LD_LIBRARY_PATH"
_BEFORE = "LD_LIBRARY_PATH_ORIG"
_LOADERS_OWN = "_PYI_"


def give_back(variables: MutableMapping[str, str] = os.environ) -> None:
    """Put back what the loader changed, so that a program of the system gets the system's libraries.

    Ours are found all the same: where this process looks for them was settled when it began. A second process of this
    program has its own loader, which sets everything again.
    """
    before = variables.pop(_BEFORE, None)
    if before is not None:
        variables[_LIBRARIES] = before
    else:
        variables.pop(_LIBRARIES, None)
    for name in [name for name in variables if name.startswith(_LOADERS_OWN)]:
        del variables[name]
