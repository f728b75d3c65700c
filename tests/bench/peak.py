"""The most memory that this process ever had in use."""

from __future__ import annotations

import resource
import sys


def peak_mib() -> float:
    """Resident memory at its highest, in MiB."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
