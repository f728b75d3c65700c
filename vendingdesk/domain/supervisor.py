"""A supervisor as the till knows one: a name, and a PIN that only its hash is kept of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Supervisor:
    """``pin_hash`` is what ``counter.pins`` made; ``misses`` counts wrong PINs since the last right one.

    Until ``locked_until`` no PIN is tried.
    """

    name: str
    pin_hash: str = field(repr=False)
    misses: int = 0
    locked_until: datetime | None = None
