"""The program as the books know it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProgramUpdate:
    """Another version of the program goes on with the books from this start on.

    ``now`` and ``before`` are versions such as 0.1.0. ``kept`` names the copy of the journal as it was, from the data
    folder on, where its file was brought to a newer version; else it is empty.
    """

    now: str
    before: str
    kept: str = ""
