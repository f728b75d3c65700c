"""What can still be read from a journal's file, however damaged: the numbers that stand in its entries."""

from __future__ import annotations

import re
from mmap import ACCESS_READ, mmap
from pathlib import Path

_NUMBER = re.compile(rb'\{"(number|next_number)":([0-9]{1,18})[,}]')
"""How the body of an entry begins: with the number of the sale that it is about, or the next one to be given out."""


def highest_number(source: Path | bytes) -> int:
    """The highest receipt number in a file's bytes, 0 for none or no file. A damaged one may have had higher ones.

    Raises ``OSError``.
    """
    if isinstance(source, bytes):
        return _highest(source)
    try:
        with source.open("rb") as file:
            if source.stat().st_size == 0:
                return 0
            with mmap(file.fileno(), 0, access=ACCESS_READ) as data:
                return _highest(data)
    except FileNotFoundError:
        return 0


def _highest(data: bytes | mmap) -> int:
    return max(
        (int(found[2]) - (found[1] == b"next_number") for found in _NUMBER.finditer(data)),
        default=0,
    )
